import { describe, expect, it } from 'vitest';
import { ViolationLog } from '../../src/controlling/violations.js';
import { conductOf } from '../../src/master/conduct.js';
import { fromHex, iFrame, sFrame } from '../support/raw-peer.js';
import {
  GI,
  open,
  POINT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  TESTFR_ACT,
  TESTFR_CON,
} from './session-kit.js';

describe('data transfer', () => {
  it('starts and stops, acknowledging before STOPDT act and until its con', () => {
    const peer = open();
    peer.start();
    expect(peer.session.state).toBe('started');
    expect(peer.read(10, iFrame(0, 0, POINT)).sent).toBe('');
    peer.session.stop(20, peer.out);
    expect(peer.sent()).toBe(`${sFrame(1)} ${STOPDT_ACT}`);
    expect(peer.read(30, iFrame(1, 0, POINT)).sent).toBe(sFrame(2));
    expect(peer.read(40, STOPDT_CON).results).toEqual(['stopped']);
    expect(peer.session.state).toBe('stopped');
    expect(peer.violations.count).toBe(0);
  });

  it('keeps V(S) and V(R) over STOPDT and STARTDT', () => {
    const peer = open();
    peer.start();
    peer.session.send(fromHex(GI), 0, peer.out);
    peer.sent();
    peer.read(1, iFrame(0, 1, POINT));
    peer.session.stop(2, peer.out);
    peer.read(3, STOPDT_CON);
    peer.session.start(4, peer.out);
    peer.read(5, STARTDT_CON);
    peer.session.send(fromHex(GI), 6, peer.out);
    // N(S)=1: 02 00, N(R)=1: 02 00.
    expect(peer.sent()).toBe('68 0E 02 00 02 00 64 01 06 00 01 00 00 00 00 14');
  });

  it.each([
    ['I', iFrame(0, 0, POINT)],
    ['S', sFrame(0)],
  ])('faults on an %s frame while stopped', (_, frame) => {
    const peer = open();
    expect(peer.read(0, frame).results).toEqual(['fault']);
    expect(peer.codes()).toEqual(['NOT_STARTED']);
  });

  it.each([
    ['STARTDT con', STARTDT_CON],
    ['STOPDT con', STOPDT_CON],
    ['TESTFR con', TESTFR_CON],
  ])('counts a %s that confirms nothing and stays open', (_, frame) => {
    const peer = open();
    expect(peer.read(0, frame).results).toEqual(['ignored']);
    expect(peer.codes()).toEqual(['U_FRAME']);
  });

  it.each([
    ['STARTDT act', '68 04 07 00 00 00', 'U_FRAME'],
    ['two function bits', '68 04 C3 00 00 00', 'U_FRAME'],
    ['no function bit', '68 04 03 00 00 00', 'U_FRAME'],
    ['octets behind the function', '68 04 83 00 01 00', 'CONTROL_FIELD'],
    ['U frame with an ASDU', '68 05 43 00 00 00 00', 'CONTROL_FIELD'],
  ])('faults on %s', (_, frame, code) => {
    const peer = open();
    expect(peer.read(0, frame).results).toEqual(['fault']);
    expect(peer.codes()).toEqual([code]);
  });
});

