/** Figures of a run from the columns that begin anew with its first sync or switchover (`docs/behaviour.md` §9). */
import { describe, expect, it } from 'vitest';
import { clockOf, switchoversOf } from '../../src/run/rtu-times.js';
import type { CounterName } from '../../src/station/measures/counters.js';

type Cells = Partial<Record<CounterName, number>>;

/** A run in which these columns grew, and what they are at its end. */
function delta(grew: Cells, now: Cells) {
  return {
    grew: (name: CounterName) => grew[name] ?? 0,
    before: () => 0,
    now: (name: CounterName) => now[name] ?? 0,
  };
}

/** Syncs at these times since the first, ms, with these differences. */
function syncs(pairs: readonly (readonly [atMs: number, errorMs: number])[]) {
  const sum = (of: (t: number, e: number) => number) => pairs.reduce((all, [t, e]) => all + of(t, e), 0);
  return delta(
    { CLOCK_SYNCS: pairs.length },
    {
      CLOCK_RUN_SYNCS: pairs.length,
      CLOCK_ERROR_LOW_MS: Math.min(...pairs.map(([, e]) => e)),
      CLOCK_ERROR_HIGH_MS: Math.max(...pairs.map(([, e]) => e)),
      CLOCK_ERROR_MS: pairs.at(-1)?.[1] ?? 0,
      CLOCK_SYNC_AT_MS: 100_000,
      CLOCK_INTERVAL_MAX_MS: 60_000,
      CLOCK_SUM_T: sum((t) => t),
      CLOCK_SUM_E: sum((_, e) => e),
      CLOCK_SUM_TT: sum((t) => t * t),
      CLOCK_SUM_TE: sum((t, e) => t * e),
    },
  );
}

describe('clock syncs', () => {
  it('of a clock that gains 2 ms a minute drift by 33 ppm', () => {
    const run = syncs([
      [0, 1],
      [60_000, 3],
      [120_000, 5],
    ]);
    expect(clockOf(run, 'report', 130_000)).toEqual({
      syncs: 3,
      lowMs: 1,
      meanMs: 3,
      highMs: 5,
      lastMs: 5,
      boundMs: null,
      longestIntervalMs: 60_000,
      driftPpm: expect.closeTo(2e6 / 60_000, 6),
    });
  });

  it('have no drift where the RTU follows them, nor with fewer than three', () => {
    const three = syncs([
      [0, 1],
      [60_000, 3],
      [120_000, 5],
    ]);
    expect(clockOf(three, 'follow', 130_000).driftPpm).toBeNull();
    const two = syncs([
      [0, 1],
      [60_000, 3],
    ]);
    expect(clockOf(two, 'report', 130_000).driftPpm).toBeNull();
  });

  it('have the time from the last one to the end of the run as an interval too', () => {
    expect(clockOf(syncs([[0, 1]]), 'report', 175_000).longestIntervalMs).toBe(75_000);
  });

  it('from before the run are none of its figures', () => {
    const run = delta({}, { CLOCK_ERROR_HIGH_MS: 500, CLOCK_RUN_SYNCS: 4, CLOCK_SYNC_AT_MS: 10 });
    expect(clockOf(run, 'report', 20)).toEqual({
      ...{ syncs: 0, lowMs: null, meanMs: null, highMs: null, lastMs: null, boundMs: null },
      ...{ longestIntervalMs: null, driftPpm: null },
    });
  });
});

describe('switchovers', () => {
  it('have the longest and the last of the run; what was not measured is null', () => {
    const run = delta(
      { SWITCHOVERS: 2 },
      { SWITCHOVER_MAX_MS: 900, SWITCHOVER_MS: 300, SWITCHOVER_START_MS: 200, SWITCHOVER_GAP_MS: 350 },
    );
    expect(switchoversOf(run)).toEqual({
      ...{ times: 2, longestMs: 900, lastMs: 300, startMs: 200, interrogatedMs: null, gapMs: 350 },
    });
  });

  it('from before the run are none of its figures', () => {
    const run = delta({}, { SWITCHOVER_MAX_MS: 900, SWITCHOVER_MS: 300 });
    expect(switchoversOf(run)).toMatchObject({ times: 0, longestMs: null, lastMs: null });
  });
});
