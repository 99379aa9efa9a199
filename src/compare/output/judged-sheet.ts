/** The sheet with its results as a file. It never replaces one. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import type { Sheet, SheetRow } from '../../end-to-end/sheet-rows.js';
import { quoteCell, textCell } from '../../text/csv-cell.js';
import { numberedName } from '../../text/free-name.js';
import { headerInForm, inSpreadsheetForm, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { systemReason } from '../../text/system-errors.js';
import { ReadingError } from '../input/reading-error.js';

/** A value, and a state as the sheet writes it: no formula, although it may begin with a minus. */
const STATE = /^-?\d+(\.\d+)?(e[+-]?\d+)?( T)?(, quality [A-Z ]+)?$/i;

/** Where the judged sheet goes if nobody names a file: `sheet-judged.csv` beside it, or the next free `sheet-judged-2.csv`. */
export function freeName(sheetFile: string): string {
  const { dir, name, ext } = parse(sheetFile);
  const path = join(dir, `${name}-judged${ext}`);
  const free = existsSync(path) ? numberedName(path, 2, existsSync) : path;
  if (free !== undefined) return free;
  throw new ReadingError(`${sheetFile}: every name for the judged sheet is taken, name one with --out`);
}

/** Why the sheet can't go there, or `undefined`. */
export function takenFault(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return `${resolve(path)}: there is a file of this name, and a sheet replaces none; name another with --out`;
}

/** Writes the rows of a sheet, columns of others included. Throws `ReadingError`. */
export function writeJudgedSheet(
  path: string,
  { heads, at }: Sheet,
  rows: readonly SheetRow[],
  form: SpreadsheetForm | undefined,
): void {
  const header = `${heads.map(textCell).join(',')}\n`;
  const lines = rows.map(({ cells, result, remark }) => {
    const own = heads.map((_, column) => {
      if (column === at.result) return result;
      return column === at.remark ? remark : (cells[column] ?? '');
    });
    return `${own.map(cellOf).join(',')}\n`;
  });
  const text = lines.join('');
  const body = form === undefined ? text : inSpreadsheetForm(form, text);
  try {
    writeFileSync(path, headerInForm(form, header) + body, { flag: 'wx' });
  } catch (error) {
    throw new ReadingError(`${path}: ${systemReason(error, 'write')}, expected a file that can be written`);
  }
}

function cellOf(text: string): string {
  return STATE.test(text) ? quoteCell(text) : textCell(text);
}
