/** Counters sampled several times a second, for rates of the last second. */

/** Samples that are kept: the newest, and those of the second before it. */
const NOTES = 6;

/** The columns of every row at one instant. */
interface Note {
  readonly atMs: number;
  /** Column after column, one cell per row. */
  readonly cells: Float64Array;
}

/** Samples a few columns of every row; a rate is the change over the last second. */
export class RateSampler<Column extends string> {
  private readonly notes: Note[] = [];

  constructor(
    private readonly rows: number,
    private readonly columns: readonly Column[],
    private readonly read: (row: number, column: Column, nowMs: number) => number,
  ) {}

  /** Takes a sample; `nowMs` is monotonic. */
  sample(nowMs: number): void {
    const { rows, columns, read } = this;
    const reused = this.notes.length === NOTES ? this.notes.shift() : undefined;
    const cells = reused?.cells ?? new Float64Array(rows * columns.length);
    columns.forEach((column, i) => {
      for (let row = 0; row < rows; row++) cells[i * rows + row] = read(row, column, nowMs);
    });
    this.notes.push({ atMs: nowMs, cells });
  }

  /** Time between the two samples that rates are computed from, ms; 0: there is only one sample. */
  get windowMs(): number {
    const [oldest, newest] = this.ends();
    return oldest === undefined || newest === undefined ? 0 : newest.atMs - oldest.atMs;
  }

  /** Growth of a column of a row in that time. */
  moved(row: number, column: Column): number {
    const [oldest, newest] = this.ends();
    if (oldest === undefined || newest === undefined) return 0;
    const cell = this.columns.indexOf(column) * this.rows + row;
    return Math.max(0, newest.cells[cell] - oldest.cells[cell]);
  }

  /** Growth per second. */
  perSecond(row: number, column: Column): number {
    const { windowMs } = this;
    return windowMs === 0 ? 0 : (this.moved(row, column) * 1000) / windowMs;
  }

  private ends(): [Note | undefined, Note | undefined] {
    return [this.notes[0], this.notes.at(-1)];
  }
}
