/** The walk of a command line: its plan before the start, then the walk itself with its keys. */
import { constants, copyFileSync, existsSync, writeFileSync } from 'node:fs';
import type { LoadedConfiguration } from '../../config/load.js';
import type { Engine } from '../../coordinator/api.js';
import { commandPlaces, planWalk } from '../../end-to-end/plan.js';
import { SHEET_COLUMNS } from '../../end-to-end/sheet.js';
import type { Outcome, Step } from '../../end-to-end/step.js';
import { checkReportPath } from '../../report/report-path.js';
import {
  earlierOutcomes,
  findPageLoss,
  findSheetLoss,
  readSheetFile,
} from '../../run/end-to-end/earlier-sheet.js';
import { sheetText, untested } from '../../run/end-to-end/sheet-file.js';
import { type PageAbout, writeSheetPage } from '../../run/end-to-end/sheet-page-file.js';
import { isWalked } from '../../run/end-to-end/walk.js';
import { WalkRun } from '../../run/end-to-end/walk-run.js';
import { countOf, formatNumber } from '../../text/format.js';
import { numberedName } from '../../text/free-name.js';
import { plainText } from '../../text/outside-text.js';
import { systemReason } from '../../text/system-errors.js';
import { EXIT } from '../program/exit-codes.js';
import { signalItself } from '../program/signal-itself.js';
import { say } from '../program/standard-output.js';
import { tellStarter } from '../program-channel.js';
import { programVersion } from '../program-version.js';
import { findPathFault } from './output-paths.js';
import type { SimulatorOptions } from './simulator-options.js';
import { KEY_HELP, openWalkKeys } from './walk-keys.js';
import type { WalkOptions } from './walk-options.js';

export class PlannedWalk {
  /** What the engine has to tell of. */
  readonly commands: ReturnType<typeof commandPlaces>;
  private readonly steps: readonly Step[];
  private readonly files: readonly string[];
  private readonly about: PageAbout;
  /** What the sheet has that the walk goes on with. */
  private earlier: readonly Outcome[] | undefined;
  private hasOtherColumns = false;
  private run: WalkRun | undefined;

  constructor(
    private readonly walk: WalkOptions,
    private readonly options: SimulatorOptions,
    { rtus, tables }: Pick<LoadedConfiguration, 'rtus' | 'tables'>,
  ) {
    this.steps = planWalk(rtus, tables, walk);
    this.commands = commandPlaces(rtus, tables);
    this.files = [...tables.keys()];
    this.about = { version: programVersion(), configuration: options.ini };
  }

  /** Why it can't be walked, or `undefined`. Reads the sheet that it goes on with. */
  findFault(): string | undefined {
    if (this.steps.length === 0) return '--e2e: there is no point and no command to walk through';
    if (this.walk.pace === 'key' && !process.stdin.isTTY) {
      return '--e2e key needs a terminal for its keys: give seconds instead, such as --e2e 5';
    }
    return this.findSheetFault();
  }

  /** Why the sheets can't be written, or `undefined`. */
  private findSheetFault(): string | undefined {
    const { sheet, page, resume } = this.walk;
    const clash = findPathFault(this.options, this.files);
    if (clash !== undefined) return clash;
    for (const path of [sheet, page]) {
      const fault = path === undefined ? undefined : checkReportPath(path);
      // A sheet is written as a report is.
      if (fault !== undefined) return fault.replace(/^report /, 'sheet ');
    }
    if (sheet !== undefined) {
      const fault = resume ? this.readEarlier(sheet) : findSheetLoss(sheet);
      if (fault !== undefined) return fault;
    }
    return page === undefined ? undefined : findPageLoss(page, resume);
  }

  /** Why the walk can't go on with this sheet, or `undefined`. Without a file it begins anew. */
  private readEarlier(sheet: string): string | undefined {
    if (!existsSync(sheet)) return undefined;
    const read = readSheetFile(sheet);
    if ('faults' in read) return read.faults.join('\n');
    const earlier = earlierOutcomes(read.sheet, this.steps, sheet);
    if ('fault' in earlier) return earlier.fault;
    this.earlier = earlier.outcomes;
    this.hasOtherColumns = read.sheet.heads.join() !== SHEET_COLUMNS.join();
    return undefined;
  }

