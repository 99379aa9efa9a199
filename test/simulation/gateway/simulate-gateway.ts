/** Simulates gateways from one seed, and checks everything. */
import { type Outcome, playSeed } from '../play-seed.js';
import { GatewayFleet } from './gateway-fleet.js';

/** Rules on time, and counters, are checked after so many calls. */
const CHECK_EVERY = 64;
/** Longer than all requests that may be open when masters and RTUs say nothing more, ms. */
export const QUIET_MS = 45_000;
/** In this time the slowest master takes what waits for it, ms. */
const DRAIN_MS = 1_000_000;
/** Longer than a turn of a shard, ms. */
const SETTLE_MS = 500;
/** Simulated time by which all is quiet. */
const MOST_MS = 3_000_000;
/** All links and files must end within this time, ms. */
const CLOSING_MS = 60_000;
/** Longer than any timer that may still run, ms. */
const LONG_MS = 1_000_000;

/** Never rejects. */
export function simulateGateway(seed: number, tracing = false): Promise<Outcome> {
  return playSeed(
    seed,
    tracing,
    (world) => new GatewayFleet(world),
    play,
    (fleet) => ({ acknowledged: fleet?.delivered ?? 0, requests: fleet?.requests ?? 0 }),
  );
}

async function play(fleet: GatewayFleet): Promise<void> {
  const { world } = fleet;
  const { random } = world;
  const endMs = world.nowMs + random.between(5_000, 30_000);
  let calls = 0;
  const between = (): void => {
    if (calls++ % CHECK_EVERY !== 0) return;
    fleet.check();
    fleet.compare();
  };
  fleet.start();
  disturb(fleet, endMs);
  await world.run(endMs, between);
  fleet.settle();
  await world.run(world.nowMs + QUIET_MS, between);
  await drain(fleet, between);
  fleet.checkQuiet();
  fleet.close();
  await world.run(
    world.nowMs + CLOSING_MS,
    () => {},
    () => fleet.isClosed,
  );
  await world.run(world.nowMs + LONG_MS, () => {});
  fleet.checkEnd();
}

/** Until what was got and acknowledged is settled, and nothing else came meanwhile. */
export async function drain(fleet: GatewayFleet, between: () => void): Promise<void> {
  const { world } = fleet;
  do {
    await world.run(world.nowMs + DRAIN_MS, between, () => fleet.isDrained);
    await world.run(world.nowMs + SETTLE_MS, between);
  } while (!fleet.isDrained && world.nowMs < MOST_MS);
}

/** Schedules what happens from outside. */
export function disturb(fleet: GatewayFleet, endMs: number): void {
  const { world } = fleet;
  const paceMs = world.random.between(300, 3000);
  const next = (): void => {
    world.after(world.random.interval(paceMs), () => {
      if (world.nowMs >= endMs) return;
      fleet.disturb();
      next();
    });
  };
  next();
}
