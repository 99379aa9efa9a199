/** What each shard tells of itself, in shared memory: a row per shard, written by it alone. Sums grow from the shard's start. */

/** Columns by name; the numbers are the layout. */
export const SHARD_COUNTER = {
  /** Time that the event loop worked, ms. */
  BUSY_MS: 0,
  /** Processor time of the thread, and time that it waited for a processor that others had, ms; NaN where the system doesn't tell. */
  CPU_MS: 1,
  WAITED_MS: 2,
  /** When the row was written last, monotonic ms; 0: never. */
  AT_MS: 3,
  /** Latest turn of the event loop, ms. */
  LOOP_DELAY_MAX_MS: 4,
} as const;

/** A column's name. */
export type ShardCounterName = keyof typeof SHARD_COUNTER;

/** A whole cache line, so that two shards never write the same one. */
const ROW_CELLS = 8;

/** A view on the table. */
export class ShardTable {
  private readonly cells: Float64Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    readonly shards: number,
  ) {
    this.cells = new Float64Array(memory, 0, shards * ROW_CELLS);
  }

  /** A table in fresh memory. */
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

  /** What a shard has told of its time so far. */
  times(shard: number): ShardTimes {
    return {
      atMs: this.get(shard, 'AT_MS'),
      busyMs: this.get(shard, 'BUSY_MS'),
      cpuMs: this.get(shard, 'CPU_MS'),
      waitedMs: this.get(shard, 'WAITED_MS'),
    };
  }
}

/** What a shard told of itself at `atMs` (monotonic): how long its event loop had worked, its thread had and lacked a processor. */
export interface ShardTimes {
  readonly atMs: number;
  readonly busyMs: number;
  readonly cpuMs: number;
  readonly waitedMs: number;
}

/** Shares 0…1 of the time between two looks that a shard spent so; NaN where there is no time between, or it isn't known. */
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
