/** Percentiles and other figures of rows of the latency table, less earlier copies of the rows. */
import { LATENCY_BUCKETS, type LatencyRow, latencyFrom } from '../station/measures/latency-row.js';

/** A copy of a row at one instant: the buckets with a count above zero, ascending, and their counts. */
export interface LatencyNote {
  readonly buckets: Uint16Array;
  readonly counts: Uint32Array;
}

/** Copies a row. */
export function noteLatencies(row: LatencyRow): LatencyNote {
  return row.note();
}

/** Adds copies up, those with −1 subtracted. The result has no counts below 1. */
export function sumOfNotes(notes: readonly (readonly [LatencyNote, 1 | -1])[]): LatencyNote {
  const sums = new Map<number, number>();
  for (const [{ buckets, counts }, sign] of notes) {
    buckets.forEach((bucket, i) => {
      sums.set(bucket, (sums.get(bucket) ?? 0) + sign * counts[i]);
    });
  }
  const used = [...sums].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  return {
    buckets: Uint16Array.from(used, ([bucket]) => bucket),
    counts: Uint32Array.from(used, ([, count]) => count),
  };
}

/** Latencies in ms; NaN if nothing was counted. Exact to 8 µs below 8 ms, to 0.1 % above. */
export interface LatencyFigures {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** A percentile of one row less its copy `before`, ms; NaN: nothing was counted since. `share` is 0…1. The row is not copied. */
export function percentileOf(row: LatencyRow, share: number, before?: LatencyNote): number {
  return percentilesOf(row, [share], before)[0];
}

/** Several percentiles of one row, in two passes over its buckets; `shares` are 0…1, ascending. NaN: the row is empty. */
export function percentilesOf(row: LatencyRow, shares: readonly number[], before?: LatencyNote): number[] {
  const { from, end } = row.span;
  let total = 0;
  for (let bucket = from; bucket < end; bucket++) total += row.count(bucket);
  if (before !== undefined) for (const count of before.counts) total -= count;
  let noted = 0;
  // Called once per bucket, ascending. The shard may still be counting, so more than `total` may be found, never less.
  const count = (bucket: number): number =>
    row.count(bucket) - (before?.buckets[noted] === bucket ? before.counts[noted++] : 0);
  return findShares(from, end, total, shares, count);
}

/**
 * For each of `shares` (ascending) of `total` times, the middle of the bucket that it lies in, ms; NaN if there are none.
 * `count` is called once per bucket, ascending.
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

/** The shares of p50, p90, p99, p99.9. */
const FIGURE_SHARES = [0.5, 0.9, 0.99, 0.999];

/** Adds up the counts of any number of rows. */
export class LatencyHistogram {
  private readonly counts = new Float64Array(LATENCY_BUCKETS);
  private from = LATENCY_BUCKETS;
  private end = 0;

  /** Removes all counts. */
  clear(): this {
    this.counts.fill(0, this.from, Math.max(this.from, this.end));
    this.from = LATENCY_BUCKETS;
    this.end = 0;
    return this;
  }

  /** Adds a row less its copy `before`. */
  add(row: LatencyRow, before?: LatencyNote): this {
    const { counts } = this;
    const { from, end } = row.span;
    this.from = Math.min(this.from, from);
    this.end = Math.max(this.end, end);
    for (let bucket = from; bucket < end; bucket++) counts[bucket] += row.count(bucket);
    return before === undefined ? this : this.addNote(before, -1);
  }

  /** Adds a copy of a row, or subtracts it with −1. */
  addNote({ buckets, counts }: LatencyNote, sign: 1 | -1 = 1): this {
    if (buckets.length === 0) return this;
    this.from = Math.min(this.from, buckets[0]);
    this.end = Math.max(this.end, buckets[buckets.length - 1] + 1);
    buckets.forEach((bucket, i) => {
      this.counts[bucket] += sign * counts[i];
    });
    return this;
  }

  /** Number of times that were counted. */
  get total(): number {
    let total = 0;
    for (let bucket = this.from; bucket < this.end; bucket++) total += this.counts[bucket];
    return total;
  }

  /** The smallest time that `share` (0…1) of all times do not exceed, ms; NaN: nothing was counted. */
  percentile(share: number): number {
    return this.find([share], this.total)[0];
  }

  /** All figures. `maxMs`: the largest time, if it is known more exactly than from its bucket. */
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

  /** Upper edge (ms) and count of every bucket that is not empty, ascending. */
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

/** The middle of a bucket, ms: at most half the bucket's width from the true time. */
function middleOf(bucket: number): number {
  return (latencyFrom(bucket) + latencyFrom(bucket + 1)) / 2;
}
