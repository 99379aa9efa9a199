/** What a dead shard leaves is settled: signals, links, waits, and lines that were not written. */
import { describe, expect, it } from 'vitest';
import { settleDeadShard } from '../../src/channel/dead-shard.js';
import { SHARD_COUNTER, type ShardCounterName, ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';

const stats = StatsTable.allocate(3);
const shardCounters = ShardTable.allocate(2);

const set = (slot: number, cells: Partial<Record<CounterName, number>>): void => {
  for (const [name, value] of Object.entries(cells)) stats.row(slot)[COUNTER[name as CounterName]] = value;
};
const setShard = (shard: number, cells: Partial<Record<ShardCounterName, number>>): void => {
  for (const [name, value] of Object.entries(cells))
    shardCounters.row(shard)[SHARD_COUNTER[name as ShardCounterName]] = value;
};

describe('a shard that died', () => {
  const busy = {
    CONNECTIONS: 2,
    STARTED: 1,
    RUNS: 1,
    DISCONNECTS: 3,
    SIGNALS_OFFERED: 100,
    SIGNALS_ACKNOWLEDGED: 60,
    UNSENT_LINK: 5,
    UNSENT_ENDED: 3,
    UNSENT_FILTER: 2,
    STALL_MS: 10,
    STALLED_SINCE_MS: 900,
    OLDEST_SENT_AT_MS: 800,
    UNACKED_MAX_MS: 150,
  };
  set(0, busy);
  set(1, busy);
  setShard(0, { LOG_LINES: 9, LOG_LINES_HANDED: 9, LOG_LINES_DONE: 9 });
  setShard(1, {
    LOG_LINES: 50,
    LOG_LINES_HANDED: 44,
    LOG_LINES_DONE: 41,
    SENT_LIST_LINES: 80,
    SENT_LIST_LINES_HANDED: 70,
    SENT_LIST_LINES_DONE: 50,
  });
  const tables = { stats, shardCounters };

  it('has its links cut, its signals unsent and its lines missing, each counted once', () => {
    // 100 − 60 − 5 − 3 − 2 were under way.
    expect(settleDeadShard(tables, 1, [1, 2], 1_000)).toEqual({
      links: [{ slot: 1, count: 2 }],
      signals: 30,
      logLines: 6,
      sentListLines: 10,
    });
    expect(settleDeadShard(tables, 1, [1, 2], 2_000)).toEqual({
      links: [],
      signals: 0,
      logLines: 0,
      sentListLines: 0,
    });
    const read = (name: CounterName): number => stats.get(1, name);
    expect([read('UNSENT_LINK'), read('DISCONNECTS'), read('CONNECTIONS'), read('STARTED')]).toEqual([
      35, 5, 0, 0,
    ]);
    // 100 ms of a wait that ran, 200 ms without acknowledgement.
    expect([read('STALL_MS'), read('STALLED_SINCE_MS'), read('UNACKED_MAX_MS')]).toEqual([110, 0, 200]);
    expect(shardCounters.total('LOG_LINES_GONE')).toBe(6);
    expect(shardCounters.get(1, 'SENT_LIST_LINES_GONE')).toBe(10);
  });

  it('leaves the others alone', () => {
    expect(stats.get(0, 'UNSENT_LINK')).toBe(5);
    expect(stats.get(0, 'CONNECTIONS')).toBe(2);
    expect(shardCounters.get(0, 'LOG_LINES_GONE')).toBe(0);
  });
});
