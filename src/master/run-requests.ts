/** What a run of the master requests: clock, interrogations, commands, the steps of its script, and what came of them. */
import { findType } from '../codec/types.js';
import type { Behaviour } from './behaviour.js';
import type { AddressedCommand } from './command-text.js';
import type { ControllingStation } from './controlling-station.js';
import type { ExchangeReport } from './exchange.js';
import { MasterError } from './master-error.js';
import type { MasterOptions } from './master-options.js';
import type { RtuRequests } from './rtu-requests.js';
import type { CommandResult, ScriptResult } from './run-record.js';
import type { ScriptRequest, ScriptStep } from './script.js';
import type { LinkReport } from './station-totals.js';

/** What is requested of a run's options. */
type Requested = Pick<
  MasterOptions,
  'clock' | 'clockEveryMs' | 'gi' | 'giRepeat' | 'commands' | 'script' | 'behaviour'
>;

/** The requests of one run, and their outcomes. */
export class RunRequests {
  readonly clocks: LinkReport[] = [];
  readonly interrogations: LinkReport[] = [];
  readonly commands: CommandResult[] = [];
  readonly script: ScriptResult[] = [];
  /** Commands that were due and not sent, because it behaves so. */
  withheld = 0;
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
      if (this.withholds()) continue;
      const rtu = started.find(({ ca }) => ca === command.ca);
      if (rtu === undefined) this.commands.push({ command, report: undefined });
      else this.underWay.push(this.command(rtu, command));
    }
    if (clockEveryMs > 0) {
      const synchroniseAll = () => {
        for (const rtu of this.started()) this.underWay.push(this.synchronise(rtu));
      };
      this.timers.push(setInterval(synchroniseAll, clockEveryMs));
    }
    for (const step of script) this.timers.push(setTimeout(() => this.take(step), step.atMs));
  }

  /** What is requested of RTUs when their link is started: clock and interrogation. */
  greet(rtus: readonly RtuRequests[]): void {
    const { clock, gi, giRepeat } = this.requested;
    // A fault in the octets behind STARTDT con has ended the link already.
    const started = rtus.filter(({ state }) => state === 'started');
    if (clock) for (const rtu of started) this.underWay.push(this.synchronise(rtu));
    if (gi)
      for (const rtu of started) this.underWay.push(this.interrogate(rtu, giRepeat ? 'repeated' : 'once'));
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

  private started(): RtuRequests[] {
    return this.station.links.filter(({ state }) => state === 'started').flatMap(({ rtus }) => rtus);
  }

  private async synchronise(rtu: RtuRequests): Promise<void> {
    this.clocks.push({ rtu, report: await rtu.clockSync() });
  }

  private async interrogate(rtu: RtuRequests, how: 'once' | 'repeated'): Promise<void> {
    let again = true;
    while (again) {
      const report = await rtu.interrogate();
      // A repetition under way at the end of the run doesn't count, whether done or cut off.
      if (how === 'repeated' && this.finishing) return;
      this.interrogations.push({ rtu, report });
      again = how === 'repeated' && report.outcome === 'done' && rtu.state === 'started';
    }
  }

  private async command(rtu: RtuRequests, command: AddressedCommand): Promise<void> {
    const report = await execute(rtu, command, this.requested.behaviour.commands);
    this.commands.push({ command, report });
  }

  /** Whether it never sends commands: then one more is counted. */
  private withholds(): boolean {
    const isSilent = this.requested.behaviour.commands === 'never';
    if (isSilent) this.withheld++;
    return isSilent;
  }

  private take(step: ScriptStep): void {
    if (step.request.kind === 'command' && this.withholds()) return;
    const rtus = this.started().filter(({ ca }) => step.ca === undefined || ca === step.ca);
    // Of several ports of one station a command goes to one: it moves the process once.
    const addressed = step.request.kind === 'command' ? rtus.slice(0, 1) : rtus;
    const reports: LinkReport[] = [];
    this.script.push({ step, reports });
    for (const rtu of addressed) this.underWay.push(this.takeOn(rtu, step.request, reports));
  }

  private async takeOn(rtu: RtuRequests, request: ScriptRequest, reports: LinkReport[]): Promise<void> {
    const report = await answerTo(rtu, request, this.requested.behaviour.commands);
    if (report !== undefined) reports.push({ rtu, report });
  }
}

function answerTo(
  rtu: RtuRequests,
  request: ScriptRequest,
  how: Behaviour['commands'],
): Promise<ExchangeReport | undefined> {
  switch (request.kind) {
    case 'gi':
      return rtu.interrogate(request.qoi);
    case 'counters':
      return rtu.interrogateCounters(request.rqt, request.frz);
    case 'read':
      return rtu.readObject(request.ioa);
    case 'clock':
      return rtu.clockSync();
    case 'test':
      return rtu.testCommand();
    case 'command':
      return execute(rtu, request.command, how);
  }
}

/** The report of the last step; `undefined`: the link ended between select and execute. */
async function execute(
  rtu: RtuRequests,
  { command, select }: AddressedCommand,
  how: Behaviour['commands'],
): Promise<ExchangeReport | undefined> {
  try {
    if (how === 'selected' && findType(command.typeId)?.selectable === true) {
      return await rtu.command({ ...command, mode: 'select' });
    }
    return await (select ? rtu.selectAndExecute(command) : rtu.command(command));
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    return undefined;
  }
}
