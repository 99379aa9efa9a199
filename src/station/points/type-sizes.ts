/** Octets and objects of each type, as columns by type id for the code that builds frames. */
import { IOA_OCTETS } from '../../codec/asdu.js';
import { TYPES } from '../../codec/types.js';

/** IOA, elements and time tag of one object, by type id; 0 where the type is unknown. */
export const OBJECT_OCTETS = new Uint8Array(256);
/** IOA and elements without time tag, by type id. */
export const PLAIN_OCTETS = new Uint8Array(256);

for (const type of TYPES) {
  OBJECT_OCTETS[type.id] = IOA_OCTETS + type.objectOctets;
  PLAIN_OCTETS[type.id] = IOA_OCTETS + type.elementOctets;
}

/** Most objects per ASDU, by type id: each with its address (SQ 0), or consecutive ones with one address (SQ 1). */
export interface ObjectLimits {
  readonly single: Uint8Array;
  readonly sequence: Uint8Array;
}

const limits = new Map<number, ObjectLimits>();

/** The limits of an RTU that sends at most `objects` (`docs/behaviour.md` §1, option `objects`). */
export function objectLimits(objects: number | 'max'): ObjectLimits {
  const most = objects === 'max' ? 127 : objects;
  let found = limits.get(most);
  if (found === undefined) {
    found = { single: new Uint8Array(256), sequence: new Uint8Array(256) };
    for (const { id, maxObjects, maxSequence } of TYPES) {
      found.single[id] = Math.min(maxObjects, most);
      found.sequence[id] = Math.min(maxSequence, most);
    }
    limits.set(most, found);
  }
  return found;
}
