/** Percentiles of a single histogram in two passes over its buckets, for answers that show thousands of them. */
import { type LatencyRow, latencyFrom } from '../../station/latency-row.js';

/**
 * The times that each of `shares` (ascending, 0…1) of the counted times don't exceed, ms: the middle of their bucket, which is
 * 8 µs or 0.1 % wide, but not above `maxMs`, the largest time where it is known exactly. `undefined` where nothing was counted.
 */
export function percentilesOf(
  row: LatencyRow,
  shares: readonly number[],
  maxMs: number,
): number[] | undefined {
  const { from, end } = row.span;
  let total = 0;
  for (let bucket = from; bucket < end; bucket++) total += row.count(bucket);
  if (total === 0) return undefined;
  const found: number[] = [];
  let seen = 0;
  let bucket = from;
  for (const share of shares) {
    const wanted = Math.max(1, Math.ceil(total * share));
    // Its shard counts on meanwhile: what is seen can only be more than the total.
    while (bucket < end && seen + row.count(bucket) < wanted) seen += row.count(bucket++);
    found.push(Math.min((latencyFrom(bucket) + latencyFrom(bucket + 1)) / 2, maxMs));
  }
  return found;
}
