import { describe, expect, it } from 'vitest';
import { describePossible } from '../../src/run/profile/describe-possible.js';
import { loadsOfProfile, loadsOfSend, type RequestedSend } from '../../src/run/profile/loads.js';
import { loadedOf, profileOf, singlePoints } from './profile-kit.js';

const NONE = Number.POSITIVE_INFINITY;
/** Index 1: two full frames. Index 2: one frame, and a wait of 4 s after the second signal. Index 3: a filter. */
const CSV = [singlePoints(1, 44), '2,Y,13,100,1', '2,Y,13,101,1,4', '3,Y,30,1,0,,,45,9,1,400'].join('\n');
const THREE = loadedOf(CSV, [101, 102, 103]);

const unmeasured = () => Number.NaN;
const describeSend = (
  send: Partial<RequestedSend>,
  roundTrip: (slot: number) => number = unmeasured,
  limit?: number,
) =>
  describePossible(
    loadsOfSend({ index: 1, ratePerRtu: NONE, passLimitMs: NONE, ...send }, THREE),
    roundTrip,
    limit,
  );

describe('a paced send', () => {
  it('says what it needs', () => {
    // 5,500 in frames of 22: 250 a second, 12 of them in 48 ms.
    expect(describeSend({ ratePerRtu: 5500 })).toEqual([
      'Index 1 at 5,500 signals/s per RTU, 16,500 signals/s from 3 RTUs, needs a master that acknowledges within 48 ms (k = 12, 250 frames/s, 22 M_SP_TB_1 a frame).',
    ]);
  });

  it('adds a line if it is not possible, with the worst RTU', () => {
    const lines = describeSend({ ratePerRtu: 5500 }, (slot) => [48, 100, 60][slot]);
    expect(lines.slice(1)).toEqual([
      "Asked: index 1 at 5,500 signals/s per RTU. 2 of 3 RTUs can't. The worst, RTU 2 R2: k = 12 and a round trip of 100 ms allow 120 frames/s, 22 M_SP_TB_1 a frame, 2,640 signals/s.",
    ]);
    expect(describeSend({ ratePerRtu: 5500 }, (slot) => [48, Number.NaN, 10][slot])).toHaveLength(1);
  });

  it('names the RTU that needs most if they differ', () => {
    const rtus = THREE.rtus.map((rtu, slot) => (slot === 1 ? { ...rtu, k: 3, objects: 1 } : rtu));
    const loads = loadsOfSend({ index: 1, ratePerRtu: 100, passLimitMs: NONE }, { ...THREE, rtus });
    // 100 frames of one: 3 in 30 ms. The others: 4.545… frames/s, 12 of them in 2.64 s.
    expect(describePossible(loads, unmeasured)).toEqual([
      'Index 1 at 100 signals/s per RTU, 300 signals/s from 3 RTUs, needs a master that acknowledges within 30 ms (RTU 2 R2: k = 3, 100 frames/s, 1 M_SP_TB_1 a frame; for half of the RTUs 2.64 s will do).',
    ]);
  });

  it('cannot be faster than its waits', () => {
    expect(describeSend({ index: 2, ratePerRtu: 1 }, () => 9000)).toEqual([
      "Asked: index 2 at 1 signals/s per RTU. 3 of 3 RTUs can't, whatever the master does: the waits of a pass take 4 s for 2 signals, 0.5 signals/s (RTU 1 R1).",
    ]);
  });
});

describe('a pass within a time', () => {
  it('says what it needs, and when it is not possible', () => {
    expect(describeSend({ passLimitMs: 500 }, () => 600)).toEqual([
      'One pass of index 1 within 500 ms needs a master that acknowledges within 500 ms (k = 12, 2 frames a pass, 22 M_SP_TB_1 a frame).',
      "Asked: one pass of index 1 within 500 ms. 3 of 3 RTUs can't. The worst, RTU 1 R1: k = 12 and a round trip of 600 ms take 600 ms for 2 frames, 22 M_SP_TB_1 a frame.",
    ]);
  });

  it('cannot be shorter than its waits, nor than its own rate', () => {
    expect(describeSend({ index: 2, passLimitMs: 3900 })).toEqual([
      "Asked: one pass of index 2 within 3.9 s. 3 of 3 RTUs can't, whatever the master does: the waits of a pass take 4 s for 2 signals (RTU 1 R1).",
    ]);
    expect(describeSend({ ratePerRtu: 10, passLimitMs: 4000 })).toEqual([
      "Asked: index 1 at 10 signals/s per RTU, a pass within 4 s. 3 of 3 RTUs can't, whatever the master does: at that rate a pass takes 4.3 s for 44 signals (RTU 1 R1).",
    ]);
  });

  it('says that the arrival of telegrams is unknown', () => {
    expect(describeSend({ index: 3, passLimitMs: 1000 })[0]).toMatch(
      /; 1 row of it waits for a telegram of the master, which is not counted\.$/,
    );
  });
});

