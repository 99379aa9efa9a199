/** Random events in random order: a session never throws and keeps its invariants. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/station/apci/outbox.js';
import { Session } from '../../src/station/apci/session.js';
import type { SessionListener } from '../../src/station/apci/session-listener.js';
import { fromHex, iFrame, sFrame } from '../support/raw-peer.js';
import { BODY, DEFAULTS } from './session-kit.js';

/** One event of a session. N(S) and N(R) are relative to the right ones. */
type Input =
  | { kind: 'i' | 's'; aheadNs: number; acknowledge: number }
  | { kind: 'u'; control: number }
  | { kind: 'raw'; octets: Uint8Array }
  | { kind: 'send'; count: number }
  | { kind: 'pass'; ms: number }
  | { kind: 'due' };

const U_CODES = [0x07, 0x07, 0x07, 0x13, 0x43, 0x83, 0x0b, 0x23];

/** Mostly right, so that sessions live long; now and then one wrong. */
const mostly = (right: fc.Arbitrary<number>, wrong: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: wrong });

const frame = fc.record({
  kind: fc.constantFrom('i' as const, 's' as const),
  aheadNs: mostly(fc.constant(0), fc.integer({ min: -2, max: 2 })),
  acknowledge: mostly(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(-1, 2)),
});
const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 10, arbitrary: frame },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('u' as const), control: fc.constantFrom(...U_CODES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('raw' as const),
      octets: fc.uint8Array({ minLength: 4, maxLength: 20 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('send' as const), count: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 6_000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'due' as const }) },
);
const parameters = fc.record({
  k: fc.constantFrom(1, 2, 3, 4, 12),
  w: fc.constantFrom(1, 2, 8),
  testfr: fc.constantFrom('passive' as const, 'standard' as const),
  idleMs: fc.constantFrom(0, 30_000),
});

describe('random inputs', () => {
  it('never throw; 0 ≤ outstanding ≤ k; acknowledgements without gap; nothing after the close; no deadline stays due', () => {
    const reached = new Map<string, number>();
    fc.assert(
      fc.property(
        parameters,
        fc.constantFrom(0, 32760),
        fc.array(input, { maxLength: 60 }),
        (chosen, first, inputs) => {
          let acknowledgedUpTo = first;
          let closes = 0;
          const listener: SessionListener = {
            started: () => {},
            stopped: () => {},
            asdu: () => {},
            testFrame: () => {},
            unexpected: () => {},
            acknowledged: (from, count) => {
              expect(from).toBe(acknowledgedUpTo);
              expect(count).toBeGreaterThan(0);
              acknowledgedUpTo = (from + count) % 32768;
            },
            closed: ({ code }) => {
              closes++;
              reached.set(code, (reached.get(code) ?? 0) + 1);
            },
          };
          const outbox = new Outbox(16);
          const numbers = { send: first, receive: first };
          const session = new Session({ ...DEFAULTS, ...chosen }, outbox, listener, 0, numbers);
          let nowMs = 0;
          for (const each of inputs) {
            const wasClosed = session.state === 'closed';
            const written = outbox.length;
            nowMs = apply(session, each, nowMs);
            session.tick(nowMs);
            reached.set(session.state, (reached.get(session.state) ?? 0) + 1);

            expect(session.outstanding).toBeGreaterThanOrEqual(0);
            expect(session.outstanding).toBeLessThanOrEqual(chosen.k);
            expect(session.acknowledgeState).toBe(acknowledgedUpTo);
            expect(session.room).toBe(session.state === 'started' ? chosen.k - session.outstanding : 0);
            expect(session.nextDeadline()).toBeGreaterThan(nowMs);
            expect(closes).toBe(session.state === 'closed' ? 1 : 0);
            if (wasClosed) expect(outbox.length).toBe(written);
            if (session.state === 'stopped') expect(session.outstanding).toBe(0);
          }
        },
      ),
      { numRuns: 400, seed: 104 },
    );
    // Checks that the inputs reach the cases that they are meant for.
    const expected = ['stopped', 'started', 'unconfirmed', 'T1_I_FRAME', 'NR_INVALID', 'NS_OUT_OF_SEQUENCE'];
    expect([...reached.keys()]).toEqual(expect.arrayContaining(expected));
  });
});

/** Does it to the session; returns the time afterwards. */
function apply(session: Session, input: Input, nowMs: number): number {
  const hand = (octets: Uint8Array): void => {
    session.receiveApdu(octets, 0, octets.length, nowMs);
  };
  switch (input.kind) {
    case 'i':
    case 's': {
      const { aheadNs, acknowledge } = input;
      const share =
        acknowledge < 0 || acknowledge > 1 ? session.outstanding + 1 : acknowledge * session.outstanding;
      const nr = (session.acknowledgeState + Math.round(share)) % 32768;
      const ns = (session.receiveState + aheadNs + 32768) % 32768;
      hand(fromHex(input.kind === 'i' ? iFrame(ns, nr, BODY) : sFrame(nr)));
      return nowMs;
    }
    case 'u':
      hand(Uint8Array.of(0x68, 4, input.control, 0, 0, 0));
      return nowMs;
    case 'raw':
      hand(Uint8Array.of(0x68, input.octets.length, ...input.octets));
      return nowMs;
    case 'send':
      for (let i = 0; i < input.count && session.room > 0; i++) session.beginI(6, nowMs);
      return nowMs;
    case 'pass':
      return nowMs + input.ms;
    case 'due':
      return Math.min(session.nextDeadline(), nowMs + 100_000);
  }
}
