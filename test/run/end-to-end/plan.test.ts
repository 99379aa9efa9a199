/** The steps of a walk, written down by hand for small tables. */
import { describe, expect, it } from 'vitest';
import { judgeCommand, tallyOf, verdictOf } from '../../../src/end-to-end/judge.js';
import { type PlannedRtu, type PlanOptions, planWalk } from '../../../src/end-to-end/plan.js';
import { expectedOf } from '../../../src/end-to-end/sheet.js';
import type { CommandStep } from '../../../src/end-to-end/step.js';
import { tableOf } from '../../station/station-kit.js';

const ALL: PlanOptions = { rtuNumbers: undefined, only: 'all', faulty: false, quality: false };
const rtu = (no: number, rtuNumber = no, select: PlannedRtu['select'] = 'optional'): PlannedRtu => ({
  slot: no - 1,
  no,
  name: `R${no}`,
  rtuNumber,
  ioFile: 'd.csv',
  select,
});

function planned(csv: string, options: Partial<PlanOptions> = {}, rtus = [rtu(1)]): string[] {
  const steps = planWalk(rtus, new Map([['d.csv', tableOf(csv)]]), { ...ALL, ...options });
  expect(steps.map(({ number }) => number)).toEqual(steps.map((_, i) => i + 1));
  return steps.map((step) => `${step.rtu.rtuNumber} ${step.ioa} ${expectedOf(step)}`);
}

const values = (csv: string, options: Partial<PlanOptions> = {}): string[] =>
  planned(csv, options).map((line) => line.replace('1 7 event ', ''));

describe('a point goes through its states and back to its first value', () => {
  it.each([
    ['single point OFF', '1,Y,30,7,0\n', ['OFF (0)', 'ON (1)', 'OFF (0)']],
    ['single point ON', '1,Y,30,7,1\n', ['OFF (0)', 'ON (1)']],
    ['double point', '1,Y,31,7,1\n', ['OFF (1)', 'ON (2)', 'OFF (1)']],
    ['step position', '1,Y,32,7,5\n', ['-64', '0', '63', '5']],
    ['normalized', '1,Y,34,7,0.5\n', ['-1', '0', '0.999969', '0.5']],
    ['scaled', '1,Y,35,7,0\n', ['-32768', '0', '32767', '0']],
    ['floating point with two rows', '1,Y,36,7,1.5\n2,N,36,7,3\n', ['0', '1.5', '3', '1.5']],
    ['counter', '1,Y,37,7,9\n', ['0', '1', '2147483647', '9']],
  ])('%s', (_, csv, expected) => {
    expect(values(csv)).toEqual(expected);
  });

  it('every bit of a bitstring', () => {
    const all = values('1,Y,33,7,0\n');
    expect(all).toHaveLength(34);
    expect([all[0], all[1], all[2], all[32], all[33]]).toEqual(['0', '1', '2', '2147483648', '0']);
  });

  it('intermediate and faulty, and the qualities, if asked', () => {
    expect(values('1,Y,31,7,2\n', { faulty: true })).toEqual([
      'OFF (1)',
      'ON (2)',
      'intermediate (0)',
      'faulty (3)',
      'ON (2)',
    ]);
    expect(values('1,Y,30,7,1\n', { quality: true }).slice(2)).toEqual([
      'ON (1), quality IV',
      'ON (1), quality NT',
      'ON (1), quality SB',
      'ON (1), quality BL',
      'ON (1)',
    ]);
  });
});

describe('an order of steps', () => {
  const csv = '1,N,46,50,7\n1,Y,31,7,2\n';

  it('points first, then commands, then what they moved', () => {
    expect(planned(csv)).toEqual([
      '1 7 event OFF (1)',
      '1 7 event ON (2)',
      '1 50 give the command OFF (1)',
      '1 50 give the command ON (2)',
      '1 7 event ON (2)',
    ]);
    expect(planned(csv, { only: 'points' })).toHaveLength(2);
    expect(planned(csv, { only: 'commands' }, [rtu(1, 1, 'required')])).toEqual([
      '1 50 give the command OFF (1), with select',
      '1 50 give the command ON (2), with select',
      '1 7 event ON (2)',
    ]);
  });

  it('has what sister ports share once, and only the chosen RTUs', () => {
    const rtus = [rtu(1, 9), rtu(2, 9), rtu(3, 8)];
    expect(planned('1,Y,30,7,1\n', {}, rtus).map((line) => line.slice(0, 3))).toEqual([
      '9 7',
      '9 7',
      '8 7',
      '8 7',
    ]);
    expect(planned('1,Y,30,7,1\n', { rtuNumbers: new Set([8]) }, rtus)).toHaveLength(2);
  });
});

describe('a command', () => {
  const state = { value: '2', words: 'ON (2)', quality: '', wanted: 2, selects: false } as const;
  const step: CommandStep = {
    kind: 'command',
    number: 1,
    rtu: rtu(1),
    ioa: 50,
    typeId: 46,
    comment: '',
    ...state,
  };

  it.each([
    [{ rtuNumber: 1, ioa: 50, typeId: 46, value: 2 }, 'OK', ''],
    [{ rtuNumber: 1, ioa: 50, typeId: 46, value: 1 }, 'wrong', 'there came value 1'],
    [{ rtuNumber: 3, ioa: 51, typeId: 45, value: 2 }, 'wrong', 'there came CA 3, IOA 51, type 45, value 2'],
  ] as const)('%o is %s', (came, result, remark) => {
    expect(judgeCommand(step, came)).toEqual({ result, remark });
  });
});

it.each([
  [['OK', 'OK'], 'PASS'],
  [['OK', 'wrong', 'not tested'], 'FAIL'],
  [['OK', 'not seen'], 'FAIL'],
  [['OK', 'not tested'], 'NOT JUDGED'],
  [[], 'NOT JUDGED'],
] as const)('%j is %s', (results, verdict) => {
  expect(verdictOf(tallyOf(results.map((result) => ({ result }))))).toBe(verdict);
});
