/** Sequence numbers, acknowledgements and the windows k and w (`docs/protocol.md` §1). */
import { describe, expect, it } from 'vitest';
import { BODY, type SessionKit, sentI, sentS, startedSession } from './session-kit.js';

/** Sends and acknowledges window by window until V(S) is `number`, list empty. */
function sendUpTo(kit: SessionKit, number: number): void {
  const { session, outbox } = kit;
  while (session.sendState !== number) {
    while (session.room > 0 && session.sendState !== number) session.beginI(6, kit.nowMs);
    outbox.clear();
    kit.receiveS(session.sendState);
  }
  kit.take();
}

/** Receives until V(R) is `number`, list empty. */
function receiveUpTo(kit: SessionKit, number: number): void {
  while (kit.session.receiveState !== number) kit.receiveI(kit.session.receiveState, kit.session.sendState);
  kit.take();
}

describe('own I frames', () => {
  it('count N(S) from 0; N(R) is the next expected N(S)', () => {
    const kit = startedSession();
    kit.send();
    kit.receiveI(0, 1);
    kit.send(2);
    expect(kit.take()).toEqual([
      sentI('00 00', '00 00'),
      'acknowledged 0 +1',
      `asdu ${BODY}`,
      sentI('02 00', '02 00'),
      sentI('04 00', '02 00'),
    ]);
  });

  it('have seven bits of the number in the first octet, eight in the second', () => {
    const kit = startedSession();
    sendUpTo(kit, 127);
    kit.send(2);
    // 127 = 7F → FE 00; 128 → 00 01
    expect(kit.take()).toEqual([sentI('FE 00', '00 00'), sentI('00 01', '00 00')]);
  });
});

describe('acknowledgements', () => {
  it('the same N(R) again is legal and acknowledges nothing', () => {
    const kit = startedSession();
    kit.send(3);
    kit.take();
    for (const nr of [0, 0, 2, 2, 3, 3]) expect(kit.receiveS(nr)).toBe(true);
    expect(kit.take()).toEqual(['acknowledged 0 +2', 'acknowledged 2 +1']);
  });

  it('in I frames are reported before the ASDU', () => {
    const kit = startedSession();
    kit.send(2);
    kit.take();
    kit.receiveI(0, 2);
    expect(kit.take()).toEqual(['acknowledged 0 +2', `asdu ${BODY}`]);
  });
});

describe('the window k', () => {
  it.each([1, 2, 3, 12, 255, 256, 32767])('of %i: k frames, then as many as are acknowledged', (k) => {
    const kit = startedSession({ k });
    expect(kit.session.room).toBe(k);
    kit.send(k);
    expect([kit.session.room, kit.session.outstanding]).toEqual([0, k]);
    expect(kit.take()).toHaveLength(k);
    kit.receiveS(1);
    expect([kit.session.room, kit.session.outstanding]).toEqual([1, k - 1]);
    kit.receiveS(k);
    expect([kit.session.room, kit.session.outstanding]).toEqual([k, 0]);
    expect(kit.take()).toEqual(
      k === 1 ? ['acknowledged 0 +1'] : ['acknowledged 0 +1', `acknowledged 1 +${k - 1}`],
    );
  });

  it('of 3 reopens by 3, 2, 1', () => {
    const kit = startedSession({ k: 3 });
    kit.send(kit.session.room);
    kit.receiveS(3);
    kit.send(kit.session.room);
    kit.receiveS(5);
    kit.send(kit.session.room);
    kit.receiveI(0, 6);
    kit.send(kit.session.room);
    expect(kit.take()).toEqual([
      sentI('00 00', '00 00'),
      sentI('02 00', '00 00'),
      sentI('04 00', '00 00'),
      'acknowledged 0 +3',
      sentI('06 00', '00 00'),
      sentI('08 00', '00 00'),
      sentI('0A 00', '00 00'),
      'acknowledged 3 +2',
      sentI('0C 00', '00 00'),
      sentI('0E 00', '00 00'),
      'acknowledged 5 +1',
      `asdu ${BODY}`,
      sentI('10 00', '02 00'),
    ]);
    expect(kit.session.room).toBe(0);
  });

  it('of 32767: the largest N(R) ahead is valid, one more is the one behind A', () => {
    const kit = startedSession({ k: 32767 });
    kit.send(32767);
    kit.take();
    expect(kit.receiveS(32767)).toBe(true);
    expect(kit.take()).toEqual(['acknowledged 0 +32767']);
    const other = startedSession({ k: 32767 });
    other.send(32766);
    other.take();
    expect(other.receiveS(32767)).toBe(false);
    expect(other.take()).toEqual(['closed NR_INVALID']);
  });

  it('remembers when each outstanding frame was sent, also in a ring that is full', () => {
    for (const k of [1, 3, 4, 7, 8]) {
      const kit = startedSession({ k });
      sendUpTo(kit, 5);
      const { session } = kit;
      for (let i = 0; i < k; i++) {
        kit.nowMs = 100 + i;
        kit.send();
      }
      const times = Array.from({ length: k }, (_, i) => session.sentMs(5 + i));
      expect(times, `k = ${k}`).toEqual(Array.from({ length: k }, (_, i) => 100 + i));
    }
  });
});

