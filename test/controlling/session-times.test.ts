import { describe, expect, it } from 'vitest';
import { fromHex, iFrame, sFrame } from '../support/raw-peer.js';
import { GI, open, POINT, STARTDT_CON, TESTFR_ACT, TESTFR_CON } from './session-kit.js';

describe('the silence of the peer', () => {
  it('is judged up to when its octets were read: I frames', () => {
    const peer = open({ t1Ms: 1000, t3Ms: 0 });
    peer.start();
    peer.session.send(fromHex(GI), 100, peer.out);
    expect(peer.session.expire(5000, peer.out, 1099)).toBe('alive');
    expect(peer.session.expire(5000, peer.out, 1100)).toBe('fault');
    expect(peer.violations.last).toEqual({
      code: 'T1',
      detail: 'I frame 0 not acknowledged within t1 = 1000 ms',
      atMs: 5000,
    });
  });

  it('is judged up to when its octets were read: STARTDT and TESTFR con', () => {
    const starting = open({ t1Ms: 1000, t3Ms: 0 });
    starting.session.start(0, starting.out);
    expect(starting.session.expire(5000, starting.out, 999)).toBe('alive');
    expect(starting.session.expire(5000, starting.out, 1000)).toBe('fault');
    const tested = open({ t1Ms: 1000, t3Ms: 0 });
    tested.session.test(0, tested.out);
    expect(tested.session.expire(5000, tested.out, 999)).toBe('alive');
    expect(tested.session.expire(5000, tested.out, 1000)).toBe('fault');
  });

  it('is judged up to when its octets were read: t3 and the idle time; t2 is not', () => {
    const peer = open({ t2Ms: 500, t3Ms: 1000, idleMs: 3000 });
    peer.start();
    peer.read(100, iFrame(0, 0, POINT));
    peer.sent();
    peer.session.expire(5000, peer.out, 1099);
    expect(peer.sent()).toBe(sFrame(1));
    expect(peer.session.isTesting).toBe(false);
    peer.session.expire(5000, peer.out, 1100);
    expect(peer.sent()).toBe(TESTFR_ACT);
    expect(peer.session.isTesting).toBe(true);
    expect(peer.session.expire(5001, peer.out, 3099)).toBe('alive');
    expect(peer.session.expire(5001, peer.out, 3100)).toBe('fault');
    expect(peer.codes()).toEqual(['IDLE']);
  });
});

