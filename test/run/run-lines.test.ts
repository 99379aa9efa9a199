/** Lines of a run: the report waits until the disk has taken them, and says what it has not. */
import { describe, expect, it } from 'vitest';
import { SHARD_COUNTER, type ShardCounterName, ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { RunBounds } from '../../src/run/run-instant.js';
import { linesOf, untilWritten } from '../../src/run/run-lines.js';
import { COUNTER } from '../../src/station/measures/counters.js';

function tables(cells: Partial<Record<ShardCounterName, number>>) {
  const shardCounters = ShardTable.allocate(2);
  const set = (shard: number, more: typeof cells): void => {
    for (const [name, value] of Object.entries(more))
      shardCounters.row(shard)[SHARD_COUNTER[name as ShardCounterName]] = value;
  };
  set(1, cells);
  return { stats: StatsTable.allocate(2), shardCounters, set };
}

describe('a report', () => {
  it('waits for lines of either kind, but not for those that come later', async () => {
    const { shardCounters, set } = tables({ LOG_LINES: 5, LOG_LINES_DONE: 5, SENT_LIST_LINES: 3 });
    let looks = 0;
    const total = (column: ShardCounterName): number => {
      // Lines of both kinds come meanwhile, and the disk takes the first three at the third look.
      if (column === 'LOG_LINES_DONE' && ++looks === 3)
        set(1, { LOG_LINES: 6, SENT_LIST_LINES: 4, SENT_LIST_LINES_DONE: 3 });
      return shardCounters.total(column);
    };
    await untilWritten({ shardCounters: { total } as ShardTable }, 60_000);
    expect(looks).toBe(3);
  });

  it('waits no longer than it may, and not at all for a program that is ended', async () => {
    const { shardCounters } = tables({ LOG_LINES: 5 });
    await untilWritten({ shardCounters }, 40);
    await untilWritten({ shardCounters }, 60_000, AbortSignal.abort());
  });

  it('says what is lost since the start of the run, and what waits', () => {
    const { stats, shardCounters, set } = tables({});
    stats.row(0)[COUNTER.LOG_LOST] = 2;
    const start = {
      rows: [0, 1].map((slot) => stats.copyRow(slot)),
      logLinesGone: 4,
      sentListLinesGone: 1,
    } as unknown as RunBounds['start'];
    stats.row(0)[COUNTER.LOG_LOST] = 5;
    stats.row(1)[COUNTER.SENT_LIST_LOST] = 7;
    set(0, { LOG_LINES: 90, LOG_LINES_DONE: 80, LOG_LINES_GONE: 10 });
    set(1, { SENT_LIST_LINES: 30, SENT_LIST_LINES_DONE: 29, SENT_LIST_LINES_GONE: 3 });
    expect(linesOf({ stats, shardCounters }, { start, end: start })).toEqual({
      // 3 at the RTUs and 6 with a shard; 7 and 2.
      logLinesLost: 9,
      sentListLost: 9,
      logLinesWaiting: 10,
      sentListWaiting: 1,
    });
  });
});
