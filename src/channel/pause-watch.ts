/** Notices when the own thread stood still. */
import { BEAT_MS, PAUSE_MS, type PauseRow } from './pause-table.js';

/** The clock and timers of the thread, as `Machine` of a shard has them. */
export interface BeatMachine {
  readonly clock: { monotonicMs(): number };
  readonly timers: {
    setTimeout(callback: () => void, delayMs: number): object;
    clearTimeout(timer: object | undefined): void;
  };
}

/**
 * A beat every `BEAT_MS`; where none came for `PAUSE_MS`, the thread has paused: it was stopped, another program had the
 * processors, or one turn of its event loop took that long. Node.js may read sockets before it runs timers that are late.
 * Whoever takes octets from a socket therefore calls `note` first, so that a pause is known before what lay in the sockets is judged.
 */
export class PauseWatch {
  private timer: object | undefined;
  /** The last beat; NaN: the watch has not begun. */
  private beatMs = Number.NaN;
  /** A pause was entered and no beat came since: the same turn of the event loop. */
  private isOpen = false;
  private lastToMs = 0;

  /** `onBeat` is called with each beat. */
  constructor(
    private readonly row: PauseRow,
    private readonly machine: BeatMachine,
    private readonly onBeat: (nowMs: number) => void = () => {},
  ) {}

  /** Begins to watch, from now on. */
  begin(): void {
    if (!Number.isNaN(this.beatMs)) return;
    this.beatMs = this.row.beatMs = this.machine.clock.monotonicMs();
    this.schedule();
  }

  /** Ends the watch: a thread that ends on purpose is not one that hangs. */
  close(): void {
    this.machine.timers.clearTimeout(this.timer);
    this.beatMs = Number.NaN;
    this.row.beatMs = 0;
  }

  /** The thread runs at `nowMs` (monotonic): enters a pause if it did not come round for so long. Cheap. */
  note(nowMs: number): void {
    // False as well while the watch has not begun.
    if (nowMs - this.beatMs >= PAUSE_MS) this.enter(nowMs);
  }

  /** Whether the thread paused after `sinceMs` (monotonic). */
  pausedSince(sinceMs: number): boolean {
    return this.lastToMs > sinceMs;
  }

  /** Whether a pause of the thread has a moment in common with `fromMs`…`toMs` (monotonic). Cheap where there was none lately. */
  overlaps(fromMs: number, toMs: number): boolean {
    return this.lastToMs > fromMs && this.row.overlaps(fromMs, toMs);
  }

  private schedule(): void {
    this.timer = this.machine.timers.setTimeout(() => this.beat(), BEAT_MS);
  }

  private beat(): void {
    const nowMs = this.machine.clock.monotonicMs();
    this.note(nowMs);
    this.isOpen = false;
    this.beatMs = this.row.beatMs = nowMs;
    this.schedule();
    this.onBeat(nowMs);
  }

  private enter(nowMs: number): void {
    if (this.isOpen) this.row.extend(nowMs);
    else this.row.enter({ fromMs: this.beatMs, toMs: nowMs });
    this.isOpen = true;
    this.beatMs = this.row.beatMs = this.lastToMs = nowMs;
  }
}
