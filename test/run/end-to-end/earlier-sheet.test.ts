/** What may become of a sheet that is there (`docs/behaviour.md` §15). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Sheet } from '../../../src/end-to-end/sheet-rows.js';
import {
  earlierOutcomes,
  findPageLoss,
  findSheetLoss,
  readSheetFile,
} from '../../../src/run/end-to-end/earlier-sheet.js';
import { writeSheetPage } from '../../../src/run/end-to-end/sheet-page-file.js';
import { outcomesOf, stepsOf } from './walk-kit.js';

const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD =
  'step,RTU no,name,CA,IOA,type,comment,what,state,value,quality,time,expected at the SCADA,result,remark';
const STEPS = stepsOf('1,Y,30,201,0\n');
const row = (step: number, state: string, rest: string): string =>
  `${step},1,North,51,201,30 M_SP_TB_1,,point,${state},${state === 'ON (1)' ? 1 : 0},,${rest}`;
const EMPTY = [row(1, 'OFF (0)', ',event OFF (0),not tested,'), row(2, 'ON (1)', ',event ON (1),,')];

function fileOf(...lines: readonly string[]): string {
  const path = join(folder, 'sheet.csv');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

describe('a sheet is replaced', () => {
  it.each([
    ['without rows', [HEAD]],
    ['without times, results and remarks', [HEAD, ...EMPTY]],
    ['that is an empty file', []],
  ])('%s', (_, lines) => {
    expect(findSheetLoss(fileOf(...lines))).toBeUndefined();
  });

  it('that is not there', () => {
    expect(findSheetLoss(join(folder, 'none.csv'))).toBeUndefined();
  });
});

describe('a sheet is kept', () => {
  it.each([
    ['with a result', row(1, 'OFF (0)', ',event OFF (0),OK,')],
    ['with a remark', row(1, 'OFF (0)', ',event OFF (0),not tested,ask Eva')],
    ['with a time', row(1, 'OFF (0)', '2026-11-22 10:04:02.118,event OFF (0),not tested,')],
  ])('%s', (_, line) => {
    expect(findSheetLoss(fileOf(HEAD, line, EMPTY[1]))).toMatch(
      /it has times or results of 1 step, so it is not replaced; go on with it by --e2e-resume, or name/,
    );
  });

  it('that is none, or can not be read', () => {
    expect(findSheetLoss(fileOf('CA,IOA,value'))).toContain("can't be read as a sheet");
    expect(findSheetLoss(fileOf(HEAD, row(1, 'OFF (0)', ',event OFF (0),maybe,')))).toMatch(
      /sheet\.csv:2 column 14 \(result\): found "maybe", expected OK, wrong/,
    );
  });
});

/** What the walk of `STEPS` takes from a sheet of these lines. */
function taken(...lines: readonly string[]) {
  const path = fileOf(...lines);
  const read = readSheetFile(path) as { sheet: Sheet };
  return earlierOutcomes(read.sheet, STEPS, path);
}

describe('a walk goes on with', () => {
  it('times, results and remarks of its steps, also where a spreadsheet has saved them', () => {
    const lines = [HEAD, row(2, 'ON (1)', '2026-11-22 10:04:02.118,event ON (1),wrong,no lamp')];
    const atMs = new Date(2026, 10, 22, 10, 4, 2, 118).getTime();
    for (const form of [lines, lines.map((line) => line.replaceAll(',', ';'))]) {
      const { outcomes } = taken(...form) as { outcomes: object[] };
      expect(outcomes).toEqual([
        { step: STEPS[0], atMs: Number.NaN, result: 'not tested', remark: '' },
        { step: STEPS[1], atMs, result: 'wrong', remark: 'no lamp' },
        { step: STEPS[2], atMs: Number.NaN, result: 'not tested', remark: '' },
      ]);
    }
  });

  it.each([
    ['2026-11-22 10:04:02', 2000],
    ['22.11.2026 10:04:02,5', 2500],
    ['22.11.2026 10:04', 0],
  ])('the time %s', (time, ms) => {
    const { outcomes } = taken(HEAD, row(1, 'OFF (0)', `"${time}",event OFF (0),OK,`)) as {
      outcomes: { atMs: number }[];
    };
    expect(outcomes[0].atMs).toBe(new Date(2026, 10, 22, 10, 4).getTime() + ms);
  });

  it('values with a decimal comma', () => {
    const steps = stepsOf('1,Y,36,701,12.5\n');
    const path = fileOf(
      HEAD.replaceAll(',', ';'),
      '2;1;North;51;701;36 M_ME_TF_1;;point;12,5;12,5;;;event 12,5;OK;',
    );
    const { sheet } = readSheetFile(path) as { sheet: Sheet };
    const { outcomes } = earlierOutcomes(sheet, steps, path) as { outcomes: { result: string }[] };
    expect(outcomes.map(({ result }) => result)).toEqual(['not tested', 'OK']);
  });

  it.each([
    [
      row(1, 'ON (1)', ',event ON (1),OK,'),
      'found step 1: CA 51, IOA 201, type 30, point ON (1); this walk has CA 51, IOA 201, type 30, point OFF (0)',
    ],
    [row(9, 'ON (1)', ',event ON (1),OK,'), 'this walk has 3 steps'],
    [
      row(2, 'ON (1)', '11/22/2026 10:04,event ON (1),OK,'),
      'column 12 (time): found "11/22/2026 10:04", expected a time such as',
    ],
  ])('no other sheet: %s', (line, message) => {
    expect((taken(HEAD, line) as { fault: string }).fault).toContain(message);
  });
});

it('a page is replaced that waits to be filled in, one with results only by the same walk', () => {
  const path = join(folder, 'sheet.html');
  const about = { version: '0.1.0', configuration: 'my.csv' };
  expect(findPageLoss(path, false)).toBeUndefined();
  writeSheetPage(path, outcomesOf(STEPS, []), about, 0);
  expect(findPageLoss(path, false)).toBeUndefined();
  writeSheetPage(path, outcomesOf(STEPS, [['not tested', true]]), about, 0);
  expect(findPageLoss(path, false)).toContain('it has results, so it is not replaced');
  expect(findPageLoss(path, true)).toBeUndefined();
  writeFileSync(path, '<!DOCTYPE html>');
  expect(findPageLoss(path, true)).toContain('there is another file of this name');
});
