/** Acknowledgement latency of every RTU in the course of a run (`docs/behaviour.md` §10): read from the shared tables, a few RTUs at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { monotonicMs } from '../channel/clock.js';
import type { Engine } from '../coordinator/api.js';
import { LEVEL, LEVEL_EDGES_MS, levelOfMs, levelText } from '../report/ack-levels.js';
import type { AckCourse } from '../report/run-report.js';
import { COUNTER } from '../station/measures/counters.js';
import { LATENCY_BUCKETS, type LatencyRow, latencyFrom } from '../station/measures/latency-row.js';
import type { RunInstant } from './run-instant.js';

/** Width of a column at first; it doubles when there are too many of them. */
const FIRST_COLUMN_MS = 100;
const MOST_COLUMNS = 120;
/** Share of the time of the coordinator that readings may take, and the longest one of them. */
const SHARE = 0.01;
const MOST_SLICE_MS = 5;

/** The levels of an RTU of which nothing was acknowledged. */
const NOTHING = new Uint8Array(MOST_COLUMNS);

/** The level of each bucket of a histogram, by the middle of the bucket. */
const LEVEL_OF_BUCKET = Uint8Array.from({ length: LATENCY_BUCKETS }, (_, bucket) =>
  levelOfMs((latencyFrom(bucket) + latencyFrom(bucket + 1)) / 2),
);
const LEVELS = LEVEL.first + LEVEL_EDGES_MS.length;

/** What was read of an RTU last. */
interface Seen {
  atMs: number;
  acknowledged: number;
  /** How many times lay in each level, of these those that began before the run; `undefined`: none. */
  all: Uint32Array | undefined;
  earlier: Uint32Array | undefined;
}

/** A level for each RTU and column. */
export class AckCourseRecorder {
  private readonly seen: (Seen | undefined)[] = [];
  private readonly levels: (Uint8Array | undefined)[] = [];
  private readonly grown = new Float64Array(LEVELS);
  private columnMs = FIRST_COLUMN_MS;
  /** Columns that a reading has reached. */
  private columns = 0;
  private turn = 0;
  private budgetMs = 0;
  private lastCallMs: number;
  private ended = false;

  /** The run began at `start`, whose RTUs were all read then. `now`: the monotonic clock. */
  constructor(
    private readonly engine: Pick<Engine, 'rtus' | 'stats' | 'latencies'>,
    private readonly start: Pick<RunInstant, 'atMs' | 'rows'>,
    private readonly now: () => number = monotonicMs,
  ) {
    this.lastCallMs = start.atMs;
    for (const { slot } of engine.rtus) this.see(slot, start.atMs);
  }

  /** Reads as many RTUs as the time since the last call allows, each once at most, in turns. */
  read(): void {
    const { rtus } = this.engine;
    const fromMs = this.now();
    this.budgetMs = Math.min(MOST_SLICE_MS, this.budgetMs + (fromMs - this.lastCallMs) * SHARE);
    let atMs = fromMs;
    for (let done = 0; done < rtus.length && atMs - fromMs < this.budgetMs; done++) {
      this.turn = (this.turn + 1) % rtus.length;
      this.readRtu(rtus[this.turn].slot, atMs);
      atMs = this.now();
    }
    // A thread that was not given the processor meanwhile has not read all that time.
    this.budgetMs = Math.max(-MOST_SLICE_MS, this.budgetMs - (atMs - fromMs));
    this.lastCallMs = fromMs;
  }

  /** Reads every RTU once more, in slices: the run is over. After `mostMs` the rest keeps what it has. */
  async end(mostMs = Number.POSITIVE_INFINITY): Promise<void> {
    const atMs = this.now();
    let sliceFromMs = atMs;
    for (const { slot } of this.engine.rtus) {
      this.readRtu(slot, atMs);
      const nowMs = this.now();
      if (nowMs - atMs > mostMs) break;
      if (nowMs - sliceFromMs < MOST_SLICE_MS) continue;
      await nextTurn();
      sliceFromMs = this.now();
    }
    this.ended = true;
  }

