/** The share of a connection in one turn: 16 frames or 4096 octets, S frames by their octets alone (`docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { turnBudget } from '../../src/station/apci/read-budget.js';
import { fromHex, iFrame, sFrame } from '../support/raw-peer.js';
import { openSession, type SessionKit, STARTDT_ACT, startedSession, TESTFR_ACT } from './session-kit.js';

const budget = turnBudget();

/** Octets that a session takes of these frames, glued. */
function taken(kit: SessionKit, frames: readonly string[]): number {
  const octets = fromHex(frames.join(' '));
  return kit.session.receive(octets, octets.length, kit.nowMs, budget);
}

const times = (count: number, frame: string): string[] => Array.from({ length: count }, () => frame);

describe('a session takes of one read', () => {
  it('16 U frames', () => {
    expect(taken(openSession(), times(16, TESTFR_ACT))).toBe(16 * 6);
    expect(taken(openSession(), times(17, TESTFR_ACT))).toBe(16 * 6);
    expect(taken(openSession(), [...times(15, TESTFR_ACT), '68 04'])).toBe(15 * 6 + 2);
  });

  it('16 I frames', () => {
    const frames = Array.from({ length: 20 }, (_, i) => iFrame(i, 0, '01 01 03 00 01 00'));
    expect(taken(startedSession(), frames)).toBe(16 * 12);
  });

  it('as many octets as reach 4096, and the rest of that frame', () => {
    // 6 + 249 octets: 16 of them are 4080, and three S frames make 4098.
    const long = (ns: number): string => iFrame(ns, 0, `01 01 03 00 01 00 ${'00 '.repeat(243).trim()}`);
    const frames = [sFrame(0), sFrame(0), sFrame(0), ...Array.from({ length: 17 }, (_, i) => long(i))];
    expect(taken(startedSession(), frames)).toBe(18 + 16 * 255);
    // 682 S frames are 4092 octets.
    expect(taken(startedSession(), times(683, sFrame(0)))).toBe(683 * 6);
    expect(taken(startedSession(), times(684, sFrame(0)))).toBe(683 * 6);
  });

  it('exactly 4096 octets, and nothing behind them', () => {
    // 6 + 10 octets, and 680 S frames of 6
    const frames = [iFrame(0, 0, '01 01 03 00 01 00 01 00 00 01'), ...times(681, sFrame(0))];
    expect(taken(startedSession(), frames)).toBe(4096);
  });

  it('everything, once it is closed', () => {
    const kit = startedSession();
    expect(taken(kit, ['68 04 03 00 00 00', ...times(40, TESTFR_ACT)])).toBe(41 * 6);
    expect(kit.session.state).toBe('closed');
    expect(taken(openSession(), [STARTDT_ACT, '69', ...times(40, TESTFR_ACT)])).toBe(6 + 1 + 40 * 6);
  });

  it('everything where no budget is named', () => {
    const octets = fromHex(times(5000, TESTFR_ACT).join(' '));
    expect(openSession().session.receive(octets, octets.length, 0)).toBe(5000 * 6);
  });
});
