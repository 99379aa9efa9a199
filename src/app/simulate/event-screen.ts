import { type Finding, formatFinding } from '../../channel/definitions.js';
import type { Engine, EngineEvent, IniReading } from '../../coordinator/api.js';
import type { Dashboard, LogEntry } from '../../tui/dashboard.js';
import { holdLines, say } from '../program/standard-output.js';
import { UnblockedOutput } from '../unread-output.js';
import { describeEvent } from './event-text.js';

/** What a connection can do that is nearly always wrong. */
const WARNED: ReadonlySet<string> = new Set(['refuse', 'flood', 'warning']);

/** The level of an event in the log. */
export function levelOf(event: EngineEvent): LogEntry['level'] {
  switch (event.kind) {
    case 'shard-died':
      return 'error';
    case 'trouble':
    case 'hang':
    case 'pause':
    case 'kept':
      return 'warning';
    case 'reaction':
      return event.outcome.detail === '' ? 'info' : 'warning';
    case 'link':
      return WARNED.has(event.what) ? 'warning' : 'info';
    default:
      return 'info';
  }
}

/** The dashboard as the program uses it. Its code is loaded when it opens; earlier events are kept and added to its log then. */
export class EventScreen {
  private dashboard: Dashboard | undefined;
  private early: LogEntry[] = [];
  private readonly notes: string[] = [];
  private release: (() => void) | undefined;

  /** Opens the dashboard; the findings of the start are the first lines of its log. */
  async open(engine: Engine, reload: IniReading, findings: readonly Finding[]): Promise<void> {
    const { openDashboard } = await import('../../tui/dashboard.js');
    const dashboard = openDashboard({
      engine,
      reload,
      interrupt: () => process.kill(process.pid, 'SIGINT'),
      hangUp: () => process.kill(process.pid, 'SIGHUP'),
      output: new UnblockedOutput(process.stdout),
    });
    for (const finding of findings) {
      dashboard.log({ wallMs: engine.startedAt, level: finding.severity, text: formatFinding(finding) });
    }
    for (const entry of this.early) dashboard.log(entry);
    this.early = [];
    this.dashboard = dashboard;
    this.release = holdLines((line) => this.note(line, engine.wallNow()));
  }

  /** Adds an event to the log tab. */
  take(event: EngineEvent, wallMs: number): void {
    const slot = 'rtu' in event ? { slot: event.rtu.slot } : {};
    const entry: LogEntry = { wallMs, level: levelOf(event), text: describeEvent(event), ...slot };
    if (this.dashboard === undefined) this.early.push(entry);
    else this.dashboard.log(entry);
  }

  /** Adds a line to the log tab. It is printed again when the dashboard closes, so that a run's result stays readable. */
  note(text: string, wallMs: number): void {
    this.notes.push(text);
    this.show(text, wallMs);
  }

  /** Adds a line to the log tab only. */
  show(text: string, wallMs: number): void {
    const entry: LogEntry = { wallMs, level: 'info', text };
    if (this.dashboard === undefined) this.early.push(entry);
    else this.dashboard.log(entry);
  }

  /**
   * Closes the dashboard and prints the notes. If it never opened, what went wrong until then is printed, because nobody has seen it.
   * May be called twice.
   */
  close(): void {
    this.release?.();
    this.release = undefined;
    this.dashboard?.close();
    for (const text of this.notes.splice(0)) say(text);
    for (const { level, text } of this.early.splice(0)) if (level !== 'info') say(text);
  }
}