describe('received numbers', () => {
  it('faults on a gap and on a repeated N(S)', () => {
    for (const [second, detail] of [
      [2, 'N(S) is 2, expected 1'],
      [0, 'N(S) is 0, expected 1'],
    ] as const) {
      const peer = open();
      peer.start();
      expect(peer.read(1, iFrame(0, 0, POINT), iFrame(second, 0, POINT)).results).toEqual(['asdu', 'fault']);
      expect(peer.violations.details).toEqual([{ code: 'SEND_NUMBER', detail, atMs: 1 }]);
    }
  });

  it('wraps V(R) and V(S) behind 32767', () => {
    const peer = open({ w: 32767 });
    peer.start();
    for (let n = 0; n < 32768; n++) {
      peer.session.send(fromHex(GI), 1, peer.out);
      peer.out.take();
      expect(peer.read(1, iFrame(n, (n + 1) % 32768, POINT)).results).toEqual(['asdu']);
    }
    expect(peer.read(1, iFrame(0, 0, POINT)).results).toEqual(['asdu']);
    peer.session.send(fromHex(GI), 1, peer.out);
    expect(peer.sent()).toBe('68 0E 00 00 02 00 64 01 06 00 01 00 00 00 00 14');
    expect(peer.session.outstanding).toBe(1);
  });

  it('takes N(R) between A and V(S) only, across the wrap', () => {
    const peer = open({ k: 3 });
    peer.start();
    for (let n = 0; n < 32766; n++) {
      peer.session.send(fromHex(GI), 1, peer.out);
      peer.out.take();
      peer.read(1, sFrame(n + 1));
    }
    for (let i = 0; i < 3; i++) peer.session.send(fromHex(GI), 1, peer.out);
    // 32766, 32767 and 0 are unacknowledged: A = 32766, V(S) = 1.
    expect(peer.session.windowOpen).toBe(false);
    expect(peer.read(2, sFrame(32766)).results).toEqual(['acknowledgement']);
    expect(peer.session.outstanding).toBe(3);
    peer.read(2, sFrame(0));
    expect(peer.session.outstanding).toBe(1);
    expect(peer.session.windowOpen).toBe(true);
    expect(peer.read(2, sFrame(2)).results).toEqual(['fault']);
    expect(peer.violations.details[0]?.detail).toBe('N(R) is 2, expected 0…1 (acknowledged, V(S))');
  });

  it('refuses an N(R) below the last one', () => {
    const peer = open();
    peer.start();
    peer.session.send(fromHex(GI), 0, peer.out);
    peer.session.send(fromHex(GI), 0, peer.out);
    peer.read(1, sFrame(2));
    expect(peer.read(2, sFrame(1)).results).toEqual(['fault']);
    expect(peer.codes()).toEqual(['RECEIVE_NUMBER']);
  });

  it('counts a violation when the RTU has more unacknowledged I frames than k', () => {
    const peer = open({ w: 2 }, { peerK: 3 });
    peer.start();
    const three = [0, 1, 2].map((n) => iFrame(n, 0, POINT));
    expect(peer.read(1, ...three).sent).toBe(sFrame(2));
    expect(peer.codes()).toEqual([]);
    // One of three is still unacknowledged: three more make four.
    expect(peer.read(2, ...[3, 4, 5].map((n) => iFrame(n, 0, POINT))).sent).toBe(sFrame(6));
    expect(peer.violations.details[0]?.detail).toBe(
      '4 I frames without acknowledgement, expected at most k = 3',
    );
  });
});

