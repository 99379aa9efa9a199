/** A session of the controlling side under test, and the frames that its tests use. */
import { expect } from 'vitest';
import {
  type ControllingParameters,
  DEFAULT_CONTROLLING_PARAMETERS,
} from '../../src/controlling/controlling-parameters.js';
import { ControllingSession, type SessionOptions } from '../../src/controlling/controlling-session.js';
import { ViolationLog } from '../../src/controlling/violations.js';
import { Outbox } from '../../src/master/outbox.js';
import { fromHex, toHex } from '../support/raw-peer.js';

export const STARTDT_ACT = '68 04 07 00 00 00';
export const STARTDT_CON = '68 04 0B 00 00 00';
export const STOPDT_ACT = '68 04 13 00 00 00';
export const STOPDT_CON = '68 04 23 00 00 00';
export const TESTFR_ACT = '68 04 43 00 00 00';
export const TESTFR_CON = '68 04 83 00 00 00';
/** Single point 100 ON, spontaneous, CA 1 (type 1, VSQ 1, COT 3, OA 0, CA 1, IOA 100, SIQ 1). */
export const POINT = '01 01 03 00 01 00 64 00 00 01';
/** Interrogation act, CA 1, QOI 20. */
export const GI = '64 01 06 00 01 00 00 00 00 14';

/** A session whose time is an argument; `sent()` and `read()` return the frames written since the last call, as hex. */
export function open(parameters: Partial<ControllingParameters> = {}, options: SessionOptions = {}) {
  const violations = new ViolationLog();
  const out = new Outbox();
  const all: Readonly<ControllingParameters> = { ...DEFAULT_CONTROLLING_PARAMETERS, ...parameters };
  const session = new ControllingSession(all, violations, 0, options);
  const sent = () => toHex(out.take());
  return {
    session,
    violations,
    sent,
    out,
    /** Receives these frames in one read; returns what the session wrote. */
    read(nowMs: number, ...frames: string[]) {
      const results = frames.map((frame) => {
        const octets = fromHex(frame);
        return session.receive(octets, 0, octets.length, nowMs, out);
      });
      session.endRead(nowMs, out);
      return { results, sent: sent() };
    },
    start() {
      session.start(0, out);
      expect(sent()).toBe(STARTDT_ACT);
      expect(this.read(0, STARTDT_CON).results).toEqual(['started']);
    },
    codes: () => violations.details.map(({ code }) => code),
  };
}
