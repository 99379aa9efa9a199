/** ASDUs of the simulation of gateways, written from `docs/protocol.md` §2 to §4. Most bear a serial number, so that each can be told from all others. */
import { hex } from '../wire.js';

/** Types whose octets 10…13 hold a serial number: bitstring, counter, set-point and bitstring command, both with time tag too, file transfer, a private type. */
const WITH_SERIAL: ReadonlySet<number> = new Set([7, 15, 50, 51, 63, 64, 120, 122, 200]);

export const SINGLE_EVENT = 7;
export const COUNTER = 15;
export const SET_POINT = 50;
export const BITSTRING_COMMAND = 51;
export const PRIVATE = 200;
export const FILE_READY = 120;
export const CALL_FILE = 122;
export const END_OF_INITIALIZATION = 70;
export const INTERROGATION = 100;
export const COUNTER_REQUEST = 101;
export const READ = 102;
export const CLOCK_SYNC = 103;

/** Causes of transmission. */
export const ACT = 6;
export const ACT_CON = 7;
export const DEACT = 8;
export const DEACT_CON = 9;
export const ACT_TERM = 10;
export const FILE_TRANSFER = 13;

/** An ASDU, read. */
export interface Asdu {
  readonly octets: Uint8Array;
  readonly type: number;
  readonly cot: number;
  readonly negative: boolean;
  readonly oa: number;
  readonly ca: number;
  readonly ioa: number;
  /** −1: it bears none. */
  readonly serial: number;
  /** S/E = 1 of a set-point. */
  readonly select: boolean;
  /** QOI or QCC; −1: none. */
  readonly qualifier: number;
  /** Hex of all octets but the OA. */
  readonly text: string;
}

export function readAsdu(octets: Uint8Array): Asdu {
  const type = octets[0];
  const bare = Uint8Array.from(octets);
  bare[3] = 0;
  const isSetPoint = type === 50 || type === 63;
  const isInterrogation = type === INTERROGATION || type === COUNTER_REQUEST;
  return {
    octets,
    type,
    cot: octets[2] & 0x3f,
    negative: (octets[2] & 0x40) !== 0,
    oa: octets[3],
    ca: octets[4] | (octets[5] << 8),
    ioa: octets[6] | (octets[7] << 8) | (octets[8] << 16),
    serial: WITH_SERIAL.has(type) ? readSerial(octets) : -1,
    select: isSetPoint && octets[13] > 127,
    qualifier: isInterrogation ? octets[9] : -1,
    text: hex(bare),
  };
}

function readSerial(octets: Uint8Array): number {
  return octets[9] + (octets[10] << 8) + (octets[11] << 16);
}

/** The four octets of a serial number, 0…16777215. */
export function serialOctets(serial: number): number[] {
  return [serial & 0xff, (serial >> 8) & 0xff, serial >> 16, 0];
}

/** Where an ASDU comes from, or goes to. */
export interface Addresses {
  readonly oa: number;
  readonly ca: number;
  readonly ioa: number;
}

export function makeAsdu(
  type: number,
  cot: number,
  { oa, ca, ioa }: Addresses,
  elements: readonly number[],
): number[] {
  return [type, 1, cot, oa, ca & 0xff, ca >> 8, ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16, ...elements];
}

/** An answer: the request with another cause, and the OA that the RTU gives it. */
export function mirror(request: Uint8Array, cot: number, negative: boolean, oa: number): number[] {
  const octets = [...request];
  octets[2] = cot | (negative ? 0x40 : 0);
  octets[3] = oa;
  return octets;
}
