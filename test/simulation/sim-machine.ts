/** The simulated machine of one shard, with late timers and held-up threads. */
import { BEAT_MS, PAUSE_MS } from '../../src/channel/pause-table.js';
import type { Files } from '../../src/log-writer/append-files.js';
import type { Machine } from '../../src/workers/ports.js';
import type { SimNetwork } from './sim-network.js';
import { COMES_ROUND_MS, type Thread, type World } from './world.js';

/** The longest time between two beats of a thread. */
const LONGEST_BEAT_MS = 250;
/** A beat that is later counts as a pause. */
const MOST_BEAT_LATE_MS = (PAUSE_MS - BEAT_MS) / 2;

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
  files: Files,
  lateness: Lateness,
): Machine {
  const { random } = world;
  const lateMs = (): number =>
    random.chance(lateness.timerChance) ? random.next() * lateness.timerMs : random.next();
  return {
    clock: { monotonicMs: () => world.nowMs, wallMs: () => world.nowMs },
    timers: {
      setTimeout: (run, delayMs) => {
        // Only a thread that is held up misses its beats: a single late timer is no pause.
        const most = delayMs <= LONGEST_BEAT_MS ? MOST_BEAT_LATE_MS : Number.POSITIVE_INFINITY;
        return world.after(Math.max(1, delayMs) + Math.min(lateMs(), most), run, thread);
      },
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
