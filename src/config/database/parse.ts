/** The IOA database → signals and commands. Source: `docs/behaviour.md` §2. */
import { MAX_IOA } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import { findType, TYPES, type TypeDefinition, typeOf } from '../../codec/types.js';
import {
  isDigits,
  isMangledNumber,
  msFromSeconds,
  readDecimal,
  readDigits,
  readSeconds,
} from '../../text/numbers.js';
import { type CsvRow, readCsvRows } from '../csv-rows.js';
import { collectFindings, columnName, type FindingCollector } from '../findings.js';
import type { ParsedDatabase, SignalFilter } from './rows.js';
import { readValue } from './values.js';

/** Most digits of an index number. */
const INDEX_DIGITS = 12;
/** Longest comment, in characters. */
const COMMENT_LENGTH = 53;
/** Longest wait; longer ones are hardly meant. */
const MAX_WAIT_SEC = 2147483;
/** Cell before the comment. */
const TIMEOUT_CELL = 10;

/** Columns as findings name them. */
const COLUMN = {
  index: columnName(1, 'index'),
  gi: columnName(2, 'GI'),
  typeId: columnName(3, 'type id'),
  ioa: columnName(4, 'IOA'),
  value: columnName(5, 'value'),
  wait: columnName(6, 'wait'),
  filterRtu: columnName(7, 'filter RTU number'),
  filterType: columnName(8, 'filter type id'),
  filterIoa: columnName(9, 'filter IOA'),
  filterValue: columnName(10, 'filter value'),
  timeout: columnName(11, 'time-out'),
} as const;

const processTypes = TYPES.filter(({ role }) => role === 'monitor' || role === 'command');
const TYPE_EXPECTED = `a process type id (${processTypes.map(({ id }) => id).join(', ')})`;
const IOA_EXPECTED = `a whole number 0…${MAX_IOA}`;

/** What rows further up say about this one. */
interface FileState {
  interrogation: 'open' | 'ended';
  timeoutUnit: 'ms' | 's';
}

/**
 * Reads the text of an IOA database. `file` is its name in the ini file, `shownAs` what findings name (its path).
 * A row with an error is left out, the rest stands. Never throws.
 */
export function parseDatabase(text: string, file: string, shownAs: string = file): ParsedDatabase {
  const { rows, findings: csvFindings } = readCsvRows(text, shownAs);
  const findings = collectFindings(shownAs);
  const parsed: ParsedDatabase = { file, signals: [], commands: [], findings: findings.list };
  const state: FileState = { interrogation: 'open', timeoutUnit: 'ms' };
  for (const row of rows) {
    const first = row.cells[0];
    if (isDigits(first)) {
      readRow(row, state, parsed, findings);
      continue;
    }
    if (first.startsWith('!')) state.interrogation = 'ended';
    else if (isMangledNumber(first)) {
      findings.warning(row.line, COLUMN.index, first, 'digits; the row is taken for a comment');
    }
    state.timeoutUnit = timeoutUnitOf(row.cells) ?? state.timeoutUnit;
  }
  if (parsed.signals.length + parsed.commands.length === 0) {
    findings.warning(0, '', 'no signal', 'rows whose first cell is an index number');
  }
  parsed.findings = [...csvFindings, ...findings.list].sort((a, b) => a.row - b.row);
  return parsed;
}

/** The unit that a header row gives the time-out, if it does. */
function timeoutUnitOf(cells: readonly string[]): 'ms' | 's' | undefined {
  for (const cell of cells) {
    const unit = /^t-?out\s*\(\s*(s|ms)\s*\)$/i.exec(cell)?.[1].toLowerCase();
    if (unit === 's' || unit === 'ms') return unit;
  }
  return undefined;
}

function readRow(
  { line, cells }: CsvRow,
  state: FileState,
  parsed: ParsedDatabase,
  findings: FindingCollector,
): void {
  const errorsBefore = findings.errors;
  const text = (cell: number): string => cells[cell] ?? '';
  if (text(0).length > INDEX_DIGITS) {
    findings.error(line, COLUMN.index, text(0), `at most ${INDEX_DIGITS} digits`);
  }
  const type = findProcessType(text(2));
  if (type === undefined) findings.error(line, COLUMN.typeId, text(2), TYPE_EXPECTED);
  const ioa = readDigits(text(3), 0, MAX_IOA);
  if (ioa === undefined) findings.error(line, COLUMN.ioa, text(3), IOA_EXPECTED);
  else if (ioa === 0) findings.warning(line, COLUMN.ioa, text(3), 'an IOA other than 0');
  const groups = type === undefined ? 0 : readGroups(line, type, text(1), findings);

  if (type?.role === 'command') {
    const statusIoa = readStatusIoa(line, text(4), findings);
    if (findings.errors > errorsBefore || ioa === undefined || statusIoa === undefined) return;
    const { comment } = readTimeout(cells, state);
    parsed.commands.push({ line, typeId: type.id, ioa, statusIoa, comment });
    return;
  }

  const value = type === undefined ? undefined : readSignalValue(line, type, text(4), findings);
  const waitSeconds = text(5) === '' ? 0 : readSeconds(text(5), 0, MAX_WAIT_SEC);
  if (waitSeconds === undefined) {
    findings.error(line, COLUMN.wait, text(5), `seconds 0…${MAX_WAIT_SEC}`);
  }
  const timeout = readTimeout(cells, state);
  if (timeout.timeoutMs < 0) {
    findings.error(line, COLUMN.timeout, text(TIMEOUT_CELL), '0 or more, or nothing for no time-out');
  }
  const filter = readFilter(line, text, timeout.timeoutMs, findings);
  if (findings.errors > errorsBefore) return;
  if (type === undefined || ioa === undefined || value === undefined || waitSeconds === undefined) return;
  parsed.signals.push({
    line,
    index: Number(text(0)),
    groups: state.interrogation === 'open' ? groups : 0,
    typeId: type.id,
    ioa,
    value,
    waitMs: msFromSeconds(waitSeconds),
    filter,
    comment: timeout.comment,
  });
}

