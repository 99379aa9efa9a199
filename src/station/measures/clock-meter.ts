/** How far the clock of the masters is off, by their clock syncs and the time tags of their commands, and how often they set the RTU's (`docs/behaviour.md` §9, clock). */
import { COUNTER } from './counters.js';

/** One clock sync. */
export interface ClockSync {
  /** Time received minus own time, ms. */
  readonly errorMs: number;
  /** A round trip of the connection: how much of the difference may be the network's, ms; NaN: not known. */
  readonly roundTripMs: number;
  /** When it was read, monotonic ms. */
  readonly nowMs: number;
}

/** Measures the clock syncs and command time tags of one RTU. The columns of a run begin anew with the first of them after it began. */
export class ClockMeter {
  private runStartMs: number;

  constructor(
    /** Row of the stats table, see `COUNTER`. */
    private readonly counters: Float64Array,
    /** When the newest run began, monotonic ms; 0: there was none yet. */
    private readonly newestRunMs: () => number,
  ) {
    this.runStartMs = newestRunMs();
  }

  synchronized({ errorMs, roundTripMs, nowMs }: ClockSync): void {
    const { counters } = this;
    const runStartMs = this.noteRun();
    const lastMs = counters[COUNTER.CLOCK_SYNC_AT_MS];
    const isFirst = counters[COUNTER.CLOCK_RUN_SYNCS] === 0;
    if (isFirst) this.begin(nowMs);
    // Before the first one the wait began with the run.
    const sinceMs = lastMs > 0 ? lastMs : runStartMs > 0 ? runStartMs : nowMs;
    const intervalMs = nowMs - sinceMs;
    counters[COUNTER.CLOCK_SYNCS]++;
    counters[COUNTER.CLOCK_RUN_SYNCS]++;
    counters[COUNTER.CLOCK_SYNC_AT_MS] = nowMs;
    counters[COUNTER.CLOCK_ERROR_MS] = errorMs;
    counters[COUNTER.CLOCK_BOUND_MS] = Number.isNaN(roundTripMs) ? 0 : roundTripMs;
    counters[COUNTER.CLOCK_ERROR_LOW_MS] = Math.min(counters[COUNTER.CLOCK_ERROR_LOW_MS], errorMs);
    counters[COUNTER.CLOCK_ERROR_HIGH_MS] = Math.max(counters[COUNTER.CLOCK_ERROR_HIGH_MS], errorMs);
    counters[COUNTER.CLOCK_INTERVAL_MAX_MS] = Math.max(counters[COUNTER.CLOCK_INTERVAL_MAX_MS], intervalMs);
    this.addUp(errorMs, nowMs - counters[COUNTER.CLOCK_RUN_FIRST_MS]);
  }

  /** A command with a valid time tag, which is `errorMs` ahead of the RTU's own time. */
  commanded(errorMs: number, nowMs: number): void {
    const { counters } = this;
    this.noteRun();
    if (counters[COUNTER.COMMAND_TAG_RUN] === 0) {
      counters[COUNTER.COMMAND_TAG_LOW_MS] = Number.POSITIVE_INFINITY;
      counters[COUNTER.COMMAND_TAG_HIGH_MS] = Number.NEGATIVE_INFINITY;
      counters[COUNTER.COMMAND_TAG_SUM_MS] = 0;
    }
    counters[COUNTER.COMMAND_TAGS]++;
    counters[COUNTER.COMMAND_TAG_RUN]++;
    counters[COUNTER.COMMAND_TAG_AT_MS] = nowMs;
    counters[COUNTER.COMMAND_TAG_ERROR_MS] = errorMs;
    counters[COUNTER.COMMAND_TAG_LOW_MS] = Math.min(counters[COUNTER.COMMAND_TAG_LOW_MS], errorMs);
    counters[COUNTER.COMMAND_TAG_HIGH_MS] = Math.max(counters[COUNTER.COMMAND_TAG_HIGH_MS], errorMs);
    counters[COUNTER.COMMAND_TAG_SUM_MS] += errorMs;
  }

  /** Lets the columns of a run begin anew if there is a newer one; returns when it began, monotonic ms, 0: there was none. */
  private noteRun(): number {
    const runStartMs = this.newestRunMs();
    if (runStartMs !== this.runStartMs) {
      this.runStartMs = runStartMs;
      this.counters[COUNTER.CLOCK_RUN_SYNCS] = 0;
      this.counters[COUNTER.COMMAND_TAG_RUN] = 0;
    }
    return runStartMs;
  }

  /** The first sync of a run. */
  private begin(nowMs: number): void {
    const { counters } = this;
    counters[COUNTER.CLOCK_RUN_FIRST_MS] = nowMs;
    counters[COUNTER.CLOCK_ERROR_LOW_MS] = Number.POSITIVE_INFINITY;
    counters[COUNTER.CLOCK_ERROR_HIGH_MS] = Number.NEGATIVE_INFINITY;
    counters[COUNTER.CLOCK_INTERVAL_MAX_MS] = 0;
    for (const sum of ['CLOCK_SUM_E', 'CLOCK_SUM_T', 'CLOCK_SUM_TT', 'CLOCK_SUM_TE'] as const)
      counters[COUNTER[sum]] = 0;
  }

  /** Sums for the mean and the drift; `atMs`: since the first sync of the run. */
  private addUp(errorMs: number, atMs: number): void {
    const { counters } = this;
    counters[COUNTER.CLOCK_SUM_E] += errorMs;
    counters[COUNTER.CLOCK_SUM_T] += atMs;
    counters[COUNTER.CLOCK_SUM_TT] += atMs * atMs;
    counters[COUNTER.CLOCK_SUM_TE] += atMs * errorMs;
  }
}
