/** Times without a clock sync that are longer than a limit. */
import { expect, it } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { ClockWatch } from '../../src/run/clock-watch.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { rtuDefinition } from '../support/rtus.js';

it('counts from the begin of the run to its end, for each RTU', () => {
  const stats = StatsTable.allocate(3);
  const rtus = [1, 2, 3].map((no) => rtuDefinition(no));
  const sync = (slot: number, atMs: number) => {
    stats.row(slot)[COUNTER.CLOCK_SYNC_AT_MS] = atMs;
    watch.read();
  };
  const watch = new ClockWatch({ rtus, stats }, 60_000, 100_000);
  // Slot 0: 60 s, 60.001 s, 10 s, then 60 s to the end. Slot 1: 61 s, then 129 s to the end. Slot 2: never in 190 s.
  for (const atMs of [160_000, 220_001, 230_001]) sync(0, atMs);
  sync(1, 161_000);
  expect([...(watch.counts(290_001) ?? [])]).toEqual([
    [0, 1],
    [1, 2],
    [2, 1],
  ]);
  expect(new ClockWatch({ rtus, stats }, undefined, 0).counts(1)).toBeUndefined();
});

it('leaves out what an RTU can not do before it is added, and after it was removed', () => {
  const stats = StatsTable.allocate(3);
  const rtus = [rtuDefinition(1)];
  const watch = new ClockWatch({ rtus, stats }, 60_000, monotonicMs() - 100_000);
  rtus.push(rtuDefinition(2));
  watch.read();
  rtus[0] = { ...rtus[0], removed: true };
  // The second has waited for a moment only; the first, 100 s without one, is gone.
  expect([...(watch.counts(monotonicMs()) ?? [])]).toEqual([
    [0, 0],
    [1, 0],
  ]);
});
