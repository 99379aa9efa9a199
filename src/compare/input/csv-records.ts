/** CSV files of any size, record by record, in whatever form a front-end or a spreadsheet wrote them (`src/csv/`). */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Decoding, LineDecoder } from '../../csv/line-decoder.js';
import { RecordSplitter } from '../../csv/record-splitter.js';
import type { RowTest, Separator } from '../../csv/separators.js';
import { systemReason } from '../../text/system-errors.js';
import type { Faults } from './faults.js';
import { ReadingError } from './reading-error.js';

/** Takes a record: its cells untrimmed, the line where it starts (from 1), and the file's separator. */
export type RecordTaker = (cells: string[], line: number, separator: Separator) => void;

/** Gets the share of a piece of work that is done, 0…1. */
export type TellShare = (share: number) => void;

/** How a file was read. */
export interface FileForm {
  separator: Separator;
  decoding: Decoding;
}

const CHUNK_OCTETS = 1 << 20;
/** The header, and what stands above it, lies in these lines. */
const SAMPLE_LINES = 100;
const QUOTES_EXPECTED = 'quotation marks in pairs; the row is left out';

/**
 * Reads a file record by record. `isHeader` tells the header from other rows: the separator is the one that it has.
 * Rows with unpaired quotation marks go to `faults`; `tell` hears how much is read. Throws `ReadingError` when the file can't be opened or is empty.
 */
export async function readRecords(
  path: string,
  faults: Faults,
  isHeader: RowTest,
  take: RecordTaker,
  tell: TellShare = () => {},
): Promise<FileForm> {
  let separator: Separator | undefined;
  const splitter = new RecordSplitter(
    { fits: isHeader, sampleLines: SAMPLE_LINES, rowsBeginWithDigits: false },
    {
      separated: (found) => {
        separator = found;
      },
      record: (cells, line) => take(cells, line, separator ?? ','),
      unpaired: (line, text) => faults.leaveOut(line, '', text, QUOTES_EXPECTED),
    },
  );
  const decoder = new LineDecoder((line) => splitter.line(line));
  try {
    // 0 of what is no plain file.
    const { size } = await stat(path);
    const stream = createReadStream(path, { highWaterMark: CHUNK_OCTETS });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      decoder.push(chunk);
      tell(size > 0 ? Math.min(1, stream.bytesRead / size) : Number.NaN);
    }
  } catch (error) {
    if (error instanceof ReadingError) throw error;
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new ReadingError(`${path}: found ${systemReason(error, 'read')}, expected a readable CSV file`);
  }
  const decoding = decoder.end();
  splitter.end();
  if (separator === undefined) {
    throw new ReadingError(`${path}: found an empty file, expected a CSV file with a header`);
  }
  return { separator, decoding };
}
