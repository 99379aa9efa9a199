/** The text of a gateway's ini file → groups and NTP settings. Source: `docs/gateway.md` §2. */
import type { Finding } from '../../channel/definitions.js';
import type { RowTest } from '../../csv/separators.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { countOf } from '../../text/format.js';
import { isDigits, isMangledNumber } from '../../text/numbers.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../text/octet-address.js';
import { AddressColumns } from '../address-columns.js';
import { type CsvRow, readCsvRows } from '../csv-rows.js';
import { collectFindings, columnName, type FindingCollector, reportEnd } from '../findings.js';
import {
  NTP_SETTING_NAMES,
  NtpRows,
  type NtpSettings,
  reportIgnored,
  reportMistaken,
} from '../setting-rows.js';
import { TUNING_CELLS } from './group-cells.js';
import type { GroupField, GroupRow } from './group-field.js';
import { DEFAULT_GROUP_ROW, findGroupOption, GROUP_OPTION_NAMES } from './group-fields.js';
import { GroupRows } from './group-rows.js';
import { isOlderRow, OlderRows } from './older-rows.js';
import { RowReader } from './row-reader.js';

/** Stands somewhere in the first cell of the first row. */
export const MARKER = 'iec104MM2SS-1port-v1.0';

/** `marked`: a row for each group; `older`: one for each RTU and each master; `unknown`: neither, nothing is read. */
type FileForm = 'marked' | 'older' | 'unknown';

/** The contents of an ini file. */
export interface GatewayIni extends NtpSettings {
  /** Whether a row has set the interval of NTP. */
  readonly hasInterval: boolean;
  /** Groups without an error, in file order; `slot` counts them from 0. */
  readonly groups: GroupDefinition[];
  /** There is a row `nogui`: no dashboard. */
  readonly noGui: boolean;
  /** All findings, in file order. */
  readonly findings: Finding[];
  /** Sentences about the file for `--check`. */
  readonly notes: string[];
}

/** In the older form every group was logged; there is no cell for it. */
const OLDER_DEFAULTS: GroupRow = { ...DEFAULT_GROUP_ROW, log: 'written' };

const tuningByLabel = new Map(TUNING_CELLS.map((cell) => [cell.label, cell]));

/** Reads the text of an ini file, up to a row that begins with `!`; `file` is its name in findings, `form` that of its addresses. Never throws. */
export function parseGatewayIni(
  text: string,
  file: string,
  form: AddressForm = USUAL_ADDRESS_FORM,
): GatewayIni {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, file, isGatewayRow);
  const findings = collectFindings(file);
  const ntp = new NtpRows(findings);
  const fileForm = formOf(rows, text, findings);
  const end = rows.find(({ cells }) => cells[0].startsWith('!'))?.line ?? Number.POSITIVE_INFINITY;
  const contents = { groups: [] as GroupDefinition[], noGui: false };
  if (fileForm !== 'unknown') {
    const addresses = new AddressColumns(form);
    const defaults = fileForm === 'older' ? OLDER_DEFAULTS : DEFAULT_GROUP_ROW;
    const reader = new RowReader(findings, decimalComma, addresses, defaults);
    const above = rows.filter(({ line }) => line < end);
    Object.assign(contents, readRows(above, { fileForm, ntp, reader, findings }));
    addresses.report(findings);
    reportEnd(rows, end, findings, 'group');
  }
  if (fileForm === 'older') notes.push(describeOlder(file, contents.groups));
  const before = csvFindings.filter((finding) => finding.row < end);
  // The sort is stable, so findings of one row keep their order.
  const all = [...before, ...findings.list].sort((a, b) => a.row - b.row);
  return { ...ntp.settings, hasInterval: ntp.hasInterval, ...contents, findings: all, notes };
}

/** `id, name, port, RTU number` of a group or a master, the same of an RTU without a port, or a setting with its value. */
const isGatewayRow: RowTest = ([first, second = '', port = '', number = '']) =>
  isDigits(first)
    ? (port === '' || isDigits(port)) && /^\d[\d.-]*$/.test(number)
    : second !== '' && isSettingName(first.toLowerCase());

function isSettingName(name: string): boolean {
  return name.startsWith('ntp_') || tuningByLabel.has(name) || findGroupOption(name) !== undefined;
}

