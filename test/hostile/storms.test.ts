/** Thousands of connects: closed at once, from addresses that are not admitted, while a shard is down. */

import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import {
  besideControl,
  CONTROL,
  expectAccounted,
  pause,
  STARTDT_ACT,
  startPair,
  VICTIM,
} from './hostile-kit.js';

const STORM = 4_000;
const AT_ONCE = 16;
/** Memory that a storm may leave in use, MB: a margin for the garbage collector, far less than one buffer per connection. */
const KEPT_MB = 60;

/** Connects, sends STARTDT act, and closes or resets on its con. Resolves when the socket is closed for any reason. */
function touch(port: number, end: 'close' | 'reset', localAddress = '127.0.0.1'): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.on('connect', () => socket.write(Buffer.from(STARTDT_ACT.replaceAll(' ', ''), 'hex')));
    socket.once('data', () => {
      if (end === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    });
  });
}

async function storm(count: number, one: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;

describe('a storm of connects', () => {
  it('leaves no connection open and no memory in use, and does not affect other RTUs', async () => {
    const test = await startPair({ options: ['connections=40', 'group=each'] });
    const port = test.port(VICTIM);
    const ends = ['close', 'reset'] as const;
    let beforeMb = 0;
    await besideControl(test, async () => {
      // The first half creates what is allocated only once, and the test's own sockets.
      await storm(STORM / 2, (i) => touch(port, ends[i % 2]));
      test.events.length = 0;
      beforeMb = residentMb();
      await storm(STORM / 2, (i) => touch(port, ends[i % 2]));
    });
    const of = (column: 'ACCEPTED' | 'REFUSED' | 'CONNECTIONS' | 'STARTED') =>
      test.engine.stats.get(VICTIM, column);
    await soon(() => expect([of('CONNECTIONS'), of('STARTED')]).toEqual([0, 0]));
    expect(of('ACCEPTED') + of('REFUSED')).toBe(STORM);
    test.events.length = 0;
    expect(residentMb() - beforeMb).toBeLessThan(KEPT_MB);
    await expectAccounted(test);
    expect((await test.started(VICTIM)).state).toBe('started');
  });

  it('from an address that is not admitted: every connect is refused', async () => {
    const test = await startPair({ hosts: '127.0.0.2' });
    const port = test.port(VICTIM);
    await besideControl(test, () => storm(500, () => touch(port, 'close')));
    expect(test.engine.stats.get(VICTIM, 'REFUSED')).toBe(500);
    expect(test.engine.stats.get(VICTIM, 'ACCEPTED')).toBe(0);
  });
});

describe('connects while a shard is down', () => {
  it('are refused or served, and do not prevent its restart', async () => {
    const test = await startPair();
    let over = false;
    const port = test.port(VICTIM);
    const running = storm(AT_ONCE, async () => {
      while (!over) await touch(port, 'close').then(() => pause(2));
    });
    for (let turn = 1; turn <= 2; turn++) {
      await pause(50);
      await test.killThread(0);
      await test.restarts(turn);
    }
    over = true;
    await running;
    expect(test.events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
    const control = await test.started(CONTROL, { ack: { kind: 'eager' } });
    expect(await control.interrogate()).toMatchObject({ outcome: 'done' });
    await expectAccounted(test);
  });
});
