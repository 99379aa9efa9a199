/** Simulates fleets with all kinds of faults, seed by seed. `npm run simulate` runs these and more seeds, or one seed again. */
import { describe, expect, it } from 'vitest';
import { simulate, simulateFaults } from './simulate.js';

const SEEDS = 100;
/** Seeds per test, so that the name of a failed test shows the range of seeds. */
const SEEDS_PER_TEST = 25;

describe('a simulated fleet keeps every rule', () => {
  const blocks = Array.from({ length: SEEDS / SEEDS_PER_TEST }, (_, i) => 1 + i * SEEDS_PER_TEST);
  it.each(blocks)('from seed %d on', { timeout: 120_000 }, async (from) => {
    let acknowledged = 0;
    for (let seed = from; seed < from + SEEDS_PER_TEST; seed++) {
      const outcome = await simulate(seed);
      expect(outcome.fault).toBeUndefined();
      acknowledged += outcome.acknowledged;
    }
    // Signals were sent and acknowledged.
    expect(acknowledged).toBeGreaterThan(1000);
  });

  it.each([1, 26])('under faults on purpose, from seed %d on', { timeout: 120_000 }, async (from) => {
    let acknowledged = 0;
    let spoiled = 0;
    for (let seed = from; seed < from + SEEDS_PER_TEST; seed++) {
      const outcome = await simulateFaults(seed);
      expect(outcome.fault).toBeUndefined();
      acknowledged += outcome.acknowledged;
      spoiled += outcome.spoiled ?? 0;
    }
    expect(acknowledged).toBeGreaterThan(1000);
    expect(spoiled).toBeGreaterThan(100);
  });

  it('the same way each time', async () => {
    const runs = [await simulate(7, true), await simulate(7, true)];
    expect(runs[0].trace.length).toBeGreaterThan(100);
    expect(runs[1]).toEqual(runs[0]);
  });
});
