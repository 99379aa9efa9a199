/** A send in a shard, in this thread: from the ring to the shard's reports, and what stays in memory. */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocateRing, RING_SLOTS, RingProducer } from '../../src/channel/broadcast-ring.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { SendTable } from '../../src/channel/send-table.js';
import type { ShardEvent } from '../../src/channel/shard-protocol.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { LogState } from '../../src/log-writer/log-state.js';
import { runShard } from '../../src/workers/shard.js';
import { usedHeap } from '../support/heap.js';
import { Workspace } from '../support/workspace.js';

/** RTU numbers per send, and number of sends: 24 MB if all lists were kept. */
const NUMBERS = 1_000;
const SENDS = 3_000;
const MOST_LEFT_OCTETS = 8e6;

let ring: RingProducer;
let events: MessageChannel;
let settled: number;
let onSettled: () => void;
let over: Promise<void>;

beforeEach(() => {
  ring = new RingProducer(allocateRing(1), 1);
  events = new MessageChannel();
  settled = 0;
  onSettled = () => {};
  events.port1.on('message', (event: ShardEvent) => {
    if (event.kind !== 'send-settled') return;
    settled++;
    onSettled();
  });
  over = runShard({
    shard: 0,
    shards: 1,
    ring: ring.memory,
    measures: {
      rtus: 1,
      stats: StatsTable.allocate(1).memory,
      latencies: LatencyTable.allocate(1, 1).memory,
      shards: ShardTable.allocate(1).memory,
      pauses: PauseTable.allocate(1).memory,
      sends: SendTable.allocate(1).memory,
    },
    wallOffsetMs: 0,
    log: { folder: new Workspace().folder, signals: 'none', startStamp: '20260101T000000' },
    requests: new MessageChannel().port2,
    events: events.port2,
    logs: { port: new MessageChannel().port2, state: LogState.allocate().memory },
  });
});

afterEach(async () => {
  ring.publish({ kind: 'shutdown' });
  await over;
  events.port1.close();
});

/** Resolves when this many sends are settled. */
function allSettled(count: number): Promise<void> {
  return new Promise((resolve) => {
    onSettled = () => {
      if (settled === count) resolve();
    };
    onSettled();
  });
}

/** Orders sends that differ in rate and numbers, in bursts that the ring holds. */
async function play(first: number, count: number): Promise<void> {
  for (let id = first; id < first + count; id++) {
    const rtuNumbers = Array.from({ length: NUMBERS }, (_, i) => 1 + ((id + 7 * i) % 65_535));
    ring.publish({
      kind: 'send',
      order: { id, index: 1, startMs: 0, durationMs: 0, ratePerRtu: id, rtuNumbers },
    });
    if ((id - first) % (RING_SLOTS / 2) === 0) await allSettled(id);
  }
  await allSettled(first + count - 1);
}

describe('thousands of sends with different rates and RTU numbers', () => {
  it('leave nothing behind in their shard', async () => {
    await play(1, 100);
    const before = await usedHeap();
    await play(101, SENDS);
    expect((await usedHeap()) - before).toBeLessThan(MOST_LEFT_OCTETS);
  });
});
