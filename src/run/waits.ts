import { setTimeout as sleep } from 'node:timers/promises';
import { RingFullError } from '../channel/broadcast-ring.js';

/** Pause before an order is repeated that the shards had no room for. */
const RETRY_MS = 5;

/**
 * Gives an order to the shards, and repeats it while one of them has too many orders unread (`RING_FULL`). Resolves with
 * what `order` returns; `undefined`: `ended` aborted before it was given.
 */
export async function whenRoom<T>(order: () => T, ended: AbortSignal): Promise<T | undefined> {
  while (!ended.aborted) {
    try {
      return order();
    } catch (error) {
      if (!(error instanceof RingFullError)) throw error;
      await sleep(RETRY_MS);
    }
  }
  return undefined;
}

/** Resolves when the signal aborts, at once if it has. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