describe('acknowledgement', () => {
  it('writes one S frame after w frames, at the w-th, however they arrive', () => {
    const peer = open({ w: 2 });
    peer.start();
    expect(peer.read(1, iFrame(0, 0, POINT)).sent).toBe('');
    expect(peer.read(1, iFrame(1, 0, POINT)).sent).toBe(sFrame(2));
    expect(peer.read(1, ...[2, 3, 4, 5, 6].map((n) => iFrame(n, 0, POINT))).sent).toBe(sFrame(6));
    expect(peer.read(1, iFrame(7, 0, POINT)).sent).toBe(sFrame(8));
  });

  it('acknowledges with a sent I frame instead', () => {
    const peer = open({ w: 2 });
    peer.start();
    peer.read(1, iFrame(0, 0, POINT));
    peer.session.send(fromHex(GI), 2, peer.out);
    expect(peer.sent()).toBe('68 0E 00 00 02 00 64 01 06 00 01 00 00 00 00 14');
    expect(peer.read(3, iFrame(1, 1, POINT)).sent).toBe('');
    expect(peer.read(3, iFrame(2, 1, POINT)).sent).toBe(sFrame(3));
  });

  it('waits t2 from the first frame, whatever comes after it', () => {
    const peer = open({ t2Ms: 10_000, t3Ms: 0 });
    peer.start();
    expect(peer.session.nextDeadlineMs()).toBe(Number.POSITIVE_INFINITY);
    peer.read(100, iFrame(0, 0, POINT));
    peer.read(5000, iFrame(1, 0, POINT), TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(10_100);
    expect(peer.session.expire(10_099, peer.out)).toBe('alive');
    expect(peer.sent()).toBe('');
    peer.session.expire(10_100, peer.out);
    expect(peer.sent()).toBe(sFrame(2));
    expect(peer.session.nextDeadlineMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('eager: is sent at the end of each read', () => {
    const peer = open({ ack: { kind: 'eager' } });
    peer.start();
    expect(peer.read(1, iFrame(0, 0, POINT), iFrame(1, 0, POINT)).sent).toBe(sFrame(2));
    expect(peer.read(2, TESTFR_ACT).sent).toBe(TESTFR_CON);
  });

  it('delayed: is sent after a fixed delay, whatever w is', () => {
    const peer = open({ ack: { kind: 'delay', delayMs: 200 }, w: 1, t3Ms: 0 });
    peer.start();
    expect(peer.read(50, iFrame(0, 0, POINT), iFrame(1, 0, POINT)).sent).toBe('');
    expect(peer.session.nextDeadlineMs()).toBe(250);
    peer.session.expire(250, peer.out);
    expect(peer.sent()).toBe(sFrame(2));
  });

  it('never: is not sent, not even by N(R) of I frames', () => {
    const peer = open({ ack: { kind: 'never' }, w: 1, t3Ms: 0 });
    peer.start();
    expect(peer.read(1, iFrame(0, 0, POINT)).sent).toBe('');
    expect(peer.session.nextDeadlineMs()).toBe(Number.POSITIVE_INFINITY);
    peer.session.send(fromHex(GI), 2, peer.out);
    expect(peer.sent()).toBe('68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14');
  });
});

describe('t1 and t3', () => {
  it('ends the link t1 after the oldest unacknowledged I frame', () => {
    const peer = open({ t1Ms: 15_000, t3Ms: 0 });
    peer.start();
    peer.session.send(fromHex(GI), 1000, peer.out);
    peer.session.send(fromHex(GI), 2000, peer.out);
    expect(peer.session.nextDeadlineMs()).toBe(16_000);
    peer.read(3000, sFrame(1), TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(17_000);
    expect(peer.session.expire(16_999, peer.out)).toBe('alive');
    expect(peer.session.expire(17_000, peer.out)).toBe('fault');
    expect(peer.violations.details[0]?.detail).toBe('I frame 1 not acknowledged within t1 = 15000 ms');
  });

  it('ends the link t1 after STARTDT act and STOPDT act', () => {
    const peer = open({ t1Ms: 1000 });
    peer.session.start(0, peer.out);
    expect(peer.session.expire(1000, peer.out)).toBe('fault');
    const other = open({ t1Ms: 1000 });
    other.start();
    other.session.stop(10, other.out);
    expect(other.session.expire(1010, other.out)).toBe('fault');
    expect(other.violations.details[0]?.detail).toBe('no STOPDT con within t1 = 1000 ms');
  });

  it('sends TESTFR act after t3 of silence, in every state, and waits for its con', () => {
    const peer = open({ t1Ms: 1000, t3Ms: 20_000 });
    expect(peer.session.nextDeadlineMs()).toBe(20_000);
    peer.read(5000, TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(25_000);
    peer.session.expire(25_000, peer.out);
    expect(peer.sent()).toBe(TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(26_000);
    peer.read(25_500, TESTFR_ACT);
    expect(peer.session.nextDeadlineMs()).toBe(26_000);
    expect(peer.read(25_600, TESTFR_CON).results).toEqual(['test-confirmation']);
    expect(peer.session.nextDeadlineMs()).toBe(45_600);
    peer.session.expire(45_600, peer.out);
    expect(peer.session.expire(46_600, peer.out)).toBe('fault');
    expect(peer.codes()).toEqual(['T1']);
  });

  it('sends TESTFR act at a fixed interval, with or without traffic', () => {
    const peer = open({ testfrPeriodMs: 2000, w: 1 });
    peer.start();
    peer.read(1500, iFrame(0, 0, POINT));
    expect(peer.session.nextDeadlineMs()).toBe(2000);
    peer.session.expire(2000, peer.out);
    expect(peer.sent()).toBe(TESTFR_ACT);
    peer.read(2001, TESTFR_CON);
    expect(peer.session.nextDeadlineMs()).toBe(4000);
  });
});

describe('a tolerant session', () => {
  const tolerant = conductOf('tolerant');

  it('takes N(S) as they come, counts what was wrong, and acknowledges the number behind the last', () => {
    const peer = open({ w: 1 }, { conduct: tolerant });
    peer.start();
    // 0, then 2: 1 was left out; then 2 again; then 3, which is right.
    expect(peer.read(1, iFrame(0, 0, POINT)).sent).toBe(sFrame(1));
    expect(peer.read(2, iFrame(2, 0, POINT))).toEqual({ results: ['asdu'], sent: sFrame(3) });
    expect(peer.read(3, iFrame(2, 0, POINT))).toEqual({ results: ['asdu'], sent: sFrame(3) });
    expect(peer.read(4, iFrame(3, 0, POINT))).toEqual({ results: ['asdu'], sent: sFrame(4) });
    expect(peer.codes()).toEqual(['SEND_NUMBER', 'SEND_NUMBER']);
  });

  it('lets an N(R) of frames that were never sent acknowledge nothing', () => {
    const peer = open({}, { conduct: tolerant });
    peer.start();
    peer.session.send(fromHex(GI), 5, peer.out);
    expect(peer.read(6, sFrame(2)).results).toEqual(['acknowledgement']);
    expect(peer.session.outstanding).toBe(1);
    expect(peer.read(7, sFrame(1)).results).toEqual(['acknowledgement']);
    expect(peer.session.outstanding).toBe(0);
    expect(peer.codes()).toEqual(['RECEIVE_NUMBER']);
  });

  it('ignores I frames before STARTDT, U frames that do not exist, and control fields that are wrong', () => {
    const peer = open({}, { conduct: tolerant });
    const unknown = '68 04 03 00 00 00';
    const reserved = '68 04 05 00 00 00';
    expect(peer.read(1, iFrame(0, 0, POINT), unknown, reserved).results).toEqual([
      'ignored',
      'ignored',
      'ignored',
    ]);
    expect(peer.codes()).toEqual(['NOT_STARTED', 'U_FRAME', 'NOT_STARTED']);
    peer.start();
    expect(peer.read(1, reserved).results).toEqual(['ignored']);
    expect(peer.codes().at(-1)).toBe('CONTROL_FIELD');
  });
});

describe('a session that ignores t1', () => {
  it('tells of each time-out once and goes on: STARTDT, TESTFR, I frame', () => {
    const peer = open({ t1Ms: 100, t3Ms: 0 }, { conduct: conductOf('standard', true) });
    peer.session.start(0, peer.out);
    peer.sent();
    expect(peer.session.expire(100, peer.out)).toBe('alive');
    expect(peer.session.nextDeadlineMs()).toBe(Number.POSITIVE_INFINITY);
    expect(peer.read(150, STARTDT_CON).results).toEqual(['started']);
    peer.session.test(200, peer.out);
    peer.session.send(fromHex(GI), 210, peer.out);
    expect(peer.session.expire(300, peer.out)).toBe('alive');
    expect(peer.session.expire(310, peer.out)).toBe('alive');
    expect(peer.session.expire(9000, peer.out)).toBe('alive');
    expect(peer.violations.details.map(({ detail }) => detail)).toEqual([
      'no STARTDT con within t1 = 100 ms',
      'no TESTFR con within t1 = 100 ms',
      'I frame 0 not acknowledged within t1 = 100 ms',
    ]);
    expect(peer.read(9001, sFrame(1)).results).toEqual(['acknowledgement']);
    expect(peer.session.outstanding).toBe(0);
  });

  it('is not tolerant otherwise', () => {
    const peer = open({}, { conduct: conductOf('standard', true) });
    peer.start();
    expect(peer.read(1, iFrame(1, 0, POINT)).results).toEqual(['fault']);
  });
});

describe('violations that end a link though it may stay', () => {
  it.each([
    ['standard', 'MALFORMED_ASDU', false],
    ['strict', 'MALFORMED_ASDU', true],
    ['strict', 'UNKNOWN_TYPE', false],
    ['touchy', 'UNKNOWN_TYPE', true],
    ['touchy', 'WINDOW', true],
    ['tolerant', 'WINDOW', false],
  ] as const)('%s: %s', (name, code, ends) => {
    const log = new ViolationLog(conductOf(name).closesOn);
    log.add(code, 'why', 1);
    log.add('T1', 'later', 2);
    expect(log.grave).toEqual(ends ? { code, detail: 'why', atMs: 1 } : undefined);
  });
});
