/** Roles: what a test sends by a word, and which index of the user's own files that is. */
import type { Finding } from '../channel/definitions.js';
import { readCsvRows } from '../config/csv-rows.js';
import { collectFindings, columnName } from '../config/findings.js';
import type { LoadedConfiguration } from '../config/load.js';
import { readTextFile } from '../config/text-file.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { readDigits } from '../text/numbers.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../text/rtu-numbers.js';

/** What a role stands for. */
export const ROLES = {
  all: 'every signal of every RTU: index 0 unless roles.csv says otherwise',
  avalanche: 'the index of the indications that come at one instant, such as protection trips',
  steady: 'the index of the measurands of normal operation',
  events: 'the index of indications with a time tag, which RTUs keep while no master is there',
} as const;

/** The word of a role. */
export type RoleName = keyof typeof ROLES;

/** A role of the user's files. */
export interface Role {
  readonly name: RoleName;
  readonly index: number;
  /** As in a profile, such as `101;105-120`; empty: all. */
  readonly rtuNumbers: string;
  /** Where it comes from, in words for people. */
  readonly source: string;
}

const MOST_INDEX = 999_999_999_999;
const WORDS = Object.keys(ROLES).join(', ');
const INDICATIONS = new Set([1, 2, 3, 4, 30, 31]);
const MEASURANDS = new Set([9, 10, 11, 12, 13, 14, 21, 34, 35, 36]);
const TIMED_INDICATIONS = new Set([2, 4, 30, 31]);

/** Whether a word names a role. */
export function isRole(word: string): word is RoleName {
  return Object.hasOwn(ROLES, word);
}

/**
 * The roles of `roles.csv` (`role, index, RTU numbers, comment`), and for those that it does not name an index of the files that fits.
 * `path` `undefined`: no file. A role for which nothing fits is missing, with a finding. Never throws.
 */
export function findRoles(
  path: string | undefined,
  wanted: readonly RoleName[],
  configuration: Pick<LoadedConfiguration, 'tables' | 'rtus'>,
): { roles: Map<RoleName, Role>; findings: Finding[] } {
  const file = path ?? 'roles.csv';
  const findings = collectFindings(file);
  const roles = new Map<RoleName, Role>();
  const more: Finding[] = path === undefined ? [] : readRoles(path, roles, configuration);
  for (const name of wanted) {
    if (roles.has(name)) continue;
    const role = deriveRole(name, [...configuration.tables.values()]);
    if (role !== undefined) roles.set(name, role);
    else if (more.every(({ found }) => found !== name)) {
      findings.error(0, '', `no row for the role ${name}`, `${ROLES[name]}: a row such as ${name},1`);
    }
  }
  return { roles, findings: [...more, ...findings.list] };
}

function readRoles(
  path: string,
  roles: Map<RoleName, Role>,
  { tables, rtus }: Pick<LoadedConfiguration, 'tables' | 'rtus'>,
): Finding[] {
  const reading = readTextFile(path, path);
  if ('finding' in reading) return [reading.finding];
  const { rows, findings: csv } = readCsvRows(reading.text, path, ([first]) => isRole(first.toLowerCase()));
  const findings = collectFindings(path);
  const numbers = new Set(rtus.map(({ rtuNumber }) => rtuNumber));
  for (const { line, cells } of rows) {
    const [word, indexText = '', rtuText = ''] = cells;
    if (word.startsWith('!')) break;
    if (word.startsWith('#')) continue;
    const name = word.toLowerCase();
    if (!isRole(name)) {
      findings.error(line, columnName(1, 'role'), word, `a role: ${WORDS}; # begins a comment`);
      continue;
    }
    const index = readDigits(indexText, 0, MOST_INDEX);
    const isThere = index === 0 || [...tables.values()].some(({ indexes }) => indexes.includes(index ?? -1));
    if (index === undefined || !isThere) {
      findings.error(line, columnName(2, 'index'), indexText, 'an index of the IOA files; 0 for every row');
      continue;
    }
    const chosen = readRtuNumbers(rtuText);
    const unknown = chosen?.find((no) => !numbers.has(no));
    if (chosen === undefined) {
      findings.error(line, columnName(3, 'RTU numbers'), rtuText, `${RTU_NUMBERS_EXPECTED}; empty for all`);
    } else if (unknown !== undefined) {
      findings.error(line, columnName(3, 'RTU numbers'), String(unknown), 'RTU numbers of the ini file');
    } else roles.set(name, { name, index, rtuNumbers: rtuText, source: `${path}:${line}` });
  }
  return [...reading.warnings, ...csv, ...findings.list];
}

/** The lowest index whose rows all have a fitting type. */
function deriveRole(name: RoleName, tables: readonly SignalTable[]): Role | undefined {
  const role = (index: number, source: string): Role => ({ name, index, rtuNumbers: '', source });
  if (name === 'all') return role(0, 'taken: index 0, every signal');
  const fits = name === 'steady' ? MEASURANDS : name === 'events' ? TIMED_INDICATIONS : INDICATIONS;
  const indexes = [...new Set(tables.flatMap(({ indexes: own }) => [...own]))].sort((a, b) => a - b);
  const found = indexes.find((index) => index > 0 && tables.every((table) => hasOnly(table, index, fits)));
  if (found === undefined) return undefined;
  const what = { steady: 'measurands', events: 'indications with a time tag', avalanche: 'indications' }[
    name
  ];
  return role(found, `taken: index ${found}, the lowest with nothing but ${what}`);
}

function hasOnly(
  { indexes, indexAt, order, typeId }: SignalTable,
  index: number,
  types: ReadonlySet<number>,
): boolean {
  const at = indexes.indexOf(index);
  if (at < 0) return true;
  return order.subarray(indexAt[at], indexAt[at + 1]).every((row) => types.has(typeId[row]));
}
