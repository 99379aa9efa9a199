/** Faults in the head of an ASDU with process information, and in its length. Its signals are spoiled. */
import { ASDU_HEADER_OCTETS, SEQUENCE, writeIoa } from '../../codec/asdu.js';
import type { FaultWord } from '../../faults/fault-catalog.js';

type Edit = (asdu: Uint8Array, value: number) => Uint8Array;

/** An octet of the ASDU with another value. */
function withOctet(asdu: Uint8Array, at: number, octet: number): Uint8Array {
  asdu[at] = octet;
  return asdu;
}

/** What each fault makes of an ASDU; it may change it in place. */
export const ASDU_EDITS: Partial<Record<FaultWord, Edit>> = {
  'unknown-type': (asdu, type) => withOctet(asdu, 0, type),
  'unknown-cot': (asdu, cot) => withOctet(asdu, 2, (asdu[2] & 0xc0) | cot),
  'other-ca': (asdu, ca) => withOctet(withOctet(asdu, 4, ca & 0xff), 5, ca >> 8),
  'unknown-ioa': (asdu, ioa) => {
    writeIoa(asdu, ASDU_HEADER_OCTETS, ioa);
    return asdu;
  },
  vsq: (asdu, count) => withOctet(asdu, 1, (asdu[1] & SEQUENCE) | count),
  // A head is left, so that the length octet stays one that is allowed.
  short: (asdu, octets) => asdu.subarray(0, Math.max(ASDU_HEADER_OCTETS, asdu.length - octets)),
};
