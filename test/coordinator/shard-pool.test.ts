/** Starts, deaths and requests of the pool's shards, with fake shards that have no threads. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allocateRing, RING_SLOTS, RingProducer } from '../../src/channel/broadcast-ring.js';
import type { MeasureMemory } from '../../src/channel/shard-protocol.js';
import { BroadcastQueue } from '../../src/coordinator/broadcast-queue.js';
import { ShardPool } from '../../src/coordinator/shard-pool.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { rtuDefinition } from '../support/rtus.js';
import { FakeThreads } from './fake-shards.js';

const SHARDS = 2;

/** A table with only the fields that a pool reads. */
const table = (file: string, version = 1) => ({ file, version }) as SignalTable;
const NO_MEASURES = {} as MeasureMemory;

let ring: BroadcastQueue;
let threads: FakeThreads;
let tables: Map<string, SignalTable>;
let stamps: Map<number, string>;
let pool: ShardPool;
/** Everything that the pool reported, in order. */
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  ring = new BroadcastQueue(new RingProducer(allocateRing(SHARDS), SHARDS));
  threads = new FakeThreads();
  tables = new Map([table('a.csv'), table('b.csv'), table('unused.csv')].map((one) => [one.file, one]));
  stamps = new Map();
  told = [];
  const [a, b, c] = [
    rtuDefinition(1, { ioFile: 'a.csv' }),
    rtuDefinition(2, { ioFile: 'b.csv' }),
    rtuDefinition(3, { ioFile: 'a.csv' }),
  ];
  pool = new ShardPool(
    {
      shards: SHARDS,
      ring,
      measures: NO_MEASURES,
      log: { folder: 'log', signals: 'none', startStamp: '20260101T000000' },
      openLogs: () => ({ port: new MessageChannel().port2 as never, state: new SharedArrayBuffer(8) }),
      wallOffsetMs: () => 5,
      tables,
      stamps,
      placement: [[a, c], [b]],
      onEvent: (shard, event) => told.push(`${shard} event ${event.kind}`),
      onDeath: (shard, detail) => told.push(`${shard} died: ${detail}`),
      onSkip: (shard) => told.push(`${shard} skips`),
      onRestart: (shard, results) => {
        const open = results.filter(({ error }) => error === undefined).map(({ slot }) => slot);
        told.push(`${shard} is back with ${open}`);
      },
    },
    threads,
  );
});

afterEach(async () => {
  vi.useRealTimers();
  await pool.destroy();
});

/** Waits until pending messages and promises are handled; timers do not fire. */
async function pass(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** Starts the pool and waits until a death no longer counts as one soon after the start. */
async function start(): Promise<void> {
  await pool.start();
  vi.advanceTimersByTime(2_000);
  told.length = 0;
}

async function crash(shard: number, message = 'boom'): Promise<void> {
  threads.shard(shard).die(new Error(message));
  await pass();
}

describe('a start', () => {
  it('loads every shard with its RTUs and their tables, opens the ports, and returns all results', async () => {
    stamps.set(2, '20260102T000000');
    const results = await pool.start();
    expect(results.map(({ slot, port }) => [slot, port])).toEqual([
      [0, 2404],
      [2, 2406],
      [1, 2405],
    ]);
    expect(threads.shard(0).requests).toEqual(['load: 0,2 with a.csv 1', 'listen']);
    expect(threads.shard(1).requests).toEqual(['load: 1 with b.csv 1', 'listen']);
    expect(threads.shard(0).task).toMatchObject({ shard: 0, shards: SHARDS, wallOffsetMs: 5 });
    expect(threads.shard(0).assignment?.stamps).toEqual(new Map([[2, '20260102T000000']]));
    expect(told).toEqual(['0 skips', '1 skips']);
  });

  it('loads one after another where the process may have few descriptors', async () => {
    threads.oneByOne = true;
    // What the shard before had done when each was started.
    const before: (readonly string[])[] = [];
    threads.prepare = ({ task: { shard } }) => {
      if (shard > 0) before.push([...threads.shard(shard - 1).requests]);
    };
    expect((await pool.start()).map(({ slot }) => slot)).toEqual([0, 2, 1]);
    expect(before).toEqual([['load: 0,2 with a.csv 1', 'listen']]);
  });

  it('completes without a shard that dies before it answers', async () => {
    threads.prepare = (shard) => {
      shard.isSilent = shard.task.shard === 1;
    };
    const starting = pool.start();
    await pass();
    threads.prepare = () => {};
    await crash(1);
    expect((await starting).map(({ slot }) => slot)).toEqual([0, 2]);
  });
});

describe('a shard that dies', () => {
  it('has its last events handled, then is restarted with its current RTUs and tables', async () => {
    await start();
    tables.set('a.csv', table('a.csv', 2));
    pool.place(rtuDefinition(2, { ioFile: 'a.csv' }), 0);
    threads.shard(0).post({ kind: 'trouble', slot: 0, detail: 'the last word' });
    await crash(0);
    expect(told).toEqual(['0 event trouble', '0 died: boom']);
    vi.advanceTimersByTime(0);
    await pass();
    expect(told.slice(2)).toEqual(['0 skips', '0 is back with 0,1,2']);
    expect(threads.shard(0).requests).toEqual(['load: 0,1,2 with a.csv 2', 'listen']);
    expect(threads.starts).toHaveLength(3);
  });

  it('without an error is restarted too', async () => {
    await start();
    threads.shard(1).die();
    await pass();
    expect(told).toEqual(['1 died: ended before shutdown']);
  });

  it('soon after its start is restarted after a growing wait of at most 5 s, else at once', async () => {
    await pool.start();
    const pauses = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000];
    for (const pauseMs of pauses) {
      // Soon is less than 1 s after the start.
      vi.advanceTimersByTime(999);
      await crash(0);
      const starts = threads.starts.length;
      vi.advanceTimersByTime(pauseMs - 1);
      await pass();
      expect(threads.starts, `${pauseMs} ms`).toHaveLength(starts);
      vi.advanceTimersByTime(1);
      await pass();
      expect(threads.starts, `${pauseMs} ms`).toHaveLength(starts + 1);
    }
    vi.advanceTimersByTime(1_000);
    await crash(0);
    const starts = threads.starts.length;
    vi.advanceTimersByTime(0);
    await pass();
    expect(threads.starts).toHaveLength(starts + 1);
  });

  it('delays no broadcast while it is down, however many, and skips those that it missed', async () => {
    await start();
    const head = new Int32Array(ring.memory, 0, 1);
    const cursors = new Int32Array(ring.memory, 4, 2);
    for (let id = 1; id <= RING_SLOTS + 1; id++) ring.publish({ kind: 'stop', id });
    // The last one waits: neither shard has read anything.
    expect(head[0]).toBe(RING_SLOTS);
    cursors[1] = RING_SLOTS;
    await crash(0);
    expect(head[0]).toBe(RING_SLOTS + 1);
    for (let turn = 0; turn < 3; turn++) {
      for (let id = 1; id < RING_SLOTS; id++) ring.publish({ kind: 'stop', id });
      cursors[1] = head[0];
    }
    expect(head[0]).toBe(RING_SLOTS + 1 + 3 * (RING_SLOTS - 1));
    vi.advanceTimersByTime(0);
    await pass();
    expect(cursors[0]).toBe(head[0]);
  });

  it('retries ports that are in use until they open', async () => {
    await start();
    threads.prepare = (shard) => {
      shard.busyPorts = 2;
    };
    await crash(0);
    for (let turn = 0; turn < 4; turn++) {
      vi.advanceTimersByTime(20);
      await pass();
    }
    expect(threads.shard(0).requests).toEqual(['load: 0,2 with a.csv 1', 'listen', 'listen', 'listen']);
    expect(told.at(-1)).toBe('0 is back with 0,2');
  });

  it('is reported with its closed ports if they never open', async () => {
    await start();
    threads.prepare = (shard) => {
      shard.busyPorts = Number.POSITIVE_INFINITY;
    };
    await crash(1);
    for (let turn = 0; turn < 60; turn++) {
      vi.advanceTimersByTime(20);
      await pass();
    }
    expect(told.at(-1)).toBe('1 is back with ');
  });
});

