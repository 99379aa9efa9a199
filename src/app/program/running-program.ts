import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../../channel/definitions.js';
import { formatClock } from '../../text/local-time.js';
import type { Endable } from './ending.js';
import { EventScreen } from './event-screen.js';
import { hasScreen } from './has-screen.js';
import { type LineEvent, LinkLines, type LinkWords } from './link-lines.js';
import { ProgramLogs } from './program-logs.js';
import type { ProgramOptions } from './program-options.js';
import { say } from './standard-output.js';

/** An end that takes longer says what it waits for (`docs/behaviour.md` §6). */
const LONG_END_MS = 1900;
/** Time for the ends of links before the result, or before what was joined is told. */
const LAST_LINES_MS = 200;

/** What runs: the RTUs, or the groups of the gateway. */
interface Runnable {
  close(): Promise<void>;
  /** Wall clock, ms since 1970. */
  wallNow(): number;
}

/** How a program is told of. */
export interface ProgramWords<LinkEvent> {
  /** What was found in its files. */
  readonly findings: readonly Finding[];
  /** Whether its files forbid a dashboard. */
  readonly withoutScreen?: boolean;
  /** Name of its own log; default: the simulator's. */
  readonly logName?: string;
  readonly links: LinkWords<LinkEvent>;
  describeLink(event: LinkEvent): string;
}

/** What the simulator and the gateway share while they run: logs, dashboard or lines, faults, and the order of the end. */
export abstract class RunningProgram<Engine extends Runnable, LinkEvent extends LineEvent>
  implements Endable
{
  protected readonly logs: ProgramLogs;
  protected readonly screen: EventScreen | undefined;
  protected readonly linkLines: LinkLines<LinkEvent>;
  protected starting: Promise<Engine> | undefined;
  protected engine: Engine | undefined;
  protected api: { close(): Promise<void> } | undefined;
  protected hasFailed = false;
  protected isEnding = false;
  /** What the end waits for, in words. */
  protected waitsFor = 'the links and the API';
  private ended: Promise<void> | undefined;

  /** Opens the program's log. */
  protected constructor(
    options: ProgramOptions,
    { findings, withoutScreen = false, logName, links, describeLink }: ProgramWords<LinkEvent>,
  ) {
    this.screen = !withoutScreen && hasScreen(options) ? new EventScreen() : undefined;
    this.linkLines = new LinkLines(
      links,
      (event) => say(`${formatClock(event.wallMs)} ${describeLink(event)}`),
      (line, wallMs) => say(`${formatClock(wallMs)} ${line}`),
    );
    this.logs = new ProgramLogs(options, {
      wallNow: () => this.wallNow(),
      warn: (detail) => this.warn(detail),
      lostLines: () => this.lostLines(),
      ...(logName === undefined ? {} : { name: logName }),
    });
    for (const finding of findings) this.logs.program.logger.warn(finding, 'finding');
  }

  /** Tells a sentence of something that is not as it should be. */
  abstract warn(detail: string): void;
  abstract exitCode(): number;
  /** Lines of logs that its threads have lost, beside those of the program's own log. */
  protected abstract lostLines(): number;

  /** Gives the terminal back, and prints what the dashboard kept for then. May be called twice. */
  leaveScreen(): void {
    this.screen?.close();
  }

  fail(error: unknown): void {
    this.hasFailed = true;
    // Closes the dashboard first: text that is printed while it is open is gone when it closes.
    this.leaveScreen();
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.logs.program.logger.error(error, 'fault');
  }

  /** The disk has not answered a call for so long that the writer's thread can't be ended. */
  get waitsForDisk(): boolean {
    return this.logs.hang;
  }

  /** Ends in order, once: the end of a run and a signal may both ask for it. */
  end(): Promise<void> {
    this.ended ??= this.endInOrder();
    return this.ended;
  }

  /** Writes the last lines of the logs. */
  closeLogs(): Promise<void> {
    return this.logs.close();
  }

  /** Tells what was joined so far. */
  protected flushLines(): void {
    this.linkLines.flush();
  }

  /** Ends what the program plays, before the links. */
  protected async endPlay(): Promise<void> {}

  /** The links have ended, or are not waited for any longer: a thread that hangs delays no verdict. */
  protected tellResult(): void {}

  /** The links and the API are closed: the last that is told and written, the logs included. */
  protected abstract endLogs(): Promise<void>;

  private async endInOrder(): Promise<void> {
    this.isEnding = true;
    const long = setTimeout(
      () => say(`the end is not there yet, it waits for ${this.waitsFor}; a second signal ends it at once`),
      LONG_END_MS,
    ).unref();
    await this.endPlay();
    this.leaveScreen();
    this.waitsFor = 'the links and the API';
    // A start that is under way is waited for: its threads have to end before the logs.
    const engine = await this.starting?.catch(() => undefined);
    const closed = Promise.all([this.api?.close(), engine?.close()]);
    await Promise.race([closed, sleep(LAST_LINES_MS, undefined, { ref: false })]);
    this.flushLines();
    this.tellResult();
    await closed;
    this.logs.program.logger.info('ended');
    // That it waits for the logs, or for a report, is told with their files.
    clearTimeout(long);
    await this.endLogs();
  }

  /** The wall clock of what runs; before, the machine's. */
  protected wallNow(): number {
    return this.engine?.wallNow() ?? Date.now();
  }

  /** A line with its time, behind what was joined before. */
  protected sayAt(wallMs: number, line: string): void {
    this.flushLines();
    say(`${formatClock(wallMs)} ${line}`);
  }
}
