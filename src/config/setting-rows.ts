/** Rows of an ini file that are settings: NTP servers, cells behind a value, slips in a name. Source: `docs/behaviour.md` §1. */
import { nearestName } from '../text/nearest-name.js';
import { readSeconds } from '../text/numbers.js';
import { isPlain } from '../text/outside-text.js';
import type { CsvRow } from './csv-rows.js';
import { columnName, type FindingCollector } from './findings.js';

/** Default of `ntp_update_every_sec`. */
export const DEFAULT_NTP_UPDATE_SEC = 900;
/** Longest interval that a timer of Node.js can hold, in seconds. */
const MAX_NTP_UPDATE_SEC = 2147483;

/** The settings that `NtpRows` reads. */
export const NTP_SETTING_NAMES: readonly string[] = ['ntp_server', 'ntp_update_every_sec'];

/** The NTP settings of a file. */
export interface NtpSettings {
  /** In file order. */
  ntpServers: string[];
  /** Seconds 1…2147483. */
  ntpUpdateSec: number;
}

/** Reads the rows with NTP settings one after the other. */
export class NtpRows {
  readonly settings: NtpSettings = { ntpServers: [], ntpUpdateSec: DEFAULT_NTP_UPDATE_SEC };
  /** Whether a row has set the interval. */
  hasInterval = false;

  constructor(private readonly findings: FindingCollector) {}

  /** Reads a row; false: it is no NTP setting. */
  read({ line, cells }: CsvRow): boolean {
    const [first, second = ''] = cells;
    const name = first.toLowerCase();
    if (name === 'ntp_server') {
      if (/^[^\s/]+$/.test(second) && isPlain(second)) this.settings.ntpServers.push(second);
      else this.findings.error(line, columnName(2, name), second, 'the name or address of an NTP server');
    } else if (name === 'ntp_update_every_sec') {
      const seconds = readSeconds(second, 1, MAX_NTP_UPDATE_SEC);
      if (seconds !== undefined) {
        this.settings.ntpUpdateSec = seconds;
        this.hasInterval = true;
      } else this.findings.error(line, columnName(2, name), second, `seconds 1…${MAX_NTP_UPDATE_SEC}`);
    } else return false;
    return true;
  }
}

/** Reports cells behind the value of a setting that are no comment: they are ignored. */
export function reportIgnored({ line, cells }: CsvRow, name: string, findings: FindingCollector): void {
  const at = cells.findIndex((cell, i) => i >= 2 && cell !== '');
  if (at < 0 || cells[at].startsWith('#')) return;
  const found = cells.slice(at).join(',');
  const expected = `nothing behind the value of ${name}, or # before a comment; it is ignored`;
  findings.warning(line, columnName(at + 1, name), found, expected);
}

/** Reports a row that would be a comment, but looks like a setting of these names that is misspelt, or that stands in one cell. */
export function reportMistaken(
  { line, cells }: CsvRow,
  names: readonly string[],
  findings: FindingCollector,
): void {
  const [first, second = ''] = cells;
  const [, name, value = second] = /^([a-z][a-z0-9_ -]*?)\s*(?:=\s*(.*))?$/i.exec(first) ?? [];
  if (name === undefined || value === '') return;
  const known = names.find((each) => each === name.toLowerCase());
  const near = known ?? nearestName(name, names);
  if (near === undefined) return;
  const meant =
    known === undefined
      ? `a setting (did you mean ${near},${value}?), or # before a comment`
      : `two cells, ${near},${value}`;
  findings.warning(line, columnName(1, 'setting'), first, `${meant}; the row is taken for a comment`);
}
