/** What a master that stops or goes leaves behind: kept, acknowledged late, or counted as undelivered. */
import { describe, expect, it } from 'vitest';
import { STARTDT_ACT, STARTDT_CON, STOPDT_ACT, STOPDT_CON, startedGroup } from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point of CA 32 at IOA `n`, on. */
const point = (n: number, cot = 3, oa = 0): string => `01 01 ${hex(cot)} ${hex(oa)} 20 00 ${hex(n)} 00 00 01`;
const points = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => point(from + i));
const gi = (cot: number, oa: number): string => `64 01 ${hex(cot)} ${hex(oa)} 20 00 00 00 00 14`;

describe('a master that stops', () => {
  it('may acknowledge what is under way: that is delivered, the rest is undelivered', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 3 });
    const [a] = masters;
    rtu.sendAsdus(...points(1, 5));
    expect(a.asdus()).toEqual(points(1, 3));
    a.send(STOPDT_ACT);
    expect(kit.counter('UNDELIVERED')).toBe(2);
    a.acknowledge();
    expect(a.take()).toEqual([STOPDT_CON]);
    kit.lose(a);
    expect(kit.counter('UNDELIVERED')).toBe(2);
    expect(kit.counter('ACKNOWLEDGED')).toBe(3);
  });

  it('and goes without having acknowledged what was under way: that is undelivered too', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 3 });
    const [a] = masters;
    rtu.sendAsdus(...points(1, 5));
    a.send(STOPDT_ACT);
    kit.lose(a);
    expect(kit.counter('UNDELIVERED')).toBe(5);
  });

  it('and starts again before it has acknowledged: each ASDU is counted once', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 3 });
    const [a] = masters;
    rtu.sendAsdus(...points(1, 5));
    a.asdus();
    a.send(STOPDT_ACT);
    a.send(STARTDT_ACT);
    expect(kit.counter('UNDELIVERED')).toBe(2);
    a.acknowledge();
    rtu.sendAsdus(point(6));
    a.send(STOPDT_ACT);
    kit.lose(a);
    // 4 and 5 while it was stopped, 6 without acknowledgement.
    expect(kit.counter('UNDELIVERED')).toBe(3);
  });

  it('as the last one leaves to the next what it has not acknowledged, though one that went before had got it', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 2 });
    const [fast, slow] = masters;
    for (let n = 1; n <= 6; n += 2) {
      rtu.sendAsdus(...points(n, 2));
      fast.acknowledge();
    }
    expect(slow.asdus()).toEqual(points(1, 2));
    kit.lose(fast);
    kit.lose(slow);
    expect(kit.counter('UNDELIVERED')).toBe(0);
    const next = kit.startMaster('10.0.1.3');
    const got = next.asdus();
    for (let n = 0; n < 4; n++) {
      next.acknowledge();
      got.push(...next.asdus());
    }
    expect(got).toEqual(points(1, 6));
  });

  it('as the last one leaves what no master had, though a later one has acknowledged more', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 2 });
    const [slow] = masters;
    rtu.sendAsdus(...points(1, 6));
    const late = kit.startMaster('10.0.1.2');
    rtu.sendAsdus(point(7));
    expect(late.asdus()).toEqual([point(7)]);
    late.acknowledge();
    kit.lose(late);
    kit.lose(slow);
    const next = kit.startMaster('10.0.1.3');
    expect(next.asdus()).toEqual(points(1, 2));
  });

  it('before the last one, and acknowledges late: what the last one has not acknowledged stays all the same', () => {
    const { kit, rtu, masters } = startedGroup(2, { k: 2, w: 1 });
    const [early, last] = masters;
    rtu.sendAsdus(...points(1, 2));
    expect(early.asdus()).toEqual(points(1, 2));
    early.send(STOPDT_ACT);
    kit.lose(last);
    early.acknowledge();
    expect(early.take()).toEqual([STOPDT_CON]);
    expect(kit.startMaster('10.0.1.3').asdus()).toEqual(points(1, 2));
    expect(kit.counter('UNDELIVERED')).toBe(0);
  });

  it('does not get later what answered its requests', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 2 });
    const [master] = masters;
    master.sendAsdus(gi(6, 9));
    rtu.sendAsdus(gi(7, 1), point(1, 20, 1), point(2, 20, 1), point(3), gi(10, 1));
    expect(master.asdus()).toEqual([gi(7, 9), point(1, 20, 9)]);
    master.send(STOPDT_ACT);
    // Point 2 and the end of the interrogation; point 3 is for all.
    expect(kit.counter('UNDELIVERED')).toBe(2);
    master.acknowledge();
    expect(master.take()).toEqual([STOPDT_CON]);
    master.send(STARTDT_ACT);
    expect(master.takeOne()).toBe(STARTDT_CON);
    expect(master.asdus()).toEqual([point(3)]);
  });
});

