/**
 * Whether the octets of an ASDU fit its type and its number of objects. Runs for every frame, so all facts about a type are
 * table look-ups. Source: `docs/protocol.md` §2 and §3.
 */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, SEQUENCE } from './asdu.js';
import { findType, TYPES, type TypeDefinition } from './types.js';

const UNKNOWN = -1;
/** Octets of one object without IOA by type id; UNKNOWN outside the type table. */
const OBJECT_OCTETS = new Int16Array(256).fill(UNKNOWN);
/** 1 if the type has exactly one object, which has its own address. */
const IS_SINGLE = new Uint8Array(256);

for (const type of TYPES) {
  OBJECT_OCTETS[type.id] = type.objectOctets;
  IS_SINGLE[type.id] = isSingle(type) ? 1 : 0;
}

/** What is not process information has one object. Of process information only the octets have to fit. */
function isSingle(type: TypeDefinition): boolean {
  return type.role !== 'monitor';
}

/**
 * Whether the ASDU `octets[at…end)` has a whole header, at least one object, and the octets of its objects, no more and no fewer.
 * Of a type outside the table (file transfer, private types, those of 101) only the header is looked at. No allocation;
 * `explainMalformed` gives the reason.
 */
export function isWellFormed(octets: Uint8Array, at: number, end: number): boolean {
  const first = at + ASDU_HEADER_OCTETS;
  if (first > end) return false;
  const typeId = octets[at];
  const size = OBJECT_OCTETS[typeId];
  if (size === UNKNOWN) return true;
  const vsq = octets[at + 1];
  if (IS_SINGLE[typeId] === 1) return vsq === 1 && first + IOA_OCTETS + size === end;
  const count = vsq & 0x7f;
  if (count === 0) return false;
  if ((vsq & SEQUENCE) !== 0) return first + IOA_OCTETS + count * size === end;
  return first + count * (IOA_OCTETS + size) === end;
}

/** Why `isWellFormed` did not pass an ASDU, in words, with the figures. */
export function explainMalformed(octets: Uint8Array, at: number, end: number): string {
  const length = end - at;
  if (length < ASDU_HEADER_OCTETS) {
    return `ASDU of ${length} octets, expected at least ${ASDU_HEADER_OCTETS}`;
  }
  const type = findType(octets[at]);
  if (type === undefined) return `type ${octets[at]} is not known, its octets are not looked at`;
  const isSequence = (octets[at + 1] & SEQUENCE) !== 0;
  const count = octets[at + 1] & 0x7f;
  const objects = `${count} ${count === 1 ? 'object' : 'objects'} of ${type.mnemonic} with ${isSequence ? 'SQ=1' : 'SQ=0'}`;
  if (isSingle(type) && (count !== 1 || isSequence)) return `${objects}, expected 1 with SQ=0`;
  if (count === 0) return `${objects}, expected at least 1`;
  const needed = isSequence
    ? IOA_OCTETS + count * type.objectOctets
    : count * (IOA_OCTETS + type.objectOctets);
  return `${objects} ${count === 1 ? 'takes' : 'take'} ${needed} octets, found ${length - ASDU_HEADER_OCTETS}`;
}
