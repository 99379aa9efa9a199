/** Reaction files: every finding, and the table in words (`docs/behaviour.md` §14). */
import { describe, expect, it } from 'vitest';
import { parsedOf, planOf, readingOf } from './reactions-kit.js';

/** The findings of rows below the header, as `row column: found | expected`. */
function findingsOf(...rows: string[]): string[] {
  return readingOf(rows).findings.map(
    ({ severity, row, column, found, expected }) =>
      `${severity === 'warning' ? 'warning ' : ''}${row} ${column}: ${found} | ${expected}`,
  );
}

/** The only finding of a row. */
function findingOf(row: string): string {
  const [first, ...more] = findingsOf(row);
  expect(more).toEqual([]);
  return first;
}

describe('a reaction file', () => {
  it('is told in words', () => {
    const { notes } = readingOf([
      'trip,1;3-4,command 5001 is off,1002 is on,0.2,1001,open,good,1001 becomes on,restart,the relay',
      ',,,3001 is above 2,0.3,3001,minus 5',
      'sum,,1001 of RTU 2 becomes off,,,3001 of RTU 4,0',
    ]);
    expect(notes).toEqual([
      'r.csv row 2, trip: RTU numbers 1;3-4: when command 5001 is off, and if 1002 is on, after 0.2 s: 1001 becomes open, quality good, unless 1001 becomes on; restart',
      'r.csv row 3, trip: RTU numbers 1;3-4: when command 5001 is off, and if 1002 is on and 3001 is above 2, after 0.3 s: 3001 becomes its value minus 5',
      'r.csv row 4, sum: when 1001 of RTU 2 becomes off: 3001 of RTU 4 becomes 0',
    ]);
  });

  it('may be separated by semicolons, with decimal commas, comments and an end', () => {
    const text = [
      '# a comment',
      'rule;RTUs;when;and if;after;point;becomes;quality;unless;how often',
      'low;1-2;3001 falls below 49,5;3002 is below 7,0 and 3003 is -0,25;0,2;3001;plus 0,5',
      '!;;;;;;',
      'lost;1;1001 becomes on;;;1002;on',
    ].join('\r\n');
    const { plan, findings, notes } = parsedOf([{ file: 'a.csv', text }]);
    expect(findings.map(({ severity, row, expected }) => [severity, row, expected])).toEqual([
      ['warning', 4, 'no ! before the last row; reading ends here, and 1 below is left out'],
    ]);
    expect(notes[0]).toBe(
      'a.csv: cells are separated by a semicolon; the decimal sign is the comma or the point',
    );
    expect(plan?.rows).toHaveLength(1);
    expect(plan?.rows[0]).toMatchObject({ delayMs: 200, howOften: 'every time', quality: 'kept' });
    const [{ when, conditions, value }] = plan?.rows[0].instances ?? [];
    expect(when[0]).toMatchObject({ condition: { test: { is: 'below', value: 49.5 } } });
    expect(conditions.map(({ test }) => test)).toEqual([
      { is: 'below', value: 7 },
      { is: 'value', value: -0.25 },
    ]);
    expect(value.steps).toEqual([{ by: 'plus', operand: { number: 0.5 } }]);
  });

  it('is for all RTU numbers that have its points', () => {
    const { rows, points } = planOf('any,all,1001 becomes off,,,1002,on');
    expect(rows[0].instances.map(({ own }) => own)).toEqual([1, 2, 3, 4]);
    expect(points).toHaveLength(8);
    expect(points[0]).toEqual({ rtuNumber: 1, ioa: 1001, pointType: 3, first: { value: 2, quality: 0 } });
  });

  it('takes addresses by their octets, capitals and blanks', () => {
    const { rows } = planOf('octets,1,IOA 0.3.233 OF RTU 0-2  Becomes  OFF,,,Point 1002 (type 30),ON');
    expect(rows[0].instances).toHaveLength(1);
    expect(rows[0].instances[0].own).toBe(1);
  });
});

