/**
 * The stats table: one row per RTU in shared memory, every cell written by the RTU's shard alone, read by anyone at any time.
 * Columns are those of `COUNTER`; cells are binary64, so a count is exact up to 2⁵³ and a read is never torn.
 */
import { COUNTER, COUNTER_COLUMNS, type CounterName } from '../station/measures/counters.js';

export { type CounterName, RUN_STATE } from '../station/measures/counters.js';

/** Rows padded to whole cache lines, so that two shards never write the same one. */
const ROW_CELLS = Math.ceil(COUNTER_COLUMNS / 8) * 8;

/** A view on the table. */
export class StatsTable {
  private readonly cells: Float64Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    readonly rows: number,
  ) {
    this.cells = new Float64Array(memory, 0, rows * ROW_CELLS);
  }

  /** A table in fresh memory. */
  static allocate(rows: number): StatsTable {
    const table = new StatsTable(new SharedArrayBuffer(Math.max(1, rows) * ROW_CELLS * 8), rows);
    for (let row = 0; row < rows; row++) table.row(row)[COUNTER.LAST_INDEX] = -1;
    return table;
  }

  /** The cells of one RTU, in `COUNTER` order. */
  row(slot: number): Float64Array {
    return this.cells.subarray(slot * ROW_CELLS, slot * ROW_CELLS + COUNTER_COLUMNS);
  }

  /** One cell. */
  get(slot: number, column: CounterName): number {
    return this.cells[slot * ROW_CELLS + COUNTER[column]];
  }

  /**
   * How long signals of an RTU waited behind closed windows, the wait that goes on at `nowMs` (monotonic) included, ms.
   * A wait that ends between the two reads is missing for once, rather than counted twice.
   */
  stallMs(slot: number, nowMs: number): number {
    return this.get(slot, 'STALL_MS') + ageOf(this.get(slot, 'STALLED_SINCE_MS'), nowMs);
  }

  /** How long the oldest I frame of an RTU is without acknowledgement at `nowMs` (monotonic), ms; 0: all have it. */
  oldestUnackedMs(slot: number, nowMs: number): number {
    return ageOf(this.get(slot, 'OLDEST_SENT_AT_MS'), nowMs);
  }

  /** A column added up over all RTUs. */
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

/** As `StatsTable.stallMs`, of a row that was copied. */
export function stallMsOf(row: Float64Array, nowMs: number): number {
  return row[COUNTER.STALL_MS] + ageOf(row[COUNTER.STALLED_SINCE_MS], nowMs);
}

/** How long ago an instant was, ms; 0 is none. */
function ageOf(sinceMs: number, nowMs: number): number {
  return sinceMs > 0 ? Math.max(0, nowMs - sinceMs) : 0;
}

/** Cells that say what is now, not what has been. */
const STATE_COLUMNS: readonly CounterName[] = [
  'LISTENING',
  'CONNECTIONS',
  'STARTED',
  'CONNECTED_AT',
  'SEND_STATE',
  'RECEIVE_STATE',
  'OUTSTANDING',
  'INTERROGATING',
  'RUNS',
  'RUN_STATE',
  'OLDEST_SENT_AT_MS',
  'STALLED_SINCE_MS',
];

/** What an RTU that begins finds of the one before in its row: counts, but no state. */
export function beginState(row: Float64Array): void {
  for (const column of STATE_COLUMNS) row[COUNTER[column]] = 0;
}

/** What a shard had under way when it died went with its links: every signal is settled. */
export function accountForTheDead(row: Float64Array): void {
  const settled =
    row[COUNTER.SIGNALS_ACKNOWLEDGED] +
    row[COUNTER.UNSENT_LINK] +
    row[COUNTER.UNSENT_ENDED] +
    row[COUNTER.UNSENT_FILTER];
  row[COUNTER.UNSENT_LINK] += row[COUNTER.SIGNALS_OFFERED] - settled;
}
