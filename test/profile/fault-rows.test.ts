/** Rows of a profile with faults on purpose: cells, findings, RTUs, order, and the plan in words. */
import { describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { checkFaults } from '../../src/run/profile/check-faults.js';
import { describePlan } from '../../src/run/profile/describe-plan.js';
import { hitSlots } from '../../src/run/profile/fault-targets.js';
import { parseProfile } from '../../src/run/profile/load-profile.js';
import type { PlannedFault } from '../../src/run/profile/profile.js';
import { countFaults, countSends, expandProfile, profileDurationMs } from '../../src/run/profile/schedule.js';
import { rtuDefinition } from '../support/rtus.js';
import { profileOf } from './profile-kit.js';

function faultOf(row: string): PlannedFault {
  return profileOf(row).faults[0];
}

/** Column and expectation of each finding. */
function faultsIn(...rows: string[]): string[] {
  return parseProfile(rows.join('\n'), 'p.csv').findings.map(
    ({ row, column, found, expected }) => `${row} ${column} "${found}": ${expected}`,
  );
}

describe('a row with a word', () => {
  it('has every column of a fault', () => {
    expect(faultOf('60.5,delay,6,250,20,3,101-103;110:2404,40 %,slow,radio')).toEqual({
      line: 1,
      word: 'delay',
      startMs: 60_500,
      durationMs: 6000,
      value: 250,
      everyMs: 20_000,
      times: 3,
      targets: { rtuNumbers: [101, 102, 103], ports: [{ rtuNumber: 110, port: 2404 }] },
      share: 40,
      comment: 'slow radio',
    });
  });

  it('happens once on all RTUs if cells are empty', () => {
    expect(faultOf('0,RESET')).toMatchObject({
      word: 'reset',
      durationMs: 0,
      value: 0,
      times: 1,
      targets: { rtuNumbers: [], ports: [] },
      share: 100,
    });
  });

  it.each([
    ['0,boot,30', 0],
    ['0,split,5', 1],
    ['0,bad-start', 0x69],
    ['0,bad-start,,0xAB', 0xab],
    ['0,time-jump,5,-3600', -3600],
    ['0,quality,5,nt IV', 0xc0],
    ['0,chatter,5,0.5', 0.5],
  ])('%s has the value %d', (row, value) => expect(faultOf(row).value).toBe(value));

  it('stands beside sends, with the decimal commas of its file', () => {
    const profile = profileOf('0;1;30', '2,5;late-testfr;60;12,5', 'seed;7');
    expect(profile.steps).toHaveLength(1);
    expect(profile.faults).toMatchObject([{ startMs: 2500, durationMs: 60_000, value: 12.5 }]);
  });
});

describe('what is wrong with a row', () => {
  it.each([
    ['1,silnt,5', '2 (fault) "silnt": silent? Or an index number, or the word of a fault'],
    ['1,tls-hang,5', '2 (fault) "tls-hang": a fault; those of TLS are not built yet'],
    ['1,silent', '3 (duration) "": seconds 0.001…2147483: silent lasts'],
    ['1,reset,5', '3 (duration) "5": empty: reset happens once'],
    ['1,delay,5', '4 (value) "": delay in each direction: a whole number 1…60000 (ms)'],
    ['1,delay,5,60001', '4 (value) "60001": delay in each direction: a whole number 1…60000 (ms)'],
    ['1,delay,5,1.5', '4 (value) "1.5": delay in each direction: a whole number 1…60000 (ms)'],
    ['1,reset,,3', '4 (value) "3": empty: reset has no value'],
    ['1,quality,5,IV QQ', '4 (value) "IV QQ": quality flags: IV, NT, SB, BL, OV, as in IV NT'],
    ['1,reset,,,,3', '5 (every) "": seconds between 3 repetitions'],
    ['1,reset,,,2,0', '6 (times) "0": how often, 1…1000000'],
    ['1,silent,9,,5,2', '3 (duration) "9": at most the time from one repetition to the next (5 s)'],
    ['1,reset,,,,,0', '7 (RTU numbers) "0": RTU numbers 1…65535 and ranges'],
    ['1,reset,,,,,101:x', '7 (RTU numbers) "101:x": RTU numbers 1…65535 and ranges'],
    ['1,reset,,,,,,0', '8 (share %) "0": percent above 0, to 100, of these RTUs; empty: all'],
    [
      '1,frozen,5,,,,,101',
      '8 (share %) "101": percent above 0, to 100, of the points of each RTU; empty: all',
    ],
  ])('%s', (row, finding) => {
    const [first] = faultsIn('0,1', row);
    expect(first.startsWith(`2 ${finding}`), first).toBe(true);
  });

  it('every cell is told, and the rest loads', () => {
    expect(faultsIn('0,1', '1,delay,x,y,,,z')).toHaveLength(3);
  });
});

const FLEET: RtuDefinition[] = [
  [101, 2404],
  [101, 2405],
  [102, 2406],
  [103, 2406],
].map(([rtuNumber, port], slot) => rtuDefinition(slot + 1, { slot, rtuNumber, port }));

describe('the RTUs that are hit', () => {
  it.each([
    ['0,reset', [0, 1, 2, 3]],
    ['0,reset,,,,,101', [0, 1]],
    ['0,reset,,,,,101:2405;103', [1, 3]],
    ['0,reset,,,,,999', []],
    // A share of the points is none of the RTUs.
    ['0,frozen,5,,,,101,1', [0, 1]],
  ] as const)('%s', (row, slots) => expect(hitSlots(faultOf(row), FLEET, 1)).toEqual(slots));

  it('a share of them is drawn with the seed, at least one, the same each time', () => {
    const fault = faultOf('0,reset,,,,,,50');
    const drawn = Array.from({ length: 40 }, (_, seed) => hitSlots(fault, FLEET, seed));
    expect(drawn.every(({ length }) => length === 2)).toBe(true);
    expect(new Set(drawn.map(String)).size).toBeGreaterThan(3);
    expect(hitSlots(fault, FLEET, 7)).toEqual(hitSlots(fault, FLEET, 7));
    expect(hitSlots(faultOf('0,reset,,,,,,0.1'), FLEET, 7)).toHaveLength(1);
  });
});

describe('the order of time', () => {
  it('has sends and faults together, at one instant in the order of the file', () => {
    const profile = profileOf('5,1', '0,reset,,,5,2', '5,close', '2,3');
    const list = [...expandProfile(profile)].map(({ step, startMs }) => `${startMs} row ${step.line}`);
    expect(list).toEqual(['0 row 2', '2000 row 4', '5000 row 1', '5000 row 2', '5000 row 3']);
    expect([countSends(profile), countFaults(profile)]).toEqual([2, 3]);
  });

  it('ends with the last fault', () => {
    expect(profileDurationMs(profileOf('0,1,10', '8,silent,40'))).toBe(48_000);
  });
});

describe('what is doubtful in a plan', () => {
  const check = (...rows: string[]): string[] =>
    checkFaults(profileOf(...rows), FLEET).map(
      ({ row, column, expected }) => `${row} ${column}: ${expected}`,
    );

  it('RTUs and ports that there are not', () => {
    expect(check('0,1', '0,reset,,,,,101;999;101:77')).toEqual([
      '2 7 (RTU numbers): numbers of loaded RTUs; these have no RTU',
      '2 7 (RTU numbers): a port of that RTU: 2404, 2405',
    ]);
  });

  it('RTUs that share the port of one that is named', () => {
    expect(check('0,1', '0,reset,,,,,102')).toEqual([
      '2 7 (RTU numbers): that the RTUs 103 are hit as well: they share the port, and reset acts on the connection',
    ]);
    expect(check('0,1', '0,frozen,5,,,,102')).toEqual([]);
  });

  it('a fault under one that leaves no connection, and one after all sends', () => {
    expect(check('0,1,60', '5,silent,20,,,,101', '10,ns-gap,,,,,101', '10,gi-none,5,,,,102')).toEqual([
      '3 1 (second): a time when the fault of row 2 (silent) is over on the same RTUs: nothing can be seen of this one before',
    ]);
    expect(check('0,1,60', '60,reset,,,,,101')).toEqual([
      '2 1 (second): at most 60: later nothing is sent any more that a fault could disturb',
    ]);
  });
});

it('the plan in words: what happens when, to how many, and what is demanded', () => {
  const profile = profileOf('10,late-testfr,60,20,,,101,,too late', '0,1,30,2,,,,,steady');
  expect(describePlan(profile, FLEET)).toEqual([
    'the plan of p.csv:',
    '      0 s  send index 1 for 30 s, 2 signals/s on each RTU, all RTUs  # steady',
    '     10 s  fault late-testfr 20 s for 60 s, 2 RTUs: each confirms TESTFR late; demanded: the master closes the connection when its time-out is over  # too late',
  ]);
  expect(describePlan(profileOf('0,1'), FLEET)).toEqual([]);
  expect(describePlan(profileOf('0,reset,,,,,9'), FLEET)).toEqual([
    'the plan of p.csv:',
    '      0 s  fault reset: hits no RTU of the ini file',
  ]);
});
