/** The switchovers of a run in the summary and on the page (`docs/behaviour.md` §9). */
import { expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { summarize } from '../../src/report/summary-lines.js';
import { switched } from './limit-kit.js';
import { sectionRows } from './page-kit.js';
import { report } from './report-kit.js';

it('are one line of the summary: how many, the longest and whose it is, the median', () => {
  expect(summarize(report(switched))).toContain(
    'Switched  4 switchovers of 2 RTUs, longest 2.50 s (RTU 2 System 2), median of the RTUs 2.40 s',
  );
  expect(summarize(report()).filter((line) => line.startsWith('Switched'))).toEqual([]);
});

it('have a section with the slowest RTU first, where there were any', () => {
  expect(sectionRows(htmlReport(report(switched)), 'Switchovers')).toEqual([
    ['2', 'System 2', '3', '2,500', '2,500', '2,000', '–', '3,000', '0', '5'],
    ['1', 'System 1', '1', '2,400', '2,400', '2,000', '–', '3,000', '0', '4'],
  ]);
  expect(sectionRows(htmlReport(report()), 'Switchovers')).toEqual([]);
});
