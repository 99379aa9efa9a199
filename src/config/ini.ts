/** The ini file → RTUs and NTP settings. Source: `docs/behaviour.md` §1. */
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import { isDigits, isMangledNumber, readSeconds } from '../text/numbers.js';
import { createListenerRegistry, type ListenerRegistry } from './addresses.js';
import { type CsvRow, readCsvRows } from './csv-rows.js';
import { collectFindings, columnName, type FindingCollector } from './findings.js';
import {
  DEFAULT_RTU_SETTINGS,
  findRtuOption,
  RTU_CELLS,
  RTU_OPTIONS,
  type RtuSettings,
} from './rtu-fields.js';
import { settleRtuSettings } from './rtu-settings.js';

/** Seconds between two looks at the NTP servers where the file says nothing. */
export const DEFAULT_NTP_UPDATE_SEC = 900;
/** Longest interval that a timer of the machine can hold. */
const MAX_NTP_UPDATE_SEC = 2147483;

/** What an ini file says. */
export interface IniFile {
  /** In file order. */
  ntpServers: string[];
  /** Seconds 1…2147483, default 900. */
  ntpUpdateSec: number;
  /** Rows without an error, in file order; `slot` counts them from 0. */
  rtus: RtuDefinition[];
  /** Everything that is wrong, in file order. */
  findings: Finding[];
}

/** Options by default rows so far, and who listens where. */
interface IniState {
  defaults: RtuSettings;
  /** Options that a default row has set. */
  given: Set<string>;
  listeners: ListenerRegistry<RtuDefinition>;
  rtus: RtuDefinition[];
}

/** Column of the first option cell, from 1. */
const FIRST_OPTION = 2 + RTU_CELLS.length;

/** Reads the text of an ini file; `file` is what findings name. Never throws. */
export function parseIni(text: string, file: string): IniFile {
  const { rows, findings: csvFindings } = readCsvRows(text, file);
  const findings = collectFindings(file);
  const state: IniState = {
    defaults: DEFAULT_RTU_SETTINGS,
    given: new Set(),
    listeners: createListenerRegistry(),
    rtus: [],
  };
  const ntpServers: string[] = [];
  let ntpUpdateSec = DEFAULT_NTP_UPDATE_SEC;
  let stop = Number.POSITIVE_INFINITY;
  for (const { line, cells } of rows) {
    const [first, second = ''] = cells;
    if (first.startsWith('!')) {
      stop = line;
      break;
    }
    if (isDigits(first)) readRtu({ line, cells }, state, findings);
    else if (first === 'ntp_server') {
      if (/^[^\s/]+$/.test(second)) ntpServers.push(second);
      else findings.error(line, columnName(2, 'ntp_server'), second, 'the name or address of an NTP server');
    } else if (first === 'ntp_update_every_sec') {
      const seconds = readSeconds(second, 1, MAX_NTP_UPDATE_SEC);
      if (seconds !== undefined) ntpUpdateSec = seconds;
      else findings.error(line, columnName(2, first), second, `seconds 1…${MAX_NTP_UPDATE_SEC}`);
    } else if (isMangledNumber(first)) {
      findings.warning(line, columnName(1, 'id'), first, 'digits; the row is taken for a comment');
    } else readDefault(line, first, second, state, findings);
  }
  const before = csvFindings.filter((finding) => finding.row < stop);
  // Both lists ascend by row; the sort is stable, so findings of one row keep their order.
  const all = [...before, ...findings.list].sort((a, b) => a.row - b.row);
  return { ntpServers, ntpUpdateSec, rtus: state.rtus, findings: all };
}

/** `name, value`: the default of an option for the rows below; any other name makes a comment. */
function readDefault(
  line: number,
  name: string,
  text: string,
  state: IniState,
  findings: FindingCollector,
): void {
  const option = findRtuOption(name);
  if (option === undefined) return;
  const { patch, problems } = option.read(text);
  for (const problem of problems) {
    findings.error(line, columnName(2, name), problem.found, problem.expected);
  }
  if (patch === undefined) return;
  state.defaults = { ...state.defaults, ...patch };
  state.given.add(name);
}

