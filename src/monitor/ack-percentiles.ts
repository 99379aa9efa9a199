/** Percentiles of acknowledgement latency, and ranks by them. */
import { type LatencyNote, percentileOf } from '../figures/latency-histogram.js';
import type { MonitoredEngine } from './monitored-engine.js';

const SHARE = 0.99;
/** RTUs that are ranked between two readings of the clock. */
const SLOTS_AT_ONCE = 16;
/** The rank of an RTU that was never acknowledged. */
export const NO_RANK = -1;

/**
 * The 99th percentile of every RTU's acknowledgement latency: since the run began, or since the start if the run has none.
 * `read` gives it in ms. Ranking uses the bucket index only, found by scanning from the top; it is cached until the RTU's
 * `ACK_COUNT` changes.
 */
export class AckPercentiles {
  /** By slot: the rank, and the `ACK_COUNT` that it was computed from. */
  private readonly ranks: Int32Array;
  private readonly counts: Float64Array;
  /** By slot: frames acknowledged before the run; −1: not added up yet. */
  private readonly before: Float64Array;
  private mark: MonitoredEngine['runMark'] | undefined;
  private next = 0;

  constructor(
    private readonly engine: MonitoredEngine,
    private readonly clock = (): number => performance.now(),
  ) {
    // Also for RTUs that are added.
    const { rows: length } = engine.stats;
    this.ranks = new Int32Array(length).fill(NO_RANK);
    this.counts = new Float64Array(length);
    this.before = new Float64Array(length).fill(-1);
  }

  /** The percentile `share` (0…1) as it is now, ms; NaN: never acknowledged. */
  read(slot: number, share = SHARE): number {
    const { latencies, runMark } = this.engine;
    const row = latencies.rtu(slot);
    const run = percentileOf(row, share, runMark.rtu(slot));
    return Number.isNaN(run) ? percentileOf(row, share) : run;
  }

  /** The rank of the last computation: higher is later. `NO_RANK`: never acknowledged, or not computed yet. */
  rank(slot: number): number {
    return this.ranks[slot];
  }

  /** Computes the ranks of all RTUs, or of as many as `budgetMs` allows; the next call continues there. */
  note(budgetMs: number): void {
    const { engine, ranks } = this;
    if (engine.runMark !== this.mark) {
      this.mark = engine.runMark;
      this.counts.fill(0);
      this.before.fill(-1);
    }
    const untilMs = this.clock() + budgetMs;
    for (let done = 0; done < ranks.length; done++) {
      if (done % SLOTS_AT_ONCE === 0 && this.clock() > untilMs) return;
      this.noteOne(this.next);
      this.next = (this.next + 1) % ranks.length;
    }
  }

  private noteOne(slot: number): void {
    const { engine, counts, before, ranks } = this;
    const count = engine.stats.get(slot, 'ACK_COUNT');
    if (counts[slot] === count) return;
    counts[slot] = count;
    const note = engine.runMark.rtu(slot);
    if (before[slot] < 0) before[slot] = note?.counts.reduce((sum, each) => sum + each, 0) ?? 0;
    const inRun = count - before[slot];
    const row = engine.latencies.rtu(slot);
    ranks[slot] = inRun > 0 ? bucketOf(row, inRun, note) : bucketOf(row, count, undefined);
  }
}

/** The bucket of the percentile of `total` times in a row, less its copy `before`. */
function bucketOf(
  row: ReturnType<MonitoredEngine['latencies']['rtu']>,
  total: number,
  before: LatencyNote | undefined,
): number {
  const { from, end } = row.span;
  const above = total - Math.max(1, Math.ceil(total * SHARE));
  let seen = 0;
  let noted = (before?.buckets.length ?? 0) - 1;
  for (let bucket = end - 1; bucket > from; bucket--) {
    seen += row.count(bucket);
    if (before !== undefined && noted >= 0 && before.buckets[noted] === bucket)
      seen -= before.counts[noted--];
    if (seen > above) return bucket;
  }
  return from;
}
