/** What an index send is told: index, start, duration, and perhaps a plan with rate and value walk. Source: `docs/behaviour.md` §4. */

/** How a send differs from the plain one that every RTU makes as fast as its window lets; shared by many sends. */
export interface SendPlan {
  /** From 1, unique in a run of the program. */
  id: number;
  /** RTUs of these numbers only; empty: all. */
  rtuNumbers: readonly number[];
  /** Signals per second on each connection; Infinity: as fast as the window lets. */
  ratePerRtu: number;
  /** Random walk of the measurands' values; absent: values as in the file. */
  walk?: WalkPlan;
}

/** A random walk: equal seeds give equal values. */
export interface WalkPlan {
  /** 0…4294967295. */
  seed: number;
  /** Largest step, percent of a value's span. */
  percent: number;
}

/** A send as it is broadcast to every shard. */
export interface SendOrder {
  /** Number of the send, from 1, unique in a run of the program. */
  id: number;
  /** Index number; 0: every row. */
  index: number;
  /** Common start instant, monotonic ms. */
  startMs: number;
  /** Passes go on until this long after the start; 0: one pass. */
  durationMs: number;
  plan?: SendPlan;
}

/** The pace of a send: when how many signals are due. The first is due at the start, each other one period later. */
export class Pace {
  private readonly perMs: number;

  constructor(private readonly order: SendOrder) {
    this.perMs = (order.plan?.ratePerRtu ?? Number.POSITIVE_INFINITY) / 1000;
  }

  /** Whether there is a rate to keep. */
  get isSet(): boolean {
    return this.perMs !== Number.POSITIVE_INFINITY;
  }

  /** Signals that are due at `nowMs`, counted from the start of the send; of a send with a duration none is due at its end or later. */
  due(nowMs: number): number {
    const { startMs, durationMs } = this.order;
    const elapsedMs = nowMs - startMs;
    if (elapsedMs < 0) return 0;
    const all = durationMs > 0 ? Math.ceil(roundedOff(durationMs * this.perMs)) : Number.POSITIVE_INFINITY;
    if (durationMs > 0 && elapsedMs >= durationMs) return all;
    // What is rounded off must not make one too many of the last moment.
    return Math.min(all, Math.floor(roundedOff(elapsedMs * this.perMs)) + 1);
  }

  /** When signal `number` (from 0) is due, monotonic ms. */
  dueMs(number: number): number {
    return this.order.startMs + number / this.perMs;
  }
}

/** Without the last digits, so that 3000 ms × 0.001 /ms are 3 and not 3.0000000000000004. */
function roundedOff(signals: number): number {
  return Math.round(signals * 1e6) / 1e6;
}
