/**
 * Checks a received ASDU in place: counts its objects, and finds what a controlled station must not send.
 * Runs for every frame, so all facts about a type are table look-ups. Source: `docs/protocol.md` §2 and §3.
 */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, readCa, SEQUENCE } from '../codec/asdu.js';
import { COT, causeName } from '../codec/causes.js';
import { findType, TYPES, type TypeDefinition } from '../codec/types.js';
import { explainMalformed, isWellFormed } from '../codec/well-formed.js';
import type { ViolationCode } from '../controlling/violations.js';

/** Most objects with SQ=0, and with SQ=1, by type id. */
const MOST_OBJECTS = new Uint8Array(256);
const MOST_ELEMENTS = new Uint8Array(256);
/** 1 if the type carries process information. */
const IS_SIGNAL = new Uint8Array(256);
/** 1 if a controlled station may send this type (row of 64) with this COT. */
const MAY_CARRY = new Uint8Array(256 * 64);

for (const type of TYPES) {
  MOST_OBJECTS[type.id] = type.maxObjects;
  MOST_ELEMENTS[type.id] = type.maxSequence;
  IS_SIGNAL[type.id] = type.role === 'monitor' ? 1 : 0;
  for (const cot of replyCauses(type)) MAY_CARRY[type.id * 64 + cot] = 1;
}

/** The causes of a type in monitor direction; a refusal mirrors any type. */
function replyCauses(type: TypeDefinition): number[] {
  const refusals = [COT.UNKNOWN_TYPE, COT.UNKNOWN_CAUSE, COT.UNKNOWN_CA, COT.UNKNOWN_IOA];
  if (type.role === 'monitor' || type.role === 'initialization') return [...type.causes, ...refusals];
  const causes: number[] = [...refusals];
  if (type.causes.includes(COT.ACTIVATION)) causes.push(COT.ACTIVATION_CON);
  if (type.causes.includes(COT.DEACTIVATION)) causes.push(COT.DEACTIVATION_CON);
  if (type.role === 'command' || type.id === 100 || type.id === 101) causes.push(COT.ACTIVATION_TERM);
  return causes;
}

/** Whether objects of this type (0…255) count as signals. */
export function isSignalType(typeId: number): boolean {
  return IS_SIGNAL[typeId] === 1;
}

/**
 * Whether the RTU with this CA may send the ASDU `octets[at…end)`.
 * The hot path: no allocation; if the answer is no, `explainAsdu` gives the reason.
 */
export function isSoundAsdu(octets: Uint8Array, at: number, end: number, ca: number): boolean {
  if (end - at < ASDU_HEADER_OCTETS + IOA_OCTETS) return false;
  const typeId = octets[at];
  const vsq = octets[at + 1];
  // No type outside the table may carry anything.
  if (MAY_CARRY[typeId * 64 + (octets[at + 2] & 0x3f)] === 0) return false;
  if (readCa(octets, at) !== ca) return false;
  const most = (vsq & SEQUENCE) !== 0 ? MOST_ELEMENTS[typeId] : MOST_OBJECTS[typeId];
  return (vsq & 0x7f) <= most && isWellFormed(octets, at, end);
}

/** Why `isSoundAsdu` did not pass an ASDU; `undefined` if it is allowed all the same (refusals, file transfer, private types). */
export function explainAsdu(
  octets: Uint8Array,
  at: number,
  end: number,
  ca: number,
): { code: ViolationCode; detail: string } | undefined {
  const length = end - at;
  if (length < ASDU_HEADER_OCTETS + IOA_OCTETS) {
    return { code: 'MALFORMED_ASDU', detail: `ASDU of ${length} octets, expected at least 9` };
  }
  const typeId = octets[at];
  const cot = octets[at + 2] & 0x3f;
  const refusal = cot >= COT.UNKNOWN_TYPE && cot <= COT.UNKNOWN_IOA;
  const foundCa = readCa(octets, at);
  // A refusal mirrors the request, which may be anything.
  if (refusal) return undefined;
  if (foundCa !== ca) {
    return { code: 'COMMON_ADDRESS', detail: `CA is ${foundCa}, expected ${ca} (type ${typeId})` };
  }
  const type = findType(typeId);
  if (type === undefined) {
    // File transfer and private types are legal; their objects are not checked.
    if (typeId >= 120) return undefined;
    return { code: 'UNKNOWN_TYPE', detail: `type ${typeId} does not exist in 104` };
  }
  if (MAY_CARRY[typeId * 64 + cot] === 0) {
    return { code: 'CAUSE', detail: `${type.mnemonic} with COT ${cot} (${causeName(cot)})` };
  }
  const isSequence = (octets[at + 1] & SEQUENCE) !== 0;
  const count = octets[at + 1] & 0x7f;
  const most = isSequence ? type.maxSequence : type.maxObjects;
  if (count < 1 || count > most) {
    const objects = `${count} objects of ${type.mnemonic} with ${isSequence ? 'SQ=1' : 'SQ=0'}`;
    return { code: 'MALFORMED_ASDU', detail: `${objects}, expected 1…${most}` };
  }
  return { code: 'MALFORMED_ASDU', detail: explainMalformed(octets, at, end) };
}
