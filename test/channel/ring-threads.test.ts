/** The broadcast ring between real threads, as built: a thread waits without blocking and wakes for each broadcast. */

import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { allocateRing, type Broadcast, RingProducer } from '../../src/channel/broadcast-ring.js';
import { HANG_MS } from '../support/patience.js';

const BUILT = new URL('../../dist/channel/broadcast-ring.js', import.meta.url).href;

type Message =
  | { kind: 'ready' | 'ended' }
  | { kind: 'broadcast'; broadcast: Broadcast }
  | { kind: 'pong'; ping: number };

/** A thread that follows the ring. */
class Reader {
  readonly seen: Broadcast[] = [];
  private readonly messages: Message[] = [];
  private wake: () => void = () => {};
  private fail: (error: Error) => void = () => {};
  readonly thread: Worker;

  constructor(memory: SharedArrayBuffer, shards: number, shard: number) {
    this.thread = new Worker(new URL('ring-reader.mjs', import.meta.url), {
      workerData: { module: BUILT, memory, shards, shard },
    });
    this.thread.on('message', (message: Message) => {
      if (message.kind === 'broadcast') this.seen.push(message.broadcast);
      this.messages.push(message);
      this.wake();
    });
    this.thread.on('error', (error) => this.fail(error));
  }

  /** Resolves when `condition` holds; it is checked after every message. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`still not true after ${HANG_MS} ms: ${condition}`)),
        HANG_MS,
      );
      this.fail = reject;
      this.wake = () => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  said(kind: Message['kind']): Promise<void> {
    return this.until(() => this.messages.some((message) => message.kind === kind));
  }
}

const readers: Reader[] = [];

function makeReaders(count: number): { producer: RingProducer; readers: Reader[] } {
  const memory = allocateRing(count);
  for (let shard = 0; shard < count; shard++) readers.push(new Reader(memory, count, shard));
  return { producer: new RingProducer(memory, count), readers: [...readers] };
}

afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.thread.terminate()));
});

it('wakes every thread for every broadcast, in order', async () => {
  const { producer, readers } = makeReaders(3);
  await Promise.all(readers.map((reader) => reader.said('ready')));
  for (let id = 1; id <= 300; id++) {
    producer.publish({ kind: 'stop', id });
    // First one by one, so that each wakes sleeping threads; then in bursts.
    if (id <= 20 || id % 100 === 0) {
      await Promise.all(readers.map((reader) => reader.until(() => reader.seen.length === id)));
    }
  }
  producer.publish({ kind: 'shutdown' });
  await Promise.all(readers.map((reader) => reader.said('ended')));
  const expected = [
    ...Array.from({ length: 300 }, (_, i) => ({ kind: 'stop', id: i + 1 })),
    { kind: 'shutdown' },
  ];
  for (const reader of readers) expect(reader.seen).toEqual(expected);
});

it('leaves the event loop of a waiting thread free', async () => {
  const { producer, readers } = makeReaders(1);
  const [reader] = readers;
  await reader.said('ready');
  producer.publish({ kind: 'stop', id: 1 });
  await reader.until(() => reader.seen.length === 1);
  reader.thread.postMessage(42);
  await reader.said('pong');
  producer.publish({ kind: 'stop', id: 2 });
  await reader.until(() => reader.seen.length === 2);
});
