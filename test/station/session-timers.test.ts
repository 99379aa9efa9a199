/** t1 of I frames, t2 and the idle time, to the millisecond (`docs/protocol.md` §1). */
import { describe, expect, it } from 'vitest';
import {
  BODY,
  openSession,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  sentI,
  sentS,
  startedSession,
  TESTFR_ACT,
} from './session-kit.js';

const NEVER = Number.POSITIVE_INFINITY;

describe('silence', () => {
  it('is judged up to the instant to which the peer was heard: t1, TESTFR, t3, the idle time', () => {
    const kit = startedSession({ testfr: 'standard', t3Ms: 5_000, idleMs: 17_000 });
    kit.nowMs = 1_000;
    kit.send();
    kit.take();
    kit.nowMs = 100_000;
    kit.session.tick(100_000, 4_999);
    // t3 runs from STARTDT act at 0.
    expect(kit.outbox.length).toBe(0);
    kit.session.tick(100_000, 15_999);
    expect(kit.outbox.length).toBe(6);
    kit.outbox.clear();
    expect(kit.session.state).toBe('started');
    kit.session.tick(100_000, 16_000);
    expect(kit.take()).toEqual(['@100000', 'closed T1_I_FRAME']);
  });

  it('t2 is no question of silence', () => {
    const kit = startedSession();
    kit.receiveI(0, 0);
    kit.take();
    kit.nowMs = 10_000;
    kit.session.tick(10_000, 0);
    expect(kit.outbox.length).toBe(6);
  });
});

describe('t1', () => {
  it('runs from the oldest unacknowledged I frame and is not restarted by later ones', () => {
    const kit = startedSession();
    for (const ms of [1_000, 5_000, 9_000, 15_500]) {
      kit.nowMs = ms;
      kit.send();
      expect(kit.session.nextDeadline()).toBe(16_000);
    }
    kit.take();
    kit.tick(15_999);
    expect(kit.take()).toEqual([]);
    kit.tick(16_000);
    expect(kit.take()).toEqual(['@16000', 'closed T1_I_FRAME']);
  });

  it('a partial acknowledgement moves it to the next oldest', () => {
    const kit = startedSession();
    for (const ms of [1_000, 4_000, 6_000]) {
      kit.nowMs = ms;
      kit.send();
    }
    kit.nowMs = 10_000;
    kit.receiveS(1);
    expect(kit.session.nextDeadline()).toBe(19_000);
    kit.receiveI(0, 2);
    // t2 of the received frame: 10000 + 10000 comes before 6000 + 15000
    expect(kit.session.nextDeadline()).toBe(20_000);
    kit.tick(20_000);
    expect(kit.session.nextDeadline()).toBe(21_000);
    kit.take();
    kit.tick(21_000);
    expect(kit.take()).toEqual(['@21000', 'closed T1_I_FRAME']);
  });

  it('the last acknowledgement ends it; a repeated N(R) does not restart it', () => {
    const kit = startedSession();
    kit.nowMs = 1_000;
    kit.send();
    kit.nowMs = 8_000;
    kit.receiveS(0);
    expect(kit.session.nextDeadline()).toBe(16_000);
    kit.receiveS(1);
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.tick(1_000_000);
    expect(kit.session.state).toBe('started');
  });

  it('an acknowledgement in the last millisecond is in time', () => {
    const kit = startedSession();
    kit.send();
    kit.tick(14_999);
    expect(kit.receiveS(1)).toBe(true);
    kit.tick(15_000);
    expect(kit.session.state).toBe('started');
  });

  it('received U frames and I frames without acknowledgement do not restart it', () => {
    const kit = startedSession();
    kit.send();
    kit.nowMs = 14_000;
    kit.receive(TESTFR_ACT, STARTDT_ACT, '68 04 83 00 00 00');
    kit.receiveI(0, 0);
    expect(kit.session.nextDeadline()).toBe(15_000);
  });

  it('runs across the wrap', () => {
    const kit = startedSession({ k: 3 });
    for (let n = 1; n <= 32767; n++) {
      kit.send();
      kit.receiveS(n);
    }
    kit.nowMs = 100;
    kit.send();
    kit.nowMs = 200;
    kit.send();
    expect(kit.session.nextDeadline()).toBe(15_100);
    kit.receiveS(0);
    expect(kit.session.nextDeadline()).toBe(15_200);
  });
});

