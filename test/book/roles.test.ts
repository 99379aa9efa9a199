/** What the roles of the test book are in the user's files (`docs/manual/test-book.md`). */
import { describe, expect, it } from 'vitest';
import { pointRoleOf, withPoints } from '../../src/book/point-roles.js';
import { findRoles, type RoleName } from '../../src/book/roles.js';
import { loadedOf } from '../profile/profile-kit.js';
import { Workspace } from '../support/workspace.js';

const BREAKER = pointRoleOf(['feeder-breaker', 'state', '1001', '21', 'breaker of the feeder']);
const LOAD = pointRoleOf(['feeder-load', 'measurand', '3001', '21', 'its load / MW']);
const KNOWN = new Map([BREAKER, LOAD].map((role) => [role.name, role]));

/** Index 1: indications without, 2: with a time tag, 3: measurands, 4: of both kinds. */
const DATA = [
  '1,Y,1,101,1',
  '2,Y,30,102,1',
  '3,Y,13,3001,1.5',
  '3,Y,11,3002,5',
  '4,Y,31,1001,2',
  '4,Y,13,3003,1',
  '4,Y,30,1001,0',
].join('\n');

interface Asked {
  roles?: readonly RoleName[];
  points?: readonly (typeof BREAKER)[];
  faulted?: boolean;
  numbers?: readonly number[];
  data?: string;
}

/** The roles of these rows of `roles.csv`; no rows: no such file. */
function rolesOf(rows: readonly string[], asked: Asked = {}) {
  const { roles = [], points = [], faulted = false, numbers = [10, 21, 22], data = DATA } = asked;
  const workspace = new Workspace();
  workspace.write('roles.csv', rows);
  const path = rows.length === 0 ? undefined : workspace.path('roles.csv');
  const found = findRoles(path, { roles, points, faulted }, KNOWN, loadedOf(data, numbers));
  const short = (text: string): string => text.replace(workspace.path('roles.csv'), 'roles.csv');
  return {
    ...found,
    lines: found.findings.map(({ file, row, column, found: what, expected }) =>
      short(`${file}:${row} ${column}: ${what} | ${expected}`),
    ),
    sources: [...found.roles.values()].map(({ name, index, rtuNumbers, source }) =>
      short(`${name} ${index} ${rtuNumbers} ${source}`),
    ),
  };
}

