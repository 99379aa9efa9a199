/** The beat of the coordinator's thread. */
import { monotonicMs } from '../channel/clock.js';
import { BEAT_MS, REST_BEAT_MS } from '../channel/pause-table.js';
import type { PauseWatch } from '../channel/pause-watch.js';

/** The clock and timers of a thread. */
export interface BeatMachine {
  monotonicMs(): number;
  setTimeout(callback: () => void, delayMs: number): object;
  clearTimeout(timer: object | undefined): void;
}

/** Clock and timers of the coordinator's thread. */
export const COORDINATOR: BeatMachine = {
  monotonicMs,
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Makes a thread's pauses known by a timer of its own; `isActive`: whether the thread is at work. */
export class BeatTimer {
  private timer: object | undefined;

  constructor(
    private readonly watch: PauseWatch,
    private readonly machine: BeatMachine,
    private readonly isActive: () => boolean,
    private readonly onBeat: (nowMs: number) => void,
  ) {}

  /** Begins; does nothing if it has begun. */
  begin(): void {
    if (this.timer !== undefined) return;
    this.watch.begin(this.machine.monotonicMs());
    this.beat();
  }

  close(): void {
    this.machine.clearTimeout(this.timer);
    this.watch.close();
  }

  private beat(): void {
    const nowMs = this.machine.monotonicMs();
    const nextInMs = this.isActive() ? BEAT_MS : REST_BEAT_MS;
    this.watch.beat(nowMs, nextInMs);
    this.timer = this.machine.setTimeout(() => this.beat(), nextInMs);
    this.onBeat(nowMs);
  }
}
