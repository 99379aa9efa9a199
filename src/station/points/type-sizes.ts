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

const limits = new Map<number, Uint8Array>();

/** Most objects per ASDU by type id, for an RTU that sends at most `objects` (`docs/behaviour.md` §1, option `objects`). */
export function objectLimits(objects: number | 'max'): Uint8Array {
  const most = objects === 'max' ? 127 : objects;
  let byType = limits.get(most);
  if (byType === undefined) {
    byType = new Uint8Array(256);
    for (const type of TYPES) byType[type.id] = Math.min(type.maxObjects, most);
    limits.set(most, byType);
  }
  return byType;
}