describe('a request', () => {
  it('gets the answer of the shard, or none if the shard dies or does not run', async () => {
    await start();
    expect(await pool.ask(1, (api) => api.reload(table('b.csv', 2)))).toBe(1);
    threads.shard(1).isSilent = true;
    const asked = pool.ask(1, (api) => api.listen());
    await crash(1);
    expect(await asked).toBeUndefined();
    expect(await pool.ask(1, (api) => api.listen())).toBeUndefined();
    expect(await pool.ask(7, (api) => api.listen())).toBeUndefined();
  });

  it('to reload goes to the shards that use the file, and counts their RTUs', async () => {
    await start();
    expect(await pool.reload(table('a.csv', 2))).toBe(2);
    expect(await pool.reload(table('unused.csv', 2))).toBe(0);
    expect(threads.shard(0).requests.slice(2)).toEqual(['reload: a.csv 2']);
    expect(threads.shard(1).requests.slice(2)).toEqual([]);
  });
});

describe('the placement', () => {
  it('knows the shard of a slot and of a number, and moves an RTU', () => {
    expect([0, 1, 2, 9].map((slot) => pool.shardOf(slot))).toEqual([0, 1, 0, -1]);
    expect(pool.shardOfNumber(103, 0)).toBe(0);
    // The number's only RTU is the excluded one.
    expect(pool.shardOfNumber(103, 2)).toBeUndefined();
    expect(pool.shardOfNumber(999, 0)).toBeUndefined();
    pool.place(rtuDefinition(1, { rtuNumber: 102 }), 1);
    expect(pool.placement.map((rtus) => rtus.map(({ slot }) => slot))).toEqual([[2], [0, 1]]);
    expect(pool.shardOfNumber(102, 1)).toBe(1);
  });
});

describe('the end', () => {
  it('waits for shards that end in order, and restarts none', async () => {
    await start();
    const closing = pool.close(1_000);
    await pass();
    expect(threads.isDestroyed).toBe(false);
    for (const shard of threads.starts) shard.die();
    await closing;
    expect(threads.isDestroyed).toBe(true);
    vi.advanceTimersByTime(60_000);
    await pass();
    expect([threads.starts.length, told]).toEqual([SHARDS, []]);
  });

  it('does not wait for ever for a shard that hangs, even with a full ring', async () => {
    await start();
    for (let id = 1; id <= RING_SLOTS; id++) ring.publish({ kind: 'stop', id });
    const closing = pool.close(1_000);
    await pass();
    expect(threads.isDestroyed).toBe(false);
    vi.advanceTimersByTime(1_000);
    await closing;
    expect(threads.isDestroyed).toBe(true);
  });
});