describe('a send as fast as the window lets', () => {
  it('says how fast that is', () => {
    // 12 frames of 22 in 100 ms on three links: 2,640 · 3.
    expect(describeSend({})).toEqual([
      'Index 1 as fast as the window lets: at a round trip of 100 ms 3 RTUs can send 7,920 signals/s at most, k frames a round trip.',
    ]);
    expect(describeSend({ index: 2 }, () => 10)).toEqual([
      'Index 2 as fast as the window lets: at the round trips measured 3 RTUs can send 1.5 signals/s at most, k frames a round trip; its waits alone make a pass last 4 s.',
    ]);
  });

  it('says nothing if there is nothing to send', () => {
    expect(describeSend({ index: 99 })).toEqual([]);
  });
});

describe('a limit of signals per second over all RTUs', () => {
  it('needs a round trip', () => {
    // Three links of 264 signals a round trip: 792 in 79.2 ms.
    expect(describeSend({}, unmeasured, 10_000)[1]).toBe(
      'The limit of 10,000 signals/s over 3 RTUs needs a master that acknowledges within 79.2 ms on all links.',
    );
    expect(describeSend({}, () => 100, 10_000)[1]).toBe(
      "The limit of 10,000 signals/s over 3 RTUs can't be met: the round trips measured allow 7,920 signals/s; it needs 79.2 ms on all links.",
    );
  });

  it('cannot be more than the sends ask for', () => {
    expect(describeSend({ ratePerRtu: 1000 }, unmeasured, 3001)[1]).toBe(
      "The limit of 3,001 signals/s over 3 RTUs can't be met: what is asked, with its waits, is 3,000 signals/s.",
    );
  });
});

describe('a profile', () => {
  it('adds up loads of the same time', () => {
    const loads = loadsOfProfile(
      profileOf('0,1,60,220', '30,1,,,2,5', '90,1,20,1100', '0,1,60,max', '0,99,5', '50,1,5,1,,,102'),
      THREE,
    );
    // At second 30: 10 frames/s and two in 2 s, 11 in all. At 90 50 frames/s, 12 of them in 240 ms. RTU 2 is no worse.
    expect(describePossible(loads, unmeasured)).toEqual([
      'At their busiest 3 RTUs are asked for 3,300 signals/s. This needs a master that acknowledges within 240 ms (k = 12, 50 frames/s, 22 signals a frame).',
      'Index 1 as fast as the window lets: at a round trip of 100 ms 3 RTUs can send 7,920 signals/s at most, k frames a round trip.',
    ]);
  });

  it('says when each step is possible, but not all at once', () => {
    const loads = loadsOfProfile(profileOf('0,1,60,220,,,101-102', '30,1,60,440'), THREE);
    // 10 and 20 frames/s: each within 600 ms, both within 400 ms.
    expect(describePossible(loads, () => 500)).toEqual([
      'At their busiest 3 RTUs are asked for 1,760 signals/s. This needs a master that acknowledges within 400 ms (k = 12, 30 frames/s, 22 signals a frame).',
      "2 of 3 RTUs can't do all that is asked at one time. The worst, RTU 1 R1: k = 12 and a round trip of 500 ms allow 24 frames/s, 30 are asked.",
    ]);
    const apart = loadsOfProfile(profileOf('0,1,30,220', '30,1,60,440'), THREE);
    expect(describePossible(apart, () => 500)).toHaveLength(1);
  });

  it('loads from the first start of a step to the end of its last repetition', () => {
    // 44 signals at 11/s last 4 s; a pass as fast as the window lets counts until the next one would start.
    const rows = ['5,1,,11,10,3', '5,1,,max,10,3', '5,1,2,max,10,3', '5,1'];
    const loads = loadsOfProfile(profileOf(...rows), loadedOf(CSV, [101]));
    expect(loads.map(({ fromMs, untilMs, passLimitMs }) => [fromMs, untilMs, passLimitMs])).toEqual([
      [5000, 29_000, NONE],
      [5000, 35_000, 10_000],
      [5000, 27_000, NONE],
      [5000, 5000, NONE],
    ]);
  });

  it('lists no more than three impossible loads', () => {
    const rows = [1000, 2000, 3000, 4000, 5000].map((rate, i) => `${10 * i},1,5,${rate}`);
    const lines = describePossible(loadsOfProfile(profileOf(...rows), THREE), () => 10_000);
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe("2 more that can't be met.");
  });
});
