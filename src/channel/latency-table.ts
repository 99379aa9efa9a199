/** Histograms of latencies in shared memory. */
import { LATENCY_CELLS, LatencyRow } from '../station/measures/latency-row.js';

/** The histograms of a shard: acknowledgements and commands of all its RTUs, and the delays of its own event loop. */
export const SHARD_LATENCIES = ['acknowledgement', 'command', 'loop-delay'] as const;
/** A histogram of a shard. */
export type ShardLatency = (typeof SHARD_LATENCIES)[number];

/**
 * The latency table: the acknowledgement latencies of every RTU, and every shard's `SHARD_LATENCIES`. Each row is written by
 * one shard alone; any thread may read it. Every time is counted, there is no sampling. Rows without counts are never
 * touched, so that thousands of quiet RTUs take no memory.
 */
export class LatencyTable {
  constructor(
    readonly memory: SharedArrayBuffer,
    readonly rtus: number,
    readonly shards: number,
  ) {}

  /** Makes a table in memory of its own. */
  static allocate(rtus: number, shards: number): LatencyTable {
    const rows = rtus + shards * SHARD_LATENCIES.length;
    return new LatencyTable(new SharedArrayBuffer(rows * LATENCY_CELLS * 4), rtus, shards);
  }

  /** Acknowledgement latencies of an RTU. */
  rtu(slot: number): LatencyRow {
    return this.row(slot);
  }

  /** A histogram of a shard. */
  shard(shard: number, what: ShardLatency): LatencyRow {
    return this.row(this.rtus + shard * SHARD_LATENCIES.length + SHARD_LATENCIES.indexOf(what));
  }

  private row(at: number): LatencyRow {
    return new LatencyRow(new Uint32Array(this.memory, at * LATENCY_CELLS * 4, LATENCY_CELLS));
  }
}