describe('a session that a fault stopped for 5 s', () => {
  it('has t1, t2, t3 and the idle time go on where they stood', () => {
    const kit = openSession({ t1Ms: 15_000, t2Ms: 10_000, t3Ms: 20_000, testfr: 'standard' });
    kit.receive(STARTDT_ACT);
    kit.nowMs = 1000;
    kit.send();
    kit.nowMs = 9000;
    kit.session.resume(5000);
    expect(kit.session.nextDeadline()).toBe(1000 + 15_000 + 5000);
    kit.receiveS(1);
    // Received at 9,000 ms: nothing else is due before t3.
    expect(kit.session.nextDeadline()).toBe(9000 + 20_000);
    kit.session.resume(5000);
    expect(kit.session.nextDeadline()).toBe(9000 + 20_000 + 5000);
    kit.receiveI(0, 1);
    kit.session.resume(5000);
    expect(kit.session.nextDeadline()).toBe(9000 + 10_000 + 5000);
  });
});

describe('frames that the socket got late', () => {
  it('because the thread stood still: t1 runs from then', () => {
    const kit = openSession({ t1Ms: 2000 });
    kit.receive(STARTDT_ACT);
    kit.session.written(0);
    kit.send(2);
    // Stopped between the making of the frames and the write: the master can have answered nothing at 3,000 ms.
    kit.session.written(3000);
    expect(kit.session.nextDeadline()).toBe(5000);
    kit.tick(4999);
    expect(kit.detail).toBe('');
    kit.tick(5000);
    expect(kit.detail).toBe('N(S) 0 not acknowledged within t1 = 2 s, 2 outstanding');
  });

  it('do not move the t1 of those that it got before', () => {
    const kit = openSession({ t1Ms: 2000 });
    kit.receive(STARTDT_ACT);
    kit.send();
    kit.session.written(0);
    kit.nowMs = 1000;
    kit.send();
    kit.session.written(1500);
    expect(kit.session.nextDeadline()).toBe(2000);
    kit.receiveS(1);
    expect(kit.session.nextDeadline()).toBe(3500);
  });

  it('a write without a pause moves nothing', () => {
    const kit = openSession({ t1Ms: 2000 });
    kit.receive(STARTDT_ACT);
    kit.send();
    kit.session.written(49);
    expect(kit.session.nextDeadline()).toBe(2000);
  });

  it('from 50 ms on; 49 are none', () => {
    for (const [lateMs, dueMs] of [
      [49, 3000],
      [50, 3050],
    ]) {
      const kit = openSession({ t1Ms: 2000 });
      kit.receive(STARTDT_ACT);
      kit.session.written(0);
      kit.nowMs = 1000;
      kit.send();
      kit.session.written(1000 + lateMs);
      expect(kit.session.nextDeadline()).toBe(dueMs);
    }
  });

  it('counts from the first of them, not from what was made last', () => {
    const kit = openSession({ t1Ms: 2000 });
    kit.receive(STARTDT_ACT);
    kit.session.written(0);
    kit.send();
    kit.nowMs = 40;
    kit.receive(TESTFR_ACT);
    kit.session.written(60);
    expect(kit.session.nextDeadline()).toBe(2060);
  });

  it('a TESTFR act that was written in time keeps its t1', () => {
    const kit = openSession({ t1Ms: 2000, t3Ms: 10_000, testfr: 'standard' });
    kit.receive(STARTDT_ACT);
    kit.session.written(0);
    kit.tick(10_000);
    kit.session.written(10_010);
    expect(kit.session.nextDeadline()).toBe(12_000);
    // Its t1 runs already when a frame behind it is late.
    kit.nowMs = 10_500;
    kit.send();
    kit.session.written(10_600);
    expect(kit.session.nextDeadline()).toBe(12_000);
  });

  it('TESTFR act too', () => {
    const kit = openSession({ t1Ms: 2000, t3Ms: 10_000, testfr: 'standard' });
    kit.receive(STARTDT_ACT);
    kit.session.written(0);
    kit.tick(10_000);
    kit.session.written(13_000);
    expect(kit.session.nextDeadline()).toBe(15_000);
  });
});

