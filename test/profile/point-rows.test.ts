/** Rows of a profile that change a point, or only let time pass (`docs/behaviour.md` §11). */
import { describe, expect, it } from 'vitest';
import { checkPoints } from '../../src/run/profile/check-points.js';
import { describePlan } from '../../src/run/profile/describe-plan.js';
import { parseProfile } from '../../src/run/profile/load-profile.js';
import { pointTargets } from '../../src/run/profile/point-targets.js';
import { expandProfile, profileDurationMs } from '../../src/run/profile/schedule.js';
import { loadedOf, profileOf } from './profile-kit.js';

const FILE = '1,Y,31,1001,1\n1,Y,30,1001,0\n1,Y,36,3001,10\n1,Y,11,3002,5';

function findingsOf(...rows: string[]): string[] {
  const { findings } = parseProfile(rows.join('\n'), 'p.csv');
  return findings.map(({ row, column, found, expected }) => `${row} ${column}: ${found} | ${expected}`);
}

function checked(...rows: string[]): string[] {
  const { rtus, tables } = loadedOf(FILE, [10, 21, 21]);
  return checkPoints(profileOf(...rows), rtus, tables).map(
    ({ severity, row, column, found, expected }) => `${severity} ${row} ${column}: ${found} | ${expected}`,
  );
}

describe('a row that sets a point', () => {
  it('has a place, a value, a quality, repetitions and RTU numbers', () => {
    const { points, waits, steps, faults } = profileOf(
      '2.5,set 3001,,49.6,10,3,10;21-22,IV NT,the frequency, falls',
      '3,SET 1001 type 30,,on',
      '4,set 3002,,,,,,good',
    );
    expect(points).toEqual([
      {
        line: 1,
        ...{ startMs: 2500, everyMs: 10_000, times: 3, durationMs: 0 },
        wish: { ioa: 3001, value: '49.6', quality: 'IV NT' },
        rtuNumbers: [10, 21, 22],
        comment: 'the frequency falls',
      },
      {
        line: 2,
        ...{ startMs: 3000, everyMs: 0, times: 1, durationMs: 0 },
        wish: { ioa: 1001, type: 30, value: 'on' },
        rtuNumbers: [],
        comment: '',
      },
      {
        line: 3,
        ...{ startMs: 4000, everyMs: 0, times: 1, durationMs: 0 },
        wish: { ioa: 3002, quality: '' },
        rtuNumbers: [],
        comment: '',
      },
    ]);
    expect([waits, steps, faults]).toEqual([[], [], []]);
  });

  it.each([
    ['0,set', /^1 column 2 \(set\): set \| set and an IOA 0…16777215, as in set 1001 or set 1001 type 30$/],
    ['0,set 99999999,,1', /column 2 \(set\)/],
    ['0,set 1001 type 0,,1', /column 2 \(set\)/],
    ['0,set 1001,5,1', /column 3 \(duration\): 5 \| empty: a point is set once/],
    ['0,set 1001', /column 4 \(value\): {2}\| a value as in an IOA file, or a quality in column 8/],
    ['0,set 1001,,1,,3', /column 5 \(every\): {2}\| seconds between 3 repetitions/],
    ['0,set 1001,,1,,,x', /column 7 \(RTU numbers\): x \| RTU numbers 1…65535/],
    ['0,wait', /column 3 \(duration\): {2}\| seconds 0.001…/],
    ['0,wait,5,1', /column 4 \(value\): 1 \| nothing: the row only lets time pass/],
    ['0,sett 1001,,1', /column 2 \(fault\): sett 1001 \| .*; or set and an IOA, wait, or expect$/],
  ])('is refused where it is wrong: %s', (row, words) => {
    const [first = ''] = findingsOf(row).filter((line) => line.startsWith('1 '));
    expect(first.replace(/^(\d+) (\d+) /, '$1 column $2 ')).toMatch(words);
  });

  it('is checked against the IOA files', () => {
    expect(
      checked(
        '0,set 3001,,high,,,10',
        '0,set 3002,,1,,,,XX',
        '0,set 1001,,1,,,10',
        '0,set 1001 type 13,,1,,,10',
        '0,set 7,,1',
        '0,set 3002,,1,,,10;99',
        '0,set 1001 type 31,,open',
      ),
    ).toEqual([
      'error 1 4 (value): high | a number within binary32; then any of IV NT SB BL OV; so for RTU number 10',
      'error 2 4 (value): 1 with quality XX | a whole number -32768…32767; then any of IV NT SB BL OV; so for RTU number 10;21',
      'error 3 2 (set): set 1001 | the type behind the IOA, as in set 1001 type 30; IOA 1001 has points of the types 31 and 30, add type; so for RTU number 10',
      'error 4 2 (set): set 1001 type 13 | type 31 or 30, which IOA 1001 has in d.csv; so for RTU number 10',
      'error 5 2 (set): set 7 | the IOA of a point; d.csv has no point with IOA 7; so for RTU number 10;21',
      'warning 6 7 (RTU numbers): 99 | numbers of loaded RTUs; these have no RTU',
    ]);
  });

  it('is for one RTU of each number: its sister ports follow', () => {
    const { rtus, tables } = loadedOf(FILE, [10, 21, 21]);
    const [row] = profileOf('0,set 3001,,1').points;
    expect(pointTargets(row, rtus, tables).rtus.map(({ no, rtuNumber }) => [no, rtuNumber])).toEqual([
      [1, 10],
      [2, 21],
    ]);
  });

  it('says from when on something is expected', () => {
    expect(profileOf('0,set 3001,,1', '2.5,expect,,,,,,from here').expectFromMs).toBe(2500);
    expect(profileOf('0,set 3001,,1').expectFromMs).toBe(0);
    expect(findingsOf('0,set 3001,,1', '2,expect', '3,expect')).toEqual([
      '3 2 (expect): expect | one row expect; the last one counts',
    ]);
  });

  it('comes at its time, in the order of the file, and a wait makes the run longer', () => {
    const profile = profileOf('1,wait,15', '1,set 3001,,2', '0,set 3001,,1,2,2', '1,5,3');
    const rows = [...expandProfile(profile)].map(({ step, startMs }) => [step.line, startMs]);
    expect(rows).toEqual([
      [3, 0],
      [2, 1000],
      [4, 1000],
      [3, 2000],
    ]);
    expect(profileDurationMs(profile)).toBe(16_000);
    expect(describePlan(profile, [])).toEqual([
      'the plan of p.csv:',
      '      0 s  point 3001 becomes 1, 2 times every 2 s, all RTUs that have it',
      '      1 s  time passes for 15 s',
      '      1 s  point 3001 becomes 2, all RTUs that have it',
      '      1 s  send index 5 for 3 s, all RTUs',
    ]);
  });
});
