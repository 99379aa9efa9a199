/** What a test plays with the user's files: its profile with indexes in the place of roles, and its limits. */
import { join } from 'node:path';
import type { Finding } from '../channel/definitions.js';
import { collectFindings } from '../config/findings.js';
import type { LoadedConfiguration } from '../config/load.js';
import { textCell } from '../text/csv-cell.js';
import { type BookTest, rowsOf } from './book-tests.js';
import { findRoles, isRole, type Role, type RoleName } from './roles.js';

/** A test, ready to be played. */
export interface ChapterPlan {
  readonly test: BookTest;
  /** Text of the profile, as a file. */
  readonly profile: string;
  /** `--limit` texts. */
  readonly limits: readonly string[];
  readonly roles: readonly Role[];
  readonly findings: readonly Finding[];
}

/** What the user says about all tests. */
export interface PlanOptions {
  readonly rolesFile: string | undefined;
  readonly ini: string;
  readonly short: boolean;
  /** `--limit` texts; each replaces the test's own of this name. */
  readonly limits: readonly string[];
}

/** Plans a test. Throws an `Error` only if a file of the program itself is broken. */
export function planChapter(
  test: BookTest,
  configuration: Pick<LoadedConfiguration, 'tables' | 'rtus'>,
  options: PlanOptions,
): ChapterPlan {
  const { roles, findings } = findRoles(options.rolesFile, test.roles, configuration);
  const events = findDropping(test, configuration, options.ini);
  const factor = options.short ? test.short : 1;
  const used = test.roles.map((name) => roles.get(name)).filter((role) => role !== undefined);
  return {
    test,
    profile: profileOf(test, roles, factor),
    limits: limitsOf(test, options.limits),
    roles: used,
    findings: [...findings, ...events],
  };
}

/** The limits of a test, those of the user in their place. */
export function limitsOf({ limits }: Pick<BookTest, 'limits'>, own: readonly string[]): string[] {
  const nameOf = (text: string): string => text.split('=')[0].trim();
  const replaced = new Set(own.map(nameOf));
  return [...limits.map(({ text }) => text).filter((text) => !replaced.has(nameOf(text))), ...own];
}

/** Columns of a profile that are seconds, from 0. */
const TIMES = [0, 2, 4];
const INDEX = 1;
const RTU_NUMBERS = 6;

function profileOf(test: BookTest, roles: ReadonlyMap<RoleName, Role>, factor: number): string {
  const rows = rowsOf(join(test.folder, 'profile.csv')).map((cells) => {
    const [first, word = ''] = cells;
    if (!/^\d/.test(first)) return cells;
    const filled = [...cells];
    const role = isRole(word) ? roles.get(word) : undefined;
    if (role !== undefined) {
      filled[INDEX] = String(role.index);
      while (filled.length <= RTU_NUMBERS) filled.push('');
      if (filled[RTU_NUMBERS] === '') filled[RTU_NUMBERS] = role.rtuNumbers;
    }
    if (factor !== 1) for (const at of TIMES) filled[at] = scaled(filled[at] ?? '', factor);
    return filled;
  });
  const head = `# ${test.title}, as it was played${factor === 1 ? '' : `; times × ${factor}`}`;
  return `${[textCell(head), ...rows.map((cells) => cells.map(textCell).join(','))].join('\n')}\n`;
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
