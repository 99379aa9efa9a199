/** The ini file → RTUs and NTP settings. Source: `docs/behaviour.md` §1. */
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import type { RowTest } from '../csv/separators.js';
import { isDigits, isMangledNumber } from '../text/numbers.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../text/octet-address.js';
import { AddressColumns } from './address-columns.js';
import { isHostEntry } from './addresses.js';
import { type CsvRow, readCsvRows } from './csv-rows.js';
import { collectFindings, columnName, type FindingCollector, reportEnd } from './findings.js';
import { isMarkedRow } from './gateway/gateway-ini.js';
import { findRtuOption, RTU_OPTION_NAMES } from './rtu-fields.js';
import { RtuRows } from './rtu-rows.js';
import {
  NTP_SETTING_NAMES,
  NtpRows,
  type NtpSettings,
  reportIgnored,
  reportMistaken,
} from './setting-rows.js';

/** The contents of an ini file. */
export interface IniFile extends NtpSettings {
  /** Rows without an error, in file order; `slot` counts them from 0. */
  rtus: RtuDefinition[];
  /** First cells of the rows with an error, which are left out; NaN: of one whose first cell can't be read. */
  leftOut: number[];
  /** All findings, in file order. */
  findings: Finding[];
  /** Sentences about the file for `--check`. */
  notes: string[];
  /** A sentence for each port that rows share: it may be a slip of the pen. */
  sharedPorts: string[];
  /** The file says that it is one of the gateway; nothing of it is read. */
  isOfGateway?: true;
}

/** Names of settings in the first cell of a row. */
const SETTING_NAMES: readonly string[] = [...NTP_SETTING_NAMES, ...RTU_OPTION_NAMES];

const OTHER_PROGRAM =
  'an ini file of the simulator; this is one of the gateway, which iec104rs gateway -i FILE reads. Nothing is read';

/** Reads the text of an ini file, up to a row that begins with `!`; `file` is its name in findings, `form` that of its addresses. Never throws. */
export function parseIni(text: string, file: string, form: AddressForm = USUAL_ADDRESS_FORM): IniFile {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, file, isIniRow);
  const findings = collectFindings(file);
  const addresses = new AddressColumns(form);
  const rtuRows = new RtuRows(findings, decimalComma, addresses);
  const ntp = new NtpRows(findings);
  if (isMarkedRow(rows[0])) {
    const [{ line, cells }] = rows;
    findings.error(line, columnName(1, 'id'), cells[0], OTHER_PROGRAM);
    return {
      ...ntp.settings,
      rtus: [],
      leftOut: [Number.NaN],
      findings: findings.list,
      notes,
      sharedPorts: [],
      isOfGateway: true,
    };
  }
  const end = rows.find(({ cells }) => cells[0].startsWith('!'))?.line ?? Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.line >= end) break;
    readRow(row, rtuRows, ntp, findings);
  }
  addresses.report(findings);
  reportEnd(rows, end, findings, 'RTU');
  const before = csvFindings.filter((finding) => finding.row < end);
  // Both lists ascend by row; the sort is stable, so findings of one row keep their order.
  const all = [...before, ...findings.list].sort((a, b) => a.row - b.row);
  const { rtus, leftOut } = rtuRows;
  // Quotation marks that do not end may have taken rows in.
  if (before.some(({ severity }) => severity === 'error')) leftOut.push(Number.NaN);
  return { ...ntp.settings, rtus, leftOut, findings: all, notes, sharedPorts: rtuRows.describePorts() };
}

/** `no, name, RTU number, port`, or a setting with its value; an RTU number may be written by its octets. */
const isIniRow: RowTest = ([first, second = '', number = '', port = '']) =>
  isDigits(first)
    ? /^\d[\d.-]*$/.test(number) && isDigits(port)
    : second !== '' && (first.toLowerCase().startsWith('ntp_') || findRtuOption(first) !== undefined);

/** Digits make an RTU, a known name makes a setting; anything else is a comment. */
function readRow(row: CsvRow, rtuRows: RtuRows, ntp: NtpRows, findings: FindingCollector): void {
  const { line, cells } = row;
  const [, second = ''] = cells;
  const first = cells[0].toLowerCase();
  const option = findRtuOption(first);
  if (SETTING_NAMES.includes(first) && !reportCutGroups(row, first, findings)) {
    reportIgnored(row, first, findings);
  }
  if (isDigits(first)) rtuRows.add(row);
  else if (isMangledNumber(first) || isMistypedRtu(cells)) {
    findings.warning(line, columnName(1, 'id'), cells[0], 'digits; the row is taken for a comment');
    rtuRows.leftOut.push(Number.NaN);
  } else if (option !== undefined) rtuRows.setDefault(line, option, second);
  else if (!ntp.read(row)) reportMistaken(row, SETTING_NAMES, findings);
}

/** Whether a row that does not begin with a number has an RTU number and a port where an RTU has them, and begins with a digit: `2O`. */
function isMistypedRtu([first, , number = '', port = '']: readonly string[]): boolean {
  return /^\d/.test(first) && isDigits(number) && isDigits(port);
}

/** Reports addresses of a `group` row that the separator of the file has cut off; false: there are none. */
function reportCutGroups({ line, cells }: CsvRow, name: string, findings: FindingCollector): boolean {
  if (name !== 'group' || !cells.slice(2).some(isHostEntry)) return false;
  const at = cells.findIndex((cell, i) => i >= 2 && cell !== '');
  if (cells[at].startsWith('#')) return false;
  findings.error(line, columnName(at + 1, name), cells[at], 'all groups in one cell, in quotation marks');
  return true;
}
