/**
 * What takes more than a look at the stats table: how long signals have waited behind closed windows, the stall that runs now
 * included, and which share of the time that was since data transfer was started.
 */
import { monotonicMs } from '../../channel/clock.js';
import type { Engine } from '../../coordinator/api.js';

/** How long signals had waited, ms, when data transfer was started, monotonic ms. */
interface StartNote {
  atMs: number;
  stallMs: number;
}

/** See the file's head. Hears of every STARTDT from its making on. */
export class LinkWatch {
  /** By slot, ms: what was told last. */
  private readonly told: Float64Array;
  private readonly starts = new Map<number, StartNote>();
  /** Hears no more. */
  readonly close: () => void;

  constructor(private readonly engine: Pick<Engine, 'rtus' | 'stats' | 'onEvent'>) {
    const { rtus, stats } = engine;
    this.told = new Float64Array(rtus.length);
    for (const { slot } of rtus) if (stats.get(slot, 'STARTED') > 0) this.noteStart(slot);
    this.close = engine.onEvent((event) => {
      if (event.kind === 'link' && event.what === 'startdt') this.noteStart(event.rtu.slot);
    });
  }

  /**
   * How long signals waited behind a closed window since the program's start, ms, up to `nowMs` (monotonic). Of connections
   * that wait at the same time each counts, the one that waits longest while it does, the others when they are through.
   */
  stallMs(slot: number, nowMs: number): number {
    // What is read in the middle of a change may be less than before; a sum that is told never shrinks.
    this.told[slot] = Math.max(this.told[slot], this.engine.stats.stallMs(slot, nowMs));
    return this.told[slot];
  }

  /**
   * Time with the window closed and time in all since the newest STARTDT, or since the making of this where that was later, ms;
   * `undefined` without a started connection.
   */
  sinceStart(slot: number, nowMs: number): { stallMs: number; allMs: number } | undefined {
    const start = this.starts.get(slot);
    if (start === undefined || this.engine.stats.get(slot, 'STARTED') === 0) return undefined;
    const allMs = nowMs - start.atMs;
    if (allMs <= 0) return undefined;
    // Several connections can wait at once; a share is never above 1.
    return { stallMs: Math.min(allMs, this.stallMs(slot, nowMs) - start.stallMs), allMs };
  }

  private noteStart(slot: number): void {
    const atMs = monotonicMs();
    this.starts.set(slot, { atMs, stallMs: this.stallMs(slot, atMs) });
  }
}
