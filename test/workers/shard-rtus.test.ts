/** What a shard knows of an RTU that was removed. */
import { expect, it } from 'vitest';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { ConnectionKeeper } from '../../src/workers/rtu-host.js';
import type { ShardLogs } from '../../src/workers/shard-logs.js';
import { ShardRtus } from '../../src/workers/shard-rtus.js';
import { openStation, tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';

it('its slot: joined lines about it may be told after its restart, or when it has moved', () => {
  const { host } = openStation('');
  const keeper = { now: () => 0 } as ConnectionKeeper;
  const logs = { attach: () => {} } as unknown as ShardLogs;
  const rtus = new ShardRtus(host, keeper, logs, StatsTable.allocate(2), LatencyTable.allocate(2, 1));
  const table = tableOf('1,Y,1,100,1\n');
  for (const no of [1, 2]) rtus.add(rtuDefinition(no), table, 'S');
  const [first, second] = [...rtus.active];
  rtus.remove(first, 'returns');
  rtus.remove(second, 'leaves');
  expect(rtus.active).toEqual([]);
  expect([rtus.slotOf(first.rtu), rtus.slotOf(second.rtu)]).toEqual([0, 1]);
});
