/** What a shard does with the orders that all shards see (`docs/architecture.md`, threads). */
import { beforeEach, expect, it } from 'vitest';
import type { SendOrder } from '../../src/station/sends/send-order.js';
import type { StationHost } from '../../src/station/station-host.js';
import type { ShardFaults } from '../../src/workers/faults/shard-faults.js';
import type { Machine } from '../../src/workers/ports.js';
import type { Sends } from '../../src/workers/sends.js';
import { ShardBroadcasts } from '../../src/workers/shard-broadcasts.js';
import type { ShardRtus } from '../../src/workers/shard-rtus.js';
import type { ShardServing } from '../../src/workers/shard-serving.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import { openShard, type SimShard } from './sim-shard.js';

let kit: SimShard;

/** Three RTUs that no master is connected to, with the numbers 7, 7 and 8. */
beforeEach(() => {
  kit = openShard({ rtus: 3 });
  const table = tableOf('1,Y,1,100,1\n');
  const rtus = [7, 7, 8].map((rtuNumber, i) => rtuDefinition(i + 1, { rtuNumber, ioFile: table.file }));
  kit.shard.requests.load({ rtus, tables: [table], stamps: new Map() });
});

function order(more: Partial<SendOrder> = {}): SendOrder {
  return { id: 1, index: 1, startMs: 0, durationMs: 0, ...more };
}

/** What was posted until this time; each as its kind and the RTUs that run, lack the index, and have no connection. */
async function postedUntil(ms: number): Promise<unknown[]> {
  await kit.world.run(ms, () => {});
  return kit.posted.splice(0).map((event) => {
    if (!('totals' in event)) return event.kind;
    const { running, missing, notStarted } = event.totals;
    return [event.kind, event.id, running, missing, notStarted];
  });
}

it('a send goes to all RTUs', async () => {
  expect(kit.shard.broadcasts.take({ kind: 'send', order: order() })).toBe('go-on');
  expect(await postedUntil(10_100)).toEqual([
    ['send-started', 1, 0, 0, 3],
    ['send-finished', 1, 0, 0, 3],
    ['send-settled', 1, 0, 0, 3],
  ]);
});

it('a send goes to the RTUs of the numbers that it names', async () => {
  kit.shard.broadcasts.take({ kind: 'send', order: order({ index: 2, rtuNumbers: [7, 9] }) });
  expect((await postedUntil(10_100))[0]).toEqual(['send-started', 1, 0, 2, 0]);
  kit.shard.broadcasts.take({ kind: 'send', order: order({ rtuNumbers: [] }) });
  expect((await postedUntil(10_200))[0]).toEqual(['send-started', 1, 0, 0, 0]);
});

it('a send that waits for its start is stopped by its number, or with all', async () => {
  for (const id of [1, 2, 3]) {
    kit.shard.broadcasts.take({ kind: 'send', order: order({ id, startMs: 60_000 }) });
  }
  expect(kit.shard.broadcasts.take({ kind: 'stop', id: 2 })).toBe('go-on');
  expect(await postedUntil(10_100)).toEqual([
    ['send-finished', 2, 0, 0, 0],
    ['send-settled', 2, 0, 0, 0],
  ]);
  kit.shard.broadcasts.take({ kind: 'stop', id: 0 });
  expect(await postedUntil(61_000)).toEqual([
    ['send-finished', 1, 0, 0, 0],
    ['send-settled', 1, 0, 0, 0],
    ['send-finished', 3, 0, 0, 0],
    ['send-settled', 3, 0, 0, 0],
  ]);
});

it('a clock changes the wall time of what follows', () => {
  expect(kit.shard.broadcasts.take({ kind: 'clock', wallOffsetMs: 5000 })).toBe('go-on');
  expect(kit.shard.wallOffsetMs).toBe(5000);
});

it('a shutdown ends the shard', () => {
  expect(kit.shard.broadcasts.take({ kind: 'shutdown' })).toBe('end');
});

it('a send begins behind the faults of its instant, whichever was looked at first', () => {
  const calls: string[] = [];
  const machine = { clock: { monotonicMs: () => 100 } } as unknown as Machine;
  const broadcasts = new ShardBroadcasts(
    machine,
    {} as StationHost,
    { active: [] } as unknown as ShardRtus,
    {} as ShardServing,
    { start: ({ id }: SendOrder) => calls.push(`send ${id}`) } as unknown as Sends,
    { beginUntil: (ms: number) => calls.push(`faults until ${ms}`) } as unknown as ShardFaults,
    undefined,
  );
  broadcasts.take({ kind: 'send', order: order({ startMs: 99 }) });
  expect(calls).toEqual(['faults until 99', 'send 1']);
});
