/** What makes the station close: every row of the table "active close" in `docs/protocol.md` §1 that is the session's. */
import { describe, expect, it } from 'vitest';
import type { CloseCode } from '../../src/station/apci/close-reason.js';
import { fromHex, iFrame } from '../support/raw-peer.js';
import {
  BODY,
  openSession,
  type SessionKit,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  sentI,
  startedSession,
  TESTFR_ACT,
} from './session-kit.js';

/** Checks that the list ends with this close, and that the session is closed. */
function expectClosed(kit: SessionKit, code: CloseCode): void {
  expect(kit.take().at(-1)).toBe(`closed ${code}`);
  expect(kit.session.state).toBe('closed');
}

describe('N(S) of a received I frame', () => {
  it.each([
    ['is ahead by one: a gap', 3],
    ['is behind by one: a repeat', 1],
    ['is far ahead', 16386],
    ['is the largest', 32767],
  ])('%s', (_, ns) => {
    const kit = startedSession();
    kit.receiveI(0, 0);
    kit.receiveI(1, 0);
    kit.take();
    expect(kit.receiveI(ns, 0)).toBe(false);
    expect(kit.take()).toEqual(['closed NS_OUT_OF_SEQUENCE']);
    expect(kit.session.receiveState).toBe(2);
  });

  it('is checked before its N(R): nothing is acknowledged by a frame out of sequence', () => {
    const kit = startedSession();
    kit.send(2);
    kit.take();
    kit.receiveI(1, 2);
    expect(kit.take()).toEqual(['closed NS_OUT_OF_SEQUENCE']);
    expect(kit.session.outstanding).toBe(2);
  });
});

describe('N(R) in I and S', () => {
  // Three sent, one acknowledged: A = 1, V(S) = 3; valid are 1, 2, 3.
  const opened = (): SessionKit => {
    const kit = startedSession();
    kit.send(3);
    kit.receiveS(1);
    kit.take();
    return kit;
  };
  const cases = [
    ['one ahead of V(S)', 4],
    ['far ahead', 16384],
    ['one behind A', 0],
    ['behind A over the wrap', 32767],
  ] as const;

  it.each(cases)('%s closes, in S', (_, nr) => {
    const kit = opened();
    expect(kit.receiveS(nr)).toBe(false);
    expect(kit.take()).toEqual(['closed NR_INVALID']);
  });

  it.each(cases)('%s closes, in I; its ASDU is not read', (_, nr) => {
    const kit = opened();
    expect(kit.receiveI(0, nr)).toBe(false);
    expect(kit.take()).toEqual(['closed NR_INVALID']);
    expect(kit.session.outstanding).toBe(2);
  });

  it.each([1, 2, 3])('%i is valid', (nr) => {
    const kit = opened();
    expect(kit.receiveS(nr)).toBe(true);
    const other = opened();
    expect(other.receiveI(0, nr)).toBe(true);
  });

  it('with nothing ever sent only 0 is valid', () => {
    const kit = startedSession();
    expect(kit.receiveS(0)).toBe(true);
    expect(kit.take()).toEqual([]);
    kit.receiveS(1);
    expectClosed(kit, 'NR_INVALID');
  });
});

describe('t1', () => {
  it('of an I frame', () => {
    const kit = startedSession();
    kit.send();
    kit.tick(15_000);
    expectClosed(kit, 'T1_I_FRAME');
  });

  it('of a TESTFR act', () => {
    const kit = openSession({ testfr: 'standard' });
    kit.tick(20_000);
    kit.tick(35_000);
    expectClosed(kit, 'T1_TESTFR');
  });
});

describe('U frames', () => {
  const defined = [0x07, 0x0b, 0x13, 0x23, 0x43, 0x83];
  const undefinedCodes = Array.from({ length: 64 }, (_, i) => 4 * i + 3).filter(
    (code) => !defined.includes(code),
  );

  it('of 64 codes 58 have no meaning: none or several function bits', () => {
    expect(undefinedCodes).toHaveLength(58);
    expect(undefinedCodes).toEqual(expect.arrayContaining([0x03, 0x0f, 0xff, 0x47, 0xc3]));
  });

  it.each(undefinedCodes.map((code) => code.toString(16).padStart(2, '0').toUpperCase()))(
    '%s closes in every state and does nothing else',
    (code) => {
      const unconfirmed = startedSession();
      unconfirmed.send();
      unconfirmed.receive(STOPDT_ACT);
      unconfirmed.take();
      for (const kit of [openSession(), startedSession(), unconfirmed]) {
        expect(kit.receive(`68 04 ${code} 00 00 00`)).toBe(false);
        expect(kit.take()).toEqual(['closed UNDEFINED_U']);
      }
    },
  );

  it.each([
    ['STARTDT act', '68 05 07 00 00 00 00'],
    ['TESTFR act', '68 08 43 00 00 00 00 00 00 00'],
    ['an undefined code', '68 05 03 00 00 00 00'],
  ])('longer than six octets close: %s', (_, frame) => {
    const kit = openSession();
    expect(kit.receive(frame)).toBe(false);
    expect(kit.take()).toEqual(['closed FRAME_TOO_LONG']);
  });
});

describe('S frames', () => {
  it('longer than six octets close, and acknowledge nothing', () => {
    const kit = startedSession();
    kit.send();
    kit.take();
    expect(kit.receive('68 05 01 00 02 00 00')).toBe(false);
    expect(kit.take()).toEqual(['closed FRAME_TOO_LONG']);
    expect(kit.session.outstanding).toBe(1);
  });
});

