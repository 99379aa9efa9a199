/** A snapshot of all counters. A run is the difference of two snapshots. */
import { monotonicMs } from '../channel/clock.js';
import type { ShardLatency } from '../channel/latency-table.js';
import type { ShardTimes } from '../channel/shard-table.js';
import { stallMsOf } from '../channel/stats-table.js';
import type { Engine } from '../coordinator/api.js';
import type { LatencyNote } from '../figures/latency-histogram.js';
import { LatencyHistogram } from '../figures/latency-histogram.js';
import { type LatencyMark, markLatencies } from '../figures/latency-mark.js';
import { type ListenDrops, readListenDrops } from '../figures/listen-drops.js';
import { COUNTER, type CounterName } from '../station/measures/counters.js';

/** A snapshot of all counters; later counting does not change it. */
export interface RunInstant {
  /** Monotonic ms; wall time, ms since 1970. */
  readonly atMs: number;
  readonly wallMs: number;
  /** Rows of the stats table by slot. */
  readonly rows: readonly Float64Array[];
  /** The times of every shard. */
  readonly shards: readonly ShardTimes[];
  /** Lines that went with shards that died. */
  readonly logLinesGone: number;
  readonly sentListLinesGone: number;
  readonly latencies: LatencyMark;
  /** `undefined`: not known on this system. */
  readonly listenDrops: ListenDrops | undefined;
}

/** Takes a snapshot. `mark`: copies of the histograms, if they were just made. */
export function takeInstant(engine: Engine, mark?: LatencyMark): RunInstant {
  const { stats, shardCounters, latencies } = engine;
  const atMs = monotonicMs();
  return {
    atMs,
    wallMs: engine.wallNow(),
    // Also of RTUs that are added in the run.
    rows: Array.from({ length: stats.rows }, (_, slot) => stats.copyRow(slot)),
    shards: Array.from({ length: engine.shards }, (_, shard) => shardCounters.times(shard)),
    logLinesGone: shardCounters.total('LOG_LINES_GONE'),
    sentListLinesGone: shardCounters.total('SENT_LIST_LINES_GONE'),
    listenDrops: readListenDrops(),
    latencies: mark ?? markLatencies(latencies, stats, atMs),
  };
}

/** Wall time of an instant on the clock as it was at the start of the run, ms since 1970: so durations of the report are those of the monotonic clock. */
export function wallOf({ start }: RunBounds, atMs: number): number {
  return start.wallMs + atMs - start.atMs;
}

/** The two snapshots of a run. */
export interface RunBounds {
  readonly start: RunInstant;
  readonly end: RunInstant;
}

/** Changes of the counters of an RTU, or of all RTUs together, in a run. */
export interface Delta {
  /** By how much a column grew. */
  grew(column: CounterName): number;
  /** Its value at the start, and at the end. */
  before(column: CounterName): number;
  now(column: CounterName): number;
}

/** The counts of one RTU. */
export function deltaOf({ start, end }: RunBounds, slot: number): Delta {
  const before = (column: CounterName): number => start.rows[slot][COUNTER[column]];
  const now = (column: CounterName): number => end.rows[slot][COUNTER[column]];
  return { before, now, grew: (column) => now(column) - before(column) };
}

/** The counts of all RTUs together. */
export function deltaOfAll(bounds: RunBounds): Delta {
  const deltas = bounds.start.rows.map((_, slot) => deltaOf(bounds, slot));
  const sum = (of: (delta: Delta) => number): number => deltas.reduce((total, delta) => total + of(delta), 0);
  return {
    before: (column) => sum(({ before }) => before(column)),
    now: (column) => sum(({ now }) => now(column)),
    grew: (column) => sum(({ grew }) => grew(column)),
  };
}

/** Time that an RTU's signals waited behind a closed window, ms. */
export function stallMsIn({ start, end }: RunBounds, slot: number): number {
  return stallMsOf(end.rows[slot], end.atMs) - stallMsOf(start.rows[slot], start.atMs);
}

/** The acknowledgement latencies of one RTU in the run, put into `into`, which is cleared first. */
export function latenciesOf(
  { start, end }: RunBounds,
  slot: number,
  into: LatencyHistogram,
): LatencyHistogram {
  into.clear();
  return addDifference(into, start.latencies.rtu(slot), end.latencies.rtu(slot));
}

/** A histogram of the given shards together, for the run alone. */
export function shardLatenciesOf(
  { start, end }: RunBounds,
  shards: readonly number[],
  what: ShardLatency,
): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const shard of shards) {
    addDifference(histogram, start.latencies.shard(shard, what), end.latencies.shard(shard, what));
  }
  return histogram;
}

function addDifference(
  histogram: LatencyHistogram,
  before: LatencyNote | undefined,
  after: LatencyNote | undefined,
): LatencyHistogram {
  if (after !== undefined) histogram.addNote(after);
  if (before !== undefined) histogram.addNote(before, -1);
  return histogram;
}
