/** Histograms in shared memory: each row is separate and visible through every view of the memory. */
import { describe, expect, it } from 'vitest';
import { LatencyTable, SHARD_LATENCIES } from '../../src/channel/latency-table.js';
import { SHARD_COUNTER, ShardTable } from '../../src/channel/shard-table.js';

describe('the latency table', () => {
  it('keeps every RTU’s and every shard’s rows apart', () => {
    const table = LatencyTable.allocate(3, 2);
    const rows = [
      ...[0, 1, 2].map((slot) => table.rtu(slot)),
      ...[0, 1].flatMap((shard) => SHARD_LATENCIES.map((what) => table.shard(shard, what))),
    ];
    expect(rows).toHaveLength(9);
    for (const [i, row] of rows.entries()) {
      row.record(0, i + 1);
      row.record(1e9, 100 + i);
    }
    // The first and the last bucket of each
    expect(rows.map((row) => row.count(0))).toEqual(rows.map((_, i) => i + 1));
    expect(rows.map((row) => row.count(8703))).toEqual(rows.map((_, i) => 100 + i));
  });

  it('shows the same counts in every view of the memory', () => {
    const table = LatencyTable.allocate(2, 1);
    table.rtu(1).record(1, 7);
    table.shard(0, 'loop-delay').record(2, 3);
    const view = new LatencyTable(table.memory, 2, 1);
    expect([view.rtu(1).count(128), view.rtu(0).count(128)]).toEqual([7, 0]);
    expect(view.shard(0, 'loop-delay').count(256)).toBe(3);
    expect(view.shard(0, 'acknowledgement').count(256)).toBe(0);
  });
});

describe('the shard table', () => {
  it('has cache lines of its own for each shard', () => {
    const table = ShardTable.allocate(3);
    const columns = Object.keys(SHARD_COUNTER) as (keyof typeof SHARD_COUNTER)[];
    expect(table.memory.byteLength).toBe(3 * 128);
    for (const shard of [0, 1, 2])
      for (const column of columns)
        table.row(shard)[SHARD_COUNTER[column]] = 100 * shard + SHARD_COUNTER[column];
    const view = new ShardTable(table.memory, 3);
    for (const shard of [0, 1, 2]) {
      expect(columns.map((column) => view.get(shard, column))).toEqual(
        columns.map((_, i) => 100 * shard + i),
      );
    }
  });
});
