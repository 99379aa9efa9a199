/** The counts of every open send in shared memory: so they are known while the send runs, and also when its shard has died. */
import { RUN_CELLS } from '../station/sends/run-account.js';
import { noTotals, type SendTotals } from './shard-protocol.js';

/** Open sends of a shard that have a row; more are counted too, but nobody sees how far they are before they end. */
const ROWS = 1024;
/** Two cache lines. */
const ROW_CELLS = 16;
/** The cells of a row before those of `RUN_CELLS`. A row without a send has the number 0. */
const ID = 0;
const RTU_CELLS = { running: 1, missing: 2, notStarted: 3 } as const;
const RUN_AT = 4;

/** The row of one send on one shard. */
export class SendRow {
  /** Its counts, see `RUN_CELLS`. */
  readonly runs: Float64Array;

  constructor(private readonly cells: Float64Array) {
    this.runs = cells.subarray(RUN_AT, RUN_AT + Object.keys(RUN_CELLS).length);
  }

  /** Number of the send; 0: the row is free. */
  get id(): number {
    return this.cells[ID];
  }

  /** Takes the row for a send, or frees it (0). */
  begin(id: number): void {
    this.cells.fill(0);
    this.cells[ID] = id;
  }

  /** Counts an RTU. */
  count(what: keyof typeof RTU_CELLS): void {
    this.cells[RTU_CELLS[what]]++;
  }

  /** A copy of the counts. */
  totals(): SendTotals {
    const totals = noTotals();
    for (const [key, at] of Object.entries(RTU_CELLS)) totals[key as keyof SendTotals] = this.cells[at];
    for (const [key, at] of Object.entries(RUN_CELLS)) totals[key as keyof SendTotals] = this.runs[at];
    return totals;
  }
}

/** The table: rows by shard, each written by its shard alone and read by anyone. */
export class SendTable {
  private readonly cells: Float64Array;

  constructor(readonly memory: SharedArrayBuffer) {
    this.cells = new Float64Array(memory);
  }

  /** Makes a table in memory of its own. */
  static allocate(shards: number): SendTable {
    return new SendTable(new SharedArrayBuffer(shards * ROWS * ROW_CELLS * 8));
  }

  /** Takes a row for a send; if all are taken, one that nobody else sees. */
  begin(shard: number, id: number): SendRow {
    const at = this.place(shard, 0);
    const row = new SendRow(at < 0 ? new Float64Array(ROW_CELLS) : this.row(at));
    row.begin(id);
    return row;
  }

  /** The counts of a send on a shard so far; `undefined`: it has no row there. */
  find(shard: number, id: number): SendTotals | undefined {
    const at = this.place(shard, id);
    return at < 0 ? undefined : new SendRow(this.row(at)).totals();
  }

  /** Frees every row of a shard that has died. */
  clear(shard: number): void {
    this.cells.fill(0, shard * ROWS * ROW_CELLS, (shard + 1) * ROWS * ROW_CELLS);
  }

  /** Where the row of a send begins; −1: it has none. */
  private place(shard: number, id: number): number {
    const end = (shard + 1) * ROWS * ROW_CELLS;
    for (let at = shard * ROWS * ROW_CELLS; at < end; at += ROW_CELLS)
      if (this.cells[at + ID] === id) return at;
    return -1;
  }

  private row(at: number): Float64Array {
    return this.cells.subarray(at, at + ROW_CELLS);
  }
}