describe('what a crash would lose', () => {
  it('is counted by what masters have acknowledged, not by how far the fastest is', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 2, w: 1 });
    const [slow] = masters;
    rtu.sendAsdus(...points(1, 6));
    expect(kit.counter('AT_RISK')).toBe(6);
    const late = kit.startMaster('10.0.1.2');
    rtu.sendAsdus(point(7));
    late.acknowledge();
    // 1 to 6: the second master has only got 7.
    expect(kit.counter('AT_RISK')).toBe(6);
    slow.acknowledge();
    expect(kit.counter('AT_RISK')).toBe(4);
    kit.lose(slow);
    expect(kit.counter('AT_RISK')).toBe(0);
    expect(kit.counter('UNDELIVERED')).toBe(5);
  });

  it('grows when the RTU gets an acknowledgement by t2, and with a request', () => {
    const { kit, rtu, masters } = startedGroup(1, { w: 8, t2Ms: 5000 });
    const [master] = masters;
    rtu.sendAsdus(...points(1, 2));
    expect(kit.counter('AT_RISK')).toBe(0);
    kit.advance(5000);
    expect(kit.counter('AT_RISK')).toBe(2);
    rtu.sendAsdus(point(3));
    expect(kit.counter('AT_RISK')).toBe(2);
    master.send('68 0D 00 00 00 00 66 01 05 00 20 00 05 00 00');
    expect(kit.counter('AT_RISK')).toBe(3);
  });

  it('is nothing of what is for nobody', () => {
    const { kit, rtu } = startedGroup(1, { w: 1 });
    // A confirmation that nobody asked for.
    rtu.sendAsdus(gi(7, 1));
    expect(kit.counter('AT_RISK')).toBe(0);
  });
});

it('open requests are counted down when the RTU answers, and when their master stops', () => {
  const { kit, rtu, masters } = startedGroup(2);
  const [a, b] = masters;
  const read = '66 01 05 00 20 00 05 00 00';
  a.sendAsdus(read);
  b.sendAsdus(gi(6, 0));
  expect(kit.counter('OPEN_REQUESTS')).toBe(2);
  rtu.sendAsdus('01 01 05 01 20 00 05 00 00 01');
  expect(kit.counter('OPEN_REQUESTS')).toBe(1);
  rtu.sendAsdus(gi(7, 2), gi(10, 2));
  expect(kit.counter('OPEN_REQUESTS')).toBe(0);
});