describe('findings', () => {
  it('are all of a row, each with its column', () => {
    expect(findingsOf(',x,1001 is off,1001 becomes on,-1,1001 of 7,sometimes,bad,never,twice')).toEqual([
      '2 1 (rule):  | a name; rows that go on with the rule above have no when',
      '2 2 (RTUs): x | RTU numbers 1…65535 and ranges of them, separated by ; as in 101;105-120, or all',
      expect.stringMatching(/^2 3 \(when\): 1001 is off \| command 5001, /),
      expect.stringMatching(/^2 4 \(and if\): 1001 becomes on \| 1001 is on, /),
      '2 5 (after): -1 | seconds 0…2147483; empty: at once',
      expect.stringMatching(/^2 6 \(point\): 1001 of 7 \| an IOA 0…16777215/),
      expect.stringMatching(/^2 7 \(becomes\): sometimes \| on, off, a number, as commanded/),
      '2 8 (quality): bad | good, copied, or words such as IV NT; empty: as it is',
      expect.stringMatching(/^2 9 \(unless\): never \| command 5001, /),
      '2 10 (how often): twice | every time, once, or restart (a new trigger begins the delay anew)',
    ]);
  });

  it('are of both kinds: cells that cannot be read, and points that are not there', () => {
    expect(findingsOf('a,1,1009 becomes off,,soon,1008,as commanded')).toEqual([
      '2 5 (after): soon | seconds 0…2147483; empty: at once',
      '2 3 (when): 1009 becomes off | the IOA of a signal of d.csv; so for RTU number 1',
      '2 6 (point): 1008 | the IOA of a signal of d.csv; so for RTU number 1',
    ]);
    expect(findingsOf('a,x,1009 becomes off,,,1001,on')).toHaveLength(1);
    expect(findingsOf('a,all,1001 becomes off,,soon,1002,on')).toHaveLength(1);
  });

  it('name points, commands and RTUs that are not there, with the RTU numbers', () => {
    expect(findingsOf('a,1-3;7,command 5009,1009 is on,,1001 of RTU 9,on')).toEqual([
      '2 3 (when): command 5009 | the IOA and type of a command; d.csv has no command there; so for RTU number 1-3',
      '2 4 (and if): 1009 is on | the IOA of a signal of d.csv; so for RTU number 1-3',
      '2 6 (point): 1001 of RTU 9 | the number of a loaded RTU; so for RTU number 1-3;7',
      '2 3 (when): command 5009 | the number of a loaded RTU; so for RTU number 7',
      '2 4 (and if): 1009 is on | the number of a loaded RTU; so for RTU number 7',
    ]);
    expect(findingOf('a,1,1001 type 30 becomes on,,,1002,on')).toContain(
      'type 31, which IOA 1001 has in d.csv',
    );
    expect(findingOf('a,1,1001 of RTU 2 type 30 becomes on,,,1002,on')).toContain(
      'type 31, which IOA 1001 has',
    );
    expect(findingOf('a,1,command 5001 type 45,,,1002,on')).toContain('d.csv has a command of type 46 there');
    expect(findingOf('a,,1001 becomes on,,,1002,on')).toBe(
      '2 2 (RTUs):  | RTU numbers, or all: a point or command of the row does not name its RTU',
    );
    expect(findingOf('a,3,1001 of RTU 1 becomes on,,,1002 of RTU 1,on')).toBe(
      'warning 2 2 (RTUs): 3 | nothing, because every point and command of the row names its RTU',
    );
  });

  it('name states and values that do not fit the type', () => {
    const because = (row: string): string => findingOf(row).replace(/; so for RTU number 1$/, '');
    expect(because('a,1,1001 becomes 4,,,1002,on')).toContain(
      '3 (when): 1001 becomes 4 | on, off or its number that M_DP_NA_1',
    );
    expect(because('a,1,1001 rises above 1,,,1002,on')).toContain(
      'on or off: M_DP_NA_1 is not above or below a number',
    );
    expect(because('a,1,3001 becomes on,,,1002,on')).toContain('a number that M_ME_NC_1 can have');
    expect(because('a,1,1001 becomes OV,,,1002,on')).toContain("no OV: M_DP_NA_1 can't have it");
    expect(because('a,1,1001 becomes on,,,3003,1.5')).toContain('a number that M_ME_NA_1 can have');
    expect(because('a,1,1001 becomes on,,,3002,40000')).toContain('a number that M_ME_NB_1 can have');
    expect(because('a,1,1001 becomes on,,,1002,2')).toContain(
      'on, off or its number that M_SP_NA_1 can have',
    );
    expect(because('a,1,1001 becomes on,,,1002,copy of 3001')).toContain(
      'M_ME_NC_1 is no source for M_SP_NA_1 here',
    );
    expect(because('a,1,1001 becomes on,,,3001,opposite of 3002')).toContain('a point of the same kind');
    expect(because('a,1,1001 becomes on,,,1002,on plus 1')).toContain(
      'no calculation: M_SP_NA_1 is on or off',
    );
    expect(because('a,1,1001 becomes on,,,3001,plus point 1002')).toContain(
      'a measured point to calculate with',
    );
    expect(because('a,1,1001 becomes on,,,1002,on,OV')).toContain(
      "8 (quality): OV | no OV: M_SP_NA_1 can't have it",
    );
    expect(because('a,1,1001 becomes on,,,1002,on,copied')).toContain(
      'copied only where the value is that of a point',
    );
    expect(because('a,1,1001 becomes on,,,1002,as commanded')).toContain(
      'as commanded only where a command begins the row',
    );
    expect(because('a,1,command 5003,,,1002,as commanded')).toContain('C_SE_NC_1 has no effect on M_SP_NA_1');
    expect(because('a,1,command 5003,,,3001,opposite of commanded')).toContain(
      'no opposite: C_SE_NC_1 has none',
    );
    expect(because('a,1,command 5001 is higher,,,1002,on')).toContain('a state of C_DC_NA_1: on or off');
  });

  it('come for a file without a reaction, and for one that is not there', () => {
    expect(findingsOf()).toEqual([
      expect.stringMatching(/^0 : no reaction \| rows with the cells rule, RTUs, when/),
    ]);
    expect(readingOf(['a,1,1001 becomes on,,,1002,sometimes']).plan).toBeUndefined();
  });
});

