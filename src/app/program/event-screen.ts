import { type Finding, formatFinding } from '../../channel/definitions.js';
import type { Dashboard, LogEntry } from '../../tui/dashboard.js';
import { UnblockedOutput } from '../unread-output.js';
import { signalItself } from './signal-itself.js';
import { holdLines, say } from './standard-output.js';

/** What a dashboard needs of the process. */
export interface ScreenEnds {
  /** Ends the program in order, as SIGINT does. */
  readonly interrupt: () => void;
  /** Ends the program in order when the terminal is gone, as SIGHUP does. */
  readonly hangUp: () => void;
  readonly output: UnblockedOutput;
}

/** The program whose dashboard opens. */
interface Shown {
  readonly startedAt: number;
  wallNow(): number;
}

/** A dashboard as its program uses it. Its code is loaded when it opens; earlier events are kept and added to its log then. */
export class EventScreen {
  private dashboard: Dashboard | undefined;
  private early: LogEntry[] = [];
  private readonly notes: string[] = [];
  private release: (() => void) | undefined;

  /** Opens the dashboard; the findings of the start are the first lines of its log. */
  async open(
    shown: Shown,
    findings: readonly Finding[],
    openDashboard: (ends: ScreenEnds) => Promise<Dashboard>,
  ): Promise<void> {
    const dashboard = await openDashboard({
      interrupt: () => signalItself('SIGINT'),
      hangUp: () => signalItself('SIGHUP'),
      output: new UnblockedOutput(process.stdout),
    });
    for (const finding of findings) {
      dashboard.log({ wallMs: shown.startedAt, level: finding.severity, text: formatFinding(finding) });
    }
    for (const entry of this.early) dashboard.log(entry);
    this.early = [];
    this.dashboard = dashboard;
    this.release = holdLines((line) => this.note(line, shown.wallNow()));
  }

  /** Adds an event to the log tab. */
  take(entry: LogEntry): void {
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
    this.take({ wallMs, level: 'info', text });
  }

  /** Shows where the live page is. */
  showPage(url: string): void {
    this.dashboard?.showPage?.(url);
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
