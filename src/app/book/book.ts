/** `iec104rs test`: plays the tests of the book and judges them. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type BookState,
  type DoneTest,
  fingerprintOf,
  readState,
  removeState,
  writeState,
} from '../../book/book-state.js';
import { type BookTest, bookTests, type ExampleFiles } from '../../book/book-tests.js';
import { type ChapterPlan, planChapter } from '../../book/chapter-plan.js';
import type { PointRole } from '../../book/point-roles.js';
import { formatFinding } from '../../channel/definitions.js';
import { type TextSinks, usageError } from '../../command-line/parse-words.js';
import { type LoadedConfiguration, loadConfiguration } from '../../config/load.js';
import { type BookChapter, type BookReport, bookVerdict, bookWords } from '../../report/book-report.js';
import { checkReportPath, reportFormat } from '../../report/report-path.js';
import { countOf, formatDuration } from '../../text/format.js';
import { nearestName } from '../../text/nearest-name.js';
import { systemReason } from '../../text/system-errors.js';
import { END_SIGNALS } from '../program/ending.js';
import { askToEnd, hearSimulator } from '../program-channel.js';
import { packageForm, programVersion } from '../program-version.js';
import { findOverwritten } from '../simulate/output-paths.js';
import { typist } from '../typist.js';
import { writeBook } from './book-files.js';
import { holdFolder, leaveFolder } from './book-folder.js';
import { type BookOptions, parseBook } from './book-options.js';
import { exampleMaster } from './example-master.js';
import { chapterOf, type Played, playChapter, readPlayed } from './play-chapter.js';

const EXIT = { PASS: 0, CONFIGURATION: 1, USAGE: 2, FAIL: 3, 'NOT JUDGED': 3 } as const;
const DEFAULT_REPORT = 'test-book.html';

/** Runs `iec104rs test` with the words after it. Returns the exit code. */
export async function runBook(words: readonly string[], sinks: TextSinks): Promise<number> {
  const parsed = parseBook(words, sinks);
  if ('exitCode' in parsed) return parsed.exitCode;
  const { options } = parsed;
  const tests = bookTests();
  if (options.list || (options.name === undefined && !options.all && !options.check)) {
    sinks.out.write(listOf(tests));
    return EXIT.PASS;
  }
  const names = tests.map(({ name }) => name);
  const asked = options.name === undefined ? options.skip : [options.name];
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const begin = unknown.toLowerCase();
    const near = nearestName(unknown, names) ?? names.find((name) => begin !== '' && name.startsWith(begin));
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    sinks.err.write(`error: there is no test '${unknown}'${hint}; the tests are ${names.join(', ')}\n`);
    return EXIT.USAGE;
  }
  const isChosen = ({ name }: BookTest): boolean =>
    options.name === undefined ? !options.skip.includes(name) : name === options.name;
  const chosen = tests.filter(isChosen);
  if (chosen.length === 0) return usageError('every test is left out', sinks).exitCode;
  const known = new Map(tests.flatMap(({ points }) => points.map((role) => [role.name, role] as const)));
  return new Book(chosen, options, words, sinks, known).run();
}

/** A line for each test. */
export function listOf(tests: readonly BookTest[]): string {
  const width = Math.max(...tests.map(({ name }) => name.length));
  const lines = tests.map(({ name, seconds, shortSeconds, summary }) => {
    const took = seconds === 0 ? 'as long as it takes' : timesOf(seconds, shortSeconds);
    return `  ${name.padEnd(width)}  ${took.padEnd(26)}  ${summary}`;
  });
  return `${['Tests, with the time from the first send to the end:', ...lines, '', 'iec104rs test NAME plays one, --all all of them; --help shows the options.'].join('\n')}\n`;
}

function timesOf(seconds: number, shortSeconds: number): string {
  const long = formatDuration(seconds * 1000);
  return seconds === shortSeconds ? long : `${long}, short ${formatDuration(shortSeconds * 1000)}`;
}