describe('loops', () => {
  it('are refused where they never end', () => {
    expect(findingsOf('up,1,1001 becomes off,,,1001,on', 'down,1,1001 becomes on,,,1001,off')).toEqual([
      '2 : row 2 and row 3 | a delay, a condition or an unless in one of these rows: without, they set each other off for ever',
    ]);
    expect(findingsOf('more,1-3,3001 changes,,,3001,plus 1')).toEqual([
      expect.stringMatching(/^2 : row 2 \| a delay/),
    ]);
    const three = [
      'a,1,1001 changes,,,1002,on',
      'b,1,1002 becomes on,,,3001,plus 1',
      'c,1,3001 changes,,,1002,off',
      'd,1,1002 becomes off,,,1001,opposite of 1001',
      'e,1,1001 changes,,,1002,off',
    ];
    expect(findingsOf(...three)).toHaveLength(1);
  });

  it('are taken where they come to rest, or something may end them', () => {
    const sound = (...rows: string[]): void => expect(findingsOf(...rows)).toEqual([]);
    sound('same,1,1001 becomes on,,,1002,on', 'back,1,1002 becomes on,,,1001,on');
    sound(
      'copy,1,3001 changes,,,3001 of RTU 2,copy of 3001',
      'back,1,3001 of RTU 2 changes,,,3001,copy of 3001 of RTU 2',
    );
    sound('up,1,1001 becomes off,,0.5,1001,on', 'down,1,1001 becomes on,,,1001,off');
    sound('up,1,1001 becomes off,3001 is above 1,,1001,on', 'down,1,1001 becomes on,,,1001,off');
    sound('up,1,1001 becomes off,,,1001,on,,,once', 'down,1,1001 becomes on,,,1001,off');
    sound('more,1,3001 changes,,,3001,plus 1 at most 20');
    sound('up,1,1001 becomes off,,,1001,on', 'off,1,1001 becomes on,,,1001,3');
    sound('a,1,3001 rises above 12,,,3001,5', 'b,1,3001 rises above 12,,,3001,6');
    sound('a,1,3001 falls below 12,,,3001,15', 'b,1,3001 falls below 12,,,3001,16');
  });
});
