/** Peers that take too much, or end at the wrong instant: memory stays bounded, figures stay exact, and nobody else is hurt. */
import { describe, expect, it } from 'vitest';
import { STARTDT_CON, STOPDT_ACT, startedGroup, TESTFR_ACT } from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point of CA 32 at IOA `n`, on. */
const point = (n: number): string => `01 01 03 00 20 00 ${hex(n & 255)} ${hex((n >> 8) & 255)} 00 01`;
const points = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => point(from + i));
/** Single command of CA 32 at IOA 100: execute, on. */
const COMMAND = '2D 01 06 00 20 00 64 00 00 01';
/** Call of file 1 of CA 32 at IOA 5. */
const CALL_FILE = '7A 01 0D 00 20 00 05 00 00 01 00 00 02';

describe('the figures of masters', () => {
  it('two laggards at one instant count twice, not three times', () => {
    const { kit, rtu, masters } = startedGroup(3, { k: 4, w: 2, bufferFrames: 10 });
    for (let n = 1; n <= 20; n++) {
      rtu.sendAsdus(point(n));
      masters[0].asdus();
      masters[0].acknowledge();
    }
    expect(masters.map(({ ending }) => ending)).toEqual([undefined, 'LAGGING', 'LAGGING']);
    expect(kit.counter('LAGGING')).toBe(2);
    expect(kit.counter('UNDELIVERED')).toBe(2 * 14);
  });

  it('nothing waits for one that is not started', () => {
    const { kit, rtu, masters } = startedGroup(2, { connections: 3 });
    const idle = kit.connectMaster('10.0.1.9');
    masters[1].send(STOPDT_ACT);
    for (let n = 0; n < 5; n++) {
      rtu.sendAsdus(...points(n * 10, 10));
      masters[0].asdus();
      masters[0].acknowledge();
    }
    idle.send(TESTFR_ACT);
    masters[1].send(TESTFR_ACT);
    const figures = (place: number) => [
      kit.masterCounter(place, 'QUEUE'),
      kit.masterCounter(place, 'QUEUE_MAX'),
      kit.masterCounter(place, 'BEHIND'),
    ];
    expect([figures(1), figures(2)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

it('what another master has asked for makes nobody a laggard behind a closed window', () => {
  const { rtu, masters } = startedGroup(2, { k: 4, w: 4, bufferFrames: 10 });
  const [asker, waiting] = masters;
  rtu.sendAsdus(...points(1, 4));
  asker.acknowledge();
  asker.sendAsdus('64 01 06 00 20 00 00 00 00 14');
  rtu.sendAsdus('64 01 07 00 20 00 00 00 00 14');
  for (let n = 0; n < 40; n++) {
    rtu.sendAsdus('01 01 14 00 20 00 05 00 00 01');
    asker.acknowledge();
  }
  rtu.sendAsdus(point(5));
  expect(waiting.ending).toBeUndefined();
  expect(waiting.asdus()).toEqual(points(1, 4));
  waiting.acknowledge();
  expect(waiting.asdus()).toEqual([point(5)]);
});

it('a command that comes between the loss of the RTU and the end of its master leaves its point free', () => {
  const { kit, rtu, masters } = startedGroup(1);
  rtu.link.close('PEER_CLOSED', 'closed by the peer', kit.nowMs);
  masters[0].sendAsdus(COMMAND);
  expect(masters[0].ending).toBe('RTU_LOST');
  expect(kit.counter('EXPIRED')).toBe(1);
  const next = kit.connectRtu();
  const master = kit.startMaster('10.0.1.7');
  next.send(STARTDT_CON);
  next.take();
  master.sendAsdus(COMMAND);
  expect(next.asdus()).toEqual(['2D 01 06 02 20 00 64 00 00 01']);
});

describe('the end of a group', () => {
  it('counts what its masters did not get', () => {
    const { kit, rtu } = startedGroup(2, { k: 4 });
    rtu.sendAsdus(...points(1, 10));
    kit.group.stop('the gateway stops', kit.nowMs);
    expect(kit.counter('UNDELIVERED')).toBe(2 * 10);
  });

  it('counts what it kept for the next one, and says so; what the RTU still has is not lost', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 4, w: 8, lingerMs: 60_000 });
    rtu.sendAsdus(...points(1, 10));
    kit.lose(masters[0]);
    expect(kit.counter('UNDELIVERED')).toBe(0);
    // Two more, of which the RTU has no acknowledgement: w is 8.
    rtu.sendAsdus(...points(11, 2));
    kit.group.stop('the gateway stops', kit.nowMs);
    expect(kit.counter('UNDELIVERED')).toBe(10 - 2);
    expect(kit.lines.at(-2)).toMatchObject({
      event: 'warning',
      detail: '8 ASDUs kept for the next master are lost',
    });
  });
});

it('file transfer waits for the RTU within the bound of all requests', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 4, w: 4 });
  for (let n = 0; n < 600; n++) masters[0].sendAsdus(CALL_FILE);
  // Four are written, 500 wait.
  expect(rtu.asdus()).toHaveLength(4);
  expect(kit.counter('OPEN_REQUESTS')).toBe(500);
  expect(kit.counter('REFUSED_REQUESTS')).toBe(96);
  rtu.acknowledge();
  expect(rtu.asdus()).toHaveLength(4);
  masters[0].sendAsdus(CALL_FILE);
  expect(kit.counter('OPEN_REQUESTS')).toBe(497);
});

