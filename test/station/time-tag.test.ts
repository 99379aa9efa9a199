/** The time tag of a pass: the octets of CP56Time2a (`docs/protocol.md` §4), however the time moves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TimeTag } from '../../src/station/time-tag.js';
import { toHex } from '../support/raw-peer.js';

/** The octets after each of these wall times, one tag for all. */
function tagged(zone: 'local' | 'utc', ...wallMs: number[]): string[] {
  const tag = new TimeTag(zone);
  return wallMs.map((ms) => {
    tag.set(ms);
    return toHex(tag.octets);
  });
}

describe('UTC', () => {
  // 2027-12-31 23:59:45.678, a Friday: 45678 = B26E → 6E B2; minute 59 = 3B; hour 23 = 17;
  // day of week 5 « 5 | 31 = BF; month 0C; year 27 = 1B (docs/protocol.md §7)
  const base = Date.UTC(2027, 11, 31, 23, 59, 45, 678);

  it('equals the one in the golden frame', () => {
    expect(tagged('utc', base)).toEqual(['6E B2 3B 17 BF 0C 1B']);
  });

  it('within the minute only the milliseconds move', () => {
    // 59999 = EA5F; 0 at the start of the minute; 45679 = B26F
    expect(tagged('utc', base, base + 1, base + 14_321, base - 45_678)).toEqual([
      '6E B2 3B 17 BF 0C 1B',
      '6F B2 3B 17 BF 0C 1B',
      '5F EA 3B 17 BF 0C 1B',
      '00 00 3B 17 BF 0C 1B',
    ]);
  });

  it('is right after a change of minute, forwards and back', () => {
    // 2028-01-01 00:00:00.000, a Saturday: C1 = 6 « 5 | 1; month 01; year 28 = 1C
    expect(tagged('utc', base, base + 14_322, base)).toEqual([
      '6E B2 3B 17 BF 0C 1B',
      '00 00 00 00 C1 01 1C',
      '6E B2 3B 17 BF 0C 1B',
    ]);
  });

  it('fractions of a millisecond are cut off', () => {
    const tag = new TimeTag('utc');
    tag.set(base + 0.999);
    expect([toHex(tag.octets), tag.wallMs]).toEqual(['6E B2 3B 17 BF 0C 1B', base]);
  });
});

describe('local time', () => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Europe/Helsinki';
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it('summer has SU, which distinguishes the doubled hour at the end of summer', () => {
    // Sunday 2026-10-25 04:00 EEST (UTC+3) = 03:00 EET (UTC+2), at 01:00 UTC. SU is bit 7 of the hour.
    const change = Date.UTC(2026, 9, 25, 1);
    // day: 7 « 5 | 25 = F9; month 0A; year 26 = 1A; 59999 = EA5F; minute 59 = 3B; hour 3 with SU = 83
    expect(tagged('local', change - 1, change, change + 1)).toEqual([
      '5F EA 3B 83 F9 0A 1A',
      '00 00 00 03 F9 0A 1A',
      '01 00 00 03 F9 0A 1A',
    ]);
  });
});
