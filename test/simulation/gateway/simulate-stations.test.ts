/** Simulates gateways between masters and real stations, seed by seed. `npm run simulate -- --gateway --stations` runs more seeds, or one seed again. */
import { describe, expect, it } from 'vitest';
import { simulateStations } from './simulate-stations.js';

const SEEDS = 20;

describe('simulated gateways and real stations keep every rule', () => {
  it(`seeds 1 to ${SEEDS}`, { timeout: 120_000 }, async () => {
    let acknowledged = 0;
    let requests = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await simulateStations(seed);
      expect(outcome.fault).toBeUndefined();
      acknowledged += outcome.acknowledged;
      requests += outcome.requests ?? 0;
    }
    // ASDUs went to masters, and commands to stations.
    expect(acknowledged).toBeGreaterThan(5000);
    expect(requests).toBeGreaterThan(200);
  });

  it('the same way each time', async () => {
    const runs = [await simulateStations(7, true), await simulateStations(7, true)];
    expect(runs[0].trace.length).toBeGreaterThan(100);
    expect(runs[1]).toEqual(runs[0]);
  });
});
