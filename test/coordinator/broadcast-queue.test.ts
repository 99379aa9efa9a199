/** Orders that the ring has no room for: kept in sequence, given when there is room. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  allocateRing,
  type Broadcast,
  RING_SLOTS,
  RingConsumer,
  RingFullError,
  RingProducer,
} from '../../src/channel/broadcast-ring.js';
import { BroadcastQueue, MOST_WAITING } from '../../src/coordinator/broadcast-queue.js';

const SHARDS = 2;
const send = (id: number): Broadcast => ({
  kind: 'send',
  order: { id, index: 7, startMs: 0, durationMs: 0, rtuNumbers: [id] },
});
/** `from` up to `to`, both of them. */
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

let queue: BroadcastQueue;

beforeEach(() => {
  vi.useFakeTimers();
  queue = new BroadcastQueue(new RingProducer(allocateRing(SHARDS), SHARDS));
});
afterEach(() => {
  queue.close();
  vi.useRealTimers();
});

/** Reads what a shard has not read yet, as text. */
function reader(shard: number): () => string[] {
  const consumer = new RingConsumer(queue.memory, SHARDS, shard);
  return () => {
    const seen: string[] = [];
    consumer.read((broadcast) => {
      if (broadcast.kind === 'send') seen.push(`send ${broadcast.order.id}`);
      else if (broadcast.kind === 'stop') seen.push(`stop ${broadcast.id}`);
      else if (broadcast.kind === 'clock') seen.push(`clock ${broadcast.wallOffsetMs}`);
      else seen.push(broadcast.kind);
      return 'go-on';
    });
    return seen;
  };
}

const sends = (from: number, to: number): string[] => range(from, to).map((id) => `send ${id}`);

describe('orders for the shards', () => {
  it('beyond the slots of the ring wait, and keep their sequence', () => {
    const shards = [reader(0), reader(1)];
    for (const id of range(1, 2 * RING_SLOTS + 5)) queue.publish(send(id));
    expect(shards.map((read) => read())).toEqual([sends(1, RING_SLOTS), sends(1, RING_SLOTS)]);
    // There is room now, but older orders wait.
    queue.publish({ kind: 'stop', id: 0 });
    vi.advanceTimersByTime(2);
    expect(shards.map((read) => read().at(-1))).toEqual([`send ${2 * RING_SLOTS}`, `send ${2 * RING_SLOTS}`]);
    vi.advanceTimersByTime(2);
    const last = [...sends(2 * RING_SLOTS + 1, 2 * RING_SLOTS + 5), 'stop 0'];
    expect(shards.map((read) => read())).toEqual([last, last]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are refused only if they are sends, and more than 1,024 wait', () => {
    for (const id of range(1, RING_SLOTS + MOST_WAITING)) queue.publish(send(id));
    expect(() => queue.publish(send(9_999))).toThrow(RingFullError);
    expect(() => queue.publish(send(9_999))).toThrow('shard 0 reads no orders, and 1024 wait');
    queue.publish({ kind: 'stop', id: 0 });
    queue.publish({ kind: 'shutdown' });
  });

  it('with a wrong RTU number are refused at once', () => {
    for (const id of range(1, RING_SLOTS)) queue.publish(send(id));
    expect(() => queue.publish(send(65_536))).toThrow(RangeError);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that wait hold one offset of the clock, the newest, and the same stop once', () => {
    const read = reader(0);
    const other = reader(1);
    for (const id of range(1, RING_SLOTS)) queue.publish(send(id));
    queue.publish({ kind: 'clock', wallOffsetMs: 1 });
    queue.publish({ kind: 'stop', id: 0 });
    queue.publish({ kind: 'stop', id: 0 });
    queue.publish({ kind: 'clock', wallOffsetMs: 2 });
    read();
    other();
    vi.advanceTimersByTime(2);
    expect(read()).toEqual(['clock 2', 'stop 0']);
  });

  it('that were given before a shard started are not seen by it, those that wait neither', async () => {
    for (const id of range(1, RING_SLOTS)) queue.publish(send(id));
    queue.leave(0);
    queue.publish(send(301));
    queue.publish(send(302));
    queue.skip(0);
    queue.publish(send(303));
    const [started, slow] = [reader(0), reader(1)];
    expect(started()).toEqual([]);
    expect(slow()).toEqual(sends(1, RING_SLOTS));
    vi.advanceTimersByTime(2);
    expect(slow()).toEqual(sends(301, 303));
    expect(started()).toEqual(['send 303']);
  });
});