describe('t2', () => {
  it('runs from the first unacknowledged received I and is not restarted by later ones', () => {
    const kit = startedSession();
    for (const [n, ms] of [
      [0, 1_000],
      [1, 5_000],
      [2, 10_999],
    ]) {
      kit.nowMs = ms;
      kit.receiveI(n, 0);
      expect(kit.session.nextDeadline()).toBe(11_000);
    }
    kit.take();
    kit.tick(10_999);
    expect(kit.take()).toEqual([]);
    kit.tick(11_000);
    // N(R) = 3
    expect(kit.take()).toEqual(['@11000', sentS('06 00')]);
    expect(kit.session.nextDeadline()).toBe(NEVER);
  });

  it('sending I cancels it; the next received I starts it again', () => {
    const kit = startedSession();
    kit.nowMs = 1_000;
    kit.receiveI(0, 0);
    kit.nowMs = 3_000;
    kit.send();
    kit.receiveS(1);
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.nowMs = 4_000;
    kit.receiveI(1, 1);
    expect(kit.session.nextDeadline()).toBe(14_000);
    kit.take();
    kit.tick(14_000);
    expect(kit.take()).toEqual(['@14000', sentS('04 00')]);
  });

  it('sending S because of w cancels it', () => {
    const kit = startedSession({ w: 2 });
    kit.nowMs = 1_000;
    kit.receiveI(0, 0);
    kit.receiveI(1, 0);
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.nowMs = 2_500;
    kit.receiveI(2, 0);
    expect(kit.session.nextDeadline()).toBe(12_500);
  });

  it('received U and S frames do not affect it', () => {
    const kit = startedSession();
    kit.nowMs = 1_000;
    kit.receiveI(0, 0);
    kit.nowMs = 8_000;
    kit.receive(TESTFR_ACT, STARTDT_ACT);
    kit.receiveS(0);
    expect(kit.session.nextDeadline()).toBe(11_000);
    kit.take();
    kit.tick(11_000);
    expect(kit.take()).toEqual(['@11000', sentS('02 00')]);
  });

  it('STOPDT acknowledges at once, so nothing is due in the stopped state', () => {
    const kit = startedSession();
    kit.receiveI(0, 0);
    kit.receive(STOPDT_ACT);
    expect(kit.session.nextDeadline()).toBe(NEVER);
  });

  it('and t1 due together: the link is lost, no S goes out', () => {
    const kit = startedSession({ t1Ms: 11_000 });
    kit.send();
    kit.nowMs = 1_000;
    kit.receiveI(0, 0);
    kit.take();
    kit.tick(11_000);
    expect(kit.take()).toEqual(['@11000', 'closed T1_I_FRAME']);
  });
});

describe('the idle time', () => {
  it('0 is never', () => {
    const kit = startedSession({ idleMs: 0 });
    expect(kit.session.nextDeadline()).toBe(NEVER);
    kit.tick(1e9);
    expect(kit.take()).toEqual([]);
  });

  it('is restarted by every received frame', () => {
    const kit = openSession({ idleMs: 60_000 }, 500);
    expect(kit.session.nextDeadline()).toBe(60_500);
    kit.nowMs = 10_000;
    kit.receive(STARTDT_ACT);
    expect(kit.session.nextDeadline()).toBe(70_000);
    kit.nowMs = 20_000;
    kit.receiveS(0);
    expect(kit.session.nextDeadline()).toBe(80_000);
    kit.nowMs = 30_000;
    kit.receive('68 04 83 00 00 00');
    expect(kit.session.nextDeadline()).toBe(90_000);
  });

  it('is restarted by every sent frame: I, and S after t2', () => {
    const kit = startedSession({ idleMs: 12_000, t1Ms: 255_000 });
    kit.receiveI(0, 0);
    kit.tick(10_000);
    expect(kit.session.nextDeadline()).toBe(22_000);
    kit.nowMs = 15_000;
    kit.send();
    expect(kit.session.nextDeadline()).toBe(27_000);
    kit.tick(26_999);
    expect(kit.session.state).toBe('started');
    kit.tick(27_000);
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      '@10000',
      sentS('02 00'),
      '@15000',
      sentI('00 00', '02 00'),
      '@27000',
      'closed IDLE',
    ]);
  });

  it('after t1 of an outstanding frame it is t1 that closes', () => {
    const kit = startedSession({ idleMs: 15_000 });
    kit.send();
    kit.take();
    kit.tick(15_000);
    expect(kit.take()).toEqual(['@15000', 'closed T1_I_FRAME']);
  });
});

describe('the clock', () => {
  it('may start anywhere and have fractions: a deadline is due at exactly its value', () => {
    const kit = openSession({ t2Ms: 100.1 }, 1234.567);
    kit.receive(STARTDT_ACT);
    kit.nowMs = 1234.9;
    kit.receiveI(0, 0);
    const due = kit.session.nextDeadline();
    expect(due).toBe(1234.9 + 100.1);
    kit.take();
    kit.tick(due);
    expect(kit.take()).toEqual([`@${due}`, sentS('02 00')]);
  });

  it('a tick with nothing due does nothing', () => {
    const kit = openSession({ idleMs: 60_000, testfr: 'standard' });
    kit.receive(STARTDT_ACT);
    for (const ms of [0, 1, 100, 19_999]) kit.tick(ms);
    expect(kit.take()).toEqual([`tx ${STARTDT_CON}`, 'started']);
  });
});
