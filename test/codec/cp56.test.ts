/** CP56Time2a ⇄ wall time: bits, zones, daylight saving, calendars. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CP56_OCTETS,
  cp56DifferenceMs,
  cp56FromWallMs,
  fieldsMs,
  formatCp56,
  isPossibleTime,
  isSummerTime,
  readCp56,
  type TimeZoneRule,
  wallMsFromCp56,
  writeCp56,
} from '../../src/codec/cp56.js';
import { hex, show, timeOf } from './support.js';
import { ALL_ZERO, IMPOSSIBLE, NEW_YEARS_EVE, SUBSTITUTED, SUMMER, UNSET } from './wire-timed.js';

/** Octets of a wall time. */
function octetsOf(wallMs: number, zone: TimeZoneRule): string {
  const octets = new Uint8Array(CP56_OCTETS);
  writeCp56(octets, 0, cp56FromWallMs(wallMs, zone));
  return show(octets);
}

describe('octets', () => {
  it.each([NEW_YEARS_EVE, SUMMER, SUBSTITUTED, UNSET, ALL_ZERO, IMPOSSIBLE])(
    '$octets',
    ({ octets, value }) => {
      expect(readCp56(hex(octets), 0)).toStrictEqual(value);
      const buffer = new Uint8Array(9).fill(0xee);
      writeCp56(buffer, 1, value);
      expect(show(buffer)).toBe(`EE ${octets} EE`);
    },
  );

  it('masks fields that are too large, so that no field spills into another', () => {
    const buffer = new Uint8Array(CP56_OCTETS);
    const wide = { ms: 65536, minute: 64, hour: 32, day: 32, dayOfWeek: 8, month: 16, year: 128 };
    writeCp56(buffer, 0, timeOf(wide));
    expect(show(buffer)).toBe('00 00 00 00 00 00 00');
  });
});

describe('in words', () => {
  it.each([
    [NEW_YEARS_EVE, '2027-12-31 23:59:45.678'],
    [SUMMER, '2026-07-05 14:07:03.004 SU'],
    [SUBSTITUTED, '2000-02-29 00:01:00.000 GEN IV'],
    [ALL_ZERO, '2000-00-00 00:00:00.000'],
    [IMPOSSIBLE, '20127-02-31 31:63:65.535'],
  ])('%#: %s', ({ value }, text) => {
    expect(formatCp56(value)).toBe(text);
  });
});

describe('possible times', () => {
  it.each([
    [{ day: 1, month: 1 }, true],
    [{ day: 31, month: 12, year: 99, hour: 23, minute: 59, ms: 59999 }, true],
    [{ day: 29, month: 2, year: 0 }, true],
    [{ day: 29, month: 2, year: 24 }, true],
    [{ day: 29, month: 2, year: 23 }, false],
    [{ day: 30, month: 2, year: 24 }, false],
    [{ day: 31, month: 4 }, false],
    [{ day: 0, month: 1 }, false],
    [{ day: 1, month: 0 }, false],
    [{ day: 1, month: 13 }, false],
    [{ day: 1, month: 1, hour: 24 }, false],
    [{ day: 1, month: 1, minute: 60 }, false],
    [{ day: 1, month: 1, ms: 60000 }, false],
    [{ day: 1, month: 1, year: 100 }, false],
    // IV and a wrong day of week are no business of this check
    [{ day: 1, month: 1, invalid: true, dayOfWeek: 7 }, true],
  ])('%o: %s', (fields, possible) => {
    expect(isPossibleTime(timeOf(fields))).toBe(possible);
    for (const zone of ['utc', 'local'] as const) {
      expect(Number.isNaN(wallMsFromCp56(timeOf(fields), zone))).toBe(!possible);
    }
  });

  it('an all-zero and an impossible time give NaN, not a throw', () => {
    expect(wallMsFromCp56(ALL_ZERO.value, 'utc')).toBeNaN();
    expect(wallMsFromCp56(IMPOSSIBLE.value, 'local')).toBeNaN();
    expect(wallMsFromCp56(UNSET.value, 'utc')).toBeNaN();
  });
});

describe('the fields as they stand', () => {
  it('are read as UTC whatever SU says, and an impossible date is NaN', () => {
    // as above: one hour before midnight of 2027-12-31
    expect(fieldsMs(NEW_YEARS_EVE.value)).toBe(1830297585678);
    expect(fieldsMs({ ...NEW_YEARS_EVE.value, summer: true })).toBe(1830297585678);
    expect(fieldsMs(IMPOSSIBLE.value)).toBeNaN();
  });

  it('of the summer rule are those of UTC with SU', () => {
    // 2026-07-05 14:07:03.004; the hour 0E has SU 80
    expect(octetsOf(1783260423004, 'summer')).toBe('BC 0B 07 8E E5 07 1A');
  });
});

