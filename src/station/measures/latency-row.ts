/**
 * A histogram of times, as a row of counts that its shard writes and any thread may read (`docs/architecture.md`, stats table).
 * Log-linear, as HDR histograms are: equal steps of 1/128 ms up to 8 ms, above that 512 steps per doubling, so that
 * a time is known to 8 µs or to 0.1 % (half a step, as readers take the middle). Times from 262 s on count as 262 s.
 * A count is exact up to 2³²: two days of 25,000 frames a second in one step.
 */

const STEPS_PER_MS = 128;
/** Below this many steps every step has a bucket of its own. */
const LINEAR = 1024;
const LINEAR_BITS = 10;
/** Buckets per doubling above. */
const OCTAVE = 512;
const OCTAVE_BITS = 9;
const OCTAVES = 15;
/** Number of buckets. */
export const LATENCY_BUCKETS = LINEAR + OCTAVES * OCTAVE;
const MOST_STEPS = LINEAR * 2 ** OCTAVES - 1;

/** Cells before the buckets: lowest used bucket, as distance from the last; bucket after the highest used; 0: no counts. */
const SPAN_FROM_END = 0;
const SPAN_END = 1;
const HEAD_CELLS = 16;
/** Cells of a row, a whole number of cache lines. */
export const LATENCY_CELLS = HEAD_CELLS + LATENCY_BUCKETS;

/** The bucket of a time in ms; 0 for negative ones. */
export function latencyBucket(ms: number): number {
  const steps = Math.max(0, Math.min(ms * STEPS_PER_MS, MOST_STEPS)) | 0;
  if (steps < LINEAR) return steps;
  const octave = 31 - Math.clz32(steps) - LINEAR_BITS;
  return LINEAR + octave * OCTAVE + ((steps >> (octave + LINEAR_BITS - OCTAVE_BITS)) - OCTAVE);
}

/** Where a bucket begins, ms; the index after the last bucket gives the end of the scale. */
export function latencyFrom(bucket: number): number {
  if (bucket < LINEAR) return bucket / STEPS_PER_MS;
  const octave = Math.floor((bucket - LINEAR) / OCTAVE);
  const within = (bucket - LINEAR) % OCTAVE;
  return ((OCTAVE + within) * 2 ** (octave + LINEAR_BITS - OCTAVE_BITS)) / STEPS_PER_MS;
}

/** Creates a row outside the table, for tests and for times that have no table. */
export function newLatencyCells(): Uint32Array {
  return new Uint32Array(LATENCY_CELLS);
}

/** Where times count besides that began before the run: they are none of its figures. */
export interface EarlierTimes {
  /** One cell: when the run began, monotonic ms; 0: there was none yet. */
  readonly runStartMs: Float64Array;
  /** One cell: the times counted. The row is touched at the first. */
  readonly count: Uint32Array;
  /** A row's cells. */
  readonly cells: Uint32Array;
}

/** One row. Only one thread may `record`. */
export class LatencyRow {
  constructor(
    /** `LATENCY_CELLS` counts, the first zero at the start. */
    private readonly cells: Uint32Array,
    private readonly earlier?: EarlierTimes,
  ) {}

  /** Counts a time `times` times. `sinceMs`: when it began, monotonic ms; absent: after the start of any run. */
  record(ms: number, times: number, sinceMs = Number.POSITIVE_INFINITY): void {
    const bucket = latencyBucket(ms);
    countIn(this.cells, bucket, times);
    const { earlier } = this;
    if (earlier === undefined || sinceMs >= earlier.runStartMs[0]) return;
    countIn(earlier.cells, bucket, times);
    earlier.count[0] += times;
  }

  /** When the newest run began, monotonic ms; 0: there was none yet. */
  get runStartMs(): number {
    return this.earlier?.runStartMs[0] ?? 0;
  }

  /** First bucket that may hold a count, and the bucket after the last one that may. */
  get span(): { from: number; end: number } {
    const { cells } = this;
    return { from: LATENCY_BUCKETS - cells[SPAN_FROM_END], end: cells[SPAN_END] };
  }

  /** The buckets above zero and their counts, ascending. */
  note(): { buckets: Uint16Array; counts: Uint32Array } {
    const { cells } = this;
    const { from, end } = this.span;
    let used = 0;
    for (let at = HEAD_CELLS + from; at < HEAD_CELLS + end; at++) if (cells[at] !== 0) used++;
    const buckets = new Uint16Array(used);
    const counts = new Uint32Array(used);
    // The shard may count meanwhile: a time that falls into a bucket that was empty here is left for a later read.
    for (let at = HEAD_CELLS + from, i = 0; i < used && at < HEAD_CELLS + end; at++) {
      const count = cells[at];
      if (count === 0) continue;
      buckets[i] = at - HEAD_CELLS;
      counts[i++] = count;
    }
    return { buckets, counts };
  }

  /** A bucket's count. */
  count(bucket: number): number {
    return this.cells[HEAD_CELLS + bucket];
  }
}

function countIn(cells: Uint32Array, bucket: number, times: number): void {
  cells[HEAD_CELLS + bucket] += times;
  if (bucket >= cells[SPAN_END]) cells[SPAN_END] = bucket + 1;
  const fromEnd = LATENCY_BUCKETS - bucket;
  if (fromEnd > cells[SPAN_FROM_END]) cells[SPAN_FROM_END] = fromEnd;
}
