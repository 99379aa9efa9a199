/** A sheet that a spreadsheet has open while the walk goes on, as on Windows. */
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { type SheetDisk, SheetFile, sheetText } from '../../../src/run/end-to-end/sheet-file.js';
import { Workspace } from '../../support/workspace.js';
import { outcomesOf, stepsOf } from './walk-kit.js';

const OUTCOMES = outcomesOf(stepsOf('1,Y,30,201,0\n'), [
  ['OK', true],
  ['wrong', true],
]);

let work: Workspace;
let path: string;
let told: string[];
/** What the system says; `undefined`: it lets everything be done with the sheet. */
let refusal: string | undefined;

function check(file: string): void {
  if (file === path && refusal !== undefined) throw Object.assign(new Error(refusal), { code: refusal });
}

const disk: SheetDisk = {
  write: writeFileSync,
  append: (file, text) => {
    check(file);
    appendFileSync(file, text);
  },
  rename: (from, to) => {
    check(to);
    renameSync(from, to);
  },
};

beforeEach(() => {
  work = new Workspace();
  path = work.path('sheet.csv');
  told = [];
  refusal = undefined;
});

it('keeps its rows until the spreadsheet lets go, and tells of it once', () => {
  const sheet = new SheetFile(path, [], (line) => told.push(line), disk);
  refusal = 'EBUSY';
  sheet.add(OUTCOMES[0]);
  sheet.add(OUTCOMES[1]);
  expect(work.read('sheet.csv')).toBe(sheetText([]));
  expect(told).toEqual([`sheet ${path}: another program holds the file; its rows wait, the walk goes on`]);
  refusal = undefined;
  sheet.add(OUTCOMES[0]);
  expect(work.read('sheet.csv')).toBe(sheetText([OUTCOMES[0], OUTCOMES[1], OUTCOMES[0]]));
  expect(told.slice(1)).toEqual([`sheet ${path}: it has its rows`]);
});

it('is whole under the next free name if the spreadsheet does not let go', () => {
  const sheet = new SheetFile(path, [], (line) => told.push(line), disk);
  refusal = 'EPERM';
  sheet.complete(OUTCOMES);
  expect(work.list('.')).toEqual(['sheet-2.csv', 'sheet.csv']);
  expect([work.read('sheet.csv'), work.read('sheet-2.csv')]).toEqual([sheetText([]), sheetText(OUTCOMES)]);
  expect(told).toEqual([`sheet ${path}: no permission; the whole sheet is ${work.path('sheet-2.csv')}`]);
});

it('a full disk ends the walk as before', () => {
  const sheet = new SheetFile(path, [], (line) => told.push(line), disk);
  refusal = 'ENOSPC';
  expect(() => sheet.add(OUTCOMES[0])).toThrow('ENOSPC');
  expect(() => sheet.complete(OUTCOMES)).toThrow('ENOSPC');
  expect(told).toEqual([]);
});
