/** The end of a run with faults on purpose: they are over, and the masters are back, or do not come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../channel/clock.js';
import type { FaultStatus } from '../coordinator/api.js';

/** So long a run waits at most for masters after the last fault is over, ms. */
export const MOST_RETURN_MS = 60_000;
const LOOK_MS = 100;

/** Resolves when every fault is over and no RTU that it hit waits for its master any more, or too long, or `ended` aborts. */
export async function untilFaultsOver(
  faults: () => readonly FaultStatus[],
  ended: AbortSignal,
): Promise<void> {
  let overMs = Number.NaN;
  while (!ended.aborted) {
    const all = faults();
    const isOver = all.every(({ state }) => state === 'over');
    if (isOver) overMs = Number.isNaN(overMs) ? monotonicMs() : overMs;
    if (isOver && (all.every(isRecovered) || monotonicMs() > overMs + MOST_RETURN_MS)) return;
    await sleep(LOOK_MS, undefined, { signal: ended }).catch(() => {});
  }
}

/** Whether on every RTU that the fault hit data goes out again. */
function isRecovered({ hits }: FaultStatus): boolean {
  return hits.every(({ at }) => Number.isNaN(at.applied) || !Number.isNaN(at.data));
}
