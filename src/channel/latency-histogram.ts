/** Merges rows of the latency table, less what they held before, and tells percentiles. */
import { LATENCY_BUCKETS, type LatencyRow, latencyFrom } from '../station/latency-row.js';

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
  const { from, end } = row.span;
  let total = 0;
  for (let bucket = from; bucket < end; bucket++) total += row.count(bucket);
  if (before !== undefined) for (const count of before.counts) total -= count;
  if (total <= 0) return Number.NaN;
  const wanted = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  let noted = 0;
  for (let bucket = from; bucket < end; bucket++) {
    seen += row.count(bucket);
    if (before !== undefined && before.buckets[noted] === bucket) seen -= before.counts[noted++];
    if (seen >= wanted) return middleOf(bucket);
  }
  return Number.NaN;
}

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
    const wanted = Math.max(1, Math.ceil(this.total * share));
    let seen = 0;
    for (let bucket = this.from; bucket < this.end; bucket++) {
      seen += this.counts[bucket];
      if (seen >= wanted) return middleOf(bucket);
    }
    return Number.NaN;
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
    const at = (share: number): number => Math.min(this.percentile(share), most);
    return {
      count: total,
      meanMs: total > 0 ? sum / total : Number.NaN,
      p50Ms: at(0.5),
      p90Ms: at(0.9),
      p99Ms: at(0.99),
      p999Ms: at(0.999),
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
}

/** Half a bucket's width is the most by which it is wrong. */
function middleOf(bucket: number): number {
  return (latencyFrom(bucket) + latencyFrom(bucket + 1)) / 2;
}
