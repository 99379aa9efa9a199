/**
 * Histograms in shared memory: acknowledgement latency of every RTU, and of every shard its acknowledgement latency,
 * command round trips and event-loop delays. Each row is written by one shard alone; readers merge, nothing is sampled.
 * Memory that no time has fallen into is never touched, so that thousands of quiet RTUs cost none.
 */
import { LATENCY_CELLS, LatencyRow } from '../station/measures/latency-row.js';

/** What a shard counts over all its RTUs, or of itself. */
export const SHARD_LATENCIES = ['acknowledgement', 'command', 'loop-delay'] as const;
/** One of them. */
export type ShardLatency = (typeof SHARD_LATENCIES)[number];

/** A view on the table. */
export class LatencyTable {
  constructor(
    readonly memory: SharedArrayBuffer,
    readonly rtus: number,
    readonly shards: number,
  ) {}

  /** A table in fresh memory. */
  static allocate(rtus: number, shards: number): LatencyTable {
    const rows = rtus + shards * SHARD_LATENCIES.length;
    return new LatencyTable(new SharedArrayBuffer(rows * LATENCY_CELLS * 4), rtus, shards);
  }

  /** Acknowledgement latency of the RTU with this slot. */
  rtu(slot: number): LatencyRow {
    return this.row(slot);
  }

  /** One of a shard's own. */
  shard(shard: number, what: ShardLatency): LatencyRow {
    return this.row(this.rtus + shard * SHARD_LATENCIES.length + SHARD_LATENCIES.indexOf(what));
  }

  private row(at: number): LatencyRow {
    return new LatencyRow(new Uint32Array(this.memory, at * LATENCY_CELLS * 4, LATENCY_CELLS));
  }
}
