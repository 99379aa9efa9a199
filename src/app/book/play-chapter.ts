/** Plays one test: the simulator in a process of its own, so that nothing of one test is left for the next. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChapterPlan } from '../../book/chapter-plan.js';
import { type BookChapter, chapterVerdict } from '../../report/book-report.js';
import type { RunReport } from '../../report/run-report.js';

const PROGRAM = fileURLToPath(new URL('../../main.js', import.meta.url));
const FORMS = ['json', 'csv', 'html'] as const;

/** How a test was played. */
export interface Played {
  readonly run: RunReport | undefined;
  /** Why there is no run, in a sentence without a full stop; empty: there is one. */
  readonly why: string;
}

/** Plays a plan into a folder: profile, report as JSON, CSV and HTML. `files`: options of the ini and its IOA files. */
export async function playChapter(
  plan: ChapterPlan,
  folder: string,
  words: readonly string[],
  started: (child: ChildProcess) => void,
): Promise<Played> {
  const { name } = plan.test;
  mkdirSync(folder, { recursive: true });
  const profile = join(folder, `${name}-profile.csv`);
  writeFileSync(profile, plan.profile);
  const reports = FORMS.map((form) => join(folder, `${name}.${form}`));
  for (const path of reports) rmSync(path, { force: true });
  const line = [
    ...words,
    ...['--profile', profile, '--exit-after-send'],
    ...reports.flatMap((path) => ['--report', path]),
    ...plan.limits.flatMap((limit) => ['--limit', limit]),
  ];
  const child = spawn(process.execPath, [PROGRAM, ...line], { stdio: 'inherit' });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
  started(child);
  const how = await ended;
  const run = readRun(folder, name);
  return run === undefined
    ? { run, why: `the simulator ended without a report (${how}); its lines say why` }
    : { run, why: '' };
}

/** The record of a test that was played; `undefined`: there is none. */
export function readRun(folder: string, name: string): RunReport | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}

/** The chapter of a test that was played. */
export function chapterOf(
  { test, limits, roles }: ChapterPlan,
  { run, why }: Played,
  short: boolean,
): BookChapter {
  const sent = roles.map(({ name, index, rtuNumbers, source }) => {
    const which = rtuNumbers === '' ? '' : ` on the RTU numbers ${rtuNumbers}`;
    return `${name} is index ${index}${which} (${source})`;
  });
  const judged = run === undefined ? { verdict: 'NOT JUDGED' as const, why } : chapterVerdict(run);
  const caveats = run?.caveat === undefined ? [] : [run.caveat];
  if (short)
    caveats.push(`short form: times of the profile × ${test.short}; it is no proof for the full length`);
  return {
    name: test.name,
    title: test.title,
    words: [
      ['What is tested', test.tests],
      ['How the front-end must be set', test.frontEnd],
      ['What passes', test.passes],
      ['What was sent', `${sent.join('; ')}.`],
      ['Limits', `${limits.join(', ')}.`],
    ],
    ...judged,
    caveats,
    run,
  };
}
