/** Merges rows of the latency table, less what they held before, and tells percentiles. */
import { LATENCY_BUCKETS, type LatencyRow, latencyFrom } from '../station/measures/latency-row.js';

/** What a row held at one instant: its counts above zero, by bucket. */
export interface LatencyNote {
  readonly buckets: Uint16Array;
  readonly counts: Uint32Array;
}

/** Notes a row as it is. */
export function noteLatencies(row: LatencyRow): LatencyNote {
  return row.note();
}

/** Latencies in ms; NaN where nothing was counted. Exact to 8 µs below 8 ms, to 0.1 % above. */
export interface LatencyFigures {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** A percentile of one row, less what it held `before`, without copying it; NaN where it is empty. `share` 0…1. */
export function percentileOf(row: LatencyRow, share: number, before?: LatencyNote): number {
  return percentilesOf(row, [share], before)[0];
}

/** Several percentiles of one row, in two passes over its buckets; `shares` ascending, 0…1. Each NaN where it is empty. */
export function percentilesOf(row: LatencyRow, shares: readonly number[], before?: LatencyNote): number[] {
  const { from, end } = row.span;
  let total = 0;
  for (let bucket = from; bucket < end; bucket++) total += row.count(bucket);
  if (before !== undefined) for (const count of before.counts) total -= count;
  let noted = 0;
  // Asked for each bucket once, ascending. Its shard counts on meanwhile: what is found can only be more than the total.
  const count = (bucket: number): number =>
    row.count(bucket) - (before?.buckets[noted] === bucket ? before.counts[noted++] : 0);
  return findShares(from, end, total, shares, count);
}

/**
 * The middle of the bucket that each of `shares` (ascending) of `total` times lies in, ms; NaN where there are none.
 * `count` is asked for each bucket once, ascending.
 */
function findShares(
  from: number,
  end: number,
  total: number,
  shares: readonly number[],
  count: (bucket: number) => number,
): number[] {
  if (total <= 0) return shares.map(() => Number.NaN);
  let seen = 0;
  let bucket = from - 1;
  return shares.map((share) => {
    const wanted = Math.max(1, Math.ceil(total * share));
    while (seen < wanted && bucket < end - 1) seen += count(++bucket);
    return middleOf(bucket);
  });
}

/** Of p50, p90, p99, p99.9. */
const FIGURE_SHARES = [0.5, 0.9, 0.99, 0.999];

/** Counts of any number of rows. */
export class LatencyHistogram {
  private readonly counts = new Float64Array(LATENCY_BUCKETS);
  private from = LATENCY_BUCKETS;
  private end = 0;

  /** Empties it. */
  clear(): this {
    this.counts.fill(0, this.from, Math.max(this.from, this.end));
    this.from = LATENCY_BUCKETS;
    this.end = 0;
    return this;
  }

  /** Adds a row, less what it held `before`. */
  add(row: LatencyRow, before?: LatencyNote): this {
    const { counts } = this;
    const { from, end } = row.span;
    this.from = Math.min(this.from, from);
    this.end = Math.max(this.end, end);
    for (let bucket = from; bucket < end; bucket++) counts[bucket] += row.count(bucket);
    return before === undefined ? this : this.addNote(before, -1);
  }

  /** Adds, or takes away, what a row held when it was noted. */
  addNote({ buckets, counts }: LatencyNote, sign: 1 | -1 = 1): this {
    if (buckets.length === 0) return this;
    this.from = Math.min(this.from, buckets[0]);
    this.end = Math.max(this.end, buckets[buckets.length - 1] + 1);
    buckets.forEach((bucket, i) => {
      this.counts[bucket] += sign * counts[i];
    });
    return this;
  }

  /** Number of times counted. */
  get total(): number {
    let total = 0;
    for (let bucket = this.from; bucket < this.end; bucket++) total += this.counts[bucket];
    return total;
  }

  /** The time that `share` (0…1) of all times don't exceed, ms; NaN where nothing was counted. */
  percentile(share: number): number {
    return this.find([share], this.total)[0];
  }

  /** All figures; `maxMs` is the largest time where it is known better than the buckets tell. */
  figures(maxMs = Number.POSITIVE_INFINITY): LatencyFigures {
    const { total } = this;
    let sum = 0;
    let last = -1;
    for (let bucket = this.from; bucket < this.end; bucket++) {
      const count = this.counts[bucket];
      if (count <= 0) continue;
      sum += count * middleOf(bucket);
      last = bucket;
    }
    const most = last < 0 ? Number.NaN : Math.min(latencyFrom(last + 1), Math.max(latencyFrom(last), maxMs));
    const [p50Ms, p90Ms, p99Ms, p999Ms] = this.find(FIGURE_SHARES, total).map((ms) => Math.min(ms, most));
    return {
      count: total,
      meanMs: total > 0 ? sum / total : Number.NaN,
      p50Ms,
      p90Ms,
      p99Ms,
      p999Ms,
      maxMs: most,
    };
  }

  /** Upper edge (ms) and count of every bucket that isn't empty, ascending. */
  buckets(): [number, number][] {
    const list: [number, number][] = [];
    for (let bucket = this.from; bucket < this.end; bucket++) {
      const count = this.counts[bucket];
      if (count > 0) list.push([latencyFrom(bucket + 1), count]);
    }
    return list;
  }

  private find(shares: readonly number[], total: number): number[] {
    return findShares(this.from, this.end, total, shares, (bucket) => this.counts[bucket]);
  }
}

/** Half a bucket's width is the most by which it is wrong. */
function middleOf(bucket: number): number {
  return (latencyFrom(bucket) + latencyFrom(bucket + 1)) / 2;
}