describe('a role that stands for an index', () => {
  it('is what its row says, with the row as source', () => {
    const { sources, lines } = rolesOf(['# mine', 'Avalanche,4,10;21-22,all of it', 'steady,3'], {
      roles: ['avalanche', 'steady'],
    });
    expect(lines).toEqual([]);
    expect(sources).toEqual(['avalanche 4 10;21-22 roles.csv:2', 'steady 3  roles.csv:3']);
  });

  it('that has two rows is told, in whatever letters', () => {
    const { sources, lines } = rolesOf(
      ['avalanche,1', 'AVALANCHE,4', 'feeder-breaker,1001 type 31,21', 'feeder-breaker,1001 type 31,22'],
      {
        roles: ['avalanche'],
      },
    );
    expect(sources).toEqual(['avalanche 1  roles.csv:1']);
    expect(lines).toEqual([
      'roles.csv:2 1 (role): AVALANCHE | each role once: it is in row 1 already',
      'roles.csv:4 1 (role): feeder-breaker | each role once: it is in row 3 already',
    ]);
  });

  it('may stand below the names of the columns', () => {
    expect(rolesOf(['role,index,RTU numbers,comment', 'steady,3'], { roles: ['steady'] })).toMatchObject({
      lines: [],
      sources: ['steady 3  roles.csv:2'],
    });
  });

  it('with RTU numbers in more than one cell is refused', () => {
    expect(rolesOf(['avalanche,1,10,21', 'steady,3,10,21 too']).lines).toEqual([
      'roles.csv:1 4 (comment): 21 | one cell with all RTU numbers, as in 101;105-120, or a comment in words',
    ]);
  });

  it('whose index has nothing of its kind is warned of', () => {
    const { lines, findings, sources } = rolesOf(['events,1', 'steady,4', 'avalanche,3', 'all,3']);
    expect(lines).toEqual([
      'roles.csv:1 2 (index): 1 | the index of indications with a time tag, which RTUs keep while no master is there; this one has none of that kind',
      'roles.csv:3 2 (index): 3 | the index of the indications that come at one instant, such as protection trips; this one has none of that kind',
    ]);
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(sources).toHaveLength(4);
  });

  it('whose row is wrong is told once, and no other index is taken', () => {
    const { sources, lines } = rolesOf(['events,77', 'faulted,,99'], { roles: ['events'], faulted: true });
    expect(sources).toEqual([]);
    expect(lines).toEqual([
      'roles.csv:1 2 (index): 77 | an index of the IOA files; 0 for every row',
      'roles.csv:2 3 (RTU numbers): 99 | RTU numbers of the ini file',
    ]);
  });

  it('is else the lowest index with nothing but signals of its kind; all is index 0', () => {
    const { sources, lines } = rolesOf([], { roles: ['avalanche', 'events', 'steady', 'all'] });
    expect(lines).toEqual([]);
    expect(sources).toEqual([
      'avalanche 1  taken: index 1, the lowest with nothing but indications',
      'events 2  taken: index 2, the lowest with nothing but indications with a time tag',
      'steady 3  taken: index 3, the lowest with nothing but measurands',
      'all 0  taken: index 0, every signal',
    ]);
  });

  it('without a fitting index is told once, with a row to write', () => {
    const { lines } = rolesOf([], {
      roles: ['events', 'steady'],
      data: '1,Y,1,101,1\n2,Y,30,102,1\n2,Y,1,103,1',
    });
    expect(lines).toEqual([
      'roles.csv:0 : no row for the role events | the index of indications with a time tag, which RTUs keep while no master is there: a row such as events,1',
      'roles.csv:0 : no row for the role steady | the index of the measurands of normal operation: a row such as steady,1',
    ]);
  });

  it.each([
    ['steady,77', 'roles.csv:1 2 (index): 77 | an index of the IOA files; 0 for every row'],
    ['steady', 'roles.csv:1 2 (index):  | an index of the IOA files; 0 for every row'],
    ['steady,3,23', 'roles.csv:1 3 (RTU numbers): 23 | RTU numbers of the ini file'],
  ])('%s is refused', (row, line) => {
    expect(rolesOf([row]).lines[0]).toBe(line);
  });

  it('that there is not is told with the nearest one', () => {
    expect(rolesOf(['allarm,1', 'feeder-braker,1001,21']).lines).toEqual([
      expect.stringContaining('roles.csv:1 1 (role): allarm | a role: all, avalanche, steady, events'),
      expect.stringContaining('roles.csv:2 1 (role): feeder-braker | feeder-breaker? Or a role:'),
    ]);
  });
});

describe('the role faulted', () => {
  it('is what its row says', () => {
    const { faulted, lines } = rolesOf(['faulted,,21-22'], { faulted: true });
    expect(lines).toEqual([]);
    expect(faulted?.rtuNumbers).toBe('21-22');
  });

  it.each([
    [[1, 2], '1'],
    [Array.from({ length: 10 }, (_, i) => i + 1), '1'],
    [Array.from({ length: 20 }, (_, i) => i + 1), '1-2'],
    [Array.from({ length: 153 }, (_, i) => i + 101), '101-115'],
  ])('is else the first tenth, at least one', (numbers, expected) => {
    expect(rolesOf([], { faulted: true, numbers }).faulted?.rtuNumbers).toBe(expected);
  });

  it('needs others without a fault', () => {
    expect(rolesOf([], { faulted: true, numbers: [10] }).lines).toEqual([
      'roles.csv:0 : no row for the role faulted | two RTU numbers or more in the ini file: one of them must have no fault',
    ]);
    expect(rolesOf(['faulted,,10;21;22'], { faulted: true }).lines[0]).toBe(
      'roles.csv:1 3 (RTU numbers): 10;21;22 | RTU numbers of the ini file, but not all: others must have no fault',
    );
  });

  it('stands for no index', () => {
    expect(rolesOf(['faulted,3,21'], { faulted: true }).lines).toEqual([
      'roles.csv:1 2 (index): 3 | nothing: faulted stands for RTU numbers',
    ]);
  });
});

