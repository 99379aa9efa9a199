/** How far the value of a measurand may be from that of its row, and from the one before (`docs/behaviour.md` §11). */
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import type { Row } from './definitions.js';
import { readElements } from './wire.js';

/** Largest steps between a value and that of the row. */
const REACH = 10;
/** The 100 % of a step at least, in units; normalized values have all of them: their full scale. */
const LEAST_SPAN: Readonly<Record<number, number>> = { 9: 1, 11: 100, 13: 1 };
/** What is rounded off on the wire, in units, beside a millionth of a float. */
const ROUNDED_OFF: Readonly<Record<number, number>> = { 9: 1 / 32_768, 11: 1, 13: 1e-6 };

/** Sends with this seed and above walk alone: no other send has their plan. */
export const OWN_SEED = 1000;

/** Whether values of this untimed type walk. */
export function isWalking(plain: number): boolean {
  return plain in LEAST_SPAN;
}

/** The value on the wire, where a walk can have led from the row's value, and the one sent before, to it; else `undefined`. */
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
