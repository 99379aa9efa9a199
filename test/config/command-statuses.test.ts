/** Commands whose status signal is not there: the commonest mistake of a spreadsheet. */
import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { readTable } from '../../src/config/table-task.js';
import { Workspace } from '../support/workspace.js';
import { tuples } from './support.js';

function findingsOf(ini: readonly string[], files: Readonly<Record<string, readonly string[]>>) {
  const workspace = new Workspace();
  workspace.write('ini.csv', ini);
  for (const [name, rows] of Object.entries(files)) workspace.write(`data/${name}`, rows);
  return tuples(
    loadConfiguration({ iniFile: workspace.path('ini.csv'), dataDir: workspace.path('data') }).findings,
  );
}

const rtu = (no: number, ca: number, file: string): string => `${no},R${no},${ca},${2400 + no},,,,${file}`;
const expected = (ca: number): string =>
  `the IOA of a signal of RTU number ${ca}; the command is confirmed and changes nothing`;

it('is a warning with the row of the command', () => {
  const rows = ['1,Y,30,101,1', '2,,45,5001,101', '2,,46,5002,111', '!', '2,,50,5003,112'];
  expect(findingsOf([rtu(1, 7, 'a.csv')], { 'a.csv': rows })).toEqual([
    ['warning', 3, '5 (value)', '111', expected(7)],
    ['warning', 5, '5 (value)', '112', expected(7)],
  ]);
});

it('may be in the file of a sister port, which has the same RTU number', () => {
  const files = { 'a.csv': ['1,,1,1,0', '2,,45,5001,101'], 'b.csv': ['1,Y,30,101,1'] };
  expect(findingsOf([rtu(1, 7, 'a.csv'), rtu(2, 7, 'b.csv')], files)).toEqual([]);
  const other = [rtu(1, 7, 'a.csv'), rtu(2, 7, 'b.csv'), rtu(3, 8, 'a.csv')];
  expect(findingsOf(other, files)).toEqual([['warning', 2, '5 (value)', '101', expected(8)]]);
});

it('is known of a file that another thread has read', () => {
  const workspace = new Workspace();
  workspace.write('data/a.csv', ['1,,1,1,0', '2,,45,5001,101', '3,,45,5002,']);
  const request = { folder: workspace.path('data'), file: 'a.csv', version: 1 };
  expect(readTable(request).statuses).toEqual([{ line: 2, statusIoa: 101 }]);
});
