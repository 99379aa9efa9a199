/**
 * The text of a configuration file → rows with their line numbers.
 * Source: `docs/behaviour.md` §1: any separator that spreadsheets write, quoted cells, trailing empty cells, cells trimmed.
 */
import type { Finding } from '../channel/definitions.js';
import { RecordSplitter } from '../csv/record-splitter.js';
import { type RowTest, SEPARATOR_NAMES, type Separator } from '../csv/separators.js';
import { collectFindings } from './findings.js';

/** One row: trimmed cells, no trailing empty ones. */
export interface CsvRow {
  /** Line of the file where the row starts, from 1. */
  line: number;
  cells: string[];
}

/** The rows of a file, and how they were found. */
export interface CsvReading {
  rows: CsvRow[];
  /** In the order of their rows. */
  findings: Finding[];
  /** The comma is the decimal sign in the file's numbers, because something else separates the cells. */
  decimalComma: boolean;
  /** Sentences about the file for `--check`: nothing to mend. */
  notes: string[];
}

const QUOTE_EXPECTED = 'quotation marks in pairs; the row is left out';

/** A separator shows in every row, so that a few thousand rows are enough to find it in a file of any size. */
const SAMPLE_LINES = 5000;

/**
 * Splits CSV text into rows; blank rows are left out. Never throws. `fits` tells rows of this kind of file from others.
 * A row whose quotation marks don't pair is reported and left out, and reading goes on at the line after its first.
 * A row with another separator than its file's is reported.
 */
export function readCsvRows(text: string, file: string, fits: RowTest): CsvReading {
  const findings = collectFindings(file);
  const rows: CsvRow[] = [];
  let own: Separator = ',';
  const splitter = new RecordSplitter(
    { fits, sampleLines: SAMPLE_LINES, rowsBeginWithDigits: true },
    {
      separated: (separator) => {
        own = separator;
      },
      record: (cells, line) => addRow(rows, line, cells),
      unpaired: (line, found) => {
        // The row that ends a file ends it however its quotation marks stand.
        if (found.trimStart().startsWith('!')) addRow(rows, line, [found]);
        else findings.error(line, '', found, QUOTE_EXPECTED);
      },
      disagrees: (line, found, other) => {
        const expected = `cells separated by ${nameOf(own)} as in the rest of the file, not by ${nameOf(other)}`;
        findings.error(line, '', found, `${expected}; the row is not read`);
      },
    },
  );
  const lines = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).split(/\r\n?|\n/);
  for (const line of lines) splitter.line(line);
  splitter.end();
  const decimalComma = own !== ',';
  const notes = decimalComma
    ? [`${file}: cells are separated by ${nameOf(own)}; the decimal sign is the comma or the point`]
    : [];
  return { rows, findings: findings.list, decimalComma, notes };
}

function nameOf(separator: Separator): string {
  return `a ${SEPARATOR_NAMES[separator]}`;
}

function addRow(rows: CsvRow[], line: number, cells: string[]): void {
  let used = cells.length;
  while (used > 0 && cells[used - 1].trim() === '') used--;
  if (used === 0) return;
  cells.length = used;
  for (let i = 0; i < used; i++) cells[i] = cells[i].trim();
  rows.push({ line, cells });
}