describe('the idle time', () => {
  it('ends a link that has received nothing for so long, whatever it sent itself', () => {
    const peer = open({ idleMs: 60_000, t3Ms: 0 });
    peer.start();
    expect(peer.session.nextDeadlineMs()).toBe(60_000);
    peer.read(1000, iFrame(0, 0, POINT));
    peer.session.send(fromHex(GI), 50_000, peer.out);
    peer.read(51_000, sFrame(1));
    peer.session.send(fromHex(GI), 60_000, peer.out);
    peer.read(61_000, sFrame(2));
    peer.session.start(120_000, peer.out);
    expect(peer.session.nextDeadlineMs()).toBe(121_000);
    expect(peer.session.expire(120_999, peer.out)).toBe('alive');
    expect(peer.session.expire(121_000, peer.out)).toBe('fault');
    expect(peer.violations.last).toEqual({
      code: 'IDLE',
      detail: 'nothing received for 60000 ms',
      atMs: 121_000,
    });
  });

  it('runs from the connection on, and beside a TESTFR act', () => {
    const peer = open({ idleMs: 25_000, t1Ms: 15_000, t3Ms: 20_000 });
    expect(peer.session.nextDeadlineMs()).toBe(20_000);
    peer.session.expire(20_000, peer.out);
    expect(peer.sent()).toBe(TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(25_000);
    expect(peer.session.expire(25_000, peer.out)).toBe('fault');
    expect(peer.codes()).toEqual(['IDLE']);
  });

  it('is begun anew by every kind of frame', () => {
    const peer = open({ idleMs: 10_000, t3Ms: 0 });
    peer.read(1000, TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(11_000);
    peer.session.start(1000, peer.out);
    peer.read(2000, STARTDT_CON);
    expect(peer.session.nextDeadlineMs()).toBe(12_000);
    peer.read(3000, sFrame(0));
    expect(peer.session.nextDeadlineMs()).toBe(13_000);
  });
});

describe('a late write', () => {
  it('lets t1 of the I frames that it wrote run from then, and of no others', () => {
    const peer = open({ t1Ms: 1000, t3Ms: 0 });
    peer.start();
    peer.session.written(0);
    peer.session.send(fromHex(GI), 100, peer.out);
    peer.session.written(100);
    peer.session.send(fromHex(GI), 200, peer.out);
    peer.session.send(fromHex(GI), 200, peer.out);
    peer.session.written(700);
    expect(peer.session.nextDeadlineMs()).toBe(1100);
    peer.read(800, sFrame(1));
    expect(peer.session.nextDeadlineMs()).toBe(1700);
  });

  it('is one from 50 ms on', () => {
    for (const [writtenMs, deadlineMs] of [
      [149, 1100],
      [150, 1150],
    ]) {
      const peer = open({ t1Ms: 1000, t3Ms: 0 });
      peer.start();
      peer.session.written(0);
      peer.session.send(fromHex(GI), 100, peer.out);
      peer.session.written(writtenMs);
      expect(peer.session.nextDeadlineMs()).toBe(deadlineMs);
    }
  });

  it('lets t1 of STARTDT, STOPDT and TESTFR act run from then', () => {
    const peer = open({ t1Ms: 1000, t3Ms: 0 });
    peer.session.start(0, peer.out);
    peer.session.written(300);
    expect(peer.session.nextDeadlineMs()).toBe(1300);
    peer.read(400, STARTDT_CON);
    peer.session.test(500, peer.out);
    peer.session.written(900);
    expect(peer.session.nextDeadlineMs()).toBe(1900);
    peer.read(901, TESTFR_CON);
    peer.session.stop(1000, peer.out);
    peer.session.written(1500);
    expect(peer.session.nextDeadlineMs()).toBe(2500);
  });

  it('does not touch what was written before', () => {
    const peer = open({ t1Ms: 1000, t3Ms: 0 });
    peer.session.test(0, peer.out);
    peer.session.written(0);
    peer.session.start(100, peer.out);
    peer.session.written(600);
    expect(peer.session.nextDeadlineMs()).toBe(1000);
    peer.read(700, TESTFR_CON);
    expect(peer.session.nextDeadlineMs()).toBe(1600);
    // S frames have no t1.
    peer.session.written(1500);
    expect(peer.session.nextDeadlineMs()).toBe(1600);
  });
});

describe('sequence numbers to begin with', () => {
  it('go over the wrap in both directions', () => {
    const peer = open({ w: 2, t3Ms: 0 }, { first: { send: 32767, receive: 32766 } });
    peer.start();
    expect([peer.session.sendState, peer.session.receiveState]).toEqual([32767, 32766]);
    expect(peer.read(1, iFrame(32766, 32767, POINT)).sent).toBe('');
    expect(peer.session.unacknowledgedReceived).toBe(1);
    expect(peer.read(2, iFrame(32767, 32767, POINT)).sent).toBe(sFrame(0));
    peer.session.send(fromHex(GI), 3, peer.out);
    // N(S) = 32767: FE FF; N(R) = 0: 00 00.
    expect(peer.sent()).toBe('68 0E FE FF 00 00 64 01 06 00 01 00 00 00 00 14');
    expect([peer.session.sendState, peer.session.receiveState]).toEqual([0, 0]);
    expect(peer.read(4, sFrame(0)).results).toEqual(['acknowledgement']);
    expect(peer.session.outstanding).toBe(0);
    expect(peer.violations.count).toBe(0);
  });

  it('bound N(R) as those do that begin at 0', () => {
    const peer = open({}, { first: { send: 32767, receive: 5 } });
    peer.start();
    expect(peer.read(1, sFrame(0)).results).toEqual(['fault']);
    expect(peer.violations.last?.detail).toBe('N(R) is 0, expected 32767…32767 (acknowledged, V(S))');
  });
});
