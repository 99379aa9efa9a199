/** The walk of a command line: its plan before the start, then the walk itself with its keys. */
import { writeFileSync } from 'node:fs';
import type { LoadedConfiguration } from '../../config/load.js';
import type { Engine } from '../../coordinator/api.js';
import { commandPlaces, planWalk } from '../../end-to-end/plan.js';
import type { Step } from '../../end-to-end/step.js';
import { sheetText, untested } from '../../run/end-to-end/sheet-file.js';
import { type PageAbout, writeSheetPage } from '../../run/end-to-end/sheet-page-file.js';
import { WalkRun } from '../../run/end-to-end/walk-run.js';
import { countOf } from '../../text/format.js';
import { systemReason } from '../../text/system-errors.js';
import { tellStarter } from '../program-channel.js';
import { programVersion } from '../program-version.js';
import { EXIT } from './exit-codes.js';
import { findPathFault } from './output-paths.js';
import type { SimulatorOptions } from './simulator-options.js';
import { say } from './standard-output.js';
import { KEY_HELP, openWalkKeys } from './walk-keys.js';
import type { WalkOptions } from './walk-options.js';

export class PlannedWalk {
  /** What the engine has to tell of. */
  readonly commands: ReturnType<typeof commandPlaces>;
  private readonly steps: readonly Step[];
  private readonly files: readonly string[];
  private readonly about: PageAbout;
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

  /** Why it can't be walked, or `undefined`. */
  get fault(): string | undefined {
    if (this.steps.length === 0) return '--e2e: there is no point and no command to walk through';
    if (this.walk.pace === 'key' && !process.stdin.isTTY) {
      return '--e2e key needs a terminal for its keys: give seconds instead, such as --e2e 5';
    }
    return undefined;
  }

  get passed(): boolean {
    return this.run?.passed ?? false;
  }

  /** Writes the sheets to be filled in; returns the exit code. */
  printSheet(): number {
    const { sheet, page } = this.walk;
    const clash = findPathFault(this.options, this.files);
    if (clash !== undefined) {
      say(clash);
      return EXIT.CONFIGURATION;
    }
    const outcomes = untested(this.steps);
    const forms: [string | undefined, (path: string) => void][] = [
      [sheet, (path) => writeFileSync(path, sheetText(outcomes))],
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
      say(`${path}: ${countOf(this.steps.length, 'step')} to be filled in`);
    }
    return EXIT.OK;
  }

  /** Walks; resolves when the result is told. */
  async play(
    engine: Engine,
    tell: (line: string) => void,
    tellResult: (lines: readonly string[]) => void,
  ): Promise<void> {
    const { pace, commandTimeoutMs, sheet, page } = this.walk;
    const { awaitMasters, awaitTimeoutMs } = this.options;
    const keys =
      pace === 'key'
        ? openWalkKeys(process.stdin, say, () => process.kill(process.pid, 'SIGINT'))
        : undefined;
    tell(
      `walk of ${countOf(this.steps.length, 'step')}, without a dashboard${keys === undefined ? '' : `; ${KEY_HELP}`}`,
    );
    this.run = new WalkRun({
      engine,
      steps: this.steps,
      pace: keys?.read ?? Number(pace),
      commandTimeoutMs,
      awaitMasters,
      awaitTimeoutMs,
      sheet,
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
