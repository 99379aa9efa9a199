import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSends, expandProfile, profileDurationMs } from '../../src/run/profile/schedule.js';
import { profileOf } from './profile-kit.js';

const listOf = (...rows: string[]) =>
  [...expandProfile(profileOf(...rows))].map(({ step, repetition, startMs }) => [
    step.line,
    repetition,
    startMs,
  ]);

describe('the order of a profile', () => {
  it('is the order of time, and that of the file at one instant', () => {
    expect(listOf('4,1', '0,1,,,2,3', '1,1,,,3,2', '4,2')).toEqual([
      [2, 0, 0],
      [3, 0, 1000],
      [2, 1, 2000],
      [1, 0, 4000],
      [2, 2, 4000],
      [3, 1, 4000],
      [4, 0, 4000],
    ]);
  });

  it('does not drift: the millionth tenth of a second is exact', () => {
    const profile = profileOf('0.1,1,,,0.1,1000000');
    let last = 0;
    for (const { startMs } of expandProfile(profile)) last = startMs;
    expect(last).toBe(100_000_000);
    expect(countSends(profile)).toBe(1_000_000);
  });

  it('is generated on demand', () => {
    const profile = profileOf('0,1,,,1,1000000', '0.5,1,,,1,1000000');
    const sends = expandProfile(profile);
    const first = Array.from({ length: 3 }, () => sends.next().value?.startMs);
    expect(first).toEqual([0, 500, 1000]);
  });

  it('holds for any steps', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        const profile = profileOf(...rows.map(([second, every, times]) => `${second},1,,,${every},${times}`));
        const all = rows.flatMap(([second, every, times], i) =>
          Array.from({ length: times }, (_, n) => [(second + n * every) * 1000, i + 1, n]),
        );
        all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        const made = [...expandProfile(profile)].map((send) => [
          send.startMs,
          send.step.line,
          send.repetition,
        ]);
        expect(made).toEqual(all);
      }),
    );
  });
});

describe('the duration of a profile', () => {
  it.each([
    [['5,1'], 5000],
    [['5,1,10'], 15_000],
    [['5,1,1,,10,3'], 26_000],
    [['0,1,180', '170,2,,max,2,3'], 180_000],
    [['0,1,180', '170,2,,max,6,3'], 182_000],
  ])('%j lasts %d ms', (rows, ms) => {
    expect(profileDurationMs(profileOf(...rows))).toBe(ms);
  });
});
