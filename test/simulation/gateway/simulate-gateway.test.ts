/** Simulates gateways between masters and RTUs, seed by seed. `npm run simulate -- --gateway` runs more seeds, or one seed again. */
import { describe, expect, it } from 'vitest';
import { simulateGateway } from './simulate-gateway.js';

/** Seeds per test, so that the name of a failed test shows the range of seeds. */
const SEEDS_PER_TEST = 25;

describe('simulated gateways keep every rule', () => {
  it.each([1, 26])('from seed %d on', { timeout: 120_000 }, async (from) => {
    let acknowledged = 0;
    let requests = 0;
    for (let seed = from; seed < from + SEEDS_PER_TEST; seed++) {
      const outcome = await simulateGateway(seed);
      expect(outcome.fault).toBeUndefined();
      acknowledged += outcome.acknowledged;
      requests += outcome.requests ?? 0;
    }
    // ASDUs went to masters, and requests to RTUs.
    expect(acknowledged).toBeGreaterThan(5000);
    expect(requests).toBeGreaterThan(300);
  });

  it('the same way each time', async () => {
    const runs = [await simulateGateway(7, true), await simulateGateway(7, true)];
    expect(runs[0].trace.length).toBeGreaterThan(100);
    expect(runs[1]).toEqual(runs[0]);
  });
});