/** Whether a row, the first of a file, says that it is one of the gateway. */
export function isMarkedRow(row: CsvRow | undefined): boolean {
  return row?.cells[0].toLowerCase().includes(MARKER.toLowerCase()) === true;
}

/** The form of a file; without one there is an error. */
function formOf(rows: readonly CsvRow[], text: string, findings: FindingCollector): FileForm {
  if (isMarkedRow(rows[0])) return 'marked';
  if (rows.some(({ cells }) => isOlderRow(cells))) return 'older';
  const column = columnName(1, 'marker');
  const [firstLine] = text.split(/\r\n?|\n/, 1);
  if (/^[\ufeff\s,;\t|"]*$/.test(firstLine) && rows.length > 0) {
    const expected = `${MARKER} in the first cell; the file is read as if it were there, because the row is empty`;
    findings.warning(1, column, '', expected);
    return 'marked';
  }
  const expected = `${MARKER} in the first cell of the first row, or rows of the older form: id, name, port, RTU number, Y or N, hosts`;
  const below = rows.find(isMarkedRow);
  const hint = below === undefined ? '' : `; it stands in row ${below.line}`;
  findings.error(
    rows[0]?.line ?? 0,
    rows.length === 0 ? '' : column,
    rows[0]?.cells[0] ?? '',
    expected + hint,
  );
  return 'unknown';
}

/** What the rows of a file are read with. */
interface RowReaders {
  readonly fileForm: Exclude<FileForm, 'unknown'>;
  readonly ntp: NtpRows;
  readonly reader: RowReader;
  readonly findings: FindingCollector;
}

function readRows(rows: readonly CsvRow[], readers: RowReaders): Pick<GatewayIni, 'groups' | 'noGui'> {
  const { fileForm, reader, findings } = readers;
  let noGui = false;
  const marked = new GroupRows(findings, reader);
  const older = new OlderRows(findings, reader);
  const groupRows = fileForm === 'older' ? older : marked;
  for (const row of rows) {
    const [first] = row.cells;
    if (isDigits(first)) groupRows.add(row);
    else if (first.toLowerCase() === 'nogui') noGui = true;
    else if (isMangledNumber(first) || isMistypedGroup(row.cells)) {
      findings.warning(row.line, columnName(1, 'id'), first, 'digits; the row is taken for a comment');
    } else readSetting(row, readers);
  }
  return { groups: fileForm === 'older' ? older.finish() : marked.groups, noGui };
}

/** Whether a row that does not begin with a number has a port and an RTU number where a group has them, and begins with a digit: `1l1`. */
function isMistypedGroup([first, , port = '', number = '']: readonly string[]): boolean {
  return /^\d/.test(first) && (port === '' || isDigits(port)) && isDigits(number);
}

/** A row that does not begin with a number: a setting of a known name, else a comment. */
function readSetting(row: CsvRow, { fileForm, ntp, reader, findings }: RowReaders): void {
  const { line, cells } = row;
  const [first, second = ''] = cells;
  const name = first.toLowerCase();
  const field = settingOf(name, fileForm);
  if (field !== undefined || NTP_SETTING_NAMES.includes(name)) reportIgnored(row, name, findings);
  if (field !== undefined) reader.setDefault(line, field, second);
  else if (ntp.read(row)) return;
  else if (tuningByLabel.has(name) && second !== '') {
    const expected = `${name} as a cell of each row, or # before a comment; in this form it is no setting, and the row is taken for a comment`;
    findings.warning(line, columnName(1, 'setting'), first, expected);
  } else reportMistaken(row, settingNames(fileForm), findings);
}

/** The field that a row sets for the rows below. */
function settingOf(name: string, form: FileForm): GroupField | undefined {
  return findGroupOption(name) ?? (form === 'older' ? tuningByLabel.get(name) : undefined);
}

function settingNames(form: FileForm): readonly string[] {
  const names = [...NTP_SETTING_NAMES, ...GROUP_OPTION_NAMES];
  return form === 'older' ? [...names, ...tuningByLabel.keys()] : names;
}

function describeOlder(file: string, groups: readonly GroupDefinition[]): string {
  const ports = groups.reduce((sum, group) => sum + group.ports.length, 0);
  return (
    `${file}: the older form, with a row for each RTU and each master: ` +
    `${countOf(groups.length, 'RTU')}, ${countOf(ports, 'port')} for masters`
  );
}
