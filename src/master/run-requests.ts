/** What a run of the master requests: clock, interrogations, commands, the steps of its script, and what came of them. */
import type { AddressedCommand } from './command-text.js';
import type { ControllingStation, LinkReport } from './controlling-station.js';
import type { ExchangeReport } from './exchange.js';
import { MasterError } from './master-error.js';
import type { MasterLink } from './master-link.js';
import type { MasterOptions } from './master-options.js';
import type { CommandResult, ScriptResult } from './run-record.js';
import type { ScriptRequest, ScriptStep } from './script.js';

/** What is requested of a run's options. */
type Requested = Pick<MasterOptions, 'clock' | 'clockEveryMs' | 'gi' | 'giRepeat' | 'commands' | 'script'>;

/** The requests of one run, and their outcomes. */
export class RunRequests {
  readonly clocks: LinkReport[] = [];
  readonly interrogations: LinkReport[] = [];
  readonly commands: CommandResult[] = [];
  readonly script: ScriptResult[] = [];
  private readonly underWay: Promise<void>[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private finishing = false;

  constructor(
    private readonly station: ControllingStation,
    private readonly requested: Requested,
  ) {}

  /** Sends the requests on every started link, in one pass per kind: clock, interrogation, commands. The script's seconds count from now. */
  open(): void {
    const { clockEveryMs, commands, script } = this.requested;
    const started = this.started();
    this.greet(started);
    for (const command of commands) {
      const link = started.find((candidate) => candidate.rtu.ca === command.ca);
      if (link === undefined) this.commands.push({ command, report: undefined });
      else this.underWay.push(this.command(link, command));
    }
    if (clockEveryMs > 0) {
      const synchroniseAll = () => {
        for (const link of this.started()) this.underWay.push(this.synchronise(link));
      };
      this.timers.push(setInterval(synchroniseAll, clockEveryMs));
    }
    for (const step of script) this.timers.push(setTimeout(() => this.take(step), step.atMs));
  }

  /** What is requested of links at their start: clock and interrogation. */
  greet(links: readonly MasterLink[]): void {
    const { clock, gi, giRepeat } = this.requested;
    if (clock) for (const link of links) this.underWay.push(this.synchronise(link));
    if (gi)
      for (const link of links) this.underWay.push(this.interrogate(link, giRepeat ? 'repeated' : 'once'));
  }

  /** Stops repeating; steps of the script that are not due yet are not taken. */
  finish(): void {
    this.finishing = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Resolves when no request is under way; at once after the links are closed. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private started(): MasterLink[] {
    return this.station.links.filter((link) => link.state === 'started');
  }

  private async synchronise(link: MasterLink): Promise<void> {
    this.clocks.push({ link, report: await link.clockSync() });
  }

  private async interrogate(link: MasterLink, how: 'once' | 'repeated'): Promise<void> {
    let again = true;
    while (again) {
      const report = await link.interrogate();
      // A repetition under way at the end of the run doesn't count, whether done or cut off.
      if (how === 'repeated' && this.finishing) return;
      this.interrogations.push({ link, report });
      again = how === 'repeated' && report.outcome === 'done' && link.state === 'started';
    }
  }

  private async command(link: MasterLink, command: AddressedCommand): Promise<void> {
    this.commands.push({ command, report: await execute(link, command) });
  }

  private take(step: ScriptStep): void {
    const links = this.started().filter(({ rtu }) => step.ca === undefined || rtu.ca === step.ca);
    // Of several ports of one station a command goes to one: it moves the process once.
    const addressed = step.request.kind === 'command' ? links.slice(0, 1) : links;
    const reports: LinkReport[] = [];
    this.script.push({ step, reports });
    for (const link of addressed) this.underWay.push(this.takeOn(link, step.request, reports));
  }

  private async takeOn(link: MasterLink, request: ScriptRequest, reports: LinkReport[]): Promise<void> {
    const report = await answerTo(link, request);
    if (report !== undefined) reports.push({ link, report });
  }
}

function answerTo(link: MasterLink, request: ScriptRequest): Promise<ExchangeReport | undefined> {
  switch (request.kind) {
    case 'gi':
      return link.interrogate(request.qoi);
    case 'counters':
      return link.interrogateCounters(request.rqt, request.frz);
    case 'read':
      return link.readObject(request.ioa);
    case 'clock':
      return link.clockSync();
    case 'test':
      return link.testCommand();
    case 'command':
      return execute(link, request.command);
  }
}

/** The report of the last step; `undefined`: the link ended between select and execute. */
async function execute(link: MasterLink, command: AddressedCommand): Promise<ExchangeReport | undefined> {
  try {
    return await (command.select ? link.selectAndExecute(command.command) : link.command(command.command));
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    return undefined;
  }
}
