/** Clock syncs of a run that came too late or not at all (`docs/behaviour.md` §9): read from the stats table, so that no shard has to know the limit. */
import { monotonicMs } from '../channel/clock.js';
import type { Engine } from '../coordinator/api.js';

/** Counts, for each RTU, the times without a clock sync that were longer than a limit. */
export class ClockWatch {
  private readonly lastMs: number[];
  private readonly overdue: number[];

  /** `limitMs`: longest time without a clock sync; `undefined`: nothing is counted. The run began at `startMs` (monotonic). */
  constructor(
    private readonly engine: Pick<Engine, 'rtus' | 'stats'>,
    private readonly limitMs: number | undefined,
    startMs: number,
  ) {
    // As the longest interval has it: before the first one the wait began with the run.
    this.lastMs = engine.rtus.map(({ slot }) => engine.stats.get(slot, 'CLOCK_SYNC_AT_MS') || startMs);
    this.overdue = Array.from({ length: engine.stats.rows }, () => 0);
  }

  /** Looks for new clock syncs; oftener than the limit. */
  read(): void {
    const { engine, limitMs, lastMs, overdue } = this;
    if (limitMs === undefined) return;
    for (const [at, { slot }] of engine.rtus.entries()) {
      const syncMs = engine.stats.get(slot, 'CLOCK_SYNC_AT_MS');
      // An RTU that was added in the run waits from then on.
      lastMs[at] ??= monotonicMs();
      if (syncMs <= lastMs[at]) continue;
      if (syncMs - lastMs[at] > limitMs) overdue[at]++;
      lastMs[at] = syncMs;
    }
  }

  /** By slot, with the time from the last clock sync to the end of the run; `undefined`: there is no limit. */
  counts(endMs: number): ReadonlyMap<number, number> | undefined {
    const { engine, limitMs, lastMs } = this;
    if (limitMs === undefined) return undefined;
    return new Map(
      engine.rtus.map(({ slot, removed }, at) => {
        // Nobody can set the clock of an RTU that was removed.
        const waitedMs = removed ? 0 : endMs - (lastMs[at] ?? endMs);
        return [slot, this.overdue[at] + (waitedMs > limitMs ? 1 : 0)];
      }),
    );
  }
}
