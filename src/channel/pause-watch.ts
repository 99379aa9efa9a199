/** Notices when the own thread stood still. */
import { BEAT_MS, PAUSE_MS, type PauseRow, REST_BEAT_MS } from './pause-table.js';

/** A thread is active for so long after it did something, ms. */
const ACTIVE_MS = 1000;

/**
 * The thread says by `beat` that it comes round, and when it will again. Where it did not for `PAUSE_MS`, it has paused: it was
 * stopped, others had the processors, or one turn of its event loop took that long. Node.js may read sockets before it runs
 * timers that are late. Whoever takes octets from a socket therefore calls `note` first, so that a pause is known before what
 * lay in the sockets is judged.
 */
export class PauseWatch {
  /** The thread stands still since then if it does not come round, monotonic ms; NaN: the watch has not begun. */
  private silentFromMs = Number.NaN;
  private activeMs = Number.NEGATIVE_INFINITY;
  /** A pause was entered and no beat came since: the same turn of the event loop. */
  private isOpen = false;
  private lastFromMs = 0;
  private lastToMs = 0;

  constructor(private readonly row: PauseRow) {}

  /** Begins to watch, at `nowMs` (monotonic). */
  begin(nowMs: number): void {
    if (!Number.isNaN(this.silentFromMs)) return;
    this.activeMs = nowMs;
    // The next beat is that of a timer that runs already.
    this.row.beat(nowMs, REST_BEAT_MS);
    this.silentFromMs = this.row.silentFromMs;
  }

  /** Ends the watch: a thread that ends on purpose is not one that hangs. */
  close(): void {
    this.silentFromMs = Number.NaN;
    this.row.unwatch();
  }

  /** The thread comes round at `nowMs` (monotonic), and will again within `nextInMs`. */
  beat(nowMs: number, nextInMs: number): void {
    if (Number.isNaN(this.silentFromMs)) return;
    this.look(nowMs);
    this.isOpen = false;
    this.row.beat(nowMs, nextInMs);
    this.silentFromMs = this.row.silentFromMs;
  }

  /** The thread does something at `nowMs` (monotonic). Cheap. */
  note(nowMs: number): void {
    this.activeMs = nowMs;
    this.look(nowMs);
  }

  /** Whether the thread did something lately: its beats should then be `BEAT_MS` apart at most. */
  isActive(nowMs: number): boolean {
    return nowMs - this.activeMs < ACTIVE_MS;
  }

  /** When the latest pause began, monotonic ms; 0: there was none. */
  get latestFromMs(): number {
    return this.lastFromMs;
  }

  /** Whether the thread paused after `sinceMs` (monotonic). */
  pausedSince(sinceMs: number): boolean {
    return this.lastToMs > sinceMs;
  }

  /** Whether a pause of the thread has a moment in common with `fromMs`…`toMs` (monotonic). Cheap where there was none lately. */
  overlaps(fromMs: number, toMs: number): boolean {
    return this.lastToMs > fromMs && this.row.overlaps(fromMs, toMs);
  }

  /** Enters a pause if the thread did not come round for so long. */
  private look(nowMs: number): void {
    // False as well while the watch has not begun.
    if (nowMs - this.silentFromMs < PAUSE_MS || Number.isNaN(this.silentFromMs)) return;
    if (this.isOpen) this.row.extend(nowMs);
    else {
      this.row.enter({ fromMs: this.silentFromMs, toMs: nowMs });
      this.lastFromMs = this.silentFromMs;
    }
    this.isOpen = true;
    this.row.beat(nowMs, BEAT_MS);
    this.silentFromMs = this.lastToMs = nowMs;
  }
}
