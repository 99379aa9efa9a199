/** How long sending RTUs wait, over all RTUs. */
import { type FigureSource, readStalled } from './rtu-figures.js';

/** Sending RTUs and their waits. */
export interface Flow {
  /** Number of RTUs that send an index now, and the mean share of the last second that they waited behind a closed window, 0…1. */
  readonly sending: number;
  readonly stalled: number;
}

/** Reads both from the stats table. */
export function readFlow({ engine, sampler }: FigureSource): Flow {
  let sending = 0;
  let waiting = 0;
  for (let slot = 0; slot < engine.rtus.length; slot++) {
    if (engine.stats.get(slot, 'RUNS') === 0) continue;
    sending++;
    waiting += readStalled(sampler, slot);
  }
  return { sending, stalled: sending === 0 ? 0 : waiting / sending };
}