/** One call of the command. */
class Book {
  /** The user's files; `undefined`: each test plays its example. */
  private readonly own: ExampleFiles | undefined;
  /** Paths of the ini, roles and IOA files. */
  private inputs: readonly string[] = [];
  private child: ChildProcess | undefined;
  private interrupted = false;
  /** What is done is on the disk: another book can go on with it. */
  private isKept = false;

  constructor(
    private readonly tests: readonly BookTest[],
    private readonly options: BookOptions,
    private readonly words: readonly string[],
    private readonly sinks: TextSinks,
    private readonly known: ReadonlyMap<string, PointRole>,
  ) {
    const { ini, data, roles } = options;
    if (ini === undefined) return;
    const beside = join(dirname(ini), 'roles.csv');
    this.own = { ini, data, roles: roles ?? (existsSync(beside) ? beside : undefined) };
  }

  async run(): Promise<number> {
    const plans = this.plan();
    if (plans === undefined) return EXIT.CONFIGURATION;
    if (this.options.check) return EXIT.PASS;
    const files = plans.flatMap(({ files: { ini, data, roles = ini }, ioaFiles }) => [
      ini,
      roles,
      ...ioaFiles.map((file) => join(data, file)),
    ]);
    this.inputs = [...new Set(files)];
    const reports = this.reports();
    const fault = this.findPathFault(reports);
    const held = fault === undefined ? holdFolder(reports[0]) : { fault };
    if ('fault' in held) {
      this.say(held.fault);
      return EXIT.CONFIGURATION;
    }
    const { folder } = held;
    const stop = this.listen();
    try {
      const report = await this.play(plans, folder);
      const faults = writeBook(report, reports, this.options.csvForm);
      // While a report is missing, the same command writes it from what was played.
      if (this.options.all && report.missing.length === 0 && faults.length === 0) removeState(folder);
      return this.conclude(report, reports, faults);
    } finally {
      stop();
      leaveFolder(held);
    }
  }

  /** Why a report can't be written, or would overwrite a file of the book; `undefined`: all can be written. */
  private findPathFault(reports: readonly string[]): string | undefined {
    const outputs = reports.map((path) => ({ what: 'report', path }));
    return (
      findOverwritten(this.inputs, outputs) ??
      reports.map(findReportFault).find((reason) => reason !== undefined)
    );
  }

  /** Loads the files and says what each test sends; `undefined`: something is missing, which has been told. */
  private plan(): ChapterPlan[] | undefined {
    const { options, known } = this;
    const { short, limits } = options;
    const loaded = new Map<string, LoadedConfiguration>();
    const plans = this.tests.map((test) => {
      const files = this.own ?? test.example;
      const configuration = loaded.get(files.ini) ?? this.load(files);
      loaded.set(files.ini, configuration);
      return planChapter(test, configuration, { files, short, limits, known });
    });
    const findings = [...loaded.values()].flatMap((one) => one.findings);
    const rtus = Math.max(...[...loaded.values()].map((one) => one.rtus.length));
    // Without RTUs no role can be found: one reason is enough.
    const all = [...findings, ...(rtus === 0 ? [] : plans.flatMap((plan) => plan.findings))];
    const lines = new Set(all.map(formatFinding));
    for (const line of lines) this.say(line);
    if (rtus === 0) {
      this.say(`nothing is played: no RTU was loaded from ${this.own?.ini ?? 'the examples'}`);
      return undefined;
    }
    for (const { test, roles } of plans) for (const role of roles) this.say(`${test.name}: ${role}`);
    if (options.passed.includes('--strict') && lines.size > 0) {
      this.say('nothing is played: --strict, and there are findings above');
      return undefined;
    }
    const broken = plans.filter((plan) => plan.findings.some(({ severity }) => severity === 'error'));
    if (broken.length === 0) {
      if (!options.check) return plans;
      const errors = new Set(all.filter(({ severity }) => severity === 'error').map(formatFinding)).size;
      const without = errors === 0 ? '' : `, but without what is wrong above (${countOf(errors, 'error')})`;
      const own = this.own === undefined ? '' : ` with ${countOf(rtus, 'RTU')}`;
      this.say(`${countOf(plans.length, 'test')} can be played${own}${without}`);
      return errors === 0 ? plans : undefined;
    }
    if (options.all && broken.length > 0 && broken.length < plans.length) {
      const skips = broken.map(({ test }) => `--skip ${test.name}`).join(' ');
      this.say(`nothing is played: see above what is missing, or leave these tests out: ${skips}`);
    } else this.say('nothing is played: see above what is missing');
    return undefined;
  }

