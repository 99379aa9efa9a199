/** Roles: what a test names by a word, and what that is in the user's own files: an index, RTU numbers, or a point. */
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import { readCsvRows } from '../config/csv-rows.js';
import { collectFindings, columnName, type FindingCollector } from '../config/findings.js';
import { PlaceFinder } from '../config/reactions/place-finder.js';
import { readTextFile } from '../config/text-file.js';
import { isSwitch } from '../reactions/point-value.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { nearestName } from '../text/nearest-name.js';
import { readDigits } from '../text/numbers.js';
import { formatRtuNumbers, RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../text/rtu-numbers.js';
import type { PointRole } from './point-roles.js';

/** Roles that stand for an index. */
export const ROLES = {
  all: 'every signal of every RTU: index 0 unless roles.csv says otherwise',
  avalanche: 'the index of the indications that come at one instant, such as protection trips',
  steady: 'the index of the measurands of normal operation',
  events: 'the index of indications with a time tag, which RTUs keep while no master is there',
} as const;

/** The word of a role that stands for an index. */
export type RoleName = keyof typeof ROLES;

/** The role that stands for RTU numbers: those on which faults on purpose happen. */
export const FAULTED = 'faulted';

/** A role of the user's files. */
export interface Role {
  readonly name: RoleName;
  readonly index: number;
  /** As in a profile, such as `101;105-120`; empty: all. */
  readonly rtuNumbers: string;
  /** Where it comes from, in words for people. */
  readonly source: string;
}

/** RTU numbers of the user's files. */
export interface RtuRole {
  readonly rtuNumbers: string;
  readonly source: string;
}

/** A point of the user's files. */
export interface RolePoint {
  readonly name: string;
  /** As a file of reactions names it, without its RTU: `1001`, `1001 type 30`. */
  readonly ioa: string;
  readonly rtuNumber: number;
  readonly source: string;
}

/** What a test needs. */
export interface WantedRoles {
  readonly roles: readonly RoleName[];
  readonly points: readonly PointRole[];
  /** Whether it names RTUs on which faults happen. */
  readonly faulted: boolean;
}

/** What the roles are; one that is missing has a finding. */
export interface FoundRoles {
  readonly roles: Map<RoleName, Role>;
  readonly points: Map<string, RolePoint>;
  readonly faulted: RtuRole | undefined;
  readonly findings: Finding[];
}

interface Configuration {
  readonly rtus: readonly RtuDefinition[];
  readonly tables: ReadonlyMap<string, SignalTable>;
}

/** A list of RTU numbers that was taken apart by the separator of the file. */
const LOOKS_LIKE_RTU_NUMBERS = /^\d+(-\d+)?(;\d+(-\d+)?)*$/;

/** The names of the columns in the first row, without `#`. */
function isHeader(first: string, second: string): boolean {
  return first.toLowerCase() === 'role' && /^(index|ioa)$/i.test(second);
}

const MOST_INDEX = 999_999_999_999;
const INDICATIONS = new Set([1, 2, 3, 4, 30, 31]);
const MEASURANDS = new Set([9, 10, 11, 12, 13, 14, 21, 34, 35, 36]);
const TIMED_INDICATIONS = new Set([2, 4, 30, 31]);
/** Short floating-point number. */
const FLOAT = 13;

/** Whether a word names a role that stands for an index. */
export function isRole(word: string): word is RoleName {
  return Object.hasOwn(ROLES, word);
}

/**
 * The roles of `roles.csv` (`role, index, RTU numbers, comment`; of a point `role, IOA, RTU number, comment`), and for those of
 * an index that it does not name an index of the files that fits. `path` `undefined`: no file. `known`: every role of a point
 * that some test has. Never throws.
 */
export function findRoles(
  path: string | undefined,
  wanted: WantedRoles,
  known: ReadonlyMap<string, PointRole>,
  configuration: Configuration,
): FoundRoles {
  const file = path ?? 'roles.csv';
  const findings = collectFindings(file);
  const reading = path === undefined ? noRows() : new RolesReader(path, known, configuration).read();
  const { roles, points } = reading;
  for (const name of wanted.roles) {
    if (roles.has(name) || reading.wrong.has(name)) continue;
    const role = deriveRole(name, [...configuration.tables.values()]);
    if (role !== undefined) roles.set(name, role);
    else findings.error(0, '', `no row for the role ${name}`, `${ROLES[name]}: a row such as ${name},1`);
  }
  reportMissing(wanted.points, ({ name }) => points.has(name) || reading.wrong.has(name), findings);
  const needsFaulted = wanted.faulted && !reading.wrong.has(FAULTED);
  const faulted = needsFaulted ? (reading.faulted ?? deriveFaulted(configuration)) : undefined;
  if (needsFaulted && faulted === undefined)
    findings.error(
      0,
      '',
      `no row for the role ${FAULTED}`,
      'two RTU numbers or more in the ini file: one of them must have no fault',
    );
  return { roles, points, faulted, findings: [...reading.findings, ...findings.list] };
}

/** Roles of points without a row: one after another, or together where none of a test's has one. */
function reportMissing(
  wanted: readonly PointRole[],
  isThere: (role: PointRole) => boolean,
  findings: FindingCollector,
): void {
  const missing = wanted.filter((role) => !isThere(role));
  if (missing.length > 1 && missing.length === wanted.length) {
    const [{ name, ioa, rtuNumber }] = missing;
    const names = missing.map((role) => role.name).join(', ');
    const expected =
      `role, IOA, RTU number, such as ${name},${ioa},${rtuNumber}: a row for each of ${names}; ` +
      'the page of the test says what they are';
    findings.error(0, '', `no row for any of ${missing.length} roles`, expected);
    return;
  }
  for (const { name, kind, ioa, rtuNumber, what } of missing) {
    const row = `${name},${ioa},${rtuNumber}`;
    const expected = `${what} (${KINDS[kind]}): role, IOA, RTU number, such as ${row}`;
    findings.error(0, '', `no row for the role ${name}`, expected);
  }
}

const KINDS = {
  state: 'a single or double point',
  measurand: 'a measurand with a floating-point number, types 13, 14 and 36',
} as const;

interface RolesReading {
  readonly roles: Map<RoleName, Role>;
  readonly points: Map<string, RolePoint>;
  readonly faulted: RtuRole | undefined;
  /** Roles whose row is wrong, which was told. */
  readonly wrong: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

function noRows(): RolesReading {
  return { roles: new Map(), points: new Map(), faulted: undefined, wrong: new Set(), findings: [] };
}

/** Reads a file of roles. */
class RolesReader {
  private readonly findings: FindingCollector;
  private readonly roles = new Map<RoleName, Role>();
  private readonly points = new Map<string, RolePoint>();
  private readonly wrong = new Set<string>();
  /** Line of each role. */
  private readonly lines = new Map<string, number>();
  private readonly finder: PlaceFinder;
  private readonly numbers: ReadonlySet<number>;
  private faulted: RtuRole | undefined;

  constructor(
    private readonly path: string,
    private readonly known: ReadonlyMap<string, PointRole>,
    private readonly configuration: Configuration,
  ) {
    const { rtus, tables } = configuration;
    this.findings = collectFindings(path);
    this.finder = new PlaceFinder(rtus, tables);
    this.numbers = new Set(rtus.map(({ rtuNumber }) => rtuNumber));
  }

  read(): RolesReading {
    const { path, known, roles, points, wrong } = this;
    const reading = readTextFile(path, path);
    if ('finding' in reading) return { ...noRows(), findings: [reading.finding] };
    const isRow = ([first]: readonly string[]): boolean =>
      isRole(first.toLowerCase()) || known.has(first.toLowerCase());
    const { rows, findings: csv } = readCsvRows(reading.text, path, isRow);
    for (const { line, cells } of rows) {
      const [word, second = '', third = '', fourth = ''] = cells;
      if (word.startsWith('!')) break;
      if (word.startsWith('#') || isHeader(word, second)) continue;
      const name = word.toLowerCase();
      const role = known.get(name);
      const first = this.lines.get(name);
      const isKnown = isRole(name) || name === FAULTED || role !== undefined;
      if (isKnown && first === undefined) this.lines.set(name, line);
      if (isKnown && first !== undefined)
        this.findings.error(
          line,
          columnName(1, 'role'),
          word,
          `each role once: it is in row ${first} already`,
        );
      else if (isKnown && LOOKS_LIKE_RTU_NUMBERS.test(fourth)) {
        const expected = 'one cell with all RTU numbers, as in 101;105-120, or a comment in words';
        this.wrong.add(name);
        this.findings.error(line, columnName(4, 'comment'), fourth, expected);
      } else if (isRole(name)) this.readIndex(line, name, second, third);
      else if (name === FAULTED) this.readFaulted(line, second, third);
      else if (role !== undefined) this.readPoint(line, role, second, third);
      else this.findings.error(line, columnName(1, 'role'), word, this.roleExpected(name));
    }
    const findings = [...reading.warnings, ...csv, ...this.findings.list];
    return { roles, points, faulted: this.faulted, wrong, findings };
  }

  private roleExpected(name: string): string {
    const words = [...Object.keys(ROLES), FAULTED, ...this.known.keys()];
    const near = nearestName(name, words);
    const list = `a role: ${Object.keys(ROLES).join(', ')}, ${FAULTED}, or one of a point, which the pages of the tests list; # begins a comment`;
    return near === undefined ? list : `${near}? Or ${list}`;
  }

  private readIndex(line: number, name: RoleName, indexText: string, rtuText: string): void {
    const index = readDigits(indexText, 0, MOST_INDEX);
    const { tables } = this.configuration;
    const isThere = index === 0 || [...tables.values()].some(({ indexes }) => indexes.includes(index ?? -1));
    if (index === undefined || !isThere) {
      this.wrong.add(name);
      this.findings.error(
        line,
        columnName(2, 'index'),
        indexText,
        'an index of the IOA files; 0 for every row',
      );
      return;
    }
    if (this.areLoaded(line, rtuText, 'empty for all') === undefined) {
      this.wrong.add(name);
      return;
    }
    const fits = fittingTypes(name);
    if (fits !== undefined && index !== 0 && !this.hasAny(index, fits))
      this.findings.warning(
        line,
        columnName(2, 'index'),
        indexText,
        `${ROLES[name]}; this one has none of that kind`,
      );
    this.roles.set(name, { name, index, rtuNumbers: rtuText, source: this.sourceOf(line) });
  }

  private hasAny(index: number, types: ReadonlySet<number>): boolean {
    return [...this.configuration.tables.values()].some((table) =>
      typesOf(table, index).some((type) => types.has(type)),
    );
  }

  private readFaulted(line: number, second: string, rtuText: string): void {
    if (second !== '')
      this.findings.error(line, columnName(2, 'index'), second, `nothing: ${FAULTED} stands for RTU numbers`);
    const chosen = this.areLoaded(line, rtuText, 'not all of them');
    if (chosen === undefined) {
      this.wrong.add(FAULTED);
      return;
    }
    if (chosen.length === 0 || chosen.length >= this.numbers.size) {
      this.wrong.add(FAULTED);
      const expected = 'RTU numbers of the ini file, but not all: others must have no fault';
      this.findings.error(line, columnName(3, 'RTU numbers'), rtuText, expected);
      return;
    }
    this.faulted = { rtuNumbers: rtuText, source: this.sourceOf(line) };
  }

  private readPoint(line: number, { name, kind }: PointRole, place: string, rtuText: string): void {
    const [, ioaText, typeText] = /^(\d+)(?:\s+type\s+(\d+))?$/i.exec(place) ?? [];
    const ioa = readDigits(ioaText ?? '', 0, 16777215);
    const rtuNumber = readDigits(rtuText, 1, 65535);
    const wrong = (column: string, found: string, expected: string): void => {
      this.wrong.add(name);
      this.findings.error(line, column, found, expected);
    };
    if (ioa === undefined) {
      wrong(columnName(2, 'IOA'), place, `an IOA, as in 1001 or 1001 type 30: ${KINDS[kind]}`);
      return;
    }
    if (rtuNumber === undefined || !this.numbers.has(rtuNumber)) {
      wrong(columnName(3, 'RTU number'), rtuText, 'one RTU number of the ini file');
      return;
    }
    const typeId = typeText === undefined ? undefined : Number(typeText);
    const found = this.finder.point({ ioa, typeId, rtuNumber }, rtuNumber);
    if (!('found' in found)) {
      wrong(columnName(2, 'IOA'), place, found.expected);
      return;
    }
    const { pointType } = this.finder.points[found.found];
    if (kind === 'state' ? !isSwitch(pointType) : pointType !== FLOAT) {
      wrong(columnName(2, 'IOA'), place, KINDS[kind]);
      return;
    }
    const words = typeId === undefined ? String(ioa) : `${ioa} type ${typeId}`;
    this.points.set(name, { name, ioa: words, rtuNumber, source: this.sourceOf(line) });
  }

  /** RTU numbers that all are in the ini file; `undefined`: they are not, which was told. */
  private areLoaded(line: number, text: string, empty: string): readonly number[] | undefined {
    const chosen = readRtuNumbers(text);
    const unknown = chosen?.find((no) => !this.numbers.has(no));
    const column = columnName(3, 'RTU numbers');
    if (chosen === undefined) this.findings.error(line, column, text, `${RTU_NUMBERS_EXPECTED}; ${empty}`);
    else if (unknown !== undefined)
      this.findings.error(line, column, String(unknown), 'RTU numbers of the ini file');
    return unknown === undefined ? chosen : undefined;
  }

  private sourceOf(line: number): string {
    return `${this.path}:${line}`;
  }
}

/** The first tenth of the RTU numbers, one at least; `undefined`: there is one RTU number. */
function deriveFaulted({ rtus }: Configuration): RtuRole | undefined {
  const numbers = [...new Set(rtus.map(({ rtuNumber }) => rtuNumber))].sort((a, b) => a - b);
  if (numbers.length < 2) return undefined;
  const chosen = numbers.slice(0, Math.max(1, Math.floor(numbers.length / 10)));
  return { rtuNumbers: formatRtuNumbers(chosen), source: 'taken: the first tenth of the RTU numbers' };
}

/** Types that a role asks for. */
function fittingTypes(name: Exclude<RoleName, 'all'>): ReadonlySet<number>;
function fittingTypes(name: RoleName): ReadonlySet<number> | undefined;
function fittingTypes(name: RoleName): ReadonlySet<number> | undefined {
  return { all: undefined, steady: MEASURANDS, events: TIMED_INDICATIONS, avalanche: INDICATIONS }[name];
}

/** The lowest index whose rows all have a fitting type. */
function deriveRole(name: RoleName, tables: readonly SignalTable[]): Role | undefined {
  const role = (index: number, source: string): Role => ({ name, index, rtuNumbers: '', source });
  if (name === 'all') return role(0, 'taken: index 0, every signal');
  const fits = fittingTypes(name);
  const indexes = [...new Set(tables.flatMap(({ indexes: own }) => [...own]))].sort((a, b) => a - b);
  const found = indexes.find((index) => index > 0 && tables.every((table) => hasOnly(table, index, fits)));
  if (found === undefined) return undefined;
  const what = { steady: 'measurands', events: 'indications with a time tag', avalanche: 'indications' }[
    name
  ];
  return role(found, `taken: index ${found}, the lowest with nothing but ${what}`);
}

/** Whether a file has only these types at an index, or no row there. */
function hasOnly(table: SignalTable, index: number, types: ReadonlySet<number>): boolean {
  return typesOf(table, index).every((type) => types.has(type));
}

/** Type ids of the rows of an index. */
function typesOf({ indexes, indexAt, order, typeId }: SignalTable, index: number): number[] {
  const at = indexes.indexOf(index);
  return at < 0 ? [] : [...order.subarray(indexAt[at], indexAt[at + 1])].map((row) => typeId[row]);
}
