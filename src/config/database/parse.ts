/** The text of an IOA file → signals and commands. Source: `docs/behaviour.md` §2. */

import type { RowTest } from '../../csv/separators.js';
import { countOf } from '../../text/format.js';
import { isDigits, isMangledNumber } from '../../text/numbers.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../text/octet-address.js';
import { AddressColumns } from '../address-columns.js';
import { type CsvRow, readCsvRows } from '../csv-rows.js';
import { collectFindings } from '../findings.js';
import { columnOf, RowCells, type TimeoutUnit } from './cells.js';
import type { ParsedIoaFile } from './rows.js';

/** Settings from the rows above a row. */
interface FileState {
  /** `ended` below the row that begins with `!`: no interrogation reports rows there. */
  interrogation: 'open' | 'ended';
  timeoutUnit: TimeoutUnit;
  readonly decimalComma: boolean;
}

/** `index, GI, type id, IOA`; an IOA may be written by its octets. */
const isIoaRow: RowTest = ([index, , type = '', ioa = '']) =>
  isDigits(index) && isDigits(type) && /^\d[\d.-]*$/.test(ioa);

/**
 * Reads the text of an IOA file. `file` is its name in the ini file, `shownAs` its name in findings (the path).
 * `form`: of its addresses. A row with an error is left out, the others are kept. Never throws.
 */
export function parseIoaFile(
  text: string,
  file: string,
  shownAs: string = file,
  form: AddressForm = USUAL_ADDRESS_FORM,
): ParsedIoaFile {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, shownAs, isIoaRow);
  const findings = collectFindings(shownAs);
  const addresses = new AddressColumns(form);
  const parsed: ParsedIoaFile = { file, signals: [], commands: [], findings: findings.list, notes };
  const state: FileState = { interrogation: 'open', timeoutUnit: 'ms', decimalComma };
  for (const row of rows) {
    const first = row.cells[0];
    if (isDigits(first)) {
      readRow(new RowCells(row, findings, decimalComma, addresses), state, parsed);
      continue;
    }
    if (first.startsWith('!')) {
      if (state.interrogation === 'open') notes.push(...noteEnd(row.line, rows, shownAs));
      state.interrogation = 'ended';
    } else if (isMangledNumber(first)) {
      findings.warning(row.line, columnOf('index'), first, 'digits; the row is taken for a comment');
    }
    state.timeoutUnit = timeoutUnitOf(row.cells) ?? state.timeoutUnit;
  }
  if (parsed.signals.length + parsed.commands.length === 0) {
    findings.warning(0, '', 'no signal', 'rows whose first cell is an index number');
  }
  addresses.report(findings);
  parsed.findings = [...csvFindings, ...findings.list].sort((a, b) => a.row - b.row);
  return parsed;
}

/** A sentence about the rows below the row that begins with `!` at `end`; none if there are none. */
function noteEnd(end: number, rows: readonly CsvRow[], file: string): string[] {
  const below = rows.filter(({ line, cells }) => line > end && isDigits(cells[0])).length;
  if (below === 0) return [];
  return [`${file}:${end} begins with !: no interrogation reports the ${countOf(below, 'row')} below it`];
}

/** A time-out column's header and the word of its unit: `T-out (s)`, `Timeout(sec)`, `Time-out [ms]`. */
const TIMEOUT_HEADER = /^t(?:ime)?[^a-z]?out[^a-z]+([a-z]+)[^a-z]*$/i;
const TIMEOUT_UNITS: Readonly<Record<string, TimeoutUnit>> = {
  s: 's',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  ms: 'ms',
  msec: 'ms',
  msecs: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
};

/** The unit of the time-out in a header row, if it has one. */
function timeoutUnitOf(cells: readonly string[]): TimeoutUnit | undefined {
  for (const cell of cells) {
    const word = TIMEOUT_HEADER.exec(cell)?.[1].toLowerCase() ?? '';
    if (Object.hasOwn(TIMEOUT_UNITS, word)) return TIMEOUT_UNITS[word];
  }
  return undefined;
}

/** Reads all cells, so that every error of the row is reported, and keeps the row if there is none. */
function readRow(cells: RowCells, state: FileState, parsed: ParsedIoaFile): void {
  const { line } = cells;
  const index = cells.readIndex();
  const type = cells.readType();
  const ioa = cells.readIoa();
  const groups = type === undefined ? 0 : cells.readGroups(type);
  if (type?.role === 'command') {
    const command = { ioa, statusIoa: cells.readStatusIoa() };
    cells.readCot(type);
    if (!cells.isSound || !isComplete(command)) return;
    const { comment } = cells.readTimeout(state.timeoutUnit);
    parsed.commands.push({ line, typeId: type.id, ...command, comment });
    return;
  }
  const value = type === undefined ? undefined : cells.readSignalValue(type);
  const waitMs = cells.readWaitMs();
  const timeout = cells.readTimeout(state.timeoutUnit);
  cells.checkTimeout(timeout);
  const filter = cells.readFilter(timeout);
  const cot = type === undefined ? undefined : cells.readCot(type);
  const signal = { typeId: type?.id, ioa, value, waitMs, cot };
  if (!cells.isSound || !isComplete(signal)) return;
  parsed.signals.push({
    line,
    index,
    groups: state.interrogation === 'open' ? groups : 0,
    ...signal,
    filter,
    comment: timeout.comment,
  });
}

/** Whether every cell was read; one that was not has been reported. */
function isComplete<T extends object>(cells: T): cells is { [K in keyof T]: NonNullable<T[K]> } & T {
  return Object.values(cells).every((value) => value !== undefined);
}
