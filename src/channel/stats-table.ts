/** The counters of every RTU in shared memory, their running waits, and what a restart or a shard's death does to a row. */
import {
  COUNTER,
  COUNTER_COLUMNS,
  type CounterName,
  STATE_COUNTERS,
  UNSENT_COUNTERS,
} from '../station/measures/counters.js';

export { type CounterName, RUN_STATE } from '../station/measures/counters.js';

/** Most readings of a row for one copy: a shard writes far more seldom than that. */
const MOST_READS = 100;

/** Rows padded to whole cache lines, so that two shards never write the same one. */
const ROW_CELLS = Math.ceil(COUNTER_COLUMNS / 8) * 8;

/**
 * The stats table: one row per RTU in shared memory, every cell written by the RTU's shard alone, read by anyone at any time.
 * Columns are those of `COUNTER`; cells are binary64, so a count is exact up to 2⁵³ and a read is never torn.
 */
export class StatsTable {
  private readonly cells: Float64Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    readonly rows: number,
  ) {
    this.cells = new Float64Array(memory, 0, rows * ROW_CELLS);
  }

  /** Makes a table in memory of its own. */
  static allocate(rows: number): StatsTable {
    const table = new StatsTable(new SharedArrayBuffer(Math.max(1, rows) * ROW_CELLS * 8), rows);
    for (let row = 0; row < rows; row++) table.row(row)[COUNTER.LAST_INDEX] = -1;
    return table;
  }

  /** The cells of one RTU, in `COUNTER` order. */
  row(slot: number): Float64Array {
    return this.cells.subarray(slot * ROW_CELLS, slot * ROW_CELLS + COUNTER_COLUMNS);
  }

  /**
   * A copy of an RTU's row as it was at one instant, although its shard goes on counting: a row that was read twice with the
   * same figures had all of them in between.
   */
  copyRow(slot: number): Float64Array {
    const row = this.row(slot);
    let copy = row.slice();
    for (let tries = 0; tries < MOST_READS; tries++) {
      const again = row.slice();
      if (again.every((value, i) => Object.is(value, copy[i]))) break;
      copy = again;
    }
    return copy;
  }

  /** One cell. */
  get(slot: number, column: CounterName): number {
    return this.cells[slot * ROW_CELLS + COUNTER[column]];
  }

  /**
   * How long signals of an RTU waited behind closed windows, ms, including the wait that still runs at `nowMs` (monotonic).
   * A wait that ends between the two reads is missing this once; it is never counted twice.
   */
  stallMs(slot: number, nowMs: number): number {
    return this.get(slot, 'STALL_MS') + ageOf(this.get(slot, 'STALLED_SINCE_MS'), nowMs);
  }

  /** Age of the oldest unacknowledged I frame of an RTU at `nowMs` (monotonic), ms; 0: there is none. */
  oldestUnackedMs(slot: number, nowMs: number): number {
    return ageOf(this.get(slot, 'OLDEST_SENT_AT_MS'), nowMs);
  }

  /** Sum of a column over all RTUs. */
  total(column: CounterName): number {
    let sum = 0;
    for (let at = COUNTER[column]; at < this.cells.length; at += ROW_CELLS) sum += this.cells[at];
    return sum;
  }

  /** Number of RTUs whose cell is not 0. */
  countNonZero(column: CounterName): number {
    let count = 0;
    for (let at = COUNTER[column]; at < this.cells.length; at += ROW_CELLS) if (this.cells[at] !== 0) count++;
    return count;
  }
}

/** `StatsTable.stallMs` for a copy of a row. */
export function stallMsOf(row: Float64Array, nowMs: number): number {
  return row[COUNTER.STALL_MS] + ageOf(row[COUNTER.STALLED_SINCE_MS], nowMs);
}

/** Time since an instant, ms; an instant of 0 is none. */
function ageOf(sinceMs: number, nowMs: number): number {
  return sinceMs > 0 ? Math.max(0, nowMs - sinceMs) : 0;
}

/** Resets the state columns of a row when its RTU starts or restarts; the other columns continue to count. */
export function beginState(row: Float64Array): void {
  for (const column of STATE_COUNTERS) row[COUNTER[column]] = 0;
}

/** Signals that are offered and not settled yet. `read` gives the columns of an RTU, or of all. */
export function openSignals(read: (column: CounterName) => number): number {
  const settled = ['SIGNALS_ACKNOWLEDGED', 'SPOILED', ...UNSENT_COUNTERS] as const;
  return settled.reduce((open, column) => open - read(column), read('SIGNALS_OFFERED'));
}
