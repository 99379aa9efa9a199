/**
 * CSV files of any size, record by record: RFC 4180 with comma, semicolon or tab, LF or CRLF, UTF-8 or UTF-16 with BOM.
 * Lines without quotation marks are split (four times as fast); the others go through csv-parse in batches.
 */
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { type Options, parse } from 'csv-parse/sync';
import { systemReason } from '../../text/system-errors.js';
import type { Faults } from './faults.js';
import { ReadingError } from './reading-error.js';

/** Takes a record: its cells untrimmed, the line where it starts (from 1), and the file's separator. */
export type RecordTaker = (cells: string[], line: number, separator: string) => void;

const CHUNK_OCTETS = 1 << 20;
const BATCH_RECORDS = 1000;
/** A quoted cell over more lines than this is taken as never closed. */
const MOST_LINES_OF_RECORD = 50;
const QUOTES_EXPECTED = 'quotation marks in pairs; the row is left out';

interface Pending {
  text: string;
  line: number;
}

/** Splits lines into records. Call `line` for each line of the file in order, then `end`. */
export class RecordSplitter {
  separator = '';
  private lines = 0;
  /** Lines of a record whose quotation marks are still open. */
  private open: Pending[] = [];
  private batch: Pending[] = [];

  constructor(
    private readonly faults: Faults,
    private readonly take: RecordTaker,
  ) {}

  line(text: string): void {
    this.lines++;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (this.separator === '' && this.readSeparator(line)) return;
    this.add({ text: line, line: this.lines });
  }

  end(): void {
    while (this.open.length > 0) this.dropOpen();
    this.flush();
  }

  /** Takes the separator from the header, or from Excel's `sep=;` above it. True if the line was `sep=` or blank. */
  private readSeparator(line: string): boolean {
    const named = /^sep=([,;\t])$/i.exec(line);
    if (named !== null) {
      this.separator = named[1];
      return true;
    }
    if (line.trim() === '') return true;
    const bare = line.replace(/"[^"]*"/g, '');
    const count = (separator: string): number => bare.split(separator).length - 1;
    const [best] = [',', ';', '\t'].sort((a, b) => count(b) - count(a));
    this.separator = best;
    return false;
  }

  private add(piece: Pending): void {
    const quoted = piece.text.includes('"');
    if (this.open.length === 0 && !quoted) {
      if (piece.text === '') return;
      if (this.batch.length === 0) this.take(piece.text.split(this.separator), piece.line, this.separator);
      else this.gather(piece);
      return;
    }
    this.open.push(piece);
    const odd = quoted && quotes(piece.text) % 2 === 1;
    // The first line opened a cell; a later one with an odd number of marks closes it.
    if (this.open.length === 1 ? !odd : odd) {
      const record = { text: this.open.map(({ text }) => text).join('\n'), line: this.open[0].line };
      this.open = [];
      this.gather(record);
    } else if (this.open.length > MOST_LINES_OF_RECORD) this.dropOpen();
  }

  /** Leaves out the first open line and reads the lines after it again. */
  private dropOpen(): void {
    const [first, ...rest] = this.open;
    this.open = [];
    this.flush();
    this.faults.leaveOut(first.line, '', first.text, QUOTES_EXPECTED);
    for (const piece of rest) this.add(piece);
  }

  private gather(record: Pending): void {
    this.batch.push(record);
    if (this.batch.length >= BATCH_RECORDS) this.flush();
  }

  private flush(): void {
    const { batch } = this;
    if (batch.length === 0) return;
    this.batch = [];
    const rows = this.parse(batch.map(({ text }) => text).join('\n'));
    if (rows?.length === batch.length) {
      for (let i = 0; i < rows.length; i++) this.take(rows[i], batch[i].line, this.separator);
      return;
    }
    // One of them is not CSV: each is read alone to find it.
    for (const { text, line } of batch) {
      const alone = this.parse(text);
      if (alone?.length === 1) this.take(alone[0], line, this.separator);
      else this.faults.leaveOut(line, '', text, QUOTES_EXPECTED);
    }
  }

  private parse(text: string): string[][] | undefined {
    const options: Options = {
      delimiter: this.separator,
      record_delimiter: '\n',
      relax_column_count: true,
    };
    try {
      return parse(text, options) as unknown as string[][];
    } catch {
      return undefined;
    }
  }
}

function quotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

/**
 * Reads a file record by record and returns its separator. Rows with unpaired quotation marks go to `faults`.
 * Throws `ReadingError` when the file can't be opened, is empty or is not UTF-8.
 */
export async function readRecords(path: string, faults: Faults, take: RecordTaker): Promise<string> {
  const splitter = new RecordSplitter(faults, take);
  let decoder: TextDecoder | undefined;
  let rest = '';
  const feed = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) splitter.line(line);
  };
  const stream = createReadStream(path, { highWaterMark: CHUNK_OCTETS });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      decoder ??= decoderOf(chunk);
      feed(decode(decoder, chunk, path));
    }
  } catch (error) {
    if (error instanceof ReadingError) throw error;
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new ReadingError(`${path}: found ${systemReason(error, 'read')}, expected a readable CSV file`);
  }
  if (decoder !== undefined) feed(decode(decoder, undefined, path));
  if (rest !== '') splitter.line(rest);
  splitter.end();
  if (splitter.separator === '') {
    throw new ReadingError(`${path}: found an empty file, expected a CSV file with a header`);
  }
  return splitter.separator;
}

function decoderOf(chunk: Buffer): TextDecoder {
  const mark = chunk.length >= 2 ? chunk.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return new TextDecoder('utf-16le', { fatal: true });
  return new TextDecoder('utf-8', { fatal: true });
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, path: string): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new ReadingError(`${path}: found octets that are no UTF-8, expected UTF-8 (in Excel: "CSV UTF-8")`);
  }
}
