/** The walks that an RTU keeps between sends: one per plan, up to a limit. */
import { expect, it } from 'vitest';
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import { MOST_WALKS, ValueWalks } from '../../src/station/sends/value-walks.js';
import { openStation } from './station-kit.js';

const tableOf = (csv: string) => openStation(csv).rtu.table;
const plan = (seed: number, percent = 1): WalkPlan => ({ seed, percent });

it('is one walk for equal plans, even if they are different objects, and one for each started link', () => {
  const table = tableOf('1,,11,1,1000\n');
  const walks = new ValueWalks(1);
  const first = walks.find(plan(1), table, 0);
  expect(walks.find(plan(1), table, 0)).toBe(first);
  expect(walks.find(plan(1), table, 1)).not.toBe(first);
  expect(walks.find(plan(2), table, 0)).not.toBe(first);
  expect(walks.find(plan(1, 2), table, 0)).not.toBe(first);
  expect(walks.find(plan(1), table, 0)).toBe(first);
});

it('begins again on an edited table', () => {
  const walks = new ValueWalks(1);
  const [before, after] = [tableOf('1,,11,1,1000\n'), tableOf('1,,11,1,2000\n')];
  const first = walks.find(plan(1), before, 0);
  const second = walks.find(plan(1), after, 0);
  expect([first.table, second.table]).toEqual([before, after]);
  expect(walks.find(plan(1), after, 0)).toBe(second);
});

it('forgets the least recently used of too many', () => {
  const table = tableOf('1,,11,1,1000\n');
  const walks = new ValueWalks(1);
  const made = Array.from({ length: MOST_WALKS }, (_, seed) => walks.find(plan(seed), table, 0));
  // Walk 0 is used once more, so walk 1 is the oldest when one more comes.
  expect(walks.find(plan(0), table, 0)).toBe(made[0]);
  walks.find(plan(MOST_WALKS), table, 0);
  expect(walks.find(plan(0), table, 0)).toBe(made[0]);
  expect(walks.find(plan(2), table, 0)).toBe(made[2]);
  expect(walks.find(plan(1), table, 0)).not.toBe(made[1]);
});
