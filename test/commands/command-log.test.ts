/** Log entries of commands: one each, with mode, qualifier, value, own time and age (`docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { openStation } from '../station/station-kit.js';
import { FILE, openSite } from './commands-kit.js';

/** `2027-12-31 23:59:45.678` with DOW 5, and with SU (hour octet + 80h), and in an impossible month. */
const TIME = '6E B2 3B 17 BF 0C 1B';
const SUMMER = '6E B2 3B 97 BF 0C 1B';
const IMPOSSIBLE = '6E B2 3B 17 BF 0D 1B';
const NOW_MS = Date.UTC(2027, 11, 31, 23, 59, 47, 0);

/** The `command` entry that a request leaves. */
function entryOf(request: string) {
  const station = openStation(FILE);
  const m = station.started();
  station.host.wallOffsetMs = NOW_MS;
  m.request(request);
  const entries = station.log.filter(({ event }) => event === 'command');
  expect(entries).toHaveLength(1);
  const { event: _, direction, ...rest } = entries[0];
  expect(direction).toBe('rx');
  return rest;
}

describe('a command leaves one entry', () => {
  it.each<[string, number, number, string, string]>([
    ['2D 01 06 07 01 00 | 65 00 00 | 01', 45, 101, '1', 'act execute, QU 0 (no pulse definition), OA 7'],
    ['2D 01 06 00 01 00 | 65 00 00 | 85', 45, 101, '1', 'act select, QU 1 (short pulse), OA 0'],
    ['2E 01 06 00 01 00 | 66 00 00 | 0A', 46, 102, '2', 'act execute, QU 2 (long pulse), OA 0'],
    ['2F 01 06 00 01 00 | 67 00 00 | 0D', 47, 103, '1', 'act execute, QU 3 (persistent), OA 0'],
    ['2F 01 06 00 01 00 | 67 00 00 | 11', 47, 103, '1', 'act execute, QU 4 (reserved), OA 0'],
    // 4…8 are reserved for further functions: 21h = 8·4 + 1
    ['2F 01 06 00 01 00 | 67 00 00 | 21', 47, 103, '1', 'act execute, QU 8 (reserved), OA 0'],
    ['2F 01 06 00 01 00 | 67 00 00 | 3D', 47, 103, '1', 'act execute, QU 15 (predefined), OA 0'],
    // QU 9…15 other predefined functions, 16…31 private: 25h = 9·4 + 1, 41h = 16·4 + 1, 7Dh = 31·4 + 1
    ['2F 01 06 00 01 00 | 67 00 00 | 25', 47, 103, '1', 'act execute, QU 9 (predefined), OA 0'],
    ['2F 01 06 00 01 00 | 67 00 00 | 41', 47, 103, '1', 'act execute, QU 16 (private), OA 0'],
    ['2F 01 06 00 01 00 | 67 00 00 | 7D', 47, 103, '1', 'act execute, QU 31 (private), OA 0'],
    ['30 01 06 00 01 00 | 68 00 00 | 00 20 00', 48, 104, '0.25', 'act execute, QL 0, OA 0'],
    ['31 01 06 00 01 00 | 69 00 00 | FE FF E4', 49, 105, '-2', 'act select, QL 100, OA 0'],
    ['32 01 06 00 01 00 | 6A 00 00 | 00 00 28 C1 00', 50, 106, '-10.5', 'act execute, QL 0, OA 0'],
    ['33 01 06 00 01 00 | 6B 00 00 | FF FF FF FF', 51, 107, '4294967295', 'act execute, OA 0'],
    [
      '2D 01 86 00 01 00 | 65 00 00 | 01',
      45,
      101,
      '1',
      'act execute, QU 0 (no pulse definition), test, OA 0',
    ],
    // refused commands are logged too
    ['2E 01 06 00 01 00 | 66 00 00 | 03', 46, 102, '3', 'act execute, QU 0 (no pulse definition), OA 0'],
  ])('%s', (request, typeId, ioa, value, detail) => {
    expect(entryOf(request)).toEqual({ typeId, cot: 6, ioa, value, detail });
  });

  it('with the comment of its row', () => {
    const station = openStation(
      '1,Y,1,1,0\n2,,45,101,1,,,,,,"Q0, close"\n2,,46,102,1,,,,,,größer\n2,,45,103,1\n',
    );
    const m = station.started();
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01', '2E 01 06 00 01 00 | 66 00 00 | 02');
    m.request('2D 01 06 00 01 00 | 67 00 00 | 01');
    const entries = station.log.filter(({ event }) => event === 'command');
    const plainly = 'act execute, QU 0 (no pulse definition), OA 0';
    expect(entries.map(({ detail }) => detail)).toEqual([
      `${plainly}; Q0, close`,
      `${plainly}; größer`,
      plainly,
    ]);
  });

  it('for a cancel', () => {
    expect(entryOf('2D 01 08 00 01 00 | 65 00 00 | 81')).toEqual({
      typeId: 45,
      cot: 8,
      ioa: 101,
      value: '1',
      detail: 'deact cancel select, QU 0 (no pulse definition), OA 0',
    });
  });

  // NOW − TIME = 1.322 s
  it.each([
    [TIME, '2027-12-31 23:59:45.678', 'age 1322 ms, no summer time'],
    // With SU the fields are an hour ahead of standard time.
    [SUMMER, '2027-12-31 23:59:45.678 SU', 'age 3601322 ms, summer time'],
    ['F8 D9 3B 17 BF 0C 1B', '2027-12-31 23:59:55.800', 'age -8800 ms, no summer time'],
    [IMPOSSIBLE, '2027-13-31 23:59:45.678', 'impossible time tag, no summer time'],
    ['6E B2 BB 17 BF 0C 1B', '2027-12-31 23:59:45.678 IV', 'age 1322 ms, no summer time'],
    ['00 00 00 00 00 00 00', '2000-00-00 00:00:00.000', 'impossible time tag, no summer time'],
  ])('with the time tag %s', (tag, timeTag, age) => {
    expect(entryOf(`3A 01 06 00 01 00 | 65 00 00 | 01 | ${tag}`)).toEqual({
      typeId: 58,
      cot: 6,
      ioa: 101,
      value: '1',
      timeTag,
      detail: `act execute, QU 0 (no pulse definition), ${age}, OA 0`,
    });
  });
});

