/** The tests of the book: each is a folder below `tests-for-scada/` with a `test.csv`, a profile, limits and a page. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsvRows } from '../config/csv-rows.js';
import { readTextFile } from '../config/text-file.js';
import { type PointRole, pointRoleOf } from './point-roles.js';
import { isRole, type RoleName } from './roles.js';

/** RTUs that a test plays where the user names none. */
export interface ExampleFiles {
  readonly ini: string;
  readonly data: string;
  /** `undefined`: the points of the test are those of its example. */
  readonly roles: string | undefined;
}

/** A test as its folder says. */
export interface BookTest {
  /** Of the folder; what is typed. */
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  /** Place in the book. */
  readonly order: number;
  /** One line without a full stop. */
  readonly summary: string;
  /** Paragraphs of the report: what is tested, how the front-end must be set, what passes. */
  readonly tests: string;
  readonly frontEnd: string;
  readonly passes: string;
  /** Roles that its profile names: indexes, and points. */
  readonly roles: readonly RoleName[];
  readonly points: readonly PointRole[];
  /** Seconds from the first send to the end, about; 0: it depends on the files. */
  readonly seconds: number;
  /** The same in the short form. */
  readonly shortSeconds: number;
  /** By what the times of `--short` are multiplied, where there is no profile of its own for it. */
  readonly short: number;
  /** RTUs must keep their events. */
  readonly keepsEvents: boolean;
  /** Words of `iec104rs master` that play a good front-end. */
  readonly master: string;
  /** `walk`: it goes from end to end instead of playing a profile. */
  readonly plays: 'profile' | 'walk';
  readonly example: ExampleFiles;
  /** `--limit` texts in the order of the file, each with why. */
  readonly limits: readonly { readonly text: string; readonly why: string }[];
}

const ROOT = fileURLToPath(new URL('../../tests-for-scada/', import.meta.url));

/** The example of the tests that have none of their own. */
export const EXAMPLE = {
  ini: join(ROOT, 'example', 'iec104rs.csv'),
  data: join(ROOT, 'example', 'data'),
  roles: join(ROOT, 'example', 'roles.csv'),
} as const;

/** Every test that is there, in the order of the book. Throws an `Error` if a file of the program itself is broken. */
export function bookTests(root = ROOT): BookTest[] {
  const names = readdirSync(root).filter((name) => existsSync(join(root, name, 'test.csv')));
  return names.map((name) => readTest(root, name)).sort((a, b) => a.order - b.order);
}

function readTest(root: string, name: string): BookTest {
  const folder = join(root, name);
  const facts = new Map(rowsOf(join(folder, 'test.csv')).map(([key, value = '']) => [key, value]));
  const fact = (key: string): string => {
    const value = facts.get(key);
    if (value === undefined || value === '') throw new Error(`${join(folder, 'test.csv')}: no row ${key}`);
    return value;
  };
  const seconds = Number(fact('seconds'));
  const short = Number(facts.get('short') ?? 1);
  return {
    name,
    folder,
    title: fact('title'),
    order: Number(fact('order')),
    summary: fact('summary'),
    tests: fact('tests'),
    frontEnd: fact('front-end'),
    passes: fact('passes'),
    roles: (facts.get('roles') ?? '').split(' ').filter(isRole),
    points: optionalRows(folder, 'points.csv').map(pointRoleOf),
    seconds,
    shortSeconds: Number(facts.get('short-seconds') ?? seconds * short),
    short,
    keepsEvents: facts.get('events') === 'keep',
    master: fact('master'),
    plays: facts.get('plays') === 'walk' ? 'walk' : 'profile',
    example: exampleOf(folder),
    limits: optionalRows(folder, 'limits.csv').map(([text, why = '']) => ({ text, why })),
  };
}

function exampleOf(folder: string): ExampleFiles {
  const ini = join(folder, 'iec104rs.csv');
  return existsSync(ini) ? { ini, data: join(folder, 'data'), roles: undefined } : EXAMPLE;
}

function optionalRows(folder: string, file: string): string[][] {
  const path = join(folder, file);
  return existsSync(path) ? rowsOf(path) : [];
}

/** Rows of a file of the book; those that begin with `#` are comments. */
export function rowsOf(path: string): string[][] {
  const { rows } = readCsvRows(textOf(path), path, ([first]) => first !== '' && !first.startsWith('#'));
  return rows.filter(({ cells: [first] }) => !first.startsWith('#')).map(({ cells }) => cells);
}

/** Text of a file of the book. */
export function textOf(path: string): string {
  const reading = readTextFile(path, path);
  if ('finding' in reading) throw new Error(`${path}: ${reading.finding.found}`);
  return reading.text;
}