it('a flood of reading does not keep the commands of another master waiting', () => {
  const { kit, rtu, masters } = startedGroup(2, { k: 2, w: 1, commandHoldMs: 1000 });
  for (let n = 0; n < 400; n++) masters[0].sendAsdus('66 01 05 00 20 00 05 00 00');
  masters[1].sendAsdus(COMMAND);
  expect(rtu.asdus()).toHaveLength(2);
  rtu.acknowledge();
  expect(rtu.asdus()[0]).toBe('2D 01 06 02 20 00 64 00 00 01');
  expect(kit.counter('REFUSED_REQUESTS')).toBe(0);
});

it('an RTU that waits for no acknowledgement is closed before it fills the memory', () => {
  const { kit, rtu } = startedGroup(1, { k: 4, w: 4, bufferFrames: 100 });
  let sent = 0;
  while (rtu.ending === undefined && sent < 40_000) {
    rtu.sendAsdus(...points(sent, 100));
    sent += 100;
  }
  expect(rtu.ending).toBe('BAD_CONTROL');
  expect(rtu.link.closeReason?.detail).toBe('32768 I frames without an acknowledgement');
  expect(kit.counter('HELD_BACK')).toBe(0);
});

it('a buffer that is full when the RTU is lost holds back the next link too', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 2, w: 2, bufferFrames: 8, eoi: 'never' });
  rtu.sendAsdus(...points(1, 12));
  expect(kit.counter('HELD_BACK')).toBe(1);
  kit.lose(rtu);
  expect([masters[0].ending, kit.counter('HELD_BACK'), kit.counter('HOLDS')]).toEqual(['RTU_LOST', 0, 1]);
  const next = kit.connectRtu();
  const master = kit.startMaster();
  next.send(STARTDT_CON);
  next.take();
  next.sendAsdus(...points(13, 2));
  expect(next.take()).toEqual([]);
  expect([kit.counter('HELD_BACK'), kit.counter('HOLDS')]).toEqual([1, 2]);
  const got: string[] = [];
  for (let turn = 0; turn < 20; turn++) {
    got.push(...master.asdus());
    master.acknowledge();
  }
  expect(got).toEqual(points(1, 14));
  expect(kit.counter('HELD_BACK')).toBe(0);
});

it('an RTU that does not heed STOPDT act is held once a buffer is kept for the next master, and closed after t1', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 4, w: 4, bufferFrames: 100 });
  masters[0].send(STOPDT_ACT);
  expect(rtu.take()).toEqual([STOPDT_ACT]);
  // It sends its window whenever it is acknowledged.
  let sent = 0;
  for (let window = 0; window < 1000; window++) {
    rtu.sendAsdus(...points(sent, 4));
    sent += 4;
    if (rtu.take().length === 0) break;
  }
  // Held from 100 on; the window that makes it 104 is not acknowledged.
  expect(sent).toBe(104);
  expect([kit.counter('QUEUE'), kit.counter('HELD_BACK')]).toEqual([104, 1]);
  kit.advance(15_000);
  expect(rtu.ending).toBe('T1_CONTROL');
});
