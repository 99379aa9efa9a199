/** STARTDT, STOPDT and TESTFR: every row of the state table in `docs/protocol.md` §1. */
import { describe, expect, it } from 'vitest';
import {
  BODY,
  openSession,
  type SessionKit,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  sentI,
  sentS,
  startedSession,
  TESTFR_ACT,
  TESTFR_CON,
} from './session-kit.js';

/** STARTDT, one own I frame (N(S) = 0) without acknowledgement, then STOPDT. */
function unconfirmedSession(): SessionKit {
  const kit = startedSession();
  kit.send();
  kit.receive(STOPDT_ACT);
  kit.take();
  return kit;
}

describe('stopped', () => {
  it('is the first state of a connection: nothing is sent, the window has no room', () => {
    const kit = openSession();
    expect(kit.session.state).toBe('stopped');
    expect([kit.session.room, kit.session.outstanding]).toEqual([0, 0]);
    expect(kit.take()).toEqual([]);
  });

  it('STARTDT act: con before any I frame, → started', () => {
    const kit = openSession();
    expect(kit.receive(STARTDT_ACT)).toBe(true);
    expect(kit.take()).toEqual([`tx ${STARTDT_CON}`, 'started']);
    expect([kit.session.state, kit.session.room]).toEqual(['started', 12]);
  });

  it('STOPDT act: con, stays', () => {
    const kit = openSession();
    kit.receive(STOPDT_ACT, STOPDT_ACT);
    expect(kit.take()).toEqual([`tx ${STOPDT_CON}`, `tx ${STOPDT_CON}`]);
    expect(kit.session.state).toBe('stopped');
  });

  it('I: closes, whatever its numbers', () => {
    const kit = openSession();
    expect(kit.receiveI(0, 0)).toBe(false);
    expect(kit.take()).toEqual(['closed I_WHILE_STOPPED']);
    const other = openSession();
    other.receiveI(9, 9);
    expect(other.take()).toEqual(['closed I_WHILE_STOPPED']);
  });

  it('S: closes', () => {
    const kit = openSession();
    expect(kit.receiveS(0)).toBe(false);
    expect(kit.take()).toEqual(['closed S_WHILE_STOPPED']);
  });

  it('TESTFR act: con', () => {
    const kit = openSession();
    kit.receive(TESTFR_ACT);
    expect(kit.take()).toEqual([`tx ${TESTFR_CON}`, 'test frame']);
    expect(kit.session.state).toBe('stopped');
  });

  it('I and S close again once a STOPDT is confirmed', () => {
    const kit = startedSession();
    kit.receive(STOPDT_ACT);
    kit.receiveS(0);
    expect(kit.take()).toEqual(['stopped', `tx ${STOPDT_CON}`, 'closed S_WHILE_STOPPED']);
  });
});

describe('started', () => {
  it('STARTDT act: con again, stays, and numbers and window are as before', () => {
    const kit = startedSession();
    kit.send(2);
    kit.take();
    kit.receive(STARTDT_ACT);
    kit.send();
    expect(kit.take()).toEqual([`tx ${STARTDT_CON}`, sentI('04 00', '00 00')]);
    expect([kit.session.state, kit.session.outstanding, kit.session.room]).toEqual(['started', 3, 9]);
  });

  it('STOPDT act with nothing open: con only, no S', () => {
    const kit = startedSession();
    kit.receive(STOPDT_ACT);
    expect(kit.take()).toEqual(['stopped', `tx ${STOPDT_CON}`]);
    expect([kit.session.state, kit.session.room]).toEqual(['stopped', 0]);
  });

  it('STOPDT act with received I unacknowledged: S before con', () => {
    const kit = startedSession();
    kit.receiveI(0, 0);
    kit.receiveI(1, 0);
    kit.receive(STOPDT_ACT);
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      `asdu ${BODY}`,
      // N(R) = 2
      sentS('04 00'),
      'stopped',
      `tx ${STOPDT_CON}`,
    ]);
  });

  it('STOPDT act with received I that an own I has acknowledged: no S', () => {
    const kit = startedSession();
    kit.receiveI(0, 0);
    kit.send();
    kit.receiveS(1);
    kit.receive(STOPDT_ACT);
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      sentI('00 00', '02 00'),
      'acknowledged 0 +1',
      'stopped',
      `tx ${STOPDT_CON}`,
    ]);
  });

  it('STOPDT act with own I outstanding: no con, → unconfirmed', () => {
    const kit = startedSession();
    kit.send(2);
    kit.receiveI(0, 0);
    kit.receive(STOPDT_ACT);
    expect(kit.take()).toEqual([
      sentI('00 00', '00 00'),
      sentI('02 00', '00 00'),
      `asdu ${BODY}`,
      sentS('02 00'),
      'stopped',
    ]);
    expect([kit.session.state, kit.session.room, kit.session.outstanding]).toEqual(['unconfirmed', 0, 2]);
  });

  it('I: processed', () => {
    const kit = startedSession();
    expect(kit.receiveI(0, 0)).toBe(true);
    expect(kit.take()).toEqual([`asdu ${BODY}`]);
    expect(kit.session.receiveState).toBe(1);
  });

  it('S: acknowledges', () => {
    const kit = startedSession();
    kit.send(3);
    kit.take();
    expect(kit.receiveS(2)).toBe(true);
    expect(kit.take()).toEqual(['acknowledged 0 +2']);
    expect(kit.session.outstanding).toBe(1);
  });

  it('TESTFR act: con between I frames, which count on', () => {
    const kit = startedSession();
    kit.send();
    kit.receive(TESTFR_ACT);
    kit.send();
    expect(kit.take()).toEqual([
      sentI('00 00', '00 00'),
      `tx ${TESTFR_CON}`,
      'test frame',
      sentI('02 00', '00 00'),
    ]);
  });
});

