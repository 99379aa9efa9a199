/** What a test plays with the user's files: its profile, reactions and expectations with his indexes and points in the place of roles, and its limits. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../channel/definitions.js';
import { collectFindings } from '../config/findings.js';
import type { LoadedConfiguration } from '../config/load.js';
import { textCell } from '../text/csv-cell.js';
import { type BookTest, type ExampleFiles, rowsOf, textOf } from './book-tests.js';
import { type PointRole, type UserPoint, withPoints } from './point-roles.js';
import { FAULTED, type FoundRoles, findRoles, isRole } from './roles.js';

/** Files that a test writes for the simulator, by the option that names them. */
export type PlannedFiles = Partial<Record<'profile' | 'reactions' | 'expect', string>>;

/** A test, ready to be played. */
export interface ChapterPlan {
  readonly test: BookTest;
  /** RTUs that it is played with. */
  readonly files: ExampleFiles;
  /** Names of its IOA files. */
  readonly ioaFiles: readonly string[];
  readonly isShort: boolean;
  /** Texts. */
  readonly texts: PlannedFiles;
  /** `--limit` texts. */
  readonly limits: readonly string[];
  /** What the roles are, a line each: `steady is index 3 (roles.csv:2)`. */
  readonly roles: readonly string[];
  readonly findings: readonly Finding[];
}

/** What the user says about all tests. */
export interface PlanOptions {
  readonly files: ExampleFiles;
  readonly short: boolean;
  /** `--limit` texts; each replaces the test's own of this name. */
  readonly limits: readonly string[];
  /** Roles of points of all tests, by name. */
  readonly known: ReadonlyMap<string, PointRole>;
}

/** Plans a test. Throws an `Error` only if a file of the program itself is broken. */
export function planChapter(
  test: BookTest,
  configuration: Pick<LoadedConfiguration, 'tables' | 'rtus'>,
  { files, short, limits, known }: PlanOptions,
): ChapterPlan {
  const profile = profileFile(test, short);
  const rows = profile === undefined ? [] : rowsOf(profile);
  const isExample = files === test.example;
  // In its own example a point is what the test's files name.
  const points = isExample ? [] : test.points;
  const wanted = { roles: test.roles, points, faulted: rows.some((cells) => cells[RTU_NUMBERS] === FAULTED) };
  const found = findRoles(files.roles, wanted, known, configuration);
  if (isExample) for (const role of test.points) found.points.set(role.name, ownPoint(role));
  const findings = [...found.findings, ...findDropping(test, configuration, files.ini)];
  const isWhole = findings.every(({ severity }) => severity !== 'error');
  return {
    test,
    files,
    ioaFiles: [...configuration.tables.keys()],
    isShort: short && (test.plays === 'walk' || test.shortSeconds !== test.seconds),
    texts: isWhole ? textsOf(test, rows, found, { short, profile }) : {},
    limits: limitsOf(test, limits),
    roles: describeRoles(test, found, isExample),
    findings,
  };
}

function ownPoint({ name, ioa, rtuNumber }: PointRole) {
  return { name, ioa: String(ioa), rtuNumber, source: 'of the example' };
}

/** The limits of a test, those of the user in their place. */
export function limitsOf({ limits }: Pick<BookTest, 'limits'>, own: readonly string[]): string[] {
  const nameOf = (text: string): string => text.split('=')[0].trim();
  const replaced = new Set(own.map(nameOf));
  return [...limits.map(({ text }) => text).filter((text) => !replaced.has(nameOf(text))), ...own];
}

function describeRoles(test: BookTest, { roles, points, faulted }: FoundRoles, isExample: boolean): string[] {
  const lines = test.roles.flatMap((name) => {
    const role = roles.get(name);
    if (role === undefined) return [];
    const which = role.rtuNumbers === '' ? '' : ` on the RTU numbers ${role.rtuNumbers}`;
    return [`${name} is index ${role.index}${which} (${role.source})`];
  });
  if (faulted !== undefined)
    lines.push(`${FAULTED} are the RTU numbers ${faulted.rtuNumbers} (${faulted.source})`);
  if (isExample) return lines;
  const own = test.points.flatMap(({ name }) => points.get(name) ?? []);
  return [
    ...lines,
    ...own.map(({ name, ioa, rtuNumber, source }) => `${name} is ${ioa} of RTU ${rtuNumber} (${source})`),
  ];
}