describe('UTC', () => {
  // date +%s -u of each instant, in milliseconds; days of week from the calendar
  it.each([
    // 2027-12-31 Friday 23:59:45.678
    [1830297585678, '6E B2 3B 17 BF 0C 1B'],
    // one day and 14.322 s later: 2028-01-01 Saturday 6·20+1 = C1, year 1C
    [1830297600000, '00 00 00 00 C1 01 1C'],
    // leap day, 2024-02-29 Thursday 4·20+29 = 9D, 12:00:00.001
    [1709208000001, '01 00 00 0C 9D 02 18'],
    // 2000-01-01 Saturday
    [946684800000, '00 00 00 00 C1 01 00'],
    // 2099-12-31 Thursday 4·20+31 = 9F, 23:59:59.999 = EA5F, year 63
    [4102444799999, '5F EA 3B 17 9F 0C 63'],
    // 2026-07-05 Sunday 14:07:03.004; SU never set in UTC
    [1783260423004, 'BC 0B 07 0E E5 07 1A'],
  ])('%i ms', (wallMs, octets) => {
    expect(octetsOf(wallMs, 'utc')).toBe(octets);
    expect(wallMsFromCp56(readCp56(hex(octets), 0), 'utc')).toBe(wallMs);
  });

  it('cuts fractions of a millisecond off', () => {
    expect(octetsOf(1830297585678.999, 'utc')).toBe('6E B2 3B 17 BF 0C 1B');
  });

  it('any instant of the century comes back', () => {
    const instant = fc.integer({ min: 946684800000, max: 4102444799999 });
    fc.assert(
      fc.property(instant, (wallMs) => {
        const octets = new Uint8Array(CP56_OCTETS);
        writeCp56(octets, 0, cp56FromWallMs(wallMs, 'utc'));
        expect(wallMsFromCp56(readCp56(octets, 0), 'utc')).toBe(wallMs);
      }),
    );
  });
});