describe('late answers of an interrogation that was given up', () => {
  it('a second confirmation, or an end before the confirmation, reach nobody', () => {
    const { kit, rtu, masters } = startedGroup(1, { answerMs: 5000 });
    const [master] = masters;
    master.sendAsdus(gi(6, 9));
    kit.advance(5000);
    expect(master.asdus()).toEqual([gi(0x47, 9)]);
    master.sendAsdus(gi(6, 8));
    rtu.take();
    rtu.sendAsdus(gi(10, 1));
    expect(master.asdus()).toEqual([]);
    rtu.sendAsdus(gi(7, 1), gi(7, 1));
    expect(master.asdus()).toEqual([gi(7, 8)]);
    rtu.sendAsdus(point(1, 20, 1), gi(10, 1));
    expect(master.asdus()).toEqual([point(1, 20, 8), gi(10, 8)]);
    expect(kit.counter('UNMATCHED')).toBe(2);
  });

  it('the confirmation of an end does not end the next one', () => {
    const { kit, rtu, masters } = startedGroup(2, { answerMs: 5000 });
    const [a, b] = masters;
    a.sendAsdus(gi(6, 9));
    rtu.sendAsdus(gi(7, 1));
    a.sendAsdus(gi(8, 9));
    kit.advance(5000);
    b.sendAsdus(gi(6, 4));
    rtu.take();
    rtu.sendAsdus(gi(9, 1), gi(7, 2), point(1, 20, 2), gi(10, 2));
    expect(b.asdus()).toEqual([gi(7, 4), point(1, 20, 4), gi(10, 4)]);
  });

  it('data do not confirm: who asked hears that nobody did', () => {
    const { kit, rtu, masters } = startedGroup(1, { answerMs: 5000 });
    const [master] = masters;
    master.sendAsdus(gi(6, 9));
    rtu.sendAsdus(point(1, 20, 1));
    expect(master.asdus()).toEqual([point(1, 20, 9)]);
    kit.advance(5000);
    expect(master.asdus()).toEqual([gi(0x47, 9)]);
  });
});

it('a master that takes back an interrogation of others is refused, and theirs goes on', () => {
  const { rtu, masters } = startedGroup(2);
  const [a, b] = masters;
  a.sendAsdus(gi(6, 9));
  rtu.take();
  b.sendAsdus(gi(8, 4));
  expect(b.asdus()).toEqual([gi(0x49, 4)]);
  expect(rtu.asdus()).toEqual([]);
  rtu.sendAsdus(gi(7, 1), point(1, 20, 1), gi(10, 1));
  expect(a.asdus()).toEqual([gi(7, 9), point(1, 20, 9), gi(10, 9)]);
  expect(b.asdus()).toEqual([]);
});

it('the end of an earlier command does not free a point that was selected since', () => {
  const { rtu, masters } = startedGroup(2);
  const [a, b] = masters;
  /** Single command at IOA 100, with and without time tag. */
  const direct = (cot: number, oa: number): string =>
    `3A 01 ${hex(cot)} ${hex(oa)} 20 00 64 00 00 01 00 00 00 00 01 01 1A`;
  const select = (cot: number, oa: number, sco = '81'): string =>
    `2D 01 ${hex(cot)} ${hex(oa)} 20 00 64 00 00 ${sco}`;
  a.sendAsdus(direct(6, 0));
  rtu.sendAsdus(direct(7, 1));
  a.sendAsdus(select(6, 0));
  rtu.sendAsdus(select(7, 1), direct(10, 1));
  rtu.take();
  b.sendAsdus(select(6, 7));
  expect(b.asdus()).toEqual([select(0x47, 7)]);
  expect(rtu.asdus()).toEqual([]);
  a.sendAsdus(select(6, 0, '01'));
  rtu.sendAsdus(select(7, 1, '01'), select(10, 1, '01'));
  rtu.take();
  b.sendAsdus(select(6, 7));
  expect(rtu.asdus()).toEqual([select(6, 2)]);
});

it('a command that waited for its point is not sent later than `command_hold` after it came', () => {
  const { kit, rtu, masters } = startedGroup(2, { conflict: 'queue', k: 2, commandHoldMs: 1000 });
  const [a, b] = masters;
  const command = (cot: number, oa: number, n = 100): string =>
    `2D 01 ${hex(cot)} ${hex(oa)} 20 00 ${hex(n)} 00 00 01`;
  a.sendAsdus(command(6, 4));
  b.sendAsdus(command(6, 5));
  expect(rtu.asdus()).toEqual([command(6, 1)]);
  // The RTU's window closes behind a second command.
  a.sendAsdus(command(6, 4, 101));
  expect(rtu.asdus()).toEqual([command(6, 1, 101)]);
  kit.advance(600);
  rtu.expected = 0;
  rtu.sendAsdus(command(7, 1), command(10, 1));
  expect(rtu.asdus()).toEqual([]);
  kit.advance(400);
  expect(b.asdus()).toEqual([command(0x47, 5)]);
  rtu.expected = 2;
  rtu.acknowledge();
  expect(rtu.asdus()).toEqual([]);
});
