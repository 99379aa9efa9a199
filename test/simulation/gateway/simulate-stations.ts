/** Simulates gateways between masters and real stations from one seed, and checks everything. */
import { checkEnd } from '../end-checks.js';
import { type Outcome, playSeed } from '../play-seed.js';
import { schedule } from '../simulate.js';
import { disturb, drain, QUIET_MS } from './simulate-gateway.js';
import { Site } from './station-fleet.js';

/** Rules on time, and counters, are checked after so many calls. */
const CHECK_EVERY = 64;
/** All links, files and sends must end within this time, ms. */
const CLOSING_MS = 60_000;
/** Longer than any timer that may still run, ms. */
const LONG_MS = 1_000_000;

/** Never rejects. */
export function simulateStations(seed: number, tracing = false): Promise<Outcome> {
  return playSeed(
    seed,
    tracing,
    (world) => new Site(world),
    play,
    (site) => ({ acknowledged: site?.gateways.delivered ?? 0, requests: site?.gateways.requests ?? 0 }),
  );
}

async function play({ world, stations, gateways }: Site): Promise<void> {
  const endMs = world.nowMs + world.random.between(5_000, 20_000);
  let calls = 0;
  let isClosing = false;
  const between = (): void => {
    if (calls++ % CHECK_EVERY !== 0) return;
    if (!isClosing) gateways.check();
    if (!isClosing) gateways.compare();
    for (const model of stations.models) {
      model.compare();
      for (const link of model.links) link.checkTimes();
    }
  };
  await stations.start();
  gateways.start();
  schedule(stations, endMs);
  disturb(gateways, endMs);
  await world.run(endMs, between);
  stations.publish({ kind: 'stop', id: 0 });
  gateways.settle();
  await world.run(world.nowMs + QUIET_MS, between);
  await drain(gateways, between);
  gateways.checkQuiet();
  isClosing = true;
  gateways.close();
  await world.run(world.nowMs + CLOSING_MS, between, () => gateways.isClosed);
  stations.publish({ kind: 'shutdown' });
  const isClosed = (): boolean => stations.shards.every((one) => one.isClosed);
  await world.run(world.nowMs + CLOSING_MS, between, isClosed);
  await world.run(world.nowMs + LONG_MS, () => {});
  gateways.checkEnd();
  checkEnd(stations);
}