describe('what a command causes is logged too', () => {
  it('the status on every connection', () => {
    const { station, m } = openSite('1,Y,31,1,1 NT\n2,,46,101,1\n');
    station.host.wallOffsetMs = NOW_MS;
    station.log.splice(0);
    m.request('2E 01 06 00 01 00 | 65 00 00 | 02');
    const status = {
      event: 'status',
      direction: 'tx',
      typeId: 31,
      ioa: 1,
      value: '2',
      quality: 'NT',
      timeTag: '2027-12-31 23:59:47.000',
    };
    expect(station.log.slice(1)).toEqual([
      { ...status, cot: 11, detail: 'after a command' },
      { ...status, cot: 3, detail: 'after a command of 10.0.0.1:M' },
      { ...status, cot: 3, detail: 'after a command of 10.0.0.1:M' },
    ]);
  });

  it.each([
    ['2E 01 06 00 01 00 | 66 00 00 | 03', 46, 102, 'value 3 is not permitted'],
    ['2F 01 06 00 01 00 | 67 00 00 | 00', 47, 103, 'value 0 is not permitted'],
    ['31 01 06 00 01 00 | 68 00 00 | 02 00 00', 49, 104, 'set-point 2 is outside −1…1'],
    ['32 01 06 00 01 00 | 6A 00 00 | 00 00 C0 7F 00', 50, 106, 'set-point NaN is no number'],
    ['2D 01 06 00 01 00 | 6A 00 00 | 01', 45, 106, 'C_SC_NA_1 has no effect on M_ME_NC_1'],
  ])('why %s is refused', (request, typeId, ioa, detail) => {
    const station = openStation(`${FILE}2,,49,104,4\n2,,45,106,6\n`);
    const m = station.started();
    m.request(request);
    expect(station.log.at(-1)).toEqual({ event: 'negative', direction: 'tx', typeId, cot: 7, ioa, detail });
  });

  // 40000 = 471C4000h, 64 = 42800000h as binary32, low octet first.
  it.each([
    ['1,Y,11,1,0', '00 40 1C 47', 'set-point 40000 is outside −32768…32767'],
    ['1,Y,5,1,0', '00 00 80 42', 'set-point 64 is outside −64…63'],
  ])('a set-point on %s that is out of its range', (point, elements, detail) => {
    const station = openStation(`${point}\n2,,50,101,1\n`);
    const m = station.started();
    m.request(`32 01 06 00 01 00 | 65 00 00 | ${elements} 00`);
    expect(station.log.at(-1)).toMatchObject({ event: 'negative', detail });
  });

  it('a command of another connection on a selected point, and an execute that differs', () => {
    const { station, m, n } = openSite(FILE, { select: 'required' });
    m.request('31 01 06 00 01 00 | 69 00 00 | 05 00 80');
    n.request('31 01 06 00 01 00 | 69 00 00 | 05 00 00');
    expect(station.log.at(-1)).toMatchObject({ event: 'negative', detail: 'selected by 10.0.0.1:M' });
    // The high octet and the qualifier are the same.
    m.request('31 01 06 00 01 00 | 69 00 00 | 06 00 00');
    expect(station.log.at(-1)).toMatchObject({
      event: 'negative',
      detail: 'not what was selected; the selection is gone',
    });
  });
});
