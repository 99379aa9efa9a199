/** The few ASDUs of the gateway benchmark, written by hand. */

/** Types and causes that occur. */
export const TYPE = {
  singlePoint: 1,
  event: 30,
  command: 45,
  endOfInitialization: 70,
  interrogation: 100,
} as const;
export const CAUSE = {
  spontaneous: 3,
  activation: 6,
  confirmation: 7,
  termination: 10,
  interrogated: 20,
} as const;

/** Octets of an event: type, count, COT, OA, CA, IOA, one single point with its time tag. */
export const EVENT_OCTETS = 17;
/** Single points in one ASDU of an interrogation. */
const POINTS = 20;

/** An event without its number: `M_SP_TB_1`, spontaneous, on, at a fixed time. */
export function eventAsdu(ca: number): Uint8Array {
  const asdu = new Uint8Array(EVENT_OCTETS);
  asdu.set([TYPE.event, 1, CAUSE.spontaneous, 0, ca & 0xff, ca >> 8, 0, 0, 0, 1]);
  asdu.set([0, 0, 5, 5, 22, 11, 26], 10);
  return asdu;
}

/** The number of an event stands in its IOA: 1…16,777,215. */
export function eventNumber(octets: Uint8Array, at: number): number {
  return octets[at + 6] | (octets[at + 7] << 8) | (octets[at + 8] << 16);
}

/** An ASDU of an interrogation: single points, of which the first has the address 1 + 20 × `block`. */
export function interrogatedAsdu(ca: number, oa: number, block: number): Uint8Array {
  const asdu = new Uint8Array(9 + POINTS);
  const ioa = 1 + block * POINTS;
  asdu.set([TYPE.singlePoint, 0x80 | POINTS, CAUSE.interrogated, oa, ca & 0xff, ca >> 8]);
  asdu.set([ioa & 0xff, ioa >> 8, 0], 6);
  return asdu;
}

/** A general interrogation. */
export function interrogationAsdu(ca: number): Uint8Array {
  return Uint8Array.of(TYPE.interrogation, 1, CAUSE.activation, 0, ca & 0xff, ca >> 8, 0, 0, 0, 20);
}

/** A single command, executed at once. */
export function commandAsdu(ca: number, ioa: number): Uint8Array {
  return Uint8Array.of(TYPE.command, 1, CAUSE.activation, 0, ca & 0xff, ca >> 8, ioa & 0xff, ioa >> 8, 0, 1);
}

/** The same ASDU with another cause. */
export function mirrored(octets: Uint8Array, at: number, end: number, cause: number): Uint8Array {
  const asdu = Uint8Array.from(octets.subarray(at, end));
  asdu[2] = cause;
  return asdu;
}
