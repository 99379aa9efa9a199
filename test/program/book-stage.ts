/** A test of the book with a front-end, as the built program plays both. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BookTest, bookTests } from '../../src/book/book-tests.js';
import { type AtEnd, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

/** What came out. */
export interface BookResult {
  readonly exitCode: number | null;
  readonly output: string;
  readonly lines: readonly string[];
  readonly page: string;
  readonly json: {
    readonly verdict: string;
    readonly tests: readonly {
      readonly verdict: string;
      readonly why: string;
      readonly caveats: readonly string[];
    }[];
  };
}

/** A shipped test. */
export function bookTest(name: string): BookTest {
  const test = bookTests().find((one) => one.name === name);
  if (test === undefined) throw new Error(`no test ${name}`);
  return test;
}

/** The files of a test's example as those of a user: other ports, and a `roles.csv` that names its points. */
export async function userFiles(test: BookTest, atEnd?: AtEnd): Promise<Workspace> {
  const workspace = new Workspace(atEnd);
  cpSync(test.example.data, join(workspace.folder, 'data'), { recursive: true });
  const ini = readFileSync(test.example.ini, 'utf8');
  const ports = await freePorts((ini.match(/,24\d\d,/g) ?? []).length);
  workspace.write(
    'iec104rs.csv',
    ini.replace(/,24\d\d,/g, () => `,${ports.shift()},`),
  );
  workspace.write(
    'roles.csv',
    test.points.map(({ name, ioa, rtuNumber }) => `${name},${ioa},${rtuNumber}`),
  );
  return workspace;
}

/** Plays the short form of a test with `iec104rs master` and these words of it. `limits`: in the place of those of the test. */
export async function playBook(
  workspace: Workspace,
  test: string,
  master: readonly string[],
  atEnd?: AtEnd,
  limits: readonly string[] = [],
): Promise<BookResult> {
  const { folder } = workspace;
  const words = ['test', test, '--short', '-i', 'iec104rs.csv', '--data', 'data', '--no-set-clock'];
  const reports = ['--report', 'b.html', '--report', 'b.json'];
  const judged = limits.flatMap((limit) => ['--limit', limit]);
  const book = Program.start([...words, '--shards', '1', ...reports, ...judged], folder, atEnd);
  Program.start(
    ['master', '-i', 'iec104rs.csv', '--retry', '60', '--host', '127.0.0.1', ...master],
    folder,
    atEnd,
  );
  const { exitCode, output, lines } = await book.ended;
  return {
    exitCode,
    output,
    lines,
    page: workspace.read('b.html'),
    json: JSON.parse(workspace.read('b.json')),
  };
}

/** The words of a good master, with this script in the place of its own; `undefined`: as it is. */
export function masterWords(test: BookTest, workspace: Workspace, script?: readonly string[]): string[] {
  const own = test.master.replaceAll('FOLDER', test.folder).split(' ');
  if (script === undefined) return own;
  writeFileSync(workspace.path('script.csv'), `${script.join('\n')}\n`);
  return [
    ...own.filter((word, at) => word !== '--script' && own[at - 1] !== '--script'),
    '--script',
    'script.csv',
  ];
}
