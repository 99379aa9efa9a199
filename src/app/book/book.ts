/** `iec104rs test`: plays the tests of the book and judges them. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fingerprintOf, readState, removeState, writeState } from '../../book/book-state.js';
import { type BookTest, bookTests, EXAMPLE } from '../../book/book-tests.js';
import { type ChapterPlan, planChapter } from '../../book/chapter-plan.js';
import { formatFinding } from '../../channel/definitions.js';
import type { TextSinks } from '../../command-line/parse-words.js';
import { loadConfiguration } from '../../config/load.js';
import { type BookChapter, type BookReport, bookVerdict, bookWords } from '../../report/book-report.js';
import { checkReportPath } from '../../report/report-path.js';
import { countOf, formatDuration } from '../../text/format.js';
import { nearestName } from '../../text/nearest-name.js';
import { programVersion } from '../program-version.js';
import { writeBook } from './book-files.js';
import { type BookOptions, parseBook } from './book-options.js';
import { chapterOf, playChapter, readRun } from './play-chapter.js';

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
  const chosen = options.name === undefined ? tests : tests.filter(({ name }) => name === options.name);
  if (chosen.length === 0) {
    const names = tests.map(({ name }) => name);
    const near = nearestName(options.name ?? '', names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    sinks.err.write(`error: there is no test '${options.name}'${hint}; the tests are ${names.join(', ')}\n`);
    return EXIT.USAGE;
  }
  const book = new Book(chosen, options, words, sinks);
  return book.run();
}

/** A line for each test. */
export function listOf(tests: readonly BookTest[]): string {
  const width = Math.max(...tests.map(({ name }) => name.length));
  const lines = tests.map(({ name, seconds, short, summary }) => {
    const took = `${formatDuration(seconds * 1000)}, short ${formatDuration(seconds * short * 1000)}`;
    return `  ${name.padEnd(width)}  ${took.padEnd(26)}  ${summary}`;
  });
  return `${['Tests, with the time from the first send to the end:', ...lines, '', 'iec104rs test NAME plays one, --all all of them; --help shows the options.'].join('\n')}\n`;
}

/** One call of the command. */
class Book {
  private readonly ini: string;
  private readonly data: string;
  private readonly roles: string | undefined;
  private child: ChildProcess | undefined;
  private interrupted = false;

  constructor(
    private readonly tests: readonly BookTest[],
    private readonly options: BookOptions,
    private readonly words: readonly string[],
    private readonly sinks: TextSinks,
  ) {
    const own = options.ini !== undefined;
    this.ini = options.ini ?? EXAMPLE.ini;
    this.data = own ? options.data : EXAMPLE.data;
    const beside = join(dirname(this.ini), 'roles.csv');
    this.roles = options.roles ?? (own ? (existsSync(beside) ? beside : undefined) : EXAMPLE.roles);
  }