describe('a role of a point', () => {
  it('is what its row says, with a type where one IOA has several', () => {
    const { points, lines } = rolesOf(['feeder-breaker,1001 type 31,21', 'FEEDER-LOAD,3001,10'], {
      points: [BREAKER, LOAD],
    });
    expect(lines).toEqual([]);
    expect([...points.values()].map(({ name, ioa, rtuNumber }) => [name, ioa, rtuNumber])).toEqual([
      ['feeder-breaker', '1001 type 31', 21],
      ['feeder-load', '3001', 10],
    ]);
  });

  it('without a row is told with what it is and a row to write', () => {
    expect(rolesOf(['feeder-breaker,101,21'], { points: [BREAKER, LOAD] }).lines).toEqual([
      'roles.csv:0 : no row for the role feeder-load | its load / MW (a measurand with a floating-point number, types 13, 14 and 36): role, IOA, RTU number, such as feeder-load,3001,21',
    ]);
  });

  it('without any row of the test is told with the others', () => {
    expect(rolesOf([], { points: [BREAKER, LOAD] }).lines).toEqual([
      'roles.csv:0 : no row for any of 2 roles | role, IOA, RTU number, such as feeder-breaker,1001,21: a row for each of feeder-breaker, feeder-load; the page of the test says what they are',
    ]);
  });

  it.each([
    ['feeder-breaker,,21', /^roles\.csv:1 2 \(IOA\): {2}\| an IOA, as in 1001 or 1001 type 30/],
    ['feeder-breaker,16777216,21', / 2 \(IOA\): 16777216/],
    ['feeder-breaker,101,23', / 3 \(RTU number\): 23 \| one RTU number of the ini file$/],
    ['feeder-breaker,101,10;21', / 3 \(RTU number\): 10;21/],
    ['feeder-breaker,999,21', / 2 \(IOA\): 999/],
    ['feeder-breaker,3001,21', / 2 \(IOA\): 3001 \| a single or double point$/],
    ['feeder-load,101,21', / 2 \(IOA\): 101 \| a measurand with a floating-point number/],
    ['feeder-load,3002,21', / 2 \(IOA\): 3002 \| a measurand with a floating-point number/],
  ])('%s is refused, and not told again as missing', (row, line) => {
    const name = row.split(',')[0];
    const { lines } = rolesOf([row], { points: [name === LOAD.name ? LOAD : BREAKER] });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });

  it('may stand in the file though no test asks for it', () => {
    expect(rolesOf(['feeder-breaker,101,21'], { roles: ['steady'] }).lines).toEqual([]);
  });
});

describe('a text that names the points of the example', () => {
  const roles = [BREAKER, LOAD];
  const points = new Map([
    ['feeder-breaker', { ioa: '77 type 30', rtuNumber: 1 }],
    ['feeder-load', { ioa: '78', rtuNumber: 10 }],
  ]);

  it('gets those of the user', () => {
    const text = '"x","1001 of RTU 21 becomes off","set 3001 of RTU 21 to 0","after 1001 ms"';
    expect(withPoints(text, roles, points)).toBe(
      '"x","77 type 30 of RTU 1 becomes off","set 78 of RTU 10 to 0","after 1001 ms"',
    );
  });

  it('with a point that has no role is an error of the test', () => {
    expect(() => withPoints('1002 of RTU 21 becomes on', roles, points)).toThrow(
      'no role for 1002 of RTU 21',
    );
  });
});
