/** Changes of several RTU numbers as one order; the bitmap that carries their numbers knows no sequence but the ascending one. */
import { expect, it } from 'vitest';
import { joinChanges, type PointChange } from '../../src/reactions/point-order.js';

const change = (id: number, rtuNumber: number, more: Partial<PointChange> = {}): PointChange => ({
  id,
  row: 0,
  rtuNumber,
  ioa: 1,
  pointType: 1,
  value: 1,
  quality: undefined,
  startMs: 5,
  ...more,
});

const joined = (...changes: PointChange[]): string[] =>
  joinChanges(changes).map(({ id, rtuNumbers }) => `${id}: ${rtuNumbers.join('+')}`);

it('equal changes with ascending numbers are one order', () => {
  expect(joined(change(1, 7), change(2, 8), change(3, 20))).toEqual(['1: 7+8+20']);
});

it('the sequence stays: a number that is not higher begins another order', () => {
  expect(joined(change(1, 8), change(2, 7), change(3, 7), change(4, 9))).toEqual(['1: 8', '2: 7', '3: 7+9']);
});

it('what differs is another order', () => {
  for (const other of [
    { row: 1 },
    { ioa: 2 },
    { pointType: 3 },
    { value: 0 },
    { quality: 0 },
    { startMs: 6 },
  ]) {
    expect(joined(change(1, 1), change(2, 2, other))).toEqual(['1: 1', '2: 2']);
  }
  expect(joined(change(1, 1), change(3, 2))).toEqual(['1: 1', '3: 2']);
});