  async run(): Promise<number> {
    const plans = this.plan();
    if (plans === undefined) return EXIT.CONFIGURATION;
    if (this.options.check) return EXIT.PASS;
    const reports = this.reports();
    const fault = reports.map(checkReportPath).find((reason) => reason !== undefined);
    if (fault !== undefined) {
      this.say(fault);
      return EXIT.CONFIGURATION;
    }
    if (this.options.ini === undefined) this.tellExample();
    const folder = reports.length > 0 ? chaptersOf(reports[0]) : mkdtempSync(join(tmpdir(), 'iec104rs-'));
    const stop = this.listen();
    try {
      const report = await this.play(plans, folder);
      if (reports.length > 0) writeBook(report, reports);
      return this.conclude(report, reports);
    } finally {
      stop();
      if (reports.length === 0) rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Loads the files and says what each test sends; `undefined`: something is missing, which has been told. */
  private plan(): ChapterPlan[] | undefined {
    const { options } = this;
    const what = { iniFile: this.ini, dataDir: this.data, addresses: options.addresses };
    const configuration = loadConfiguration(what);
    const { short, limits } = options;
    const plans = this.tests.map((test) =>
      planChapter(test, configuration, { rolesFile: this.roles, ini: this.ini, short, limits }),
    );
    const findings = [...configuration.findings, ...plans.flatMap((plan) => plan.findings)];
    for (const line of new Set(findings.map(formatFinding))) this.say(line);
    for (const { test, roles } of plans) {
      for (const { name, index, source } of roles)
        this.say(`${test.name}: role ${name} is index ${index} (${source})`);
    }
    const errors = plans.flatMap((plan) => plan.findings).filter(({ severity }) => severity === 'error');
    const isReady = errors.length === 0 && configuration.rtus.length > 0;
    const many = countOf(this.tests.length, 'test');
    if (options.check || !isReady) {
      this.say(
        isReady
          ? `${many} can be played with ${countOf(configuration.rtus.length, 'RTU')}`
          : 'nothing is played: see above what is missing',
      );
    }
    return isReady ? plans : undefined;
  }

  private async play(plans: readonly ChapterPlan[], folder: string): Promise<BookReport> {
    const { options } = this;
    const fingerprint = fingerprintOf([this.ini, this.roles], this.data, [
      ...this.words.filter((word) => word !== '--again'),
    ]);
    const before = options.all ? readState(folder) : undefined;
    const goesOn = before !== undefined && !options.again && before.fingerprint === fingerprint;
    if (before !== undefined && !goesOn)
      this.say(
        `begun anew: ${options.again ? '--again' : 'the files or options are others than those of the interrupted book'}`,
      );
    const state = {
      fingerprint,
      startedAt: goesOn ? before.startedAt : Date.now(),
      done: goesOn ? [...before.done] : [],
    };
    const chapters: BookChapter[] = [];
    const missing: string[] = [];
    for (const [at, plan] of plans.entries()) {
      const { name, title, seconds, short } = plan.test;
      const done = state.done.find((one) => one.name === name);
      const run = done?.hasRun ? readRun(folder, name) : undefined;
      if (done !== undefined && (run !== undefined || !done.hasRun)) {
        chapters.push(chapterOf(plan, { run, why: done.why }, options.short));
        this.say(`${name}: done before the interruption, ${chapters.at(-1)?.verdict}`);
        continue;
      }
      if (this.interrupted) {
        missing.push(name);
        continue;
      }
      const took = formatDuration(seconds * (options.short ? short : 1) * 1000);
      this.say(`Test ${at + 1} of ${plans.length}: ${title} (${name}), ${took} from the first send`);
      const played = await playChapter(plan, folder, this.simulatorWords(), (child) => {
        this.child = child;
      });
      this.child = undefined;
      // What was cut off is played again.
      if (this.interrupted || played.run?.ending === 'interrupted') {
        this.interrupted = true;
        missing.push(name);
        continue;
      }
      chapters.push(chapterOf(plan, played, options.short));
      state.done.push({ name, hasRun: played.run !== undefined, why: played.why });
      if (options.all) writeState(folder, state);
    }
    if (options.all && missing.length === 0) removeState(folder);
    return {
      program: { name: 'iec104rs', version: programVersion() },
      startedAt: state.startedAt,
      endedAt: Date.now(),
      configuration: this.facts(),
      chapters,
      missing,
    };
  }

  private conclude(report: BookReport, reports: readonly string[]): number {
    const width = Math.max(...this.tests.map(({ name }) => name.length));
    const { out } = this.sinks;
    for (const { name, verdict, why } of report.chapters) {
      out.write(`${verdict.padEnd(10)}  ${name.padEnd(width)}  ${why}\n`);
    }
    for (const name of report.missing) out.write(`not played  ${name}\n`);
    const verdict = bookVerdict(report);
    out.write(`Book        ${verdict}: ${bookWords(report)}\n`);
    for (const path of reports) this.say(`report ${path}`);
    if (report.missing.length > 0 && this.options.all)
      this.say('the same command goes on where it was interrupted');
    return EXIT[verdict];
  }

  private reports(): readonly string[] {
    const { reports, all } = this.options;
    return reports.length === 0 && all ? [DEFAULT_REPORT] : reports;
  }

  private simulatorWords(): string[] {
    return ['-i', this.ini, '--data', this.data, ...this.options.passed];
  }

  private facts(): [string, string][] {
    return [
      ['Ini file, IOA files', `${this.ini}, ${this.data}`],
      ['Roles', this.roles ?? 'no roles.csv: taken from the IOA files'],
      ['Arguments', ['test', ...this.words].join(' ')],
    ];
  }

  private tellExample(): void {
    const [test] = this.tests;
    this.say('no -i: the small example is played. No front-end at hand? In a second terminal:');
    this.say(
      `  iec104rs master -i ${EXAMPLE.ini} --retry 60 ${this.tests.length === 1 ? test.master : '--gi --clock --clock-every 1 --reconnect'}`,
    );
  }

  private say(line: string): void {
    this.sinks.err.write(`${line}\n`);
  }

  /** A signal ends the test under way in order, and plays no other. */
  private listen(): () => void {
    const take = (signal: NodeJS.Signals) => {
      // From a terminal Ctrl-C reaches the simulator by itself; a second signal would end it at once.
      if (signal === 'SIGTERM' || !process.stdin.isTTY) this.child?.kill(signal);
      this.interrupted = true;
    };
    process.on('SIGINT', take).on('SIGTERM', take);
    return () => void process.off('SIGINT', take).off('SIGTERM', take);
  }
}

/** Folder for the chapters of a report: `day.html` has `day-chapters`. */
function chaptersOf(report: string): string {
  return `${report.slice(0, report.length - extname(report).length)}-chapters`;
}
