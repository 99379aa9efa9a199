/** The simulated machine of one shard, with late timers and held-up threads. */
import type { Machine } from '../../src/workers/ports.js';
import type { SimFiles } from './sim-files.js';
import type { SimNetwork } from './sim-network.js';
import { COMES_ROUND_MS, type Thread, type World } from './world.js';

/** How late timers and threads are in one seed. */
export interface Lateness {
  /** Longest delay of a timer, ms. */
  timerMs: number;
  /** Share of timers with a delay of up to `timerMs`, 0…1; the others are late by up to 1 ms. */
  timerChance: number;
  /** Longest time that a thread is held up, ms. */
  holdMs: number;
}

export function createSimMachine(
  world: World,
  thread: Thread,
  network: SimNetwork,
  files: SimFiles,
  lateness: Lateness,
): Machine {
  const { random } = world;
  const lateMs = (): number =>
    random.chance(lateness.timerChance) ? random.next() * lateness.timerMs : random.next();
  return {
    clock: { monotonicMs: () => world.nowMs, wallMs: () => world.nowMs },
    timers: {
      setTimeout: (run, delayMs) => world.after(Math.max(1, delayMs) + lateMs(), run, thread),
      clearTimeout: (timer) => world.cancel(timer),
      // After everything that a thread finds when it comes round: timers, and then what lies in the sockets.
      setImmediate: (run) => world.after(COMES_ROUND_MS + random.next() * 0.01, run, thread),
      clearImmediate: (timer) => world.cancel(timer),
      queueMicrotask: (run) => world.microtask(run),
    },
    network: network.of(thread),
    files,
    load: { busyMs: () => 0, scheduler: () => ({ cpuMs: Number.NaN, waitedMs: Number.NaN }) },
  };
}
