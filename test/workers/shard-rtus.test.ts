/** The RTUs of a shard: those that were removed, and those that share a port. */
import { expect, it } from 'vitest';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import type { Peer } from '../../src/station/ports.js';
import type { Connection } from '../../src/workers/connection.js';
import type { Accepted, ListenAddress, PeerSocket } from '../../src/workers/ports.js';
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

it('of RTUs that share a port the first takes every connection for all', async () => {
  const { host } = openStation('');
  let accept = (_accepted: Accepted): void => {};
  const links: Peer[] = [];
  const keeper = {
    outbox: host.outbox,
    now: () => 0,
    listen: async (_at: ListenAddress, onAccept: (accepted: Accepted) => void) => {
      accept = onAccept;
      return { port: 2404, close: () => {} };
    },
    came: () => {},
    opened: (connection: Connection) => links.push(...connection.link.links),
  } as unknown as ConnectionKeeper;
  const logs = { attach: () => {} } as unknown as ShardLogs;
  const rtus = new ShardRtus(host, keeper, logs, StatsTable.allocate(3), LatencyTable.allocate(3, 1));
  const table = tableOf('1,Y,1,100,1\n');
  for (const no of [1, 2, 3]) rtus.add(rtuDefinition(no, { port: 2404 }), table, 'S');
  for (const each of rtus.active) await each.listen();
  accept({
    address: '10.0.0.1',
    port: 4000,
    open: () => ({ writableLength: 0 }) as PeerSocket,
    refuse: () => {},
  });
  expect(links.map(({ rtu }) => rtu.ca)).toEqual([101, 102, 103]);
});
