/**
 * APCI: the six control octets of every frame. Source: `docs/protocol.md` §1, IEC 60870-5-104 clause 5.
 */

/** First octet of every APDU. */
export const START = 0x68;
/** Octets of the APCI: start, length, four control octets. */
export const APCI_OCTETS = 6;
/** Smallest legal length octet: control field only. */
export const MIN_LENGTH = 4;
/** Largest legal length octet: control field and 249 octets of ASDU. */
export const MAX_LENGTH = 253;
/** Largest APDU: the start octet, the length octet, and what the length counts. */
export const MAX_APDU_OCTETS = 255;
/** Largest ASDU. */
export const MAX_ASDU_OCTETS = 249;
/** Send and receive sequence numbers count modulo this. */
export const SEQUENCE_MODULUS = 32768;
const SEQUENCE_MASK = SEQUENCE_MODULUS - 1;

/** U-format functions, as the first control octet. */
export const U = {
  STARTDT_ACT: 0x07,
  STARTDT_CON: 0x0b,
  STOPDT_ACT: 0x13,
  STOPDT_CON: 0x23,
  TESTFR_ACT: 0x43,
  TESTFR_CON: 0x83,
} as const;

/** The name of a U function for logs, or its hex if it is undefined. */
export function uName(control: number): string {
  for (const [name, value] of Object.entries(U)) if (value === control) return name.replace('_', ' ');
  return `U 0x${control.toString(16).padStart(2, '0')}`;
}

/** Frame formats. `at` always points at the start octet. */
export type FrameFormat = 'I' | 'S' | 'U';

/** Format by the two low bits of control octet 1. */
export function formatOf(octets: Uint8Array, at: number): FrameFormat {
  const control = octets[at + 2];
  if ((control & 1) === 0) return 'I';
  return (control & 3) === 1 ? 'S' : 'U';
}

/** N(S) of an I frame, 0…32767. */
export function readSendNumber(octets: Uint8Array, at: number): number {
  return (octets[at + 2] >> 1) | (octets[at + 3] << 7);
}

/** N(R) of an I or S frame, 0…32767. */
export function readReceiveNumber(octets: Uint8Array, at: number): number {
  return (octets[at + 4] >> 1) | (octets[at + 5] << 7);
}

/** Steps from `from` forward to `to`, modulo 32768. */
export function sequenceDistance(from: number, to: number): number {
  return (to - from) & SEQUENCE_MASK;
}

/** The number `steps` after `n`, modulo 32768. */
export function sequenceAfter(n: number, steps: number): number {
  return (n + steps) & SEQUENCE_MASK;
}

/** The number after `n`. */
export function nextSequence(n: number): number {
  return (n + 1) & SEQUENCE_MASK;
}

/** Writes the six octets before an ASDU of `asduOctets` (6…249) octets. */
export function writeIHeader(
  octets: Uint8Array,
  at: number,
  asduOctets: number,
  ns: number,
  nr: number,
): void {
  octets[at] = START;
  octets[at + 1] = asduOctets + MIN_LENGTH;
  octets[at + 2] = (ns << 1) & 0xfe;
  octets[at + 3] = ns >> 7;
  octets[at + 4] = (nr << 1) & 0xfe;
  octets[at + 5] = nr >> 7;
}

/** Writes an S frame, six octets. */
export function writeS(octets: Uint8Array, at: number, nr: number): void {
  octets[at] = START;
  octets[at + 1] = MIN_LENGTH;
  octets[at + 2] = 0x01;
  octets[at + 3] = 0;
  octets[at + 4] = (nr << 1) & 0xfe;
  octets[at + 5] = nr >> 7;
}

/** Writes a U frame, six octets. */
export function writeU(octets: Uint8Array, at: number, control: number): void {
  octets[at] = START;
  octets[at + 1] = MIN_LENGTH;
  octets[at + 2] = control;
  octets[at + 3] = 0;
  octets[at + 4] = 0;
  octets[at + 5] = 0;
}