  private load({ ini, data }: ExampleFiles): LoadedConfiguration {
    return loadConfiguration({ iniFile: ini, dataDir: data, addresses: this.options.addresses });
  }

  private async play(plans: readonly ChapterPlan[], folder: string): Promise<BookReport> {
    const { options } = this;
    const state = this.beginState(folder);
    const chapters: BookChapter[] = [];
    const missing: string[] = [];
    for (const [at, plan] of plans.entries()) {
      const { name } = plan.test;
      const before = this.doneBefore(plan, state, folder);
      if (before !== undefined) {
        chapters.push(before);
        this.say(`${name}: done before the interruption, ${before.verdict}`);
        continue;
      }
      const place = { at, many: plans.length, folder, isResumed: state.begun === name };
      if (options.all && !this.interrupted) this.keepState(folder, { ...state, begun: name });
      const played = this.interrupted ? undefined : await this.playOne(plan, place);
      if (played === undefined) {
        missing.push(name);
        continue;
      }
      chapters.push(this.withChange(chapterOf(plan, played), state));
      state.done.push({ name, hasResult: played.why === '', why: played.why });
      if (options.all) this.keepState(folder, state);
    }
    return {
      program: { name: 'iec104rs', version: programVersion(), package: packageForm() },
      startedAt: state.startedAt,
      endedAt: Date.now(),
      configuration: this.facts(),
      chapters,
      missing,
      skipped: options.skip,
    };
  }

  /** The state of an interrupted book that this one goes on with, or a new one. */
  private beginState(folder: string): BookState & { done: DoneTest[] } {
    const { options } = this;
    const fingerprint = this.fingerprint();
    const before = options.all ? readState(folder) : undefined;
    if (before !== undefined && !options.again && before.fingerprint === fingerprint)
      return { ...before, done: [...before.done] };
    if (before !== undefined)
      this.say(
        `begun anew: ${options.again ? '--again' : 'the files or options are others than those of the interrupted book'}`,
      );
    return { fingerprint, startedAt: Date.now(), done: [] };
  }

  private fingerprint(): string {
    const asked = this.words.filter((word) => word !== '--again');
    return fingerprintOf(this.inputs, asked);
  }

  /** With a caveat if the files are no longer those of the begin. */
  private withChange(chapter: BookChapter, { fingerprint }: BookState): BookChapter {
    if (this.fingerprint() === fingerprint) return chapter;
    const caveat = 'the ini, roles or IOA files were changed after the book began';
    this.say(`${chapter.name}: ${caveat}`);
    return { ...chapter, caveats: [...chapter.caveats, caveat] };
  }

  private keepState(folder: string, state: BookState): void {
    try {
      writeState(folder, state);
      this.isKept = true;
    } catch (error) {
      this.isKept = false;
      this.say(`${folder}: which tests are done could not be written: ${systemReason(error, 'write')}`);
    }
  }

  private doneBefore(plan: ChapterPlan, { done }: BookState, folder: string): BookChapter | undefined {
    const one = done.find(({ name }) => name === plan.test.name);
    if (one === undefined) return undefined;
    if (!one.hasResult) return chapterOf(plan, { run: undefined, why: one.why });
    const played = readPlayed(plan, folder);
    return played === undefined ? undefined : chapterOf(plan, played);
  }

