/** The RTUs with the slowest acknowledgements. */
import { percentileOf } from '../figures/latency-histogram.js';
import { NO_RANK } from './ack-percentiles.js';
import type { FigureSource } from './rtu-figures.js';

/** An RTU with its latencies since the run began, or since the start if the run has none; NaN: never acknowledged. */
export interface SlowRtu {
  readonly slot: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

/** How many RTUs are ranked. */
export const SLOWEST = 10;

/** Ranks RTUs by p99, or by the age of their oldest frame if that is longer, so that a master that never acknowledges comes first. */
export function rankSlowest({ engine, percentiles, nowMs }: FigureSource): SlowRtu[] {
  const waitedMs = (slot: number): number => engine.stats.oldestUnackedMs(slot, nowMs);
  const late = highest(engine.rtus.length, NO_RANK, (slot) => percentiles.rank(slot));
  const waiting = highest(engine.rtus.length, 0, waitedMs);
  // Only these few percentiles are read in ms.
  const candidates = [...new Set([...late, ...waiting])].map((slot) => {
    const row = engine.latencies.rtu(slot);
    const run = percentileOf(row, 1, engine.runMark.rtu(slot));
    const mostMs = Number.isNaN(run) ? percentileOf(row, 1) : run;
    const p99Ms = percentiles.read(slot);
    return { slot, p99Ms, mostMs, byMs: Math.max(p99Ms || 0, waitedMs(slot)) };
  });
  return candidates.sort((a, b) => b.byMs - a.byMs || a.slot - b.slot).slice(0, SLOWEST);
}

/** The slots with the highest values above `least`. */
function highest(slots: number, least: number, value: (slot: number) => number): number[] {
  const found: { slot: number; value: number }[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const own = value(slot);
    if (own > least) found.push({ slot, value: own });
  }
  found.sort((a, b) => b.value - a.value || a.slot - b.slot);
  return found.slice(0, SLOWEST).map(({ slot }) => slot);
}
