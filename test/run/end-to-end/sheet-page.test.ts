/** The sheet of a walk as a page to print (`docs/behaviour.md` §15). */
import { describe, expect, it } from 'vitest';
import { planWalk } from '../../../src/end-to-end/plan.js';
import type { Outcome } from '../../../src/end-to-end/step.js';
import { sheetPagePieces } from '../../../src/report/sheet-page.js';
import { pageOf } from '../../../src/run/end-to-end/sheet-page-file.js';
import { type PageElement, readPage } from '../../report/page-kit.js';
import { tableOf } from '../../station/station-kit.js';

const AT_MS = new Date(2026, 10, 22, 10, 4, 2).getTime();

/** A single point and a command of an RTU whose name is HTML, and a single point of another one. */
function outcomes(): Outcome[] {
  const rtu = (no: number, name: string, ioFile: string) =>
    ({ slot: no - 1, no, name, rtuNumber: 50 + no, ioFile, select: 'optional' }) as const;
  const rtus = [rtu(1, '<b>North</b>', 'n.csv'), rtu(2, 'South', 's.csv')];
  const tables = new Map([
    ['n.csv', tableOf('1,Y,30,201,1,0,,,,,,trip & <i>alarm</i>\n1,N,45,5001,,0\n')],
    ['s.csv', tableOf('1,Y,30,301,1,0\n')],
  ]);
  const steps = planWalk(rtus, tables, {
    rtuNumbers: undefined,
    only: 'all',
    faulty: false,
    quality: false,
  });
  return steps.map((step) => ({ step, atMs: Number.NaN, result: 'not tested', remark: '' }));
}

function page(of: readonly Outcome[]): PageElement {
  const about = { version: '0.1.0', configuration: 'my.csv' };
  return readPage([...sheetPagePieces(pageOf(of, about, AT_MS))].join('')).root;
}

/** The cells of each step, a box by what stands in it. */
function rows(root: PageElement): string[][] {
  return root
    .querySelectorAll('table.steps')
    .flatMap((table) => table.querySelectorAll('tr').slice(2))
    .map((row) => row.querySelectorAll('td').map((cell) => cell.textContent));
}

describe('the page', () => {
  it('has a row for each step, with empty boxes before the walk', () => {
    expect(rows(page(outcomes()))).toEqual([
      ['1', '201', '30', 'trip & <i>alarm</i>', 'event OFF (0)', '', '', '', '', ''],
      ['2', '201', '30', 'trip & <i>alarm</i>', 'event ON (1)', '', '', '', '', ''],
      ['3', '5001', '45', '', 'give the command OFF (0)', '', '', '', '', ''],
      ['4', '5001', '45', '', 'give the command ON (1)', '', '', '', '', ''],
      ['5', '301', '30', '', 'event OFF (0)', '', '', '', '', ''],
      ['6', '301', '30', '', 'event ON (1)', '', '', '', '', ''],
    ]);
  });

  it('has a table for each RTU, whose name and heads are a head that every printed page repeats', () => {
    const heads = page(outcomes()).querySelectorAll('thead');
    expect(heads.map((head) => head.querySelectorAll('th')[0].textContent)).toEqual([
      'RTU 1 <b>North</b>, CA 51',
      'RTU 2 South, CA 52',
      'Side',
    ]);
    expect(
      heads[0]
        .querySelectorAll('th')
        .slice(1)
        .map((cell) => cell.textContent),
    ).toEqual([
      'Step',
      'IOA',
      'Type',
      'Comment',
      'Expected at the SCADA',
      'Time',
      'OK',
      'wrong',
      'not seen',
      'Remark',
    ]);
  });

  it('has a cross in the box of each result, times, remarks and the verdict after the walk', () => {
    const results = ['OK', 'wrong', 'not seen', 'OK', 'not tested', 'OK'] as const;
    const walked = outcomes().map((outcome, i): Outcome => {
      const remark = results[i] === 'wrong' ? 'no <lamp>' : '';
      return { ...outcome, result: results[i], atMs: AT_MS + i * 5000, remark };
    });
    const root = page(walked);
    expect(rows(root).map((cells) => cells.slice(5))).toEqual([
      ['10:04:02', 'X', '', '', ''],
      ['10:04:07', '', 'X', '', 'no <lamp>'],
      ['10:04:12', '', '', 'X', ''],
      ['10:04:17', 'X', '', '', ''],
      ['10:04:22', '', '', '', ''],
      ['10:04:27', 'X', '', '', ''],
    ]);
    const facts = root
      .querySelectorAll('table')[0]
      .querySelectorAll('tr')
      .map((row) => row.querySelectorAll('td')[0].textContent);
    expect(facts).toContain('2026-11-22 10:04:02 to 2026-11-22 10:04:27');
    expect(facts).toContain('FAIL: 3 OK, 1 wrong, 1 not seen, 1 not tested');
  });

  it('has lines for names, dates and signatures of both sides, and runs nothing', () => {
    const root = page(outcomes());
    const last = root.querySelectorAll('table').at(-1);
    expect(last?.querySelectorAll('th').map((cell) => cell.textContent)).toEqual([
      'Side',
      'Name',
      'Date',
      'Signature',
    ]);
    expect(
      last
        ?.querySelectorAll('td')
        .map((cell) => cell.textContent)
        .filter((text) => text !== ''),
    ).toEqual(['Simulator', 'SCADA']);
    expect(root.querySelectorAll('script')).toEqual([]);
  });
});
