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
 *
 * Times that began before the run count in a second row too (`earlier…`): a run's figures are those of what it wrote.
 * Layout: when the run began; a count for each second row; the rows; the second rows.
 */
export class LatencyTable {
  constructor(
    readonly memory: SharedArrayBuffer,
    readonly rtus: number,
    readonly shards: number,
  ) {}

  /** Makes a table in memory of its own. */
  static allocate(rtus: number, shards: number): LatencyTable {
    const rows = rowsOf(rtus, shards);
    return new LatencyTable(new SharedArrayBuffer(headOctets(rows) + 2 * rows * ROW_OCTETS), rtus, shards);
  }

  /** Acknowledgement latencies of an RTU. */
  rtu(slot: number): LatencyRow {
    return new LatencyRow(this.cells(slot));
  }

  /** A histogram of a shard. */
  shard(shard: number, what: ShardLatency): LatencyRow {
    return new LatencyRow(this.cells(this.rowOf(shard, what)));
  }

  /** The same rows, for the shard that writes them. */
  ownRtu(slot: number): LatencyRow {
    return this.own(slot);
  }

  ownShard(shard: number, what: ShardLatency): LatencyRow {
    return this.own(this.rowOf(shard, what));
  }

  /** Of these times, those that began before the run; `undefined`: none ever did. */
  earlierRtu(slot: number): LatencyRow | undefined {
    return this.earlier(slot);
  }

  earlierShard(shard: number, what: ShardLatency): LatencyRow | undefined {
    return this.earlier(this.rowOf(shard, what));
  }

  /** Begins a run at `atMs` (monotonic), for the coordinator: what began before counts as earlier from now on. */
  beginRun(atMs: number): void {
    this.runStartMs[0] = atMs;
  }

  private get rows(): number {
    return rowsOf(this.rtus, this.shards);
  }

  private get runStartMs(): Float64Array {
    return new Float64Array(this.memory, 0, 1);
  }

  private rowOf(shard: number, what: ShardLatency): number {
    return this.rtus + shard * SHARD_LATENCIES.length + SHARD_LATENCIES.indexOf(what);
  }

  private cells(row: number): Uint32Array {
    return new Uint32Array(this.memory, headOctets(this.rows) + row * ROW_OCTETS, LATENCY_CELLS);
  }

  private earlierCount(row: number): Uint32Array {
    return new Uint32Array(this.memory, 8 + row * 4, 1);
  }

  private own(row: number): LatencyRow {
    return new LatencyRow(this.cells(row), {
      runStartMs: this.runStartMs,
      count: this.earlierCount(row),
      cells: this.cells(this.rows + row),
    });
  }

  private earlier(row: number): LatencyRow | undefined {
    return this.earlierCount(row)[0] === 0 ? undefined : new LatencyRow(this.cells(this.rows + row));
  }
}

const ROW_OCTETS = LATENCY_CELLS * 4;

function rowsOf(rtus: number, shards: number): number {
  return rtus + shards * SHARD_LATENCIES.length;
}

/** The start of the run and the counts, in whole cache lines. */
function headOctets(rows: number): number {
  return Math.ceil((8 + rows * 4) / 64) * 64;
}
