/** When each thread of this program stood still, in shared memory: so that a pause of ours is never told as the master's. */

/** A thread that did not come round for at least this long has paused, ms. */
export const PAUSE_MS = 250;
/** A thread at work says at least this often that it comes round, ms: the most by which the length of a pause is overstated. */
export const BEAT_MS = 50;
/** A thread at rest says so this often, because every time costs. A pause of it that is shorter than 450 ms may go unseen. */
export const REST_BEAT_MS = 250;
/** The latest pauses of a thread that are kept one by one. */
const KEPT_PAUSES = 256;

/** Columns of a row by name; the numbers are the layout. */
const PAUSE_COLUMN = {
  /** When the thread came round last, monotonic ms; 0: it is not watched. */
  BEAT_MS: 0,
  /** Pauses since the program's start. */
  PAUSES: 1,
  /** The longest of them, and all together, ms. */
  LONGEST_MS: 2,
  TOTAL_MS: 3,
  /** If it does not come round again, it stands still since then, monotonic ms: `BEAT_MS` before its next beat at the earliest. */
  SILENT_FROM_MS: 4,
} as const;

/** Header of a row, a whole cache line; then from and to of the kept pauses in turn. */
const HEADER_CELLS = 8;
const ROW_CELLS = HEADER_CELLS + 2 * KEPT_PAUSES;

/** A time in which a thread did not come round, monotonic ms. Octets that came meanwhile lay in the sockets. */
export interface Pause {
  /** The last time that it came round before. */
  readonly fromMs: number;
  /** When it came round again. */
  readonly toMs: number;
}

/**
 * The table: one row for each shard by number, and a last one for the coordinator. Each row is written by its thread alone
 * and read by anyone. Sums go on when a shard's thread is replaced.
 */
export class PauseTable {
  private readonly cells: Float64Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    readonly shards: number,
  ) {
    this.cells = new Float64Array(memory, 0, (shards + 1) * ROW_CELLS);
  }

  /** Makes a table in memory of its own. */
  static allocate(shards: number): PauseTable {
    return new PauseTable(new SharedArrayBuffer((shards + 1) * ROW_CELLS * 8), shards);
  }

  /** The row of a shard. */
  shard(shard: number): PauseRow {
    return this.row(shard);
  }

  /** The coordinator's row. */
  get coordinator(): PauseRow {
    return this.row(this.shards);
  }

  private row(at: number): PauseRow {
    return new PauseRow(this.cells.subarray(at * ROW_CELLS, (at + 1) * ROW_CELLS));
  }
}

/** The pauses of one thread. */
export class PauseRow {
  constructor(private readonly cells: Float64Array) {}

  /** When the thread came round last, monotonic ms; 0: it is not watched. */
  get beatMs(): number {
    return this.cells[PAUSE_COLUMN.BEAT_MS];
  }

  /** Since when the thread stands still if it does not come round again, monotonic ms; may lie ahead. */
  get silentFromMs(): number {
    return this.cells[PAUSE_COLUMN.SILENT_FROM_MS];
  }

  /** The thread comes round at `nowMs` and will again within `nextInMs`; only the row's own thread may say so. */
  beat(nowMs: number, nextInMs: number): void {
    this.cells[PAUSE_COLUMN.BEAT_MS] = nowMs;
    this.cells[PAUSE_COLUMN.SILENT_FROM_MS] = nowMs + Math.max(0, nextInMs - BEAT_MS);
  }

  /** The thread is watched no longer. Said by itself, or for a thread that is gone. */
  unwatch(): void {
    this.cells[PAUSE_COLUMN.BEAT_MS] = 0;
  }

  /** Number of pauses since the program's start. */
  get count(): number {
    return this.cells[PAUSE_COLUMN.PAUSES];
  }

  /** The longest pause since the program's start, ms; 0: there was none. */
  get longestMs(): number {
    return this.cells[PAUSE_COLUMN.LONGEST_MS];
  }

  /** All pauses since the program's start together, ms. */
  get totalMs(): number {
    return this.cells[PAUSE_COLUMN.TOTAL_MS];
  }

  /** Enters a pause; only the row's own thread may. */
  enter({ fromMs, toMs }: Pause): void {
    const { cells, count } = this;
    cells[placeOf(count)] = fromMs;
    this.endAt(count, toMs, toMs - fromMs);
    // Last: readers look at a pause only once it is counted.
    cells[PAUSE_COLUMN.PAUSES] = count + 1;
  }

  /** The pause that was entered last goes on until `toMs`; only the row's own thread may say so. */
  extend(toMs: number): void {
    const last = this.count - 1;
    if (last >= 0) this.endAt(last, toMs, toMs - this.at(last).toMs);
  }

  /** The pauses with numbers from `from` (counted from 0) that are still kept, the oldest first. The last one may still go on. */
  since(from: number): Pause[] {
    const { count } = this;
    const first = Math.max(from, count - KEPT_PAUSES, 0);
    return Array.from({ length: Math.max(0, count - first) }, (_, i) => this.at(first + i));
  }

  /** Whether one of the kept pauses has a moment in common with `fromMs`…`toMs`. Allocates nothing. */
  overlaps(fromMs: number, toMs: number): boolean {
    const { cells, count } = this;
    const oldest = Math.max(0, count - KEPT_PAUSES);
    for (let number = count - 1; number >= oldest; number--) {
      const place = placeOf(number);
      if (cells[place + 1] <= fromMs) return false;
      if (cells[place] < toMs) return true;
    }
    return false;
  }

  private endAt(number: number, toMs: number, moreMs: number): void {
    const { cells } = this;
    const place = placeOf(number);
    cells[place + 1] = toMs;
    cells[PAUSE_COLUMN.TOTAL_MS] += moreMs;
    cells[PAUSE_COLUMN.LONGEST_MS] = Math.max(this.longestMs, toMs - cells[place]);
  }

  private at(number: number): Pause {
    const place = placeOf(number);
    return { fromMs: this.cells[place], toMs: this.cells[place + 1] };
  }
}

function placeOf(number: number): number {
  return HEADER_CELLS + 2 * (number % KEPT_PAUSES);
}