function findProcessType(text: string): TypeDefinition | undefined {
  const id = readDigits(text, 1, 255);
  const type = id === undefined ? undefined : findType(id);
  return type?.role === 'monitor' || type?.role === 'command' ? type : undefined;
}

/** How many groups an interrogation can ask for: 16 of the station's, 4 of counters, none for what is never interrogated. */
function groupsOf(type: TypeDefinition): number {
  const untimed = typeOf(type.untimedId);
  if (untimed.interrogated) return 16;
  return untimed.causes.includes(COT.COUNTER_GENERAL) ? 4 : 0;
}

/** The GI cell: `Y`, or `Y` and a group; anything else is no. */
function readGroups(line: number, type: TypeDefinition, cell: string, findings: FindingCollector): number {
  const match = /^Y(\d*)$/i.exec(cell);
  if (match === null) return 0;
  const most = groupsOf(type);
  const group = match[1] === '' ? 0 : Number(match[1]);
  if (most === 0) {
    findings.warning(line, COLUMN.gi, cell, `no Y, because ${type.mnemonic} is never interrogated`);
    return 0;
  }
  if (match[1] !== '' && (group < 1 || group > most)) {
    findings.error(line, COLUMN.gi, cell, `Y, or Y1…Y${most} for a group`);
    return 0;
  }
  return group === 0 ? 1 : 1 | (1 << group);
}

/** A command's value cell; a command without a status signal is confirmed and changes nothing. */
function readStatusIoa(line: number, cell: string, findings: FindingCollector): number | undefined {
  const expected = `the IOA of the status signal, 0…${MAX_IOA}`;
  if (cell === '') {
    findings.warning(line, COLUMN.value, cell, `${expected}; the command is confirmed and changes nothing`);
    return -1;
  }
  const statusIoa = readDigits(cell, 0, MAX_IOA);
  if (statusIoa === undefined) findings.error(line, COLUMN.value, cell, expected);
  return statusIoa;
}

function readSignalValue(line: number, type: TypeDefinition, cell: string, findings: FindingCollector) {
  const reading = readValue(type, cell);
  if ('expected' in reading) {
    findings.error(line, COLUMN.value, cell, reading.expected);
    return undefined;
  }
  if (reading.warning !== undefined) findings.warning(line, COLUMN.value, cell, reading.warning);
  return reading.value;
}

function readFilter(
  line: number,
  text: (cell: number) => string,
  timeoutMs: number,
  findings: FindingCollector,
): SignalFilter {
  const filter: SignalFilter = { rtuNumber: 0, typeId: -1, ioa: -1, value: Number.NaN, timeoutMs };
  const condition = (
    cell: number,
    field: keyof SignalFilter,
    column: string,
    expected: string,
    read: (cellText: string) => number | undefined,
  ): void => {
    if (text(cell) === '') return;
    const value = read(text(cell));
    if (value === undefined) findings.error(line, column, text(cell), expected);
    else filter[field] = value;
  };
  const { filterRtu, filterType, filterIoa, filterValue } = COLUMN;
  condition(6, 'rtuNumber', filterRtu, 'a whole number 1…65535', (cell) => readDigits(cell, 1, 65535));
  condition(7, 'typeId', filterType, 'a type id 1…255', (cell) => readDigits(cell, 1, 255));
  condition(8, 'ioa', filterIoa, IOA_EXPECTED, (cell) => readDigits(cell, 0, MAX_IOA));
  condition(9, 'value', filterValue, 'a number', readFinite);
  return filter;
}

function readFinite(text: string): number | undefined {
  const value = readDecimal(text);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The time-out in ms and the comment: a time-out cell that is no number belongs to the comment. */
function readTimeout(cells: readonly string[], state: FileState): { timeoutMs: number; comment: string } {
  const number = readDecimal(cells[TIMEOUT_CELL] ?? '');
  const words = cells.slice(number === undefined ? TIMEOUT_CELL : TIMEOUT_CELL + 1);
  const comment = commentOf(words);
  if (number === undefined) return { timeoutMs: Number.POSITIVE_INFINITY, comment };
  return { timeoutMs: state.timeoutUnit === 's' ? msFromSeconds(number) : number, comment };
}

/** Non-empty cells joined by a blank, on one line, cut to 53 characters (code points). */
function commentOf(cells: readonly string[]): string {
  const joined = cells
    .filter((cell) => cell !== '')
    .join(' ')
    .replace(/\s*[\r\n]+\s*/g, ' ');
  if (joined.length <= COMMENT_LENGTH) return joined;
  return [...joined].slice(0, COMMENT_LENGTH).join('').trimEnd();
}
