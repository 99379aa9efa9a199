/** Copies of all histograms at one instant, so that a run can be separated from earlier times. */

import { type LatencyTable, SHARD_LATENCIES, type ShardLatency } from '../channel/latency-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import { type LatencyNote, noteLatencies } from './latency-histogram.js';

/** The histograms at one instant; `undefined`: the histogram was empty. */
export interface LatencyMark {
  /** Monotonic ms. */
  readonly atMs: number;
  rtu(slot: number): LatencyNote | undefined;
  shard(shard: number, what: ShardLatency): LatencyNote | undefined;
}

/** Copies every histogram that is not empty. */
export function markLatencies(latencies: LatencyTable, stats: StatsTable, atMs: number): LatencyMark {
  const rtus = new Map<number, LatencyNote>();
  for (let slot = 0; slot < latencies.rtus; slot++) {
    if (stats.get(slot, 'ACK_COUNT') > 0) rtus.set(slot, noteLatencies(latencies.rtu(slot)));
  }
  const shards = new Map<string, LatencyNote>();
  for (let shard = 0; shard < latencies.shards; shard++) {
    for (const what of SHARD_LATENCIES) {
      shards.set(`${what} ${shard}`, noteLatencies(latencies.shard(shard, what)));
    }
  }
  return {
    atMs,
    rtu: (slot) => rtus.get(slot),
    shard: (shard, what) => shards.get(`${what} ${shard}`),
  };
}
