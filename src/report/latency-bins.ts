/** The latency histogram in bins wide enough for a chart. */
import type { RunReport } from './run-report.js';

/** The times above the edge of the previous bin, up to and including `edgeMs`. */
export interface LatencyBin {
  readonly edgeMs: number;
  readonly count: number;
  /** How many took longer than `edgeMs`. */
  readonly later: number;
}

/** Ten steps of about equal ratio in a power of ten: the preferred numbers R10 of ISO 3. */
export const COARSE_STEPS: readonly number[] = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

/** Forty steps in a power of ten, for a curve. */
export const FINE_STEPS: readonly number[] = Array.from({ length: 40 }, (_, step) => 10 ** (step / 40));

/** The bins from the first to the last that is not empty, without gaps. `steps` are the edges from 1 to below 10, ascending. */
export function binLatencies(
  buckets: RunReport['latencyBuckets'],
  steps: readonly number[] = COARSE_STEPS,
): LatencyBin[] {
  const perDecade = steps.length;
  // Thousands of buckets lie in some hundred bins.
  const edges = new Map<number, number>();
  const edgeOf = (bin: number): number => {
    const known = edges.get(bin);
    if (known !== undefined) return known;
    const decade = Math.floor(bin / perDecade);
    // Rounded, because of binary fractions: 0.25, not 0.25000000000000006.
    const edge = Number((steps[bin - decade * perDecade] * 10 ** decade).toPrecision(6));
    edges.set(bin, edge);
    return edge;
  };
  const binOf = (ms: number): number => {
    let bin = Math.floor(Math.log10(ms)) * perDecade;
    while (edgeOf(bin) < ms) bin++;
    return bin;
  };
  const counts = new Map<number, number>();
  let total = 0;
  for (const [upperMs, count] of buckets) {
    if (!(upperMs > 0 && Number.isFinite(upperMs) && count > 0)) continue;
    const bin = binOf(upperMs);
    counts.set(bin, (counts.get(bin) ?? 0) + count);
    total += count;
  }
  const bins: LatencyBin[] = [];
  if (counts.size === 0) return bins;
  const last = Math.max(...counts.keys());
  let later = total;
  for (let bin = Math.min(...counts.keys()); bin <= last; bin++) {
    const count = counts.get(bin) ?? 0;
    later -= count;
    bins.push({ edgeMs: edgeOf(bin), count, later });
  }
  return bins;
}
