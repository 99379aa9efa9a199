/** Simulates one seed from the start of a fleet to its end, and checks everything. */
import { checkEnd } from './end-checks.js';
import { FaultFleet } from './fault-fleet.js';
import { Fleet } from './fleet.js';
import { type Outcome, playSeed } from './play-seed.js';

/** Counters are compared with the models after this many calls. */
const COMPARE_EVERY = 64;
/** All links, files and sends must end within this time, ms. */
const CLOSING_MS = 60_000;
/** Longer than any timer that may still run, ms. */
const QUIET_MS = 1_000_000;

/** Simulates a plan of faults on purpose from one seed. Never rejects. */
export function simulateFaults(seed: number, tracing = false): Promise<Outcome> {
  return playSeed(
    seed,
    tracing,
    (world) => new FaultFleet(world),
    (fleet) => fleet.play(),
    (fleet) => ({
      acknowledged: fleet?.stats.total('SIGNALS_ACKNOWLEDGED') ?? 0,
      spoiled: fleet?.stats.total('SPOILED') ?? 0,
    }),
  );
}

/** Simulates one seed. Never rejects. */
export function simulate(seed: number, tracing = false): Promise<Outcome> {
  return playSeed(
    seed,
    tracing,
    (world) => new Fleet(world),
    play,
    (fleet) => ({ acknowledged: fleet?.stats.total('SIGNALS_ACKNOWLEDGED') ?? 0 }),
  );
}

async function play(fleet: Fleet): Promise<void> {
  const { world } = fleet;
  const { random } = world;
  const endMs = world.nowMs + random.between(2_000, 10_000);
  let calls = 0;
  const between = (): void => {
    if (calls++ % COMPARE_EVERY !== 0) return;
    for (const model of fleet.models) {
      model.compare();
      for (const link of model.links) link.checkTimes();
    }
  };
  await fleet.start();
  schedule(fleet, endMs);
  await world.run(endMs, between);
  for (const master of fleet.masters) if (random.chance(0.3)) master.finish();
  await world.run(world.nowMs + random.between(0, 3_000), between);
  fleet.publish({ kind: 'shutdown' });
  for (const master of fleet.masters) master.finish();
  await world.run(world.nowMs + CLOSING_MS, between, () => fleet.shards.every(({ isClosed }) => isClosed));
  // Masters may still have timers; shards may not.
  await world.run(world.nowMs + QUIET_MS, between);
  checkEnd(fleet);
}

/** Schedules what the user does: sends, stops, edits, restarts, corrections of the clock. */
export function schedule(fleet: Fleet, endMs: number): void {
  const { world } = fleet;
  const { random } = world;
  const paceMs = random.between(150, 1_500);
  const next = (): void => {
    world.after(random.interval(paceMs), () => {
      if (world.nowMs >= endMs) return;
      if (random.chance(0.03)) fleet.stallDisk();
      if (fleet.hasFullDisks && random.chance(0.15)) fleet.fillDisk(endMs);
      const what = random.next();
      if (what < 0.65) fleet.send();
      else if (what < 0.75) fleet.publish({ kind: 'stop', id: random.int(0, fleet.sends.length) });
      else if (what < 0.8) fleet.edit();
      else if (what < 0.85) fleet.restart();
      else if (what < 0.88) fleet.hold();
      else if (what < 0.94) fleet.hand();
      else fleet.publish({ kind: 'clock', wallOffsetMs: 1_800_000_000_000 + random.int(-1000, 1000) });
      next();
    });
  };
  next();
}