describe('unconfirmed', () => {
  it('STARTDT act: con, → started; outstanding frames stay outstanding', () => {
    const kit = unconfirmedSession();
    kit.receive(STARTDT_ACT);
    expect(kit.take()).toEqual([`tx ${STARTDT_CON}`, 'started']);
    expect([kit.session.state, kit.session.outstanding, kit.session.room]).toEqual(['started', 1, 11]);
    kit.receiveS(1);
    expect(kit.take()).toEqual(['acknowledged 0 +1']);
    expect(kit.session.state).toBe('started');
  });

  it('STOPDT act: stays, no con yet', () => {
    const kit = unconfirmedSession();
    kit.receive(STOPDT_ACT);
    expect(kit.take()).toEqual([]);
    expect(kit.session.state).toBe('unconfirmed');
  });

  it('I: closes, even with the acknowledgement that is awaited', () => {
    const kit = unconfirmedSession();
    expect(kit.receiveI(0, 1)).toBe(false);
    expect(kit.take()).toEqual(['closed I_WHILE_STOPPED']);
  });

  it('S: con only after the last acknowledgement, → stopped', () => {
    const kit = startedSession();
    kit.send(3);
    kit.receive(STOPDT_ACT);
    kit.take();
    kit.receiveS(0);
    kit.receiveS(1);
    expect(kit.take()).toEqual(['acknowledged 0 +1']);
    expect(kit.session.state).toBe('unconfirmed');
    kit.receiveS(3);
    expect(kit.take()).toEqual(['acknowledged 1 +2', `tx ${STOPDT_CON}`]);
    expect([kit.session.state, kit.session.outstanding]).toEqual(['stopped', 0]);
  });

  it('S with an N(R) that was never sent: closes', () => {
    const kit = unconfirmedSession();
    kit.receiveS(2);
    expect(kit.take()).toEqual(['closed NR_INVALID']);
  });

  it('TESTFR act: con', () => {
    const kit = unconfirmedSession();
    kit.receive(TESTFR_ACT);
    expect(kit.take()).toEqual([`tx ${TESTFR_CON}`, 'test frame']);
    expect(kit.session.state).toBe('unconfirmed');
  });

  it('t1 of the outstanding frame runs on, measured from its sending', () => {
    const kit = startedSession();
    kit.nowMs = 1_000;
    kit.send();
    kit.nowMs = 9_000;
    kit.receive(STOPDT_ACT);
    kit.take();
    expect(kit.session.nextDeadline()).toBe(16_000);
    kit.tick(15_999);
    expect(kit.take()).toEqual([]);
    kit.tick(16_000);
    expect(kit.take()).toEqual(['@16000', 'closed T1_I_FRAME']);
  });
});

describe('numbers over STOPDT and STARTDT', () => {
  it('continue, they are not reset', () => {
    const kit = startedSession();
    kit.send(2);
    kit.receiveI(0, 2);
    kit.receive(STOPDT_ACT, STARTDT_ACT);
    kit.take();
    kit.receiveI(1, 2);
    kit.send();
    // N(S) = 2, N(R) = 2
    expect(kit.take()).toEqual([`asdu ${BODY}`, sentI('04 00', '04 00')]);
  });
});

describe('an unexpected con', () => {
  it.each([
    ['STARTDT CON', STARTDT_CON],
    ['STOPDT CON', STOPDT_CON],
    ['TESTFR CON', TESTFR_CON],
  ])('%s is reported and changes nothing', (name, frame) => {
    for (const kit of [openSession(), startedSession(), unconfirmedSession()]) {
      const { state, outstanding } = kit.session;
      expect(kit.receive(frame)).toBe(true);
      expect(kit.take()).toEqual([`unexpected ${name}`]);
      expect([kit.session.state, kit.session.outstanding]).toEqual([state, outstanding]);
    }
  });
});
