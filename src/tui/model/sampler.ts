/** Rates of the last second. */
import type { CounterName, StatsTable } from '../../channel/stats-table.js';

/** Columns whose rates are shown. */
const COLUMNS = ['SIGNALS_SENT', 'I_SENT', 'STALL_MS', 'STALLS', 'ACK_COUNT', 'ACKS'] as const;
/** A column whose rate is shown. */
export type RateColumn = (typeof COLUMNS)[number] & CounterName;

/** Samples that are kept: the newest, and those of the second before it. */
const NOTES = 6;

/** The columns of every RTU at one instant. */
interface Note {
  atMs: number;
  /** Column after column, one cell per RTU. */
  cells: Float64Array;
}

/** Sums of all RTUs, or of those of one shard, per second. */
export interface Rates {
  signals: number;
  frames: number;
  stalls: number;
}

/** Samples a few columns of every RTU; a rate is the change over the last second. */
export class Sampler {
  private readonly notes: Note[] = [];
  private readonly rows: number;

  constructor(private readonly stats: StatsTable) {
    this.rows = stats.rows;
  }

  /** Takes a sample; `nowMs` is monotonic. */
  sample(nowMs: number): void {
    const { rows, stats } = this;
    const reused = this.notes.length === NOTES ? this.notes.shift() : undefined;
    const cells = reused?.cells ?? new Float64Array(rows * COLUMNS.length);
    for (let column = 0; column < COLUMNS.length; column++) {
      const name = COLUMNS[column];
      const from = column * rows;
      for (let slot = 0; slot < rows; slot++) {
        // `STALL_MS` in the table lacks the wait that still runs; `stallMs` adds it.
        cells[from + slot] = name === 'STALL_MS' ? stats.stallMs(slot, nowMs) : stats.get(slot, name);
      }
    }
    this.notes.push({ atMs: nowMs, cells });
  }

  /** Time between the two samples that rates are computed from, ms; 0: there is only one sample. */
  get windowMs(): number {
    const [oldest, newest] = this.ends();
    return oldest === undefined || newest === undefined ? 0 : newest.atMs - oldest.atMs;
  }

  /** Growth of a column of an RTU in that time. */
  moved(slot: number, column: RateColumn): number {
    const [oldest, newest] = this.ends();
    if (oldest === undefined || newest === undefined) return 0;
    const cell = COLUMNS.indexOf(column) * this.rows + slot;
    return Math.max(0, newest.cells[cell] - oldest.cells[cell]);
  }

  /** Growth per second. */
  perSecond(slot: number, column: RateColumn): number {
    const windowMs = this.windowMs;
    return windowMs === 0 ? 0 : (this.moved(slot, column) * 1000) / windowMs;
  }

  /** Sums by shard, from the RTUs of each. */
  ratesByShard(placement: readonly (readonly { slot: number }[])[]): Rates[] {
    return placement.map((rtus) => {
      const sum = (column: RateColumn): number =>
        rtus.reduce((total, { slot }) => total + this.moved(slot, column), 0);
      const perSecond = this.windowMs === 0 ? 0 : 1000 / this.windowMs;
      return {
        signals: sum('SIGNALS_SENT') * perSecond,
        frames: sum('I_SENT') * perSecond,
        stalls: sum('STALLS') * perSecond,
      };
    });
  }

  private ends(): [Note | undefined, Note | undefined] {
    return [this.notes[0], this.notes.at(-1)];
  }
}
