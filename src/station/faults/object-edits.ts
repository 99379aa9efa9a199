/** Faults in the information objects of an ASDU with process information: time tags, quality, values. They change it in place. */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, SEQUENCE } from '../../codec/asdu.js';
import { CP56_OCTETS, cp56FromWallMs, fieldsMs, readCp56, writeCp56 } from '../../codec/cp56.js';
import { findType, type TypeDefinition } from '../../codec/types.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import type { Image } from '../points/image.js';
import { isHit } from './point-share.js';

/** One object: where its elements begin, and where its time tag does; −1: it has none. */
export interface EditedObject {
  readonly type: TypeDefinition;
  readonly ioa: number;
  readonly elementsAt: number;
  readonly timeAt: number;
}

/** The type of an ASDU with process information in monitor direction; `undefined`: it is another. */
export function monitoredType(asdu: Uint8Array): TypeDefinition | undefined {
  const type = findType(asdu[0]);
  return type?.role === 'monitor' ? type : undefined;
}

/** The objects of such an ASDU. */
export function objectsOf(asdu: Uint8Array, type: TypeDefinition): EditedObject[] {
  const isSequence = (asdu[1] & SEQUENCE) !== 0;
  const count = asdu[1] & ~SEQUENCE;
  const objects: EditedObject[] = [];
  let at = ASDU_HEADER_OCTETS;
  let ioa = 0;
  for (let i = 0; i < count; i++) {
    if (i === 0 || !isSequence) {
      ioa = asdu[at] | (asdu[at + 1] << 8) | (asdu[at + 2] << 16);
      at += IOA_OCTETS;
    } else ioa++;
    const timeAt = type.timeTagged ? at + type.elementOctets : -1;
    objects.push({ type, ioa, elementsAt: at, timeAt });
    at += type.objectOctets;
  }
  return objects;
}

/** Quality bits that a type can show, in its last element octet; by untimed type (`docs/protocol.md` §4). */
const QUALITY_MASK: Readonly<Record<number, number>> = {
  1: 0xf0,
  3: 0xf0,
  5: 0xf1,
  7: 0xf1,
  9: 0xf1,
  11: 0xf1,
  13: 0xf1,
  15: 0x80,
  20: 0xf1,
};

/** The points of an image whose quality the fault changes. */
export function* pointsWithQuality({ table }: FrozenImage, order: FaultOrder): Generator<number> {
  for (let point = 0; point < table.points; point++) {
    const mask = QUALITY_MASK[table.pointType[point]] ?? 0;
    if ((order.value & mask) !== 0 && isHit(order, table.pointIoa[point])) yield point;
  }
}

/** Values at the begin of `frozen`, by IOA and untimed type. */
export type FrozenValues = ReadonlyMap<string, Uint8Array>;

/** The values of all points now. */
export function freeze(image: FrozenImage): FrozenValues {
  const { table } = image;
  const values = new Map<string, Uint8Array>();
  for (let point = 0; point < table.points; point++)
    values.set(`${table.pointIoa[point]} ${table.pointType[point]}`, image.elements(point));
  return values;
}

/** An image, to be copied. */
export type FrozenImage = Pick<Image, 'table'> & { elements(point: number): Uint8Array };

/** Puts the fault into an object; returns whether it changed anything. */
export function editObject(
  asdu: Uint8Array,
  object: EditedObject,
  order: FaultOrder,
  frozen: FrozenValues | undefined,
): boolean {
  const { type, ioa, elementsAt, timeAt } = object;
  switch (order.word) {
    case 'quality': {
      const mask = QUALITY_MASK[type.untimedId] ?? 0;
      if ((order.value & mask) === 0 || !isHit(order, ioa)) return false;
      asdu[elementsAt + type.elementOctets - 1] |= order.value & mask;
      return true;
    }
    case 'frozen': {
      const value = isHit(order, ioa) ? frozen?.get(`${ioa} ${type.untimedId}`) : undefined;
      if (value === undefined) return false;
      asdu.set(value, elementsAt);
      return true;
    }
    case 'old-time': {
      if (timeAt < 0) return false;
      const time = readCp56(asdu, timeAt);
      const { invalid, summer, substituted } = time;
      const old = cp56FromWallMs(fieldsMs(time) - order.value * 1000, 'utc');
      writeCp56(asdu, timeAt, { ...old, invalid, summer, substituted });
      return true;
    }
    case 'bad-time':
      if (timeAt < 0) return false;
      asdu.fill(0xff, timeAt, timeAt + CP56_OCTETS);
      return true;
    case 'no-summer':
      if (timeAt < 0) return false;
      // SU is bit 8 of the octet of hours.
      asdu[timeAt + 3] ^= 0x80;
      return true;
    default:
      return false;
  }
}
