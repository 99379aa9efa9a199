/**
 * An index send (`docs/behaviour.md` §4), and the names for it in the whole program:
 *
 * - **send**: the order to send the signals of an index. It has one number from the API to the log lines.
 *   `SendOrder` is its content: the same fields in the HTTP body, in the engine and in every shard.
 * - **run**: one send on one link (`IndexRun`). A send has a run on every started link of the RTUs that it names.
 * - `SendTotals`: the counts of a send, over the runs of one shard or of all shards.
 * - `SendStatus`: the order, how far it is, and its totals, as the engine reports them.
 * - `SendReport`: the part of a run report about the sends of one profile row or of one `--send`.
 */

import type { CyclicCause } from '../../codec/causes.js';

/** The content of a send, as every shard gets it. */
export interface SendOrder {
  /** Number of the send, from 1, unique while the program runs. */
  id: number;
  /** Index number; 0: every row. */
  index: number;
  /** Common start instant, monotonic ms. */
  startMs: number;
  /** The rows are passed again until this long after the start, ms; 0: one pass. */
  durationMs: number;
  /** Signals per second on each link; absent: as fast as the window lets. */
  ratePerRtu?: number;
  /** RTUs of these numbers only (1…65535); absent: all. */
  rtuNumbers?: readonly number[];
  /** Cause of the rows whose type may have it; absent: causes as the file says. */
  cot?: CyclicCause;
  /** Random walk of the measurands' values; absent: values as in the file. */
  walk?: WalkPlan;
  /** Rows are sent without their waits and filters; absent: as the file says. Rows for other RTUs are left out all the same. */
  withoutWaits?: true;
}

/** A random walk: equal seeds give equal values, and the sends with an equal walk continue it. */
export interface WalkPlan {
  /** 0…4294967295. */
  seed: number;
  /** Largest step, percent of a value's span; more than 0. */
  percent: number;
}

/** When the signals of a send are due: the first at the start, each other one period after the one before. */
export class Pace {
  private readonly perMs: number;

  constructor(private readonly order: SendOrder) {
    this.perMs = (order.ratePerRtu ?? Number.POSITIVE_INFINITY) / 1000;
  }

  /** Whether there is a rate to keep. */
  get isSet(): boolean {
    return this.perMs !== Number.POSITIVE_INFINITY;
  }

  /** Signals due at `nowMs`, counted from the start of the send. With a duration, signals due at or after its end do not count. */
  due(nowMs: number): number {
    const { startMs, durationMs } = this.order;
    const elapsedMs = nowMs - startMs;
    if (elapsedMs < 0) return 0;
    const all = durationMs > 0 ? Math.ceil(roundedOff(durationMs * this.perMs)) : Number.POSITIVE_INFINITY;
    if (durationMs > 0 && elapsedMs >= durationMs) return all;
    // Rounding must not make one signal too many in the last moment.
    return Math.min(all, Math.floor(roundedOff(elapsedMs * this.perMs)) + 1);
  }

  /** When signal `number` (from 0) is due, monotonic ms. */
  dueMs(number: number): number {
    return this.order.startMs + number / this.perMs;
  }
}

/** Rounds off the last digits, so that 3000 ms × 0.001 /ms gives 3 and not 3.0000000000000004. */
function roundedOff(signals: number): number {
  return Math.round(signals * 1e6) / 1e6;
}