function readRtu({ line, cells }: CsvRow, state: IniState, findings: FindingCollector): void {
  const no = Number(cells[0]);
  const row: RowReading = {
    rtu: { ...state.defaults, no, line, slot: state.rtus.length },
    columns: new Map(),
    unread: [],
  };
  const { rtu, columns, unread } = row;
  if (!Number.isSafeInteger(no)) {
    findings.error(line, columnName(1, 'id'), cells[0], 'at most 15 digits');
    unread.push('id');
  }
  for (let i = 0; i < RTU_CELLS.length; i++) {
    const cell = RTU_CELLS[i];
    const text = cells[i + 1] ?? '';
    const { patch, problems } = cell.read(text === '' ? (cell.initial ?? '') : text);
    for (const { severity, found, expected } of problems) {
      findings[severity](line, cellColumn(cell.name), found, expected);
    }
    if (patch === undefined) unread.push(cell.name);
    else Object.assign(rtu, patch);
  }
  for (let i = FIRST_OPTION - 1; i < cells.length; i++) {
    if (cells[i] !== '') readOptionCell(line, i + 1, cells[i], row, findings);
  }
  let refused = unread.length > 0;
  if (!isAnyOf(unread, ['t1', 't2', 'k', 'w'])) {
    const wSource = columns.has('w') || state.given.has('w') ? 'given' : 'default';
    for (const { severity, field, found, expected } of settleRtuSettings(rtu, wSource)) {
      // What comes from a default row, or from nowhere, is shown at the field that it doesn't agree with.
      const own = columns.get(field);
      const column = own ?? (field === 'w' ? cellColumn('k') : (columns.get('t1') ?? ''));
      findings[severity](line, column, own === undefined ? `${field}=${found}` : found, expected);
      refused ||= severity === 'error';
    }
  }
  if (!isAnyOf(unread, ['port', 'bind'])) {
    const other = state.listeners.find(rtu.bind, rtu.port);
    if (other !== undefined) {
      const where = other.bind === '' ? 'all addresses' : other.bind;
      const expected = `a port of its own; row ${other.line} listens on ${other.port} of ${where}`;
      findings.error(line, cellColumn('port'), String(rtu.port), expected);
      refused = true;
    }
  }
  if (refused) return;
  state.listeners.add(rtu.bind, rtu.port, rtu);
  state.rtus.push(rtu);
}

const cellColumns = new Map(RTU_CELLS.map(({ name, label }, i) => [name, columnName(i + 2, label)]));

/** The column of a fixed cell. */
export function cellColumn(name: string): string {
  return cellColumns.get(name) ?? '';
}

function isAnyOf(names: readonly string[], wanted: readonly string[]): boolean {
  return names.some((name) => wanted.includes(name));
}

/** What is known of a row while its cells are read. */
interface RowReading {
  rtu: RtuDefinition;
  /** Column of each option that stands in the row. */
  columns: Map<string, string>;
  /** Fields that can't be used: then the row doesn't load, and rules that need them aren't checked. */
  unread: string[];
}
/** Reads a `name=value` cell into `row`; `number` is its column. */
function readOptionCell(
  line: number,
  number: number,
  cell: string,
  row: RowReading,
  findings: FindingCollector,
): void {
  const equals = cell.indexOf('=');
  const name = (equals < 0 ? cell : cell.slice(0, equals)).trim().toLowerCase();
  const option = equals < 0 ? undefined : findRtuOption(name);
  if (option === undefined) {
    const names = RTU_OPTIONS.map(({ name: known }) => known).join(', ');
    findings.error(line, columnName(number, 'option'), cell, `name=value, the name one of ${names}`);
    row.unread.push('option');
    return;
  }
  const column = columnName(number, name);
  if (row.columns.has(name)) findings.warning(line, column, cell, `${name} once a row; the last one counts`);
  row.columns.set(name, column);
  const { patch, problems } = option.read(cell.slice(equals + 1).trim());
  for (const problem of problems) findings.error(line, column, problem.found, problem.expected);
  if (patch === undefined) row.unread.push(name);
  else Object.assign(row.rtu, patch);
}
