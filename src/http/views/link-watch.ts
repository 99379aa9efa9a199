/** How long the signals of every RTU have waited behind closed windows. */
import { monotonicMs } from '../../channel/clock.js';
import type { Engine } from '../../coordinator/api.js';

/** Waiting time of an RTU up to its STARTDT, ms, and the time of that STARTDT, monotonic ms. */
interface StartNote {
  atMs: number;
  stallMs: number;
}

/**
 * The waiting times of the stats table as sums that never shrink, and their share of the time since the newest STARTDT.
 * Follows every STARTDT from its creation on.
 */
export class LinkWatch {
  /** The last sum that was read, by slot, ms. */
  private readonly lastMs: Float64Array;
  private readonly starts = new Map<number, StartNote>();
  /** Stops listening to the engine's events. */
  readonly close: () => void;

  constructor(private readonly engine: Pick<Engine, 'rtus' | 'stats' | 'onEvent'>) {
    const { rtus, stats } = engine;
    this.lastMs = new Float64Array(stats.rows);
    for (const { slot } of rtus) if (stats.get(slot, 'STARTED') > 0) this.noteStart(slot);
    this.close = engine.onEvent((event) => {
      if (event.kind === 'link' && event.what === 'startdt') this.noteStart(event.rtu.slot);
    });
  }

  /**
   * How long signals waited behind closed windows since the program's start, ms, up to `nowMs` (monotonic). Stalls of several
   * connections add up: the longest is counted while it runs, the others when they end.
   */
  stallMs(slot: number, nowMs: number): number {
    // A reading in the middle of a change may be less than the one before.
    this.lastMs[slot] = Math.max(this.lastMs[slot], this.engine.stats.stallMs(slot, nowMs));
    return this.lastMs[slot];
  }

  /**
   * Waiting time and total time since the newest STARTDT, or since the creation of this watch if that was later, ms.
   * `undefined`: there is no started connection.
   */
  sinceStart(slot: number, nowMs: number): { stallMs: number; allMs: number } | undefined {
    const start = this.starts.get(slot);
    if (start === undefined || this.engine.stats.get(slot, 'STARTED') === 0) return undefined;
    const allMs = nowMs - start.atMs;
    if (allMs <= 0) return undefined;
    // Several connections can wait at once, but a share must not exceed 1.
    return { stallMs: Math.min(allMs, this.stallMs(slot, nowMs) - start.stallMs), allMs };
  }

  private noteStart(slot: number): void {
    const atMs = monotonicMs();
    this.starts.set(slot, { atMs, stallMs: this.stallMs(slot, atMs) });
  }
}
