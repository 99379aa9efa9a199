/** Values of points as reactions calculate with them: one number and the quality octet. */
import { readElements, writeElements } from '../codec/asdu.js';
import {
  type ElementName,
  type ElementRecord,
  fractionFromNva,
  nvaFromFraction,
  QUALITY,
  qualityBitsOf,
  VALUE_FIELDS,
} from '../codec/elements.js';
import { typeOf } from '../codec/types.js';

/** A point as it is. `quality`: bits of `QUALITY`; of a counter only IV. A normalized value is its fraction −1…1. */
export interface PointValue {
  readonly value: number;
  readonly quality: number;
}

/** The largest binary32. */
const R32_MOST = (2 - 2 ** -23) * 2 ** 127;

/** Kinds of element with a value that a reaction can read and set, and their range. */
const RANGES: Readonly<Partial<Record<ElementName, readonly [least: number, most: number]>>> = {
  SIQ: [0, 1],
  DIQ: [0, 3],
  VTI: [-64, 63],
  BSI: [0, 0xffffffff],
  NVA: [-1, 1],
  SVA: [-32768, 32767],
  R32: [-R32_MOST, R32_MOST],
  BCR: [-2147483648, 2147483647],
};

/** Kind of element of an untimed type. */
export function elementOf(pointType: number): ElementName {
  return typeOf(pointType).elements[0];
}

/** Whether reactions can read and set points of this untimed type. */
export function canReact(pointType: number): boolean {
  return RANGES[elementOf(pointType)] !== undefined;
}

/** Whether the point has two states, ON and OFF. */
export function isSwitch(pointType: number): boolean {
  const element = elementOf(pointType);
  return element === 'SIQ' || element === 'DIQ';
}

/** The value of ON or OFF, for a point with two states. */
export function switchValue(pointType: number, on: boolean): number {
  return elementOf(pointType) === 'DIQ' ? (on ? 2 : 1) : on ? 1 : 0;
}

/** Whether a point with two states is ON; `undefined`: neither. */
export function isOn(pointType: number, value: number): boolean | undefined {
  if (value === switchValue(pointType, true)) return true;
  return value === switchValue(pointType, false) ? false : undefined;
}

/** Quality bits that points of this untimed type can have. */
export function qualityOf(pointType: number): number {
  const { elements } = typeOf(pointType);
  return elements[0] === 'BCR' ? QUALITY.IV : qualityBitsOf(elements);
}

/** What the element octets of a point (no IOA, no time tag) say. */
export function pointValue(pointType: number, elements: Uint8Array): PointValue {
  const record = readElements(typeOf(pointType), elements, 0);
  const element = elementOf(pointType);
  const field = VALUE_FIELDS[element];
  const raw = (field === undefined ? undefined : record[field]) ?? 0;
  const quality = element === 'BCR' ? (record.invalid === 1 ? QUALITY.IV : 0) : (record.quality ?? 0);
  return { value: element === 'NVA' ? fractionFromNva(raw) : raw, quality };
}

/** The nearest value that a point of this untimed type can have. */
export function nearestValue(pointType: number, value: number): number {
  const element = elementOf(pointType);
  const [least, most] = RANGES[element] ?? [0, 0];
  const within = Math.min(most, Math.max(least, Number.isNaN(value) ? 0 : value));
  if (element === 'NVA') return fractionFromNva(nvaFromFraction(within));
  return element === 'R32' ? Math.fround(within) : Math.round(within) + 0;
}

/** The fields of a value, without its quality. */
export function recordOf(pointType: number, value: number): ElementRecord {
  const element = elementOf(pointType);
  const nearest = nearestValue(pointType, value);
  const field = VALUE_FIELDS[element];
  if (field === undefined) return {};
  return { [field]: element === 'NVA' ? nvaFromFraction(nearest) : nearest };
}

/** The fields of a quality. */
export function qualityRecord(pointType: number, quality: number): ElementRecord {
  return elementOf(pointType) === 'BCR' ? { invalid: quality === 0 ? 0 : 1 } : { quality };
}

/** Element octets of a point. */
export function elementsOf(pointType: number, { value, quality }: PointValue): Uint8Array {
  const type = typeOf(pointType);
  const octets = new Uint8Array(type.elementOctets);
  writeElements(type, octets, 0, { ...recordOf(pointType, value), ...qualityRecord(pointType, quality) });
  return octets;
}