/** Columns of a profile that are seconds, from 0. */
const TIMES = [0, 2, 4];
const WHAT = 1;
const RTU_NUMBERS = 6;

const SHORT_PROFILE = 'profile-short.csv';

/** The profile of a test; `undefined`: it has none. */
function profileFile({ folder }: BookTest, short: boolean): string | undefined {
  const own = join(folder, SHORT_PROFILE);
  if (short && existsSync(own)) return own;
  const path = join(folder, 'profile.csv');
  return existsSync(path) ? path : undefined;
}

function textsOf(
  test: BookTest,
  rows: readonly string[][],
  found: FoundRoles,
  { short, profile }: { short: boolean; profile: string | undefined },
): PlannedFiles {
  const factor = short && profile?.endsWith(SHORT_PROFILE) === false ? test.short : 1;
  const head = `# ${test.title}, as it was played${factor === 1 ? '' : `; times × ${factor}`}`;
  const lines = rows.map((cells) => filledRow(cells, found, factor).map(textCell).join(','));
  return {
    ...(profile === undefined ? {} : { profile: `${[textCell(head), ...lines].join('\n')}\n` }),
    ...pointText('reactions', 'reactions.csv', test, found.points),
    ...pointText('expect', 'expected.csv', test, found.points),
  };
}

/** A row of a profile with the user's indexes and points in the place of roles. */
function filledRow(
  cells: readonly string[],
  { roles, points, faulted }: FoundRoles,
  factor: number,
): readonly string[] {
  const [first, word = ''] = cells;
  if (!/^\d/.test(first)) return cells;
  const filled = [...cells];
  while (filled.length <= RTU_NUMBERS) filled.push('');
  if (filled[RTU_NUMBERS] === FAULTED) filled[RTU_NUMBERS] = faulted?.rtuNumbers ?? '';
  const role = isRole(word) ? roles.get(word) : undefined;
  if (role !== undefined) {
    filled[WHAT] = String(role.index);
    if (filled[RTU_NUMBERS] === '') filled[RTU_NUMBERS] = role.rtuNumbers;
  }
  const [, name] = /^set ([a-z].*)$/.exec(word) ?? [];
  const point = name === undefined ? undefined : points.get(name);
  if (point !== undefined) {
    filled[WHAT] = `set ${point.ioa}`;
    filled[RTU_NUMBERS] = String(point.rtuNumber);
  }
  if (factor !== 1) for (const at of TIMES) filled[at] = scaled(filled[at], factor);
  return filled;
}

function pointText(
  option: 'reactions' | 'expect',
  file: string,
  { folder, points: roles }: BookTest,
  points: ReadonlyMap<string, UserPoint>,
): PlannedFiles {
  const path = join(folder, file);
  return existsSync(path) ? { [option]: `${withPoints(textOf(path), roles, points)}\n` } : {};
}

function scaled(cell: string, factor: number): string {
  return cell === '' ? '' : String(Number((Number(cell) * factor).toFixed(3)));
}

function findDropping(
  test: BookTest,
  { rtus }: Pick<LoadedConfiguration, 'rtus'>,
  ini: string,
): readonly Finding[] {
  const dropping = test.keepsEvents ? rtus.filter(({ events }) => events !== 'keep') : [];
  if (dropping.length === 0) return [];
  const findings = collectFindings(ini);
  findings.error(
    0,
    '',
    `events are dropped by ${dropping.length} of ${rtus.length} RTUs`,
    `the line events,keep above the RTUs: the test ${test.name} asks what becomes of events while no master is there`,
  );
  return findings.list;
}
