/**
 * Comma-separated text as Excel and LibreOffice write it → rows with their line numbers.
 * Source: `docs/behaviour.md` §1: LF or CRLF, quoted cells, trailing empty cells, cells trimmed.
 */
import { CsvError, type Info, type Options, parse } from 'csv-parse/sync';
import type { Finding } from '../channel/definitions.js';
import { collectFindings, type FindingCollector } from './findings.js';

/** One row: trimmed cells, no trailing empty ones. */
export interface CsvRow {
  /** Line of the file where the row starts, from 1. */
  line: number;
  cells: string[];
}

/** After this many rows with broken quotes the file is not taken as CSV; each costs another pass over the rest. */
const MAX_BROKEN_QUOTES = 20;

/** A line inside a quoted cell that looks like a row: digits, then at least two more cells. */
const SWALLOWED_ROW = /^\s*!?\d+\s*,[^,]*,/;

const QUOTE_EXPECTED = 'quotation marks in pairs; the row is left out';

const OPTIONS: Options = {
  bom: false,
  record_delimiter: '\n',
  relax_column_count: true,
  relax_quotes: true,
};

/**
 * Splits CSV text into rows; blank rows are left out. Never throws.
 * A row whose quotation marks don't pair is reported and left out, and reading goes on at the line after its first.
 */
export function readCsvRows(text: string, file: string): { rows: CsvRow[]; findings: Finding[] } {
  const findings = collectFindings(file);
  // csv-parse counts a CRLF inside quotes twice, so line ends are made LF before.
  const lines = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  const rows = lines.includes('"') ? readQuoted(lines, findings) : readPlain(lines);
  reportSeparator(rows, findings);
  return { rows, findings: findings.list };
}

/** Without quotation marks, splitting at commas is enough, and ten times faster. */
function readPlain(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 0;
  for (const content of text.split('\n')) {
    line++;
    addRow(rows, line, content.split(','));
  }
  return rows;
}

function readQuoted(text: string, findings: FindingCollector): CsvRow[] {
  const rows: CsvRow[] = [];
  let start: ReadingPoint = { at: 0, line: 1, quotes: 'padded' };
  for (let broken = 0; ; ) {
    const end = readUntilBroken(text, start, rows);
    if (end === undefined) return rows;
    if (end.quotes !== start.quotes) {
      start = end;
      continue;
    }
    const until = lineEnd(text, end.at);
    const first = text.slice(end.at, until);
    if (++broken > MAX_BROKEN_QUOTES) {
      findings.error(end.line, '', first, 'a CSV file; too many broken quotation marks, reading stops here');
      return rows;
    }
    findings.error(end.line, '', first, QUOTE_EXPECTED);
    if (until >= text.length) return rows;
    start = { ...end, at: until + 1, line: end.line + 1 };
  }
}

/**
 * Where reading continues, and how quotation marks are read: `padded` may have blanks around them (`1, "a,b" ,3`), `bare` may
 * be followed by text (`"a" b`); csv-parse can't do both at once.
 */
interface ReadingPoint {
  at: number;
  line: number;
  quotes: 'padded' | 'bare';
}

/** Thrown through csv-parse to stop it at a quoted cell that contains rows. */
const SWALLOWED = new Error('rows inside a quoted cell');

/** Adds rows from `start` on; returns where a row can't be read in this way, `undefined` at the end of the text. */
function readUntilBroken(text: string, start: ReadingPoint, rows: CsvRow[]): ReadingPoint | undefined {
  let { at, line } = start;
  try {
    parse(text.slice(at), {
      ...OPTIONS,
      trim: start.quotes === 'padded',
      on_record: (cells: string[], { lines }: Info): null => {
        const endLine = start.line + lines - 1;
        let end = lineEnd(text, at);
        for (let inner = line; inner < endLine; inner++) {
          const innerEnd = lineEnd(text, end + 1);
          if (SWALLOWED_ROW.test(text.slice(end + 1, innerEnd))) throw SWALLOWED;
          end = innerEnd;
        }
        addRow(rows, line, cells);
        at = end + 1;
        line = endLine + 1;
        return null;
      },
    });
    return undefined;
  } catch (error) {
    const bare = error instanceof CsvError && error.code === 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE';
    return { at, line, quotes: bare ? 'bare' : start.quotes };
  }
}

function addRow(rows: CsvRow[], line: number, cells: string[]): void {
  let used = cells.length;
  while (used > 0 && cells[used - 1].trim() === '') used--;
  if (used === 0) return;
  cells.length = used;
  for (let i = 0; i < used; i++) cells[i] = cells[i].trim();
  rows.push({ line, cells });
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Reports semicolons as separator (Excel writes them where the comma is the decimal sign): every row would be a comment. */
function reportSeparator(rows: readonly CsvRow[], findings: FindingCollector): void {
  if (rows.some((row) => row.cells.length > 1)) return;
  const row = rows.find(({ cells }) => /^\d+\s*[;\t]/.test(cells[0]));
  if (row !== undefined) findings.error(row.line, '', row.cells[0], 'cells separated by commas');
}