/** Runs the tests of `body` with the machine's zone set to `zone`; `offsetMinutes` proves that the setting works. */
function inZone(zone: string, offsetMinutes: number, body: () => void): void {
  describe(zone, () => {
    const before = process.env.TZ;
    beforeAll(() => {
      process.env.TZ = zone;
      // -getTimezoneOffset, east positive, at 2026-01-15 UTC
      expect(-new Date(1768435200000).getTimezoneOffset(), 'tests need processes, not threads').toBe(
        offsetMinutes,
      );
    });
    afterAll(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    body();
    it('any instant of the century comes back', () => {
      const instant = fc.integer({ min: 946771200000, max: 4102358400000 });
      fc.assert(
        fc.property(instant, (wallMs) => {
          expect(wallMsFromCp56(cp56FromWallMs(wallMs, 'local'), 'local')).toBe(wallMs);
        }),
      );
    });
  });
}

/** 2026-07-05 12:00, in summer time or not, and an hour later. */
const noon = (summer: boolean) => timeOf({ year: 26, month: 7, day: 5, hour: 12, summer });
const one = (summer: boolean) => ({ ...noon(summer), hour: 13 });

/** Expects how far a time is ahead of another, with what summer time adds in the zone, ms. */
function expectDifferences(summerMs: number): void {
  it(`with and without SU: ${summerMs} ms apart`, () => {
    expect(cp56DifferenceMs(noon(true), noon(false))).toBe(-summerMs);
    expect(cp56DifferenceMs(noon(false), noon(true))).toBe(summerMs);
    expect(cp56DifferenceMs(one(true), noon(false))).toBe(3_600_000 - summerMs);
    for (const summer of [true, false]) {
      expect(cp56DifferenceMs(one(summer), noon(summer))).toBe(3_600_000);
      expect(cp56DifferenceMs(IMPOSSIBLE.value, noon(summer))).toBeNaN();
    }
  });
}

inZone('Europe/Berlin', 60, () => {
  expectDifferences(3_600_000);

  it.each([
    // winter: 2026-01-15 12:00 UTC = 13:00, Thursday 4·20+15 = 8F
    ['winter', Date.UTC(2026, 0, 15, 12), '00 00 00 0D 8F 01 1A'],
    // summer: 2026-07-05 12:07:03.004 UTC = 14:07 SU
    ['summer', Date.UTC(2026, 6, 5, 12, 7, 3, 4), 'BC 0B 07 8E E5 07 1A'],
    // 2026-10-25 Sunday: 7·20+25 = F9. 00:30 UTC is the first 02:30 (SU 80|2), 01:30 UTC the second
    ['first 02:30', Date.UTC(2026, 9, 25, 0, 30), '00 00 1E 82 F9 0A 1A'],
    ['second 02:30', Date.UTC(2026, 9, 25, 1, 30), '00 00 1E 02 F9 0A 1A'],
    ['last millisecond of summer', Date.UTC(2026, 9, 25, 0, 59, 59, 999), '5F EA 3B 82 F9 0A 1A'],
    ['first millisecond of winter', Date.UTC(2026, 9, 25, 1), '00 00 00 02 F9 0A 1A'],
    // 2026-03-29 Sunday: 7·20+29 = FD; 01:59:59.999 is followed by 03:00 SU
    ['before the gap', Date.UTC(2026, 2, 29, 0, 59, 59, 999), '5F EA 3B 01 FD 03 1A'],
    ['after the gap', Date.UTC(2026, 2, 29, 1), '00 00 00 83 FD 03 1A'],
    // the year wraps an hour before UTC: 2028-01-01 Saturday 00:30
    ['new year', Date.UTC(2027, 11, 31, 23, 30), '00 00 1E 00 C1 01 1C'],
    // leap day begins at 23:00 UTC of the 28th: 2028-02-29 Tuesday 2·20+29 = 5D
    ['leap day', Date.UTC(2028, 1, 28, 23), '00 00 00 00 5D 02 1C'],
  ])('%s', (_name, wallMs, octets) => {
    expect(octetsOf(wallMs, 'local')).toBe(octets);
    expect(wallMsFromCp56(readCp56(hex(octets), 0), 'local')).toBe(wallMs);
  });

  it('the hour that does not exist becomes an hour later, not NaN', () => {
    const missing = timeOf({ minute: 30, hour: 2, day: 29, month: 3, year: 26 });
    expect(wallMsFromCp56(missing, 'local')).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });

  it('utc is not moved by the machine’s zone', () => {
    const halfPastMidnight = Date.UTC(2026, 9, 25, 0, 30);
    expect(octetsOf(halfPastMidnight, 'utc')).toBe('00 00 1E 00 F9 0A 1A');
    expect(wallMsFromCp56(readCp56(hex('00 00 1E 00 F9 0A 1A'), 0), 'utc')).toBe(halfPastMidnight);
  });
});

inZone('Australia/Lord_Howe', 660, () => {
  expectDifferences(1_800_000);

  // Summer time is half an hour: on 2026-04-05 (Sunday, E5) 02:00 becomes 01:30 at 15:00 UTC of the 4th.
  it.each([
    ['first 01:45', Date.UTC(2026, 3, 4, 14, 45), '00 00 2D 81 E5 04 1A'],
    ['second 01:45', Date.UTC(2026, 3, 4, 15, 15), '00 00 2D 01 E5 04 1A'],
    ['01:15 occurs once', Date.UTC(2026, 3, 4, 14, 15), '00 00 0F 81 E5 04 1A'],
  ])('%s', (_name, wallMs, octets) => {
    expect(octetsOf(wallMs, 'local')).toBe(octets);
    expect(wallMsFromCp56(readCp56(hex(octets), 0), 'local')).toBe(wallMs);
  });

  it('a time of summer without SU, as some stacks send it, is the one that there is', () => {
    // 10:15 is eleven hours ahead of UTC; half an hour later it is still the hour of ten
    const time = timeOf({ minute: 15, hour: 10, day: 15, month: 1, year: 26 });
    expect(wallMsFromCp56(time, 'local')).toBe(Date.UTC(2026, 0, 14, 23, 15));
  });
});

inZone('America/Sao_Paulo', -180, () => {
  // without summer time: an hour, as nearly everywhere
  expectDifferences(3_600_000);

  it('has no summer time any more', () => {
    for (let month = 0; month < 12; month++) expect(isSummerTime(new Date(2026, month, 1))).toBe(false);
    expect(octetsOf(Date.UTC(2026, 0, 1, 1, 0), 'local')).toBe('00 00 00 16 7F 0C 19');
  });
});
