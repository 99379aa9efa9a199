/** t3 and TESTFR in the modes `standard` and `passive` (`docs/protocol.md` §1). */
import { describe, expect, it } from 'vitest';
import {
  BODY,
  openSession,
  STARTDT_ACT,
  STOPDT_ACT,
  sentI,
  sentS,
  startedSession,
  TESTFR_ACT,
  TESTFR_CON,
} from './session-kit.js';

const NEVER = Number.POSITIVE_INFINITY;

describe('standard', () => {
  it('t3 runs from the connection, in a state that was never started', () => {
    const kit = openSession({ testfr: 'standard' }, 700);
    expect(kit.session.nextDeadline()).toBe(20_700);
    kit.tick(20_699);
    expect(kit.take()).toEqual([]);
    kit.tick(20_700);
    expect(kit.take()).toEqual(['@20700', `tx ${TESTFR_ACT}`]);
    // then t1: 20700 + 15000
    expect(kit.session.nextDeadline()).toBe(35_700);
  });

  it('TESTFR con ends the wait and t3 begins again', () => {
    const kit = openSession({ testfr: 'standard' });
    kit.tick(20_000);
    kit.nowMs = 21_000;
    kit.receive(TESTFR_CON);
    expect(kit.session.nextDeadline()).toBe(41_000);
    kit.tick(41_000);
    expect(kit.take()).toEqual(['@20000', `tx ${TESTFR_ACT}`, '@41000', `tx ${TESTFR_ACT}`]);
  });

  it('without con the link is closed after t1, and only one act is sent', () => {
    const kit = openSession({ testfr: 'standard' });
    kit.tick(20_000);
    kit.tick(30_000);
    kit.tick(34_999);
    expect(kit.take()).toEqual(['@20000', `tx ${TESTFR_ACT}`]);
    kit.tick(35_000);
    expect(kit.take()).toEqual(['@35000', 'closed T1_TESTFR']);
  });

  it.each([
    ['TESTFR act', TESTFR_ACT],
    ['STARTDT act', STARTDT_ACT],
    ['STOPDT act', STOPDT_ACT],
    ['STARTDT con', '68 04 0B 00 00 00'],
    ['S', '68 04 01 00 00 00'],
    ['I', `68 0A 00 00 00 00 ${BODY}`],
  ])('only a con cancels the wait: not %s', (_, frame) => {
    const kit = startedSession({ testfr: 'standard' });
    kit.tick(20_000);
    kit.nowMs = 21_000;
    expect(kit.receive(frame)).toBe(true);
    kit.tick(34_999);
    expect(kit.session.state).not.toBe('closed');
    kit.tick(35_000);
    expect(kit.take().at(-1)).toBe('closed T1_TESTFR');
  });

  it.each([
    ['I', `68 0A 00 00 00 00 ${BODY}`, 12_000],
    ['S', '68 04 01 00 00 00', 22_000],
    ['TESTFR act', TESTFR_ACT, 22_000],
    ['STARTDT act', STARTDT_ACT, 22_000],
  ])('a received %s restarts t3', (_, frame, dueMs) => {
    const kit = startedSession({ testfr: 'standard' });
    kit.nowMs = 2_000;
    kit.receive(frame);
    // After an I frame t2 is due first.
    expect(kit.session.nextDeadline()).toBe(dueMs);
    kit.tick(21_999);
    kit.take();
    kit.tick(22_000);
    expect(kit.take()).toEqual(['@22000', `tx ${TESTFR_ACT}`]);
  });

  it('own frames do not restart t3', () => {
    const kit = startedSession({ testfr: 'standard' });
    kit.nowMs = 1_000;
    kit.receiveI(0, 0);
    kit.tick(11_000);
    kit.nowMs = 15_000;
    kit.send();
    expect(kit.session.nextDeadline()).toBe(21_000);
    kit.tick(21_000);
    expect(kit.take()).toEqual([
      '@1000',
      `asdu ${BODY}`,
      '@11000',
      sentS('02 00'),
      '@15000',
      sentI('00 00', '02 00'),
      '@21000',
      `tx ${TESTFR_ACT}`,
    ]);
  });

  it('a con cancels the wait for itself only: t1 of an I frame runs on', () => {
    const kit = startedSession({ testfr: 'standard', t3Ms: 10_000 });
    kit.nowMs = 2_000;
    kit.send();
    kit.tick(10_000);
    kit.nowMs = 11_000;
    kit.receive(TESTFR_CON);
    expect(kit.session.nextDeadline()).toBe(17_000);
    kit.take();
    kit.tick(17_000);
    expect(kit.take()).toEqual(['@17000', 'closed T1_I_FRAME']);
  });

  it('a second con is unexpected', () => {
    const kit = openSession({ testfr: 'standard' });
    kit.tick(20_000);
    kit.receive(TESTFR_CON, TESTFR_CON);
    expect(kit.take()).toEqual(['@20000', `tx ${TESTFR_ACT}`, 'unexpected TESTFR CON']);
  });

  it('runs while unconfirmed', () => {
    const kit = startedSession({ testfr: 'standard', t1Ms: 60_000 });
    kit.send();
    kit.receive(STOPDT_ACT);
    kit.take();
    kit.tick(20_000);
    expect(kit.take()).toEqual(['@20000', `tx ${TESTFR_ACT}`]);
    expect(kit.session.state).toBe('unconfirmed');
  });

  it('t2 and t3 due together: both are done', () => {
    const kit = startedSession({ testfr: 'standard', t2Ms: 9_000, t3Ms: 9_000 });
    kit.receiveI(0, 0);
    kit.take();
    kit.tick(9_000);
    expect(kit.take()).toEqual(['@9000', sentS('02 00'), `tx ${TESTFR_ACT}`]);
  });

  it('a TESTFR act that was sent restarts the idle time', () => {
    const kit = openSession({ testfr: 'standard', idleMs: 30_000 });
    kit.tick(20_000);
    kit.tick(30_000);
    expect(kit.take()).toEqual(['@20000', `tx ${TESTFR_ACT}`]);
    expect(kit.session.nextDeadline()).toBe(35_000);
  });
});

describe('passive', () => {
  it('never arms t3 and never sends an act', () => {
    const kit = openSession({ testfr: 'passive' });
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.tick(1e9);
    kit.receive(STARTDT_ACT);
    kit.take();
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.tick(2e9);
    expect(kit.take()).toEqual([]);
  });

  it('confirms every act at once, in every state', () => {
    const kit = openSession({ testfr: 'passive' });
    kit.receive(TESTFR_ACT);
    kit.receive(STARTDT_ACT);
    kit.take();
    kit.nowMs = 5_000;
    kit.receive(TESTFR_ACT, TESTFR_ACT);
    expect(kit.take()).toEqual(['@5000', `tx ${TESTFR_CON}`, 'test frame', `tx ${TESTFR_CON}`, 'test frame']);
  });

  it('idle time: test frames of the master keep the link', () => {
    const kit = openSession({ testfr: 'passive', idleMs: 60_000 });
    for (let ms = 50_000; ms <= 500_000; ms += 50_000) {
      kit.tick(ms);
      kit.receive(TESTFR_ACT);
    }
    expect(kit.session.state).toBe('stopped');
    expect(kit.session.nextDeadline()).toBe(560_000);
  });
});
