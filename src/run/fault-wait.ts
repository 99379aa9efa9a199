/** The end of a run with faults on purpose: they are over, and the masters are back, or do not come. */
import { monotonicMs } from '../channel/clock.js';
import type { FaultStatus } from '../coordinator/api.js';

/** So long a run waits at most for masters after the last fault is over, ms. */
export const MOST_RETURN_MS = 60_000;
const LOOK_MS = 100;

/** What the wait needs of the run. */
export interface FaultWaiting {
  readonly faults: () => readonly FaultStatus[];
  readonly end: (id: number) => void;
  readonly ended: AbortSignal;
  readonly tell: (line: string) => void;
  /** Monotonic ms; default: of this machine. */
  readonly now?: () => number;
}

/**
 * Resolves when every fault is over and no RTU that it hit waits for its master any more, or too long, or `ended` aborts.
 * A fault that happens once and finds nothing to act on, such as a frame of an RTU without a connection, waits no longer than
 * masters do; then it is ended, which is told.
 */
export async function untilFaultsOver({
  faults,
  end,
  ended,
  tell,
  now = monotonicMs,
}: FaultWaiting): Promise<void> {
  let overMs = Number.NaN;
  while (!ended.aborted) {
    const all = faults();
    const waiting = all.filter(({ state }) => state !== 'over');
    // What lasts ends by its own time.
    if (waiting.every(({ durationMs }) => durationMs === 0)) {
      if (Number.isNaN(overMs)) overMs = now();
      if (waiting.length === 0 && all.every(isRecovered)) return;
      if (now() > overMs + MOST_RETURN_MS) {
        for (const { id, word } of waiting) {
          tell(`fault ${id}: ${word} found nothing to act on: the run ends without it`);
          end(id);
        }
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Whether on every RTU that the fault hit data goes out again. */
function isRecovered({ hits }: FaultStatus): boolean {
  return hits.every(({ at }) => Number.isNaN(at.applied) || !Number.isNaN(at.data));
}