describe('idle time', () => {
  it('closes if nothing was sent or received for this time', () => {
    const kit = openSession({ idleMs: 60_000 });
    kit.tick(59_999);
    expect(kit.take()).toEqual([]);
    kit.tick(60_000);
    expect(kit.take()).toEqual(['@60000', 'closed IDLE']);
  });
});

describe('after the close', () => {
  const closings: [string, (kit: SessionKit) => void][] = [
    ['an undefined U', (kit) => kit.receive('68 04 03 00 00 00')],
    ['t1', (kit) => kit.tick(15_000)],
    ['the shell', (kit) => kit.session.close('PEER_CLOSED', 'gone', kit.nowMs)],
  ];

  it.each(closings)('by %s: nothing is sent, reported or due', (_, close) => {
    const kit = startedSession({ testfr: 'standard', idleMs: 60_000, w: 1 });
    kit.send();
    close(kit);
    kit.take();
    expect(kit.receive(STARTDT_ACT)).toBe(false);
    expect(kit.receive(TESTFR_ACT)).toBe(false);
    expect(kit.receive(STOPDT_ACT)).toBe(false);
    expect(kit.receiveI(0, 1)).toBe(false);
    expect(kit.receiveS(1)).toBe(false);
    kit.tick(1_000_000);
    kit.session.close('SHUTDOWN', 'again', kit.nowMs);
    expect(kit.take()).toEqual([]);
    expect(kit.outbox.length).toBe(0);
    expect([kit.session.state, kit.session.room]).toEqual(['closed', 0]);
    expect(kit.session.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('outstanding frames can still be read', () => {
    const kit = startedSession();
    kit.send(3);
    kit.receiveS(1);
    kit.session.close('PEER_CLOSED', 'gone', 0);
    expect([kit.session.acknowledgeState, kit.session.sendState, kit.session.outstanding]).toEqual([1, 3, 2]);
  });

  it('within the handling of an ASDU: no S follows, although w is reached', () => {
    const kit = openSession({ w: 1 }, 0, ({ session }) => session.close('MALFORMED_ASDU', 'no ASDU', 0));
    kit.receive(STARTDT_ACT);
    expect(kit.receiveI(0, 0)).toBe(false);
    expect(kit.take()).toEqual([`tx ${STARTDT_CON}`, 'started', `asdu ${BODY}`, 'closed MALFORMED_ASDU']);
  });

  it('frames written before it are kept, in order', () => {
    const kit = openSession();
    kit.receive(STARTDT_ACT);
    kit.send();
    kit.receive(TESTFR_ACT, '68 04 0F 00 00 00');
    expect(kit.take()).toEqual([
      `tx ${STARTDT_CON}`,
      'started',
      sentI('00 00', '00 00'),
      'tx 68 04 83 00 00 00',
      'test frame',
      'closed UNDEFINED_U',
    ]);
  });
});

describe('the reason in words', () => {
  /** A session after this, and its reason. */
  function reasonOf(kit: SessionKit, act: (kit: SessionKit) => void): string {
    act(kit);
    expect(kit.session.state).toBe('closed');
    return kit.detail;
  }
  const octets =
    (hex: string) =>
    ({ session }: SessionKit): void => {
      const all = fromHex(hex);
      session.receive(all, all.length, 0);
    };

  it.each<[string, (kit: SessionKit) => void]>([
    ['start octet 0x69, expected 0x68', octets('69 04 43 00 00 00')],
    ['start octet 0x0a, expected 0x68', octets('0A')],
    ['length octet 0x03, expected 4…253', octets('68 03')],
    ['length octet 0xfe, expected 4…253', octets('68 FE')],
    ['S frame of 7 octets, expected 6', (kit) => kit.receive('68 05 01 00 00 00 00')],
    ['U frame of 8 octets, expected 6', (kit) => kit.receive('68 06 43 00 00 00 00 00')],
    ['I frame in state stopped', (kit) => kit.receiveI(0, 0)],
    ['S frame in state stopped', (kit) => kit.receiveS(0)],
  ])('before STARTDT: %s', (reason, act) => {
    expect(reasonOf(openSession(), act)).toBe(reason);
  });

  it.each<[string, Parameters<typeof startedSession>[0], (kit: SessionKit) => void]>([
    ['N(S) 3, expected 1', {}, (kit) => kit.receive(iFrame(0, 0, BODY), iFrame(3, 0, BODY))],
    [
      'N(R) 4, expected 1…3',
      {},
      (kit) => {
        kit.send(3);
        kit.receiveS(1);
        kit.receiveS(4);
      },
    ],
    [
      'N(S) 1 not acknowledged within t1 = 12 s, 2 outstanding',
      { t1Ms: 12_000, t2Ms: 1000 },
      (kit) => {
        kit.send(3);
        kit.receiveS(1);
        kit.tick(12_000);
      },
    ],
    [
      'TESTFR act not confirmed within t1 = 12 s',
      { t1Ms: 12_000, t2Ms: 1000, t3Ms: 5000, testfr: 'standard' },
      (kit) => {
        kit.tick(5000);
        kit.tick(17_000);
      },
    ],
    ['nothing sent or received for 60 s', { idleMs: 60_000 }, (kit) => kit.tick(60_000)],
  ])('after STARTDT: %s', (reason, parameters, act) => {
    expect(reasonOf(startedSession(parameters), act)).toBe(reason);
  });
});