describe('the wrap behind 32767', () => {
  it('of N(S), with acknowledgements on both sides and across', () => {
    const kit = startedSession({ k: 5 });
    sendUpTo(kit, 32766);
    kit.send(4);
    kit.receiveS(32767);
    kit.receiveS(1);
    kit.receiveS(2);
    expect(kit.take()).toEqual([
      // 32766 = 7FFE: low seven bits 7E → FC, high eight FF
      sentI('FC FF', '00 00'),
      sentI('FE FF', '00 00'),
      sentI('00 00', '00 00'),
      sentI('02 00', '00 00'),
      'acknowledged 32766 +1',
      'acknowledged 32767 +2',
      'acknowledged 1 +1',
    ]);
  });

  it('one acknowledgement may cover the whole window', () => {
    const kit = startedSession();
    sendUpTo(kit, 32760);
    kit.send(12);
    kit.take();
    expect(kit.session.room).toBe(0);
    kit.receiveI(0, 4);
    expect(kit.take()).toEqual(['acknowledged 32760 +12', `asdu ${BODY}`]);
    expect([kit.session.acknowledgeState, kit.session.sendState, kit.session.room]).toEqual([4, 4, 12]);
  });

  it.each([
    ['ahead', 3],
    ['behind', 32765],
  ])('N(R) %s of what is outstanding across it closes', (_, nr) => {
    const kit = startedSession({ k: 5 });
    sendUpTo(kit, 32766);
    kit.send(4);
    kit.take();
    kit.receiveS(nr);
    expect(kit.take()).toEqual(['closed NR_INVALID']);
  });

  it('with k = 32767, all numbers but one are outstanding', () => {
    const kit = startedSession({ k: 32767 });
    kit.send(20_000);
    kit.receiveS(20_000);
    kit.take();
    kit.send(32767);
    // 20000 + 32767 − 32768
    expect(kit.session.sendState).toBe(19_999);
    kit.take();
    kit.receiveS(32767);
    kit.receiveS(0);
    kit.receiveS(19_999);
    expect(kit.take()).toEqual([
      'acknowledged 20000 +12767',
      'acknowledged 32767 +1',
      'acknowledged 0 +19999',
    ]);
  });

  it('of V(R): 32767 is followed by 0, in S and in I', () => {
    const kit = startedSession({ w: 1 });
    receiveUpTo(kit, 32766);
    kit.receiveI(32766, 0);
    kit.receiveI(32767, 0);
    kit.receiveI(0, 0);
    kit.send();
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      sentS('FE FF'),
      `asdu ${BODY}`,
      sentS('00 00'),
      `asdu ${BODY}`,
      sentS('02 00'),
      sentI('00 00', '02 00'),
    ]);
  });

  it('of V(R): 0 instead of 32767 is a gap', () => {
    const kit = startedSession();
    receiveUpTo(kit, 32767);
    kit.receiveI(0, 0);
    expect(kit.take()).toEqual(['closed NS_OUT_OF_SEQUENCE']);
  });
});

describe('w', () => {
  it.each([1, 2, 3, 8])('of %i: S after each w received I frames', (w) => {
    const kit = startedSession({ w });
    for (let n = 0; n < 3 * w; n++) kit.receiveI(n, 0);
    const round = (last: number) => [
      ...Array.from({ length: w }, () => `asdu ${BODY}`),
      // All of these are below 128: N(R) · 2 in one octet.
      sentS(`${(2 * last).toString(16).toUpperCase().padStart(2, '0')} 00`),
    ];
    expect(kit.take()).toEqual([...round(w), ...round(2 * w), ...round(3 * w)]);
  });

  it('an own I frame acknowledges too: the count begins again', () => {
    const kit = startedSession({ w: 2 });
    kit.receiveI(0, 0);
    kit.send();
    kit.receiveI(1, 0);
    kit.receiveI(2, 0);
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      sentI('00 00', '02 00'),
      `asdu ${BODY}`,
      `asdu ${BODY}`,
      sentS('06 00'),
    ]);
  });

  it('U and S frames of either side do not count', () => {
    const kit = startedSession({ w: 2 });
    kit.receiveI(0, 0);
    kit.receiveS(0);
    kit.receive('68 04 43 00 00 00', '68 04 07 00 00 00');
    expect(kit.take()).toEqual([
      `asdu ${BODY}`,
      'tx 68 04 83 00 00 00',
      'test frame',
      'tx 68 04 0B 00 00 00',
    ]);
    kit.receiveI(1, 0);
    expect(kit.take()).toEqual([`asdu ${BODY}`, sentS('04 00')]);
  });
});
