/** The 48 octets of an SNTP request and of its answer. Source: RFC 4330 §3–§5, RFC 5905 §6–§7. */
import { randomInt } from 'node:crypto';

/** Octets of a message without authenticator (RFC 4330 §4). */
export const SNTP_OCTETS = 48;

/** Leap indicator 0, version 4, mode 3 (client). */
const REQUEST_HEAD = 0x23;
const SERVER_MODE = 4;
const LEAP_UNKNOWN = 3;
/** Stratum of a server without a source of time (RFC 5905 figure 11). */
const UNSYNCHRONISED_STRATUM = 16;
/** Seconds from 1900 to 1970. */
const UNIX_EPOCH_SEC = 2_208_988_800;
const ERA_SEC = 2 ** 32;
const ORIGIN_AT = 24;
const RECEIVE_AT = 32;
const TRANSMIT_AT = 40;
/** Differences below 1 µs mean nothing in a clock reading: 2¹² units of 2⁻³² s are 0.95 µs. */
const FUZZ_UNITS = 4096;
/** Most that a reading of a server's clock may be late: the clock of a plain Windows server ticks every 15.6 ms. */
const SERVER_TICK_MS = 20;

/** Why an answer can't be used. */
export type AnswerFault = 'kiss' | 'unsynchronised' | 'stratum' | 'mode' | 'times';

/** The result of checking an answer. */
export type SntpAnswer =
  /** T2 and T3: when the server had the request and sent the answer, ms since 1970 by its clock. */
  | { kind: 'times'; receiveMs: number; transmitMs: number; stratum: number }
  /** Not an answer to this request: too short, or with the origin time stamp of another. */
  | { kind: 'foreign' }
  /** `kiss`: the four letters of a kiss-o'-death (RFC 5905 §7.4). */
  | { kind: 'refused'; fault: AnswerFault; detail: string; kiss?: string };

/**
 * Puts a wall time (ms since 1970) as NTP time stamp into 8 octets: seconds since 1900 modulo 2³² (the era is not
 * sent), then 2⁻³² s. `fuzzUnits` 0…4095 takes the place of the bits that mean nothing.
 */
export function writeNtpTime(octets: Uint8Array, at: number, wallMs: number, fuzzUnits = 0): void {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const unixSec = Math.floor(wallMs / 1000);
  const fraction = Math.floor(((wallMs - unixSec * 1000) / 1000) * ERA_SEC);
  view.setUint32(at, (unixSec + UNIX_EPOCH_SEC) % ERA_SEC);
  view.setUint32(at + 4, fuzzUnits === 0 ? fraction : fraction - (fraction % FUZZ_UNITS) + fuzzUnits);
}

/**
 * The wall time (ms since 1970) of an NTP time stamp. Seconds with the top bit set are in 1968–2036, the others in
 * 2036–2104 (RFC 4330 §3): so our own clock need not be right already.
 */
export function readNtpTime(octets: Uint8Array, at: number): number {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const seconds = view.getUint32(at);
  const unixSec = seconds - UNIX_EPOCH_SEC + (seconds >= ERA_SEC / 2 ? 0 : ERA_SEC);
  return unixSec * 1000 + (view.getUint32(at + 4) / ERA_SEC) * 1000;
}

/**
 * A request sent at `wallMs` (T1, ms since 1970). Everything but head and transmit time stamp is zero. The bits below
 * 1 µs are random (RFC 4330 §3), so that only a host that sees the request can answer it.
 */
export function encodeRequest(wallMs: number): Uint8Array {
  const octets = new Uint8Array(SNTP_OCTETS);
  octets[0] = REQUEST_HEAD;
  writeNtpTime(octets, TRANSMIT_AT, wallMs, randomInt(1, FUZZ_UNITS));
  return octets;
}

/**
 * Checks an answer against the request (RFC 4330 §5). Root dispersion is not judged: a Windows server that runs on its
 * own clock reports 10 s and more, and plants have such servers.
 */
export function decodeAnswer(octets: Uint8Array, request: Uint8Array): SntpAnswer {
  if (octets.length < SNTP_OCTETS) return { kind: 'foreign' };
  // Before all other checks, also before the kiss: else anybody could make us leave our server (RFC 5905 §8, test 2).
  for (let i = 0; i < 8; i++) {
    if (octets[ORIGIN_AT + i] !== request[TRANSMIT_AT + i]) return { kind: 'foreign' };
  }
  const mode = octets[0] & 7;
  if (mode !== SERVER_MODE) {
    return refuse('mode', `answered in mode ${mode}, not as a server (${SERVER_MODE})`);
  }
  const stratum = octets[1];
  if (stratum === 0) {
    const kiss = kissCode(octets);
    return { ...refuse('kiss', `sent a kiss-o'-death: ${kiss}`), kiss };
  }
  if (octets[0] >> 6 === LEAP_UNKNOWN || stratum === UNSYNCHRONISED_STRATUM) {
    return refuse('unsynchronised', `is not synchronised itself (stratum ${stratum})`);
  }
  if (stratum > UNSYNCHRONISED_STRATUM) return refuse('stratum', `gave stratum ${stratum}, not 1…15`);
  if (isZero(octets, RECEIVE_AT) || isZero(octets, TRANSMIT_AT)) {
    return refuse('times', 'left out a time stamp');
  }
  const receiveMs = readNtpTime(octets, RECEIVE_AT);
  const transmitMs = readNtpTime(octets, TRANSMIT_AT);
  if (transmitMs < receiveMs) return refuse('times', 'sent its answer before it had the request');
  return { kind: 'times', receiveMs, transmitMs, stratum };
}

/** Clock offset and round trip from the four time stamps (RFC 4330 §5): T1 and T4 by our clock, T2 and T3 by the server's, all ms. */
export interface Measurement {
  /** Server's clock − our clock, ms; wrong by at most half of the round trip. */
  readonly offsetMs: number;
  /** Round trip time, ms ≥ 0. */
  readonly roundTripMs: number;
}

/**
 * Offset and round trip; `undefined` if, by its stamps, the server held the request longer than the whole exchange took:
 * then its clock was set in between. A reading that is late by one tick is accepted.
 */
export function measure(t1Ms: number, t2Ms: number, t3Ms: number, t4Ms: number): Measurement | undefined {
  const roundTripMs = t4Ms - t1Ms - (t3Ms - t2Ms);
  if (roundTripMs < -SERVER_TICK_MS) return undefined;
  return { offsetMs: (t2Ms - t1Ms + (t3Ms - t4Ms)) / 2, roundTripMs: Math.max(0, roundTripMs) };
}

function refuse(fault: AnswerFault, detail: string): { kind: 'refused'; fault: AnswerFault; detail: string } {
  return { kind: 'refused', fault, detail };
}

/** The reference identifier as text; octets that are not letters become `?`. */
function kissCode(octets: Uint8Array): string {
  const letters = [...octets.subarray(12, 16)].filter((octet) => octet !== 0);
  const text = letters.map((octet) => (octet > 32 && octet < 127 ? String.fromCharCode(octet) : '?'));
  return text.join('') || 'no code';
}

function isZero(octets: Uint8Array, at: number): boolean {
  return octets.subarray(at, at + 8).every((octet) => octet === 0);
}
