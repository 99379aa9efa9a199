/** A filter that names a command that no RTU of the station has. */
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { readTable } from '../../src/config/table-task.js';
import { Workspace } from '../support/workspace.js';
import { tuples } from './support.js';

/** `[row, column, found, expected]` of the findings about waits. */
function vainWaits(ini: readonly string[], files: Readonly<Record<string, readonly string[]>>) {
  const workspace = new Workspace();
  workspace.write('ini.csv', ini);
  for (const [name, rows] of Object.entries(files)) workspace.write(`data/${name}`, rows);
  const { findings } = loadConfiguration({
    iniFile: workspace.path('ini.csv'),
    dataDir: workspace.path('data'),
  });
  expect(findings.map(({ severity }) => severity)).toEqual(findings.map(() => 'warning'));
  return tuples(findings).map(([, ...rest]) => rest);
}

const rtu = (no: number, ca: number, file: string, ...options: string[]): string =>
  [`${no},R${no},${ca},${2400 + no},,,,${file}`, ...options].join(',');
const COMMAND = '1,,45,5001,101';
/** `index, GI, type, IOA, value, wait, filter: RTU number, type, IOA, value, time-out`. */
const waits = (filter: string): string => `1,Y,30,101,1,,${filter},500`;

describe('a filter that names a command', () => {
  it('that the file has is no finding', () => {
    for (const filter of [',45,5001,1', ',45,,', ',,5001,', ',100,,', '7,45,5001,'])
      expect(vainWaits([rtu(1, 7, 'a.csv')], { 'a.csv': [COMMAND, waits(filter)] })).toEqual([]);
  });

  it.each([
    [',45,5002,1', '9 (filter IOA)', '5002', 'a command of type 45 with IOA 5002'],
    [',58,5001,', '9 (filter IOA)', '5001', 'a command of type 58 with IOA 5001'],
    [',46,,', '8 (filter type id)', '46', 'a command of type 46'],
    ['7,46,,', '8 (filter type id)', '46', 'a command of type 46'],
  ])('that it lacks is a warning: %s', (filter, column, found, command) => {
    expect(vainWaits([rtu(1, 7, 'a.csv')], { 'a.csv': [COMMAND, waits(filter)] })).toEqual([
      [
        2,
        column,
        found,
        `${command} among the rows; RTU number 7 refuses it, so with filter=executed it is never met`,
      ],
    ]);
  });

  it('may be in the file of a sister port, which has the same RTU number', () => {
    const files = { 'a.csv': [waits(',45,5001,1')], 'b.csv': [COMMAND, '9,,1,101,0'] };
    expect(vainWaits([rtu(1, 7, 'a.csv'), rtu(2, 7, 'b.csv')], files)).toEqual([]);
    expect(vainWaits([rtu(1, 7, 'a.csv'), rtu(2, 8, 'b.csv')], files)).toHaveLength(1);
  });

  it('is once a finding, with the RTU number that lacks it', () => {
    const files = { 'a.csv': [waits(',45,5001,1')], 'b.csv': [COMMAND] };
    const ini = [rtu(1, 7, 'a.csv'), rtu(2, 7, 'b.csv'), rtu(3, 8, 'a.csv'), rtu(4, 9, 'a.csv')];
    const [[, , , expected], ...more] = vainWaits(ini, files);
    expect(expected).toContain('RTU number 8 refuses it');
    expect(more).toEqual([]);
  });

  it.each([
    ['filter=received', 'filter=received', ',45,5001,1'],
    ['a row for another RTU number', 'k=12', '9,45,5001,1'],
  ])('is none with %s', (_, option, filter) => {
    const options = option.startsWith('filter') ? [option] : [];
    expect(vainWaits([rtu(1, 7, 'a.csv', ...options)], { 'a.csv': [waits(filter)] })).toEqual([]);
  });
});

it('files that are read in another thread tell of their waits too', () => {
  const workspace = new Workspace();
  workspace.write('a.csv', [COMMAND, waits('7,45,5002,1')]);
  const { awaits } = readTable({ folder: workspace.folder, file: 'a.csv', version: 1 });
  expect(awaits).toEqual([{ line: 2, rtuNumber: 7, typeId: 45, ioa: 5002 }]);
});
