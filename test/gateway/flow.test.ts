/** How far masters may be apart, when the RTU has to wait, and that nothing is lost in silence. */
import { describe, expect, it } from 'vitest';
import { type End, iFrame, STARTDT_CON, STOPDT_CON, sFrame, startedGroup } from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point of CA 32 at IOA `n`, on. */
const point = (n: number): string => `01 01 03 00 20 00 ${hex(n & 255)} ${hex(n >> 8)} 00 01`;
const points = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => point(from + i));

/** Takes what came and acknowledges it, again and again until nothing comes. */
function drain(end: End): string[] {
  const all: string[] = [];
  for (let turn = 0; turn < 1000; turn++) {
    const asdus = end.asdus();
    if (asdus.length === 0) return all;
    all.push(...asdus);
    end.acknowledge();
  }
  throw new Error('no end');
}

describe('the window of a master', () => {
  it('closes after k frames and opens with its acknowledgement; the others go on', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 3, w: 2 });
    rtu.sendAsdus(...points(1, 5));
    expect(masters[0].asdus()).toEqual(points(1, 3));
    masters[1].asdus();
    expect(kit.masterCounter(0, 'QUEUE')).toBe(2);
    masters[1].acknowledge();
    expect(masters[1].asdus()).toEqual(points(4, 2));
    masters[0].acknowledge();
    expect(masters[0].asdus()).toEqual(points(4, 2));
    expect(kit.masterCounter(0, 'STALLS')).toBe(1);
  });

  it('of one frame works: k = 1, w = 1', () => {
    const { rtu, masters } = startedGroup(2, { k: 1, w: 1 });
    rtu.sendAsdus(point(1));
    expect(rtu.take()).toEqual([sFrame(1)]);
    rtu.sendAsdus(point(2), point(3));
    for (const master of masters) expect(drain(master)).toEqual(points(1, 3));
  });

  it('of 32767 frames works', () => {
    const { rtu, masters } = startedGroup(1, { k: 32767, w: 8, bufferFrames: 40_000 });
    for (let from = 0; from < 33_000; from += 500) rtu.sendAsdus(...points(from, 500));
    expect(masters[0].asdus()).toHaveLength(32_767);
    masters[0].acknowledge();
    expect(masters[0].asdus()).toHaveLength(33_000 - 32_767);
  });

  it('a master that never acknowledges is closed after t1, alone', () => {
    const { kit, rtu, masters } = startedGroup(2);
    rtu.sendAsdus(point(1));
    masters[1].acknowledge();
    kit.advance(15_000);
    expect(masters.map(({ ending }) => ending)).toEqual(['T1_I_FRAME', undefined]);
    expect(kit.counter('UNDELIVERED')).toBe(1);
  });
});

describe('the RTU', () => {
  it('is acknowledged by w while a master takes its frames', () => {
    const { rtu } = startedGroup(1, { w: 2, k: 100 });
    rtu.sendAsdus(...points(1, 2));
    expect(rtu.take()).toEqual([sFrame(2)]);
    rtu.sendAsdus(point(3));
    expect(rtu.take()).toEqual([]);
    rtu.sendAsdus(point(4));
    expect(rtu.take()).toEqual([sFrame(4)]);
  });

  it('gets no acknowledgement while even the fastest master is a buffer behind, at the latest by t2, and nothing is lost', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 2, w: 1, bufferFrames: 8, t1Ms: 30_000 });
    // The masters take two each; the rest waits.
    for (let n = 1; n <= 9; n++) {
      rtu.sendAsdus(point(n));
      expect(rtu.take()).toEqual([sFrame(n)]);
    }
    expect(kit.counter('HELD_BACK')).toBe(0);
    // 10 − 2 = 8 behind: from here on it is held back.
    rtu.sendAsdus(point(10));
    rtu.take();
    expect(kit.counter('HELD_BACK')).toBe(1);
    rtu.sendAsdus(point(11));
    expect(rtu.take()).toEqual([]);
    kit.advance(9999);
    expect(rtu.take()).toEqual([]);
    kit.advance(1);
    expect(rtu.take()).toEqual([sFrame(11)]);
    rtu.sendAsdus(point(12));
    expect(rtu.take()).toEqual([]);
    // One master takes its frames: the RTU goes on at once.
    expect(drain(masters[0])).toEqual(points(1, 12));
    expect(rtu.take()).toEqual([sFrame(12)]);
    expect([kit.counter('HELD_BACK'), kit.counter('HOLDS'), kit.counter('HOLD_MS')]).toEqual([0, 1, 10_000]);
    expect(masters[1].ending).toBe('LAGGING');
  });

  it('of which the only master is slow loses nothing', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 12, w: 8, bufferFrames: 20 });
    const got: string[] = [];
    // The RTU keeps its own window of 12: it sends when it is acknowledged.
    let acknowledged = 0;
    for (let n = 1, turn = 0; got.length < 200 && turn < 5000; turn++) {
      while (n <= 200 && n - acknowledged <= 12) rtu.sendAsdus(point(n++));
      for (const frame of rtu.take()) {
        if (frame.startsWith('68 04 01'))
          acknowledged =
            Number.parseInt(frame.slice(12, 14), 16) / 2 + Number.parseInt(frame.slice(15, 17), 16) * 128;
      }
      if (turn % 3 === 0) {
        got.push(...masters[0].asdus());
        masters[0].acknowledge();
      }
      kit.advance(100);
    }
    expect(got).toEqual(points(1, 200));
    expect(kit.counter('QUEUE_MAX')).toBeLessThanOrEqual(20 + 2 * 12);
    expect(kit.counter('UNDELIVERED')).toBe(0);
  });
});

