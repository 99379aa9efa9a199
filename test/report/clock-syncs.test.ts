/** The clock syncs of a run in the summary and on the page (`docs/behaviour.md` §9). */
import { expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { summarize } from '../../src/report/summary-lines.js';
import { synced } from './limit-kit.js';
import { sectionRows } from './page-kit.js';
import { report } from './report-kit.js';

it('are one line of the summary: how many, the largest difference of either sign, the longest interval', () => {
  expect(summarize(report(synced))).toContain(
    'Clock     6 clock syncs of 3 RTUs, largest difference 40.0 ms (RTU 3 System 3), longest interval 1 min 02 s',
  );
  expect(summarize(report()).filter((line) => line.startsWith('Clock'))).toEqual([]);
});

it('say how many times were longer than the limit, where there is one', () => {
  const overdue = (...counts: number[]) => ({
    rtus: synced.rtus.map((rtu, i) => ({ ...rtu, clock: { ...rtu.clock, overdue: counts[i] } })),
  });
  const line = (counts: number[]) =>
    summarize(report(overdue(...counts) as typeof synced)).find((each) => each.startsWith('Clock'));
  expect(line([2, 0, 1])).toMatch(/longest interval 1 min 02 s; longer than the limit 3 times \(2 RTUs\)$/);
  expect(line([0, 0, 0])).toMatch(/; none longer than the limit$/);
  const page = htmlReport(report(overdue(2, 0, 1) as typeof synced));
  expect(sectionRows(page, 'Clock syncs').map((cells) => cells.at(-1))).toEqual(['1', '0', '2']);
});

it('have a section with the RTU that is most off first, where any came', () => {
  expect(sectionRows(htmlReport(report(synced)), 'Clock syncs')[0]).toEqual([
    ...['3', 'System 3', '2', '-40.0', '-5.0', '30.0', '30.0', '–', '61,000', '–'],
  ]);
  expect(sectionRows(htmlReport(report()), 'Clock syncs')).toEqual([]);
});
