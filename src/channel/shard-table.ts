/** The times of every shard in shared memory. */

/** Columns by name; the numbers are the layout. */
export const SHARD_COUNTER = {
  /** Time that the event loop worked, ms. */
  BUSY_MS: 0,
  /** Processor time of the thread; time that it was ready while others had the processors; ms; NaN: not known on this system. */
  CPU_MS: 1,
  WAITED_MS: 2,
  /** When the row was written last, monotonic ms; 0: never. */
  AT_MS: 3,
  /** Longest delay of the event loop, ms. */
  LOOP_DELAY_MAX_MS: 4,
  /**
   * Lines for the logs; those of them that the writer has, or that were lost before; and those that are in the files, or lost. What is
   * not handed over goes with a shard that dies.
   */
  LOG_LINES: 5,
  LOG_LINES_HANDED: 6,
  LOG_LINES_DONE: 7,
  /** Signals that were sent unasked, each of which gets a line of the sent list; and those lines, as above. 0 without a list. */
  SENT_LIST_LINES: 8,
  SENT_LIST_LINES_HANDED: 9,
  SENT_LIST_LINES_DONE: 10,
  /** Lines that went with a shard that died, counted by the coordinator. */
  LOG_LINES_GONE: 11,
  SENT_LIST_LINES_GONE: 12,
} as const;

/** A column's name. */
export type ShardCounterName = keyof typeof SHARD_COUNTER;

/** Whole cache lines, so that two shards never write the same one. */
const ROW_CELLS = 16;

/**
 * The table: one row per shard, written by the shard alone and read by anyone; while the shard is dead, by the coordinator.
 * Sums begin at the shard's first start.
 */
export class ShardTable {
  private readonly cells: Float64Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    readonly shards: number,
  ) {
    this.cells = new Float64Array(memory, 0, shards * ROW_CELLS);
  }

  /** Makes a table in memory of its own. */
  static allocate(shards: number): ShardTable {
    return new ShardTable(new SharedArrayBuffer(shards * ROW_CELLS * 8), shards);
  }

  /** The cells of one shard, in `SHARD_COUNTER` order. */
  row(shard: number): Float64Array {
    return this.cells.subarray(shard * ROW_CELLS, (shard + 1) * ROW_CELLS);
  }

  /** One cell. */
  get(shard: number, column: ShardCounterName): number {
    return this.cells[shard * ROW_CELLS + SHARD_COUNTER[column]];
  }

  /** Sum of a column over all shards. */
  total(column: ShardCounterName): number {
    let sum = 0;
    for (let shard = 0; shard < this.shards; shard++) sum += this.get(shard, column);
    return sum;
  }

  /** The times of a shard so far. */
  times(shard: number): ShardTimes {
    return {
      atMs: this.get(shard, 'AT_MS'),
      busyMs: this.get(shard, 'BUSY_MS'),
      cpuMs: this.get(shard, 'CPU_MS'),
      waitedMs: this.get(shard, 'WAITED_MS'),
    };
  }
}

/** Cumulative busy, CPU and run-queue wait time of a shard at `atMs` (monotonic), ms. */
export interface ShardTimes {
  readonly atMs: number;
  readonly busyMs: number;
  readonly cpuMs: number;
  readonly waitedMs: number;
}

/** Shares 0…1 of the time between two readings of a shard; NaN: no time has passed, or not known on this system. */
export function shardShares(
  before: ShardTimes,
  after: ShardTimes,
): { busy: number; cpu: number; waited: number } {
  const spanMs = after.atMs - before.atMs;
  const share = (grewMs: number): number =>
    spanMs > 0 ? Math.min(1, Math.max(0, grewMs / spanMs)) : Number.NaN;
  return {
    busy: share(after.busyMs - before.busyMs),
    cpu: share(after.cpuMs - before.cpuMs),
    waited: share(after.waitedMs - before.waitedMs),
  };
}