describe('a laggard', () => {
  it('is closed when it is a buffer behind the fastest, with what it did not get counted; the others wait for nothing', () => {
    const { kit, rtu, masters } = startedGroup(3, { k: 4, w: 2, bufferFrames: 10 });
    const [fast, slow, other] = masters;
    for (let n = 1; n <= 13; n++) {
      rtu.sendAsdus(point(n));
      for (const master of [fast, other]) {
        expect(master.asdus()).toEqual([point(n)]);
        master.acknowledge();
      }
    }
    // Four were written, nine wait.
    expect(slow.ending).toBeUndefined();
    rtu.sendAsdus(point(14));
    expect(slow.ending).toBe('LAGGING');
    expect(slow.link.closeReason?.detail).toContain('14 ASDUs');
    expect(kit.counter('LAGGING')).toBe(1);
    // Ten were never written, four never acknowledged.
    expect(kit.counter('UNDELIVERED')).toBe(14);
    expect(fast.asdus()).toEqual([point(14)]);
    expect(other.asdus()).toEqual([point(14)]);
  });

  it('the figures add up: to each master as many as came, less those counted as undelivered', () => {
    const { kit, rtu, masters } = startedGroup(3, { k: 4, w: 2, bufferFrames: 10 });
    const [fast, slow] = masters;
    for (let n = 1; n <= 30; n++) {
      rtu.sendAsdus(point(n));
      for (const master of [fast, masters[2]]) drain(master);
      if (n === 5) {
        slow.asdus();
        slow.acknowledge();
      }
    }
    expect(slow.ending).toBe('LAGGING');
    // Until it was closed at 18 (4 acknowledged, 4 written, 10 behind), it was one of three.
    expect(kit.counter('ACKNOWLEDGED') + kit.counter('UNDELIVERED')).toBe(30 + 30 + 18);
  });
});

it('what a crash would lose: acknowledged to the RTU, by no master yet', () => {
  const { kit, rtu, masters } = startedGroup(2, { k: 12, w: 2 });
  rtu.sendAsdus(...points(1, 5));
  // The RTU has an acknowledgement for four of five.
  expect(kit.counter('AT_RISK')).toBe(4);
  masters[1].expected = 3;
  masters[1].acknowledge();
  expect(kit.counter('AT_RISK')).toBe(1);
});

it('memory of a ring that has grown is given back, and order and numbers stay', () => {
  const { rtu, masters, kit } = startedGroup(1, { bufferFrames: 5000 });
  let n = 1;
  for (let round = 0; round < 3; round++) {
    const first = n;
    for (; n < first + 2000; n += 100) rtu.sendAsdus(...points(n, 100));
    expect(drain(masters[0])).toEqual(points(first, 2000));
    expect(kit.counter('QUEUE')).toBe(0);
  }
});

it('STOPDT race: what arrives around it comes after the next STARTDT, once', () => {
  const { kit, rtu, masters } = startedGroup(1);
  const [master] = masters;
  rtu.sendAsdus(point(1));
  master.asdus();
  // Not acknowledged when STOPDT act comes: no con yet.
  master.send('68 04 13 00 00 00');
  expect(master.take()).toEqual([]);
  rtu.sendAsdus(point(2), point(3));
  master.acknowledge();
  expect(master.take()).toEqual([STOPDT_CON]);
  rtu.send(STOPDT_CON);
  master.send('68 04 07 00 00 00');
  rtu.send(STARTDT_CON);
  expect(master.asdus()).toEqual(points(2, 2));
  expect(kit.counter('UNDELIVERED')).toBe(0);
});

it('every APDU split at each octet, and ten glued, from each side', () => {
  const { rtu, masters } = startedGroup(2);
  const read = '66 01 05 00 20 00 01 00 00';
  for (const octet of iFrame(0, 0, read).split(' ')) masters[0].send(octet);
  expect(rtu.asdus()).toEqual(['66 01 05 01 20 00 01 00 00']);
  rtu.sending = 1;
  for (const octet of iFrame(0, 1, point(9)).split(' ')) rtu.send(octet);
  for (const master of masters) expect(master.asdus()).toEqual([point(9)]);
  rtu.sendAsdus(...points(20, 10));
  masters[0].sending = 1;
  for (const master of masters) expect(master.asdus()).toEqual(points(20, 10));
  masters[0].sendAsdus(...Array.from({ length: 10 }, () => read));
  expect(rtu.asdus()).toHaveLength(10);
});

it('an RTU that sends on after STOPDT act is held back like any other: what is kept for the next master does not grow without end', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 4, w: 2, bufferFrames: 10 });
  kit.lose(masters[0]);
  rtu.take();
  let n = 1;
  for (let acknowledged = 0, turn = 0; turn < 100; turn++) {
    while (n - acknowledged <= 4) rtu.sendAsdus(point(n++));
    for (const frame of rtu.take()) acknowledged = Number.parseInt(frame.slice(12, 14), 16) / 2;
  }
  // Ten of the buffer, and one window more at most.
  expect(n - 1).toBeGreaterThanOrEqual(10);
  expect(n - 1).toBeLessThanOrEqual(14);
  expect(kit.counter('HELD_BACK')).toBe(1);
  // t2 acknowledges, so that an RTU which waits for that can confirm.
  kit.advance(10_000);
  expect(rtu.take()).toEqual([sFrame(n - 1)]);
  rtu.send(STOPDT_CON);
  const next = kit.startMaster('10.0.1.9');
  expect(drain(next)).toEqual(points(1, n - 1));
});
