/** How far a walking value may be from the value of its row, and from the value before (`docs/behaviour.md` §11). */
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import type { Row } from './definitions.js';
import { readElements } from './wire.js';

/** Greatest distance between a value and that of the row, in largest steps. */
const REACH = 10;
/** Lower limit of what is 100 % for a step, by untimed type, in units. For normalized values it is their full scale. */
const LEAST_SPAN: Readonly<Record<number, number>> = { 9: 1, 11: 100, 13: 1 };
/** Rounding error on the wire, by untimed type, in units, in addition to a millionth of a float. */
const ROUNDED_OFF: Readonly<Record<number, number>> = { 9: 1 / 32_768, 11: 1, 13: 1e-6 };

/** Seeds from here on are used by one send only, so no other send continues its walk. */
export const OWN_SEED = 1000;

/** Whether values of this untimed type can walk. */
export function isWalking(plain: number): boolean {
  return plain in LEAST_SPAN;
}

/** The value on the wire if a walk can have reached it from the row's value and the value sent before; else `undefined`. */
export function walkedValue(
  { plain, elements: ofRow }: Row,
  elements: string,
  before: number | undefined,
  { seed, percent }: WalkPlan,
): number | undefined {
  const first = readElements(plain, ofRow);
  const now = readElements(plain, elements);
  if (first.quality !== now.quality) return undefined;
  const span = plain === 9 ? 1 : Math.max(Math.abs(first.value), LEAST_SPAN[plain]);
  const step = (percent / 100) * span;
  const tolerance = ROUNDED_OFF[plain] + (plain === 13 ? 1e-6 * Math.abs(now.value) : 0);
  if (Math.abs(now.value - first.value) > REACH * step + tolerance) return undefined;
  const isOwn = seed >= OWN_SEED && before !== undefined;
  return isOwn && Math.abs(now.value - before) > step + tolerance ? undefined : now.value;
}
