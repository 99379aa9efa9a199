/** Plays one test: the simulator in a process of its own, so that nothing of one test is left for the next. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChapterPlan } from '../../book/chapter-plan.js';
import {
  type BookChapter,
  type ChapterSheet,
  chapterVerdict,
  sheetVerdict,
} from '../../report/book-report.js';
import type { RunReport } from '../../report/run-report.js';
import { findSheetLoss } from '../../run/end-to-end/earlier-sheet.js';
import { numberedName } from '../../text/free-name.js';
import { systemReason } from '../../text/system-errors.js';
import { heardOut, hearSimulator } from '../program-channel.js';
import { readSheet } from './read-sheet.js';

const PROGRAM = fileURLToPath(new URL('../../main.js', import.meta.url));
const FORMS = ['json', 'csv', 'html'] as const;
/** Seconds from one step of a walk to the next, where nobody presses keys. */
const PACE = { long: '5', short: '0.2' } as const;
/** So long a short walk waits for a command. */
const SHORT_COMMAND_SECONDS = '2';

/** How a test was played: a run, or a sheet of a walk. */
export interface Played {
  readonly run: RunReport | undefined;
  readonly sheet?: ChapterSheet | undefined;
  /** Why there is neither, in a sentence without a full stop; empty: there is one. */
  readonly why: string;
}

/** How a test is played. */
export interface ChapterPlay {
  /** For its files as they were played; report as JSON, CSV and HTML, or the sheet. */
  readonly folder: string;
  /** It was cut off before: a walk goes on with its sheet. */
  readonly isResumed: boolean;
  /** Options of the simulator. */
  readonly passed: readonly string[];
}

/** Plays a plan. */
export async function playChapter(
  plan: ChapterPlan,
  { folder, isResumed, passed }: ChapterPlay,
  started: (child: ChildProcess) => void,
): Promise<Played> {
  const { test, files } = plan;
  let own: string[];
  try {
    for (const form of FORMS) rmSync(join(folder, `${test.name}.${form}`), { force: true });
    if (!isResumed) keepSheet(sheetPath(folder, test.name));
    own = test.plays === 'walk' ? walkWords(plan, folder, isResumed) : runWords(plan, folder);
  } catch (error) {
    return {
      run: undefined,
      why: `its files could not be written to ${folder}: ${systemReason(error, 'write')}`,
    };
  }
  const line = ['-i', files.ini, '--data', files.data, ...passed, ...own];
  const child = spawn(process.execPath, [PROGRAM, ...line], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
  let notBegun: string | undefined;
  hearSimulator(child, (notice) => {
    if ('notBegun' in notice) notBegun = notice.notBegun;
  });
  started(child);
  const how = await ended;
  await heardOut(child);
  const played = readPlayed(plan, folder);
  if (played?.sheet !== undefined && !isWhole(played.sheet, how))
    return { run: undefined, why: `the walk did not come to its end (${how}); its lines say why` };
  const why = notBegun ?? `the simulator ended without a result (${how}); its lines say why`;
  return played ?? { run: undefined, why };
}

/** Whether a walk wrote all of its sheet: one that is cut off may have rows that are all OK. */
function isWhole(sheet: ChapterSheet, how: string): boolean {
  return how === 'exit code 0' || (how === 'exit code 3' && sheetVerdict(sheet).verdict !== 'PASS');
}

/** Puts the sheet of the play before aside if somebody would lose what is in it: `e2e-sheet-1.csv`; removes it otherwise. */
function keepSheet(path: string): void {
  if (findSheetLoss(path) === undefined) rmSync(path, { force: true });
  else renameSync(path, numberedName(path, 1, existsSync) ?? path);
}

/** What is left of a test that was played; `undefined`: nothing. */
export function readPlayed({ test }: ChapterPlan, folder: string): Played | undefined {
  if (test.plays === 'walk') {
    const sheet = readSheet(sheetPath(folder, test.name));
    return sheet === undefined ? undefined : { run: undefined, sheet, why: '' };
  }
  try {
    const run = JSON.parse(readFileSync(join(folder, `${test.name}.json`), 'utf8')) as RunReport;
    return { run, why: '' };
  } catch {
    return undefined;
  }
}

function sheetPath(folder: string, name: string): string {
  return join(folder, `${name}-sheet.csv`);
}

function runWords({ test: { name }, texts, limits }: ChapterPlan, folder: string): string[] {
  const files = Object.entries(texts).flatMap(([option, text]) => {
    const path = join(folder, `${name}-${option}.csv`);
    writeFileSync(path, text);
    return [`--${option}`, path];
  });
  const reports = FORMS.flatMap((form) => ['--report', join(folder, `${name}.${form}`)]);
  return [...files, '--exit-after-send', ...reports, ...limits.flatMap((limit) => ['--limit', limit])];
}

/** A person at the terminal steps by keys; else it goes on by itself. */
function walkWords({ test: { name }, isShort }: ChapterPlan, folder: string, isResumed: boolean): string[] {
  const pace = isShort ? PACE.short : process.stdin.isTTY ? 'key' : PACE.long;
  const wait = isShort ? ['--e2e-timeout', SHORT_COMMAND_SECONDS] : [];
  const goesOn = isResumed ? ['--e2e-resume'] : [];
  return ['--e2e', pace, ...wait, '--e2e-sheet', sheetPath(folder, name), ...goesOn];
}

/** The chapter of a test that was played. */
export function chapterOf(
  { test, limits, roles, isShort }: ChapterPlan,
  { run, sheet, why }: Played,
): BookChapter {
  const caveats = run?.caveat === undefined ? [] : [run.caveat];
  if (isShort) caveats.push('short form: it is no proof for the full length');
  const sent: [string, string][] = roles.length === 0 ? [] : [['What was sent', `${roles.join('; ')}.`]];
  return {
    name: test.name,
    title: test.title,
    words: [
      ['What is tested', test.tests],
      ['How the front-end must be set', test.frontEnd],
      ['What passes', test.passes],
      ...sent,
      ...(limits.length === 0 ? [] : [['Limits', `${limits.join(', ')}.`] as const]),
    ],
    ...verdictOf({ run, sheet, why }),
    caveats,
    run,
    ...(sheet === undefined ? {} : { sheet }),
  };
}

function verdictOf({ run, sheet, why }: Played): Pick<BookChapter, 'verdict' | 'why'> {
  if (run !== undefined) return chapterVerdict(run);
  return sheet === undefined ? { verdict: 'NOT JUDGED', why } : sheetVerdict(sheet);
}
