import { writeFileSync } from 'node:fs';
import { SENT_LIST_HEADER } from '../../channel/sent-list-format.js';
import type { Engine, EngineEvent, IniReading } from '../../coordinator/api.js';
import { startEngine } from '../../coordinator/engine.js';
import { StartError } from '../../coordinator/errors.js';
import { logEvent } from '../../coordinator/program-log.js';
import { machineClockSetter } from '../../coordinator/time/clock-setter.js';
import type { LiveSetup, RunningApi } from '../../http/server.js';
import { NO_PROGRESS } from '../../progress/progress.js';
import type { Run } from '../../run/run.js';
import { headerInForm, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { systemReason } from '../../text/system-errors.js';
import { EXIT } from '../program/exit-codes.js';
import { RunningProgram } from '../program/running-program.js';
import { print, progress } from '../program/standard-output.js';
import { programAbout, programVersion } from '../program-version.js';
import { entryOf } from './event-entry.js';
import { describeEvent } from './event-text.js';
import type { LoadedFiles } from './load-files.js';
import { openBrowser } from './open-browser.js';
import type { PlannedWalk } from './planned-walk.js';
import { RTU_LINES, type RtuLinkEvent } from './rtu-lines.js';
import type { SimulatorOptions } from './simulator-options.js';

/** The running program: engine, log, dashboard or lines, HTTP API, and the run of its sends. */
export class Simulator extends RunningProgram<Engine, RtuLinkEvent> {
  private iniReload: Promise<IniReading> | undefined;
  private readonly reload: IniReading = {
    read: async (check) => {
      this.iniReload ??= this.makeReload();
      return (await this.iniReload).read(check);
    },
  };
  private run: Run | undefined;
  /** Where the lines of the program's log go beside the log. */
  private readonly lines = new Set<Parameters<LiveSetup['lines']>[0]>();
  /** The log takes no more lines: of a report that the disk takes last is told on standard error only. */
  private isLogClosed = false;
  /** The summary of the run, until it is printed. */
  private readonly result: string[] = [];
  protected override waitsFor = 'the report';

  /**
   * Opens the program's log. `words`: the command line, for the reports. `RunClass`: loaded only where there is something to play;
   * without it `play` does nothing.
   */
  constructor(
    private readonly options: SimulatorOptions,
    private readonly files: LoadedFiles,
    private readonly words: readonly string[],
    private readonly RunClass: typeof Run | undefined,
    private readonly walk?: PlannedWalk,
  ) {
    super(options, {
      findings: files.configuration.findings,
      links: RTU_LINES,
      describeLink: describeEvent,
    });
  }

  /** Tells a sentence of something that is not as it should be. */
  warn(detail: string): void {
    this.take({ kind: 'trouble', detail });
  }

  /** Opens every RTU, then the dashboard and the API. Throws `StartError`, with everything closed again. */
  async start(): Promise<void> {
    const { options, files } = this;
    const { configuration } = files;
    this.starting = startEngine(
      {
        rtus: configuration.rtus,
        tables: configuration.tables,
        shards: options.shards,
        logFolder: options.log,
        signalLog: options.signalLog,
        logThread: this.logs.thread,
        programLog: 'written',
        ...(this.walk === undefined ? {} : { watchedCommands: this.walk.commands }),
        ...(files.reactions === undefined ? {} : { reactions: files.reactions }),
        ...(files.expectations === undefined ? {} : { expectations: files.expectations }),
        ...(options.sentList === undefined ? {} : { sentList: options.sentList }),
        databases: {
          folder: options.data,
          findings: configuration.findings,
          readAtMs: files.readAtMs,
          addresses: options.addresses,
        },
        time: {
          servers: configuration.ntpServers,
          updateEverySec: configuration.ntpUpdateSec,
          ...(options.setClock ? { setClock: machineClockSetter() } : {}),
        },
      },
      (event) => this.take(event),
    );
    const engine = await this.starting;
    this.engine = engine;
    if (this.isEnding) return;
    // Before the first send: the new sent list replaces the list of an earlier run.
    if (options.sentList !== undefined) await beginSentList(options.sentList, engine, options.csvForm);
    await this.screen?.open(engine, configuration.findings, async (ends) => {
      const { openDashboard } = await import('../../tui/dashboard.js');
      return openDashboard({ engine, reload: this.reload, ...ends });
    });
    this.api = await this.openApi(engine);
    engine.watchThreads();
  }

  /** Plays the sends or the profile of the options, if there are any; resolves with whether the RTUs stay, or the program ends then. */
  async play(): Promise<'stay' | 'end'> {
    const { engine, options, files, words, RunClass } = this;
    if (this.walk !== undefined && engine !== undefined && !this.isEnding) {
      await this.walk.play(
        engine,
        (line) => this.tell(line),
        (lines) => this.takeResult(lines),
      );
      return 'end';
    }
    if (engine === undefined || RunClass === undefined || this.isEnding) return 'stay';
    const about = programAbout();
    this.run = new RunClass({
      engine,
      options: { ...options, cover: files.cover },
      program: { version: about.version, package: about.package, words, ...options },
      configuration: files.configuration,
      profile: files.profile,
      tell: (line, kind) => this.tell(line, kind),
      // A dashboard shows it itself.
      progress:
        this.screen === undefined ? await progress((line) => this.tell(line, 'passing')) : NO_PROGRESS,
      tellResult: (lines) => this.takeResult(lines),
    });
    await this.run.play();
    // Whoever gave the wait an end does not want to be waited for; a dashboard has somebody who looks.
    const isVain = this.run.notBegun !== undefined && this.screen === undefined;
    return options.exitAfterSend || isVain ? 'end' : 'stay';
  }

  exitCode(): number {
    if (this.hasFailed) return EXIT.FAULT;
    if (this.walk?.passed === false) return EXIT.LIMIT;
    return this.run?.missedLimit === true ? EXIT.LIMIT : EXIT.OK;
  }

  protected override async endPlay(): Promise<void> {
    await this.walk?.interrupt().catch((error: unknown) => this.fail(error));
    await this.run?.interrupt().catch((error: unknown) => this.fail(error));
  }

  /** Last, behind the lines about links that end. */
  protected override tellResult(): void {
    this.printResult();
  }

  protected async endLogs(): Promise<void> {
    this.isLogClosed = true;
    await this.closeLogs();
    await this.run?.written().catch((error: unknown) => this.fail(error));
    this.printResult();
  }

  protected lostLines(): number {
    const { stats } = this.engine ?? {};
    return stats === undefined ? 0 : stats.total('LOG_LOST') + stats.total('SENT_LIST_LOST');
  }

  private take(event: EngineEvent): void {
    logEvent(this.logs.program, event.kind === 'started' ? { ...event, ...programAbout() } : event);
    if (this.screen !== undefined || this.lines.size > 0) {
      const entry = entryOf(event, event.kind === 'link' ? event.wallMs : this.wallNow());
      for (const take of this.lines) take(entry.wallMs, entry.level, entry.text);
      this.screen?.take(entry);
    }
    if (this.screen !== undefined) return;
    if (event.kind === 'link') this.linkLines.take(event);
    else this.sayAt(this.wallNow(), describeEvent(event));
  }

  /** A line about the run: into the log, and to the dashboard or standard error. */
  private tell(line: string, kind?: 'passing'): void {
    this.logLine(line);
    for (const take of this.lines) take(this.wallNow(), 'info', line);
    if (this.screen === undefined) this.sayAt(this.wallNow(), line);
    else if (kind === 'passing') this.screen.show(line, this.wallNow());
    else this.screen.note(line, this.wallNow());
  }

  /** The result of the run: at once where the RTUs stay without a dashboard, else when everything is closed, so that it is last. */
  private takeResult(lines: readonly string[]): void {
    for (const line of lines) {
      this.logLine(line);
      this.screen?.show(line, this.wallNow());
    }
    this.result.push(...lines);
    if (this.screen === undefined && !this.options.exitAfterSend && !this.isEnding) this.printResult();
  }

  private logLine(line: string): void {
    if (!this.isLogClosed) this.logs.program.logger.info(line);
  }

  private printResult(): void {
    for (const line of this.result.splice(0)) print(line);
  }

  /** Opens the HTTP API if the options ask for it; its code is loaded only then. Closes the engine if that fails. */
  private async openApi(engine: Engine): Promise<RunningApi | undefined> {
    const { api: address, apiToken: token, viewToken, web } = this.options;
    if (address === undefined) return undefined;
    const { startApi } = await import('../../http/server.js');
    try {
      const api = await startApi(engine, {
        ...address,
        token,
        version: programVersion(),
        installed: programAbout(),
        tell: (detail) => this.warn(detail),
        reload: this.reload,
        viewToken,
        ...(web === 'off' ? {} : { live: await this.liveSetup() }),
      });
      if (web !== 'off') this.tellPage(api.url, token, web);
      this.tell(`HTTP API at ${api.url}, described in ${api.url}/api/openapi.json`, 'passing');
      return api;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** What the live page shows beside the engine. */
  private async liveSetup(): Promise<LiveSetup> {
    const limit = this.options.limits.find(({ name }) => name === 'ack-p99');
    return {
      lines: (take) => {
        this.lines.add(take);
        return () => this.lines.delete(take);
      },
      run: () => this.run?.live(),
      ackLimitMs: limit?.value,
      plan: await this.plan(),
    };
  }

  /** The rows of the load profile; the code for its words is loaded only where there is one. */
  private async plan(): Promise<LiveSetup['plan']> {
    const { profile } = this.files;
    if (profile === undefined) return [];
    const { liveSteps } = await import('../../run/profile/live-steps.js');
    return liveSteps(profile);
  }

  /** Says where the live page is. A token goes into the fragment, which no server sees; it is not told where the log keeps it. */
  private tellPage(url: string, token: string | undefined, web: 'on' | 'open'): void {
    const open = token === undefined ? url : `${url}/#token=${encodeURIComponent(token)}`;
    this.tell(`live page at ${url}${token === undefined ? '' : '/#token=TOKEN'}`, 'passing');
    this.screen?.showPage(url);
    if (web === 'open') openBrowser(open, (why) => this.warn(why));
  }

  /** Reads the ini file again; its code is loaded when somebody asks for it. One for all who ask, so that they wait for each other. */
  private async makeReload(): Promise<IniReading> {
    const { ini, addresses, ntpServers, ntpUpdateSec } = this.options;
    const { IniReload } = await import('../../coordinator/ini-reload.js');
    const engine = await this.starting;
    if (engine === undefined) throw new Error('the RTUs do not run yet');
    const replaced = ntpServers.length > 0 || ntpUpdateSec !== undefined;
    return new IniReload(engine, {
      iniFile: ini,
      addresses,
      ...(replaced ? {} : { ntp: this.files.configuration }),
      tell: (line) => this.tell(line),
    });
  }
}

/** Writes the header of the sent list. Throws `StartError` (`SENT_LIST`) if it cannot be written; then the engine is closed. */
async function beginSentList(path: string, engine: Engine, form: SpreadsheetForm | undefined): Promise<void> {
  try {
    writeFileSync(path, headerInForm(form, SENT_LIST_HEADER));
  } catch (error) {
    await engine.close();
    throw new StartError('SENT_LIST', [`sent list ${path}: ${systemReason(error, 'write')}`]);
  }
}
