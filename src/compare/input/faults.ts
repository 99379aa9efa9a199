/** Counts rows and cells that can't be read, and keeps the first ones with what was found and expected. */

/** Faults of a file that are printed: a wrong value map would print millions. */
const KEPT = 10;
/** More of a cell than this is not shown. */
const FOUND_LENGTH = 80;

/** Faults of one file. */
export class Faults {
  /** Rows that were left out. */
  rows = 0;
  /** The first of `rows` as text: file, row, column, found, expected. */
  readonly texts: string[] = [];
  /** Unreadable cells of rows that are compared without them, by column. */
  readonly cells = new Map<string, { count: number; first: string }>();

  /** `file` is the path as the user gave it. */
  constructor(readonly file: string) {}

  /** Leaves out a row. `row` from 1; `column` as `4 (value)`, empty for the whole row. */
  leaveOut(row: number, column: string, found: string, expected: string): void {
    this.rows++;
    if (this.texts.length < KEPT) this.texts.push(this.describe(row, column, found, expected));
  }

  /** Notes an unreadable cell of `column`; the row is compared without it. */
  ignoreCell(row: number, column: string, found: string, expected: string): void {
    const known = this.cells.get(column);
    if (known !== undefined) known.count++;
    else this.cells.set(column, { count: 1, first: this.describe(row, column, found, expected) });
  }

  private describe(row: number, column: string, found: string, expected: string): string {
    const shown = found.length > FOUND_LENGTH ? `${found.slice(0, FOUND_LENGTH)}…` : found;
    const place = column === '' ? '' : ` column ${column}`;
    return `${this.file}:${row}${place}: found ${JSON.stringify(shown)}, expected ${expected}`;
  }
}
