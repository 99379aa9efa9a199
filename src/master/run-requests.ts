/** What a run of the master requests: clock, interrogations, commands, and what came of them. */
import type { AddressedCommand } from './command-text.js';
import type { ControllingStation, LinkReport } from './controlling-station.js';
import type { ExchangeReport } from './exchange.js';
import { MasterError } from './master-error.js';
import type { MasterLink } from './master-link.js';
import type { MasterOptions } from './master-options.js';
import type { CommandResult } from './run-record.js';

/** The requests of one run, and their outcomes. */
export class RunRequests {
  readonly clocks: LinkReport[] = [];
  readonly interrogations: LinkReport[] = [];
  readonly commands: CommandResult[] = [];
  private readonly underWay: Promise<void>[] = [];
  private finishing = false;

  constructor(private readonly station: ControllingStation) {}

  /** Sends the requests of the options on every started link, in one pass per kind: clock, interrogation, commands. */
  open(options: Pick<MasterOptions, 'clock' | 'gi' | 'giRepeat' | 'commands'>): void {
    const started = this.station.links.filter((link) => link.state === 'started');
    if (options.clock) for (const link of started) this.underWay.push(this.synchronise(link));
    if (options.gi)
      for (const link of started)
        this.underWay.push(this.interrogate(link, options.giRepeat ? 'repeated' : 'once'));
    for (const command of options.commands) {
      const link = started.find((candidate) => candidate.rtu.ca === command.ca);
      if (link === undefined) this.commands.push({ command, report: undefined });
      else this.underWay.push(this.command(link, command));
    }
  }

  /** Stops repeating. */
  finish(): void {
    this.finishing = true;
  }

  /** Resolves when no request is under way; at once after the links are closed. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
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
    let report: ExchangeReport | undefined;
    try {
      report = await (command.select
        ? link.selectAndExecute(command.command)
        : link.command(command.command));
    } catch (error) {
      // The link ended between select and execute.
      if (!(error instanceof MasterError)) throw error;
    }
    this.commands.push({ command, report });
  }
}
