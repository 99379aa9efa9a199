/**
 * Lines of a CSV file → records (RFC 4180, and what spreadsheets and people make of it).
 * Lines without quotation marks are split, which is four times as fast; the others go through csv-parse in batches.
 */
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { withoutGuard } from '../text/csv-cell.js';
import { findSeparator, otherSeparator, type RowTest, type Separator } from './separators.js';

/** Where records and faults go. Lines are counted from 1. */
export interface RecordEvents {
  /** A record: its cells, untrimmed and without the apostrophe before a formula, and the line where it starts. */
  record(cells: string[], line: number): void;
  /** A record is left out: its first line has quotation marks that don't pair. */
  unpaired(line: number, text: string): void;
  /** The separator is known; called before the first record. */
  separated?(separator: Separator): void;
  /** A line is a row of its kind only with another separator; it is passed as a record all the same. */
  disagrees?(line: number, text: string, separator: Separator): void;
}

/** What is known of the kind of file. */
export interface RecordKind {
  /** Whether cells look like a row. */
  readonly fits: RowTest;
  /** How many lines are looked at to find the separator. */
  readonly sampleLines: number;
  /** A quoted cell that holds a line with digits and two more cells is taken as never closed. */
  readonly rowsBeginWithDigits: boolean;
}

const BATCH_RECORDS = 1000;
/** A quoted cell over more lines than this is taken as never closed. */
const MOST_LINES_OF_RECORD = 50;

/** Quotation marks with blanks around them (`1, "a,b" ,3`), or with text after them (`"a" b`): csv-parse can't read both at once. */
const PADDED: Options = {
  record_delimiter: '\n',
  relax_column_count: true,
  relax_quotes: true,
  trim: true,
};
const BARE: Options = { ...PADDED, trim: false };

interface Piece {
  text: string;
  line: number;
}

/** Call `line` for each line of the file in order, then `end`. */
export class RecordSplitter {
  /** `undefined` while the first lines are gathered to find it. */
  private separator: Separator | undefined;
  private sample: Piece[] = [];
  private lines = 0;
  /** Lines of a record with an open quoted cell. */
  private open: Piece[] = [];
  private batch: Piece[] = [];

  constructor(
    private readonly kind: RecordKind,
    private readonly events: RecordEvents,
  ) {}

  line(text: string): void {
    const piece = { text, line: ++this.lines };
    if (this.separator !== undefined) {
      this.add(piece, this.separator);
      return;
    }
    // Excel's own line above the header names the separator.
    const named = this.sample.length === 0 ? /^\s*"?sep=([,;\t|])"?\s*$/i.exec(text) : null;
    if (named !== null) this.begin(named[1] as Separator);
    else if (text.trim() !== '' && this.sample.push(piece) >= this.kind.sampleLines) this.settle();
  }

  end(): void {
    if (this.separator === undefined) this.settle();
    const separator = this.separator as Separator | undefined;
    if (separator === undefined) return;
    while (this.open.length > 0) this.dropOpen(separator);
    this.flush(separator);
  }

  /** Finds the separator and reads the lines gathered so far; does nothing in a file without text. */
  private settle(): void {
    if (this.sample.length === 0) return;
    const { sample } = this;
    this.begin(
      findSeparator(
        sample.map(({ text }) => text),
        this.kind.fits,
      ),
    );
    this.sample = [];
    for (const piece of sample) this.add(piece, this.separator as unknown as Separator);
  }

  private begin(separator: Separator): void {
    this.separator = separator;
    this.events.separated?.(separator);
  }

  private add(piece: Piece, separator: Separator): void {
    const { text } = piece;
    if (this.open.length === 0 && !text.includes('"')) {
      if (text === '') return;
      if (this.batch.length > 0) this.gather(piece, separator);
      else this.take(text.split(separator), piece, separator);
      return;
    }
    const isOpen = staysOpen(text, separator, this.open.length > 0);
    this.open.push(piece);
    if (isOpen) {
      if (this.open.length > MOST_LINES_OF_RECORD) this.dropOpen(separator);
    } else if (this.kind.rowsBeginWithDigits && this.holdsRow(separator)) this.dropOpen(separator);
    else {
      const record = { text: this.open.map((each) => each.text).join('\n'), line: this.open[0].line };
      this.open = [];
      this.gather(record, separator);
    }
  }

  /** Whether a line inside the open record looks like a row. */
  private holdsRow(separator: Separator): boolean {
    return this.open.slice(1).some(({ text }) => {
      const cells = text.split(separator);
      return cells.length > 2 && /^\s*!?\d+\s*$/.test(cells[0]);
    });
  }

  /** Leaves out the first open line and reads the lines after it again. */
  private dropOpen(separator: Separator): void {
    const [first, ...rest] = this.open;
    this.open = [];
    this.flush(separator);
    this.events.unpaired(first.line, first.text);
    for (const piece of rest) this.add(piece, separator);
  }

  private gather(record: Piece, separator: Separator): void {
    this.batch.push(record);
    if (this.batch.length >= BATCH_RECORDS) this.flush(separator);
  }

  private flush(separator: Separator): void {
    const { batch } = this;
    if (batch.length === 0) return;
    this.batch = [];
    const rows = parseRecords(batch.map(({ text }) => text).join('\n'), separator);
    if (rows?.length === batch.length) {
      for (const [i, cells] of rows.entries()) this.take(cells, batch[i], separator);
      return;
    }
    // One of them needs another way of reading, or is no CSV: each is read alone.
    for (const piece of batch) {
      const alone = piece.text === '' ? [] : parseRecords(piece.text, separator);
      if (alone?.length === 1) this.take(alone[0], piece, separator);
      else if (alone?.length !== 0) this.events.unpaired(piece.line, piece.text);
    }
  }

  private take(cells: string[], { text, line }: Piece, separator: Separator): void {
    const { fits } = this.kind;
    if (text.includes("'")) for (let i = 0; i < cells.length; i++) cells[i] = withoutGuard(cells[i]);
    if (this.events.disagrees !== undefined && !fits(cells, separator)) {
      const other = otherSeparator(text, separator, fits);
      if (other !== undefined) this.events.disagrees(line, text, other);
    }
    this.events.record(cells, line);
  }
}

/** The records of a text; `undefined` if csv-parse can't read it in any way. */
function parseRecords(text: string, delimiter: Separator): string[][] | undefined {
  try {
    return parse(text, { ...PADDED, delimiter }) as unknown as string[][];
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE') {
      return undefined;
    }
  }
  try {
    return parse(text, { ...BARE, delimiter }) as unknown as string[][];
  } catch {
    return undefined;
  }
}

/** Whether a quoted cell is open at the end of the line; `open`: one was open at its start. */
function staysOpen(text: string, separator: Separator, open: boolean): boolean {
  let at = 0;
  let isOpen = open;
  for (;;) {
    if (isOpen) {
      at = afterClosing(text, at);
      if (at < 0) return true;
      isOpen = false;
    } else {
      while (text[at] === ' ' || (text[at] === '\t' && separator !== '\t')) at++;
      if (text[at] === '"') {
        at++;
        isOpen = true;
        continue;
      }
    }
    const next = text.indexOf(separator, at);
    if (next < 0) return false;
    at = next + 1;
  }
}

/** The position after the quotation mark that closes the cell; −1 if none does. Two marks stand for one in the cell. */
function afterClosing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return -1;
}