  /** Plays a test; `undefined`: it was cut off, and is to be played again. */
  private async playOne(
    plan: ChapterPlan,
    { at, many, folder, isResumed }: { at: number; many: number; folder: string; isResumed: boolean },
  ): Promise<Played | undefined> {
    const { test, isShort } = plan;
    const seconds = isShort ? test.shortSeconds : test.seconds;
    const took = seconds === 0 ? '' : `, ${formatDuration(seconds * 1000)} from the first send`;
    this.say(`Test ${at + 1} of ${many}: ${test.title} (${test.name})${took}`);
    if (this.own === undefined) this.tellExample(plan);
    const { passed } = this.options;
    // A dashboard would hide the command of the master.
    const words =
      this.own === undefined && !passed.includes('--headless') ? [...passed, '--headless'] : passed;
    const played = await playChapter(plan, { folder, isResumed, passed: words }, (child) => {
      this.child = child;
      hearSimulator(child, (notice) => {
        if ('endedByHand' in notice) this.interrupted = true;
      });
    });
    this.child = undefined;
    // A run that was over when the signal came is whole.
    return this.interrupted && played.run?.ending !== 'complete' ? undefined : played;
  }

  private conclude(report: BookReport, reports: readonly string[], faults: readonly string[]): number {
    const width = Math.max(...this.tests.map(({ name }) => name.length));
    const { out } = this.sinks;
    for (const { name, verdict, why } of report.chapters) {
      out.write(`${verdict.padEnd(10)}  ${name.padEnd(width)}  ${why}\n`);
    }
    for (const name of report.missing) out.write(`not played  ${name}\n`);
    for (const name of report.skipped ?? []) out.write(`left out    ${name}\n`);
    const verdict = bookVerdict(report);
    out.write(`Book        ${verdict}: ${bookWords(report)}\n`);
    if (faults.length === 0) for (const path of reports) this.say(`report ${path}`);
    for (const fault of faults) this.say(fault);
    if (faults.length > 0 && this.isKept)
      this.say('the same command writes the report, without playing again what was played');
    if (report.missing.length > 0 && this.options.all)
      this.say('the same command goes on where it was interrupted');
    return faults.length > 0 ? EXIT.CONFIGURATION : EXIT[verdict];
  }

  private reports(): readonly string[] {
    const { reports, all } = this.options;
    return reports.length === 0 && all ? [DEFAULT_REPORT] : reports;
  }

  private facts(): [string, string][] {
    const { own } = this;
    const arguments_: [string, string] = ['Arguments', ['test', ...this.words].join(' ')];
    if (own === undefined) return [['RTUs', 'the examples of the tests'], arguments_];
    return [
      ['Ini file, IOA files', `${own.ini}, ${own.data}`],
      ['Roles', own.roles ?? 'no roles.csv: taken from the IOA files'],
      arguments_,
    ];
  }

  private tellExample({ test, files }: ChapterPlan): void {
    this.say('  no -i: its example is played. No front-end at hand? In a second terminal:');
    this.say(`  ${exampleMaster(test, files.ini, typist())}`);
  }

  private say(line: string): void {
    this.sinks.err.write(`${line}\n`);
  }

  /** A signal ends the test under way in order, and plays no other. */
  private listen(): () => void {
    const take = (signal: NodeJS.Signals): void => {
      if (this.child !== undefined) askToEnd(this.child, signal);
      this.interrupted = true;
    };
    for (const signal of END_SIGNALS) process.on(signal, take);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, take);
    };
  }
}

/** Why the report of a book can't be written to a path, or `undefined`. */
function findReportFault(path: string): string | undefined {
  if (reportFormat(path) !== 'pdf') return checkReportPath(path);
  return `report ${path}: the report of a test book is .html, .json or .csv; print the .html from a browser`;
}