  get passed(): boolean {
    return this.run?.passed ?? false;
  }

  /** Writes the sheets to be filled in; returns the exit code. */
  printSheet(): number {
    const { sheet, page, resume } = this.walk;
    const fault = this.findSheetFault();
    if (fault !== undefined) {
      say(fault);
      return EXIT.CONFIGURATION;
    }
    if (this.earlier !== undefined) say(this.leftWords(this.earlier));
    const outcomes = this.earlier ?? untested(this.steps);
    const forms: [string | undefined, (path: string) => void][] = [
      // A sheet to go on with stays as it is until then.
      [
        resume && this.earlier !== undefined ? undefined : sheet,
        (path) => writeFileSync(path, sheetText(outcomes)),
      ],
      [page, (path) => writeSheetPage(path, outcomes, this.about, Date.now())],
    ];
    for (const [path, write] of forms) {
      if (path === undefined) continue;
      try {
        write(path);
      } catch (error) {
        say(`sheet ${path}: ${systemReason(error, 'write')}`);
        return EXIT.CONFIGURATION;
      }
      say(
        `${path}: ${countOf(this.steps.length, 'step')}${this.earlier === undefined ? ' to be filled in' : ''}`,
      );
    }
    return EXIT.OK;
  }

  /** `sheet.csv: 12 of 49 steps are left`. */
  private leftWords(earlier: readonly Outcome[]): string {
    const left = earlier.filter((outcome) => !isWalked(outcome, this.walk.pace)).length;
    return `${this.walk.sheet}: ${formatNumber(left)} of ${countOf(this.steps.length, 'step')} ${left === 1 ? 'is' : 'are'} left`;
  }

  /** Keeps a sheet whose columns are not all ours: the walk writes its own only. Why it can't be kept, or `undefined`. */
  private keepOtherColumns(): string | undefined {
    const { sheet } = this.walk;
    if (!this.hasOtherColumns || sheet === undefined) return undefined;
    const kept = numberedName(sheet, 1, existsSync) ?? sheet;
    try {
      copyFileSync(sheet, kept, constants.COPYFILE_EXCL);
    } catch (error) {
      return `sheet ${kept}: ${systemReason(error, 'write')}`;
    }
    say(`${sheet} has other columns than a walk writes: as it was it is kept as ${kept}`);
    return undefined;
  }

  /** Walks; resolves when the result is told. */
  async play(
    engine: Engine,
    tell: (line: string) => void,
    tellResult: (lines: readonly string[]) => void,
  ): Promise<void> {
    const { pace, commandTimeoutMs, sheet, page } = this.walk;
    const { awaitMasters, awaitTimeoutMs } = this.options;
    const keys = pace === 'key' ? openWalkKeys(process.stdin, say, () => signalItself('SIGINT')) : undefined;
    tell(
      `walk of ${countOf(this.steps.length, 'step')}, without a dashboard${keys === undefined ? '' : `; ${KEY_HELP}`}`,
    );
    if (this.earlier !== undefined) {
      tell(this.leftWords(this.earlier));
      const fault = this.keepOtherColumns();
      if (fault !== undefined) {
        tellResult([plainText(`Verdict   NOT JUDGED: ${fault}`)]);
        return;
      }
    }
    this.run = new WalkRun({
      engine,
      steps: this.steps,
      pace: keys?.read ?? Number(pace),
      commandTimeoutMs,
      awaitMasters,
      awaitTimeoutMs,
      sheet,
      earlier: this.earlier,
      page: page === undefined ? undefined : { path: page, about: this.about },
      tell,
      tellResult,
    });
    try {
      await this.run.play();
      const { notBegun } = this.run;
      if (notBegun !== undefined) tellStarter({ notBegun });
    } finally {
      keys?.close();
    }
  }

  async interrupt(): Promise<void> {
    await this.run?.interrupt();
  }
}
