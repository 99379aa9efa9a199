/** The end of a run whose last signals wait in event buffers (`docs/behaviour.md` §3) for masters that may never come. */
import { monotonicMs } from '../channel/clock.js';
import type { Engine } from '../coordinator/api.js';
import { UNSENT_COUNTERS } from '../station/measures/counters.js';
import { countOf } from '../text/format.js';

/** A run waits so many looks for masters, while nothing else happens in it. */
export const MOST_LOOKS = 30;
/** Time between two looks, ms. */
export const LOOK_MS = 1000;

/** What the wait needs of the engine. */
export type HeldEngine = Pick<Engine, 'stats' | 'sends'>;

/** Who ends the wait early, and who is told. */
export interface HeldWaiting {
  readonly ended: AbortSignal;
  readonly tell: (line: string) => void;
}

/**
 * Resolves with NaN when `settled` does, or `ended` aborts; or, when for half a minute nothing has happened and everything that is left
 * waits for a master, with the time of the last change, monotonic ms.
 */
export function untilSettledOrHeld(
  engine: HeldEngine,
  settled: Promise<unknown>,
  { ended, tell }: HeldWaiting,
): Promise<number> {
  return new Promise((resolve) => {
    let before = '';
    let changedMs = monotonicMs();
    let looks = 0;
    const finish = (quietSinceMs: number): void => {
      clearInterval(timer);
      resolve(quietSinceMs);
    };
    const timer = setInterval(() => {
      const counts = describeCounts(engine);
      if (counts !== before || !onlyHeld(engine, monotonicMs())) {
        before = counts;
        changedMs = monotonicMs();
        looks = 0;
        return;
      }
      if (++looks < MOST_LOOKS) return;
      const waiting = countOf(engine.stats.total('HELD'), 'signal waits', 'signals wait');
      tell(`${waiting} for masters that are not there: the run ends without them`);
      finish(changedMs);
    }, LOOK_MS);
    void settled.then(() => finish(Number.NaN));
    if (ended.aborted) finish(Number.NaN);
    ended.addEventListener('abort', () => finish(Number.NaN), { once: true });
  });
}

/** Whether all that is left waits for masters: no run on a started connection, nothing unacknowledged, no send that still has time. */
function onlyHeld(engine: HeldEngine, nowMs: number): boolean {
  const { stats } = engine;
  if (stats.total('HELD') === 0 || stats.total('SIGNALS_OUTSTANDING') > 0) return false;
  if (stats.total('RUNS') > stats.total('RUNS_UNCONNECTED')) return false;
  return !engine
    .sends()
    .some(
      ({ state, startMs, durationMs }) =>
        state === 'running' && durationMs > 0 && nowMs < startMs + durationMs,
    );
}

function describeCounts({ stats }: HeldEngine): string {
  const names = ['SIGNALS_OFFERED', 'SIGNALS_ACKNOWLEDGED', 'HELD', 'SPOILED', ...UNSENT_COUNTERS] as const;
  return names.map((name) => stats.total(name)).join(' ');
}
