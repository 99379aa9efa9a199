/** The dashboard as the program uses it: its code is loaded when it is opened, events before that are kept for it. */
import { type Finding, formatFinding } from '../../channel/definitions.js';
import type { Engine, EngineEvent } from '../../coordinator/api.js';
import type { Dashboard, LogEntry } from '../../tui/dashboard.js';
import { describeEvent } from './event-text.js';

/** Whether the program has a terminal to itself (`docs/behaviour.md` §6). */
export function hasScreen({ headless }: { headless: boolean }): boolean {
  return (
    !headless && process.env.TERM !== 'dumb' && process.stdin.isTTY === true && process.stdout.isTTY === true
  );
}

/** How much an event weighs in the log. */
export function levelOf(event: EngineEvent): LogEntry['level'] {
  switch (event.kind) {
    case 'shard-died':
      return 'error';
    case 'trouble':
    case 'kept':
      return 'warning';
    case 'link':
      return event.what === 'refuse' ? 'warning' : 'info';
    default:
      return 'info';
  }
}

/** See the file's head. */
export class EventScreen {
  private dashboard: Dashboard | undefined;
  private early: LogEntry[] = [];
  private readonly notes: string[] = [];

  /** Takes the terminal over; findings of the start are the first lines of the log. */
  async open(engine: Engine, findings: readonly Finding[]): Promise<void> {
    const { openDashboard } = await import('../../tui/dashboard.js');
    const dashboard = openDashboard({ engine, interrupt: () => process.kill(process.pid, 'SIGINT') });
    for (const finding of findings) {
      dashboard.log({ wallMs: engine.startedAt, level: finding.severity, text: formatFinding(finding) });
    }
    for (const entry of this.early) dashboard.log(entry);
    this.early = [];
    this.dashboard = dashboard;
  }

  /** Adds an event to the log tab. */
  take(event: EngineEvent, wallMs: number): void {
    const slot = 'rtu' in event ? { slot: event.rtu.slot } : {};
    const entry: LogEntry = { wallMs, level: levelOf(event), text: describeEvent(event), ...slot };
    if (this.dashboard === undefined) this.early.push(entry);
    else this.dashboard.log(entry);
  }

  /** Adds a line to the log tab, and says it again when the terminal is given back: a run's result outlives the screen. */
  note(text: string, wallMs: number): void {
    this.notes.push(text);
    const entry: LogEntry = { wallMs, level: 'info', text };
    if (this.dashboard === undefined) this.early.push(entry);
    else this.dashboard.log(entry);
  }

  /** Gives the terminal back. */
  close(): void {
    this.dashboard?.close();
    for (const text of this.notes.splice(0)) process.stderr.write(`${text}\n`);
  }
}