  /** The columns, whose times count from `startMs` (monotonic); `undefined`: the run is not over. */
  course(startMs: number): { times: AckCourse; of(slot: number): string } | undefined {
    if (!this.ended) return undefined;
    const { columns, columnMs, levels } = this;
    const offsetMs = this.start.atMs - startMs;
    // A profile may wait before its first send, with which the report begins.
    const first = Math.min(columns, Math.max(0, Math.floor(-offsetMs / columnMs)));
    const numbers = Array.from({ length: columns - first }, (_, i) => first + i);
    return {
      times: {
        atMs: numbers.map((column) => Math.round((column + 1) * columnMs + offsetMs)),
        columnMs,
        edgesMs: LEVEL_EDGES_MS,
      },
      of: (slot) => levelText(levels[slot] ?? NOTHING, first, columns),
    };
  }

  /** An RTU whose readings begin at `atMs`. */
  private see(slot: number, atMs: number): Seen {
    const { latencies } = this.engine;
    const acknowledged = this.start.rows[slot]?.[COUNTER.ACK_COUNT] ?? 0;
    // A row without counts is not read: the system would give it memory.
    const all = acknowledged > 0 ? countLevels(latencies.rtu(slot)) : undefined;
    const earlier = latencies.earlierRtu(slot);
    const seen = { atMs, acknowledged, all, earlier: earlier && countLevels(earlier) };
    this.seen[slot] = seen;
    return seen;
  }

  private readRtu(slot: number, atMs: number): void {
    // An RTU that was added in the run began at some time since the last call.
    const seen = this.seen[slot] ?? this.see(slot, this.lastCallMs);
    const level = this.levelSince(slot, seen);
    this.enter(slot, seen.atMs, atMs, level);
    seen.atMs = atMs;
  }

  private levelSince(slot: number, seen: Seen): number {
    const { stats, latencies } = this.engine;
    const waiting = stats.get(slot, 'OUTSTANDING') > 0 ? LEVEL.waiting : LEVEL.none;
    const acknowledged = stats.get(slot, 'ACK_COUNT');
    // A histogram is long, and most of thousands did not change.
    if (acknowledged === seen.acknowledged) return waiting;
    const all = countLevels(latencies.rtu(slot));
    const row = latencies.earlierRtu(slot);
    const earlier = row && countLevels(row);
    const { grown } = this;
    for (let level = 0; level < LEVELS; level++) {
      const others = (earlier?.[level] ?? 0) - (seen.earlier?.[level] ?? 0);
      grown[level] = all[level] - (seen.all?.[level] ?? 0) - others;
    }
    Object.assign(seen, { acknowledged, all, earlier });
    return levelOfShare(grown, 0.99) ?? waiting;
  }

  /** Enters what was found in every column that the time between two readings touches; the larger level stays. */
  private enter(slot: number, fromMs: number, toMs: number, level: number): void {
    let last = this.columnBefore(toMs);
    while (last >= MOST_COLUMNS) {
      this.halve();
      last = this.columnBefore(toMs);
    }
    this.columns = Math.max(this.columns, last + 1);
    if (level === LEVEL.none) return;
    const first = Math.min(last, Math.floor((fromMs - this.start.atMs) / this.columnMs));
    this.levels[slot] ??= new Uint8Array(MOST_COLUMNS);
    const row = this.levels[slot];
    for (let column = Math.max(0, first); column <= last; column++)
      row[column] = Math.max(row[column], level);
  }

  /** The column that ends at this time or has it. */
  private columnBefore(atMs: number): number {
    return Math.max(0, Math.ceil((atMs - this.start.atMs) / this.columnMs) - 1);
  }

  /** Columns of twice the width, each with the larger level of two. */
  private halve(): void {
    this.columnMs *= 2;
    this.columns = Math.ceil(this.columns / 2);
    for (const row of this.levels) {
      if (row === undefined) continue;
      for (let column = 0; column < MOST_COLUMNS / 2; column++)
        row[column] = Math.max(row[2 * column], row[2 * column + 1]);
      row.fill(0, MOST_COLUMNS / 2);
    }
  }
}

/** How many times of a histogram lie in each level. */
function countLevels(row: LatencyRow): Uint32Array {
  const counts = new Uint32Array(LEVELS);
  const { from, end } = row.span;
  for (let bucket = from; bucket < end; bucket++) counts[LEVEL_OF_BUCKET[bucket]] += row.count(bucket);
  return counts;
}

/** The level that `share` of the times do not exceed; `undefined`: there are none. */
function levelOfShare(counts: Float64Array, share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return undefined;
  const wanted = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  return counts.findIndex((count) => {
    seen += count;
    return seen >= wanted;
  });
}
