/** The broadcast ring within one thread: order, cursors, the full ring, the wrap of its counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateRing,
  type Broadcast,
  followRing,
  RING_SLOTS,
  RingFullError,
  RingProducer,
} from '../../src/channel/broadcast-ring.js';

const send = (id: number): Broadcast => ({
  kind: 'send',
  order: { id, index: 7, startMs: 1.5, durationMs: 250, ratePerRtu: 0.85, rtuNumbers: [1, id + 1] },
});

/** Reads all broadcasts for a shard, up to the shutdown. */
async function readAll(memory: SharedArrayBuffer, shards: number, shard: number): Promise<Broadcast[]> {
  const seen: Broadcast[] = [];
  await followRing(memory, shards, shard, (broadcast) => {
    seen.push(broadcast);
    return broadcast.kind === 'shutdown' ? 'end' : 'go-on';
  });
  return seen;
}

describe('a broadcast ring', () => {
  it('delivers every kind as it was published', async () => {
    const memory = allocateRing(1);
    const producer = new RingProducer(memory, 1);
    const all: Broadcast[] = [
      {
        kind: 'send',
        order: {
          id: 1,
          index: 123456789012,
          startMs: 9_876_543.125,
          durationMs: 60_000.5,
          ratePerRtu: 1_000_000,
          rtuNumbers: [1, 31, 32, 33, 4_095, 65_504, 65_534, 65_535],
          walk: { seed: 4_294_967_295, percent: 0.1 },
        },
      },
      { kind: 'send', order: { id: 2, index: 0, startMs: 0, durationMs: 0 } },
      { kind: 'send', order: { id: 3, index: 0, startMs: 0, durationMs: 0, rtuNumbers: [] } },
      { kind: 'send', order: { id: 5, index: 0, startMs: 0, durationMs: 0, cot: 1 } },
      { kind: 'send', order: { id: 6, index: 0, startMs: 0, durationMs: 0, rtuNumbers: [9], cot: 2 } },
      { kind: 'send', order: { id: 7, index: 0, startMs: 0, durationMs: 0 } },
      { kind: 'send', order: { id: 8, index: 0, startMs: 0, durationMs: 0, withoutWaits: true } },
      {
        kind: 'send',
        order: { id: 9, index: 0, startMs: 0, durationMs: 0, rtuNumbers: [9], withoutWaits: true },
      },
      {
        kind: 'point',
        order: {
          id: 4_294_967_296,
          row: 65_536,
          rtuNumbers: [1, 31, 32, 65_535],
          ioa: 16_777_215,
          pointType: 40,
          value: -1.25e-7,
          quality: undefined,
          startMs: 9_876_543.125,
        },
      },
      {
        kind: 'point',
        order: { id: 1, row: 0, rtuNumbers: [1], ioa: 0, pointType: 1, value: 1, quality: 0, startMs: 1 },
      },
      {
        kind: 'point',
        order: { id: 2, row: 1, rtuNumbers: [2], ioa: 3, pointType: 3, value: 2, quality: 255, startMs: 1 },
      },
      {
        kind: 'send',
        order: { id: 4, index: 0, startMs: 0, durationMs: 0, walk: { seed: 0, percent: 100 } },
      },
      { kind: 'stop', id: 0 },
      {
        kind: 'fault',
        order: {
          id: 4_000_000_000,
          word: 'time-jump',
          startMs: 9_876_543.125,
          durationMs: 40_000.5,
          value: -3600.25,
          share: 0.5,
          seed: 4_294_967_295,
          slots: [0, 1, 31, 32, 65_535],
        },
      },
      { kind: 'fault-end', id: 17 },
      { kind: 'clock', wallOffsetMs: 1_764_000_000_000.25 },
      { kind: 'clock', wallOffsetMs: -0.5 },
      { kind: 'shutdown' },
    ];
    for (const broadcast of all) producer.publish(broadcast);
    expect(await readAll(memory, 1, 0)).toEqual(all);
  });

  it('delivers everything to each shard, which has its own cursor', async () => {
    const memory = allocateRing(3);
    const producer = new RingProducer(memory, 3);
    producer.publish(send(1));
    const early = readAll(memory, 3, 1);
    producer.publish(send(2));
    await new Promise(setImmediate);
    producer.publish({ kind: 'shutdown' });
    const expected = [send(1), send(2), { kind: 'shutdown' }];
    expect(await early).toEqual(expected);
    expect(await readAll(memory, 3, 0)).toEqual(expected);
    expect(await readAll(memory, 3, 2)).toEqual(expected);
  });

  it('stops reading when the reader asks it to', async () => {
    const memory = allocateRing(1);
    const producer = new RingProducer(memory, 1);
    producer.publish({ kind: 'shutdown' });
    producer.publish(send(2));
    expect(await readAll(memory, 1, 0)).toEqual([{ kind: 'shutdown' }]);
    producer.publish({ kind: 'shutdown' });
    expect(await readAll(memory, 1, 0)).toEqual([send(2), { kind: 'shutdown' }]);
  });

  it('refuses a broadcast that would overwrite unread ones, and accepts it once they are read', async () => {
    const memory = allocateRing(2);
    const producer = new RingProducer(memory, 2);
    for (let id = 1; id < RING_SLOTS; id++) producer.publish(send(id));
    producer.publish({ kind: 'shutdown' });
    await readAll(memory, 2, 0);
    const publish = () => producer.publish(send(999));
    expect(publish).toThrow(RingFullError);
    expect(publish).toThrow(expect.objectContaining({ code: 'RING_FULL' }));
    expect(publish).toThrow('shard 1 has 256 broadcasts unread');
    const late = await readAll(memory, 2, 1);
    expect(late).toHaveLength(RING_SLOTS);
    expect(late[0]).toEqual(send(1));
    expect(late.at(-2)).toEqual(send(RING_SLOTS - 1));
    expect(publish).not.toThrow();
  });

  it('lets a restarted shard skip what was published before', async () => {
    const memory = allocateRing(2);
    const producer = new RingProducer(memory, 2);
    producer.publish(send(1));
    producer.skip(1);
    producer.publish({ kind: 'shutdown' });
    expect(await readAll(memory, 2, 1)).toEqual([{ kind: 'shutdown' }]);
    expect(await readAll(memory, 2, 0)).toEqual([send(1), { kind: 'shutdown' }]);
  });

  it.each([
    ['2³¹', 0x7fffffff],
    ['2³²', -1],
  ])('continues to count over %s', async (_, lastCount) => {
    const memory = allocateRing(2);
    new Int32Array(memory, 0, 3).fill(lastCount - 1);
    const producer = new RingProducer(memory, 2);
    for (let id = 1; id < RING_SLOTS; id++) producer.publish(send(id));
    producer.publish({ kind: 'shutdown' });
    expect(() => producer.publish(send(0))).toThrow('shard 0 has 256 broadcasts unread');
    for (const shard of [0, 1]) {
      const seen = await readAll(memory, 2, shard);
      expect(seen.slice(0, -1)).toEqual(Array.from({ length: RING_SLOTS - 1 }, (_, i) => send(i + 1)));
    }
  });

  it('loses, repeats and reorders nothing, in any interleaving of publishing and reading', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }),
        async (start, bursts) => {
          const memory = allocateRing(2);
          new Int32Array(memory, 0, 3).fill(start);
          const producer = new RingProducer(memory, 2);
          const readers = [readAll(memory, 2, 0), readAll(memory, 2, 1)];
          let id = 0;
          for (const burst of bursts) {
            for (let i = 0; i < burst; i++) producer.publish({ kind: 'stop', id: ++id });
            await new Promise(setImmediate);
          }
          producer.publish({ kind: 'shutdown' });
          const expected = Array.from({ length: id }, (_, i) => ({ kind: 'stop', id: i + 1 }));
          for (const seen of await Promise.all(readers)) expect(seen.slice(0, -1)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });
});
