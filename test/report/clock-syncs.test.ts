/** The clock syncs of a run in the summary and on the page (`docs/behaviour.md` §9). */
import { expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { summarize } from '../../src/report/summary-lines.js';
import { synced, tagged } from './limit-kit.js';
import { readPage, sectionRows } from './page-kit.js';
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

it('time tags of commands have a line and a section of their own', () => {
  expect(summarize(report(tagged))).toContain(
    'Time tags 5 commands with a time tag to 2 RTUs, largest difference 40.0 ms (RTU 3 System 3)',
  );
  expect(sectionRows(htmlReport(report(tagged)), 'Time tags of commands')).toEqual([
    ['3', 'System 3', '1', '-40.0', '-40.0', '-40.0', '-40.0'],
    ['1', 'System 1', '4', '-2.0', '1.5', '5.0', '5.0'],
  ]);
  expect(summarize(report()).filter((line) => line.startsWith('Time tags'))).toEqual([]);
  expect(sectionRows(htmlReport(report()), 'Time tags of commands')).toEqual([]);
});

it('the course of differences has a chart and a table', () => {
  const clockSyncCourse = { atMs: [1000, 61_000], lowMs: [-3, 2], highMs: [12, 2.5], count: [4, 2] };
  const page = htmlReport(report({ clockSyncCourse }));
  const charts = readPage(page).root.querySelectorAll('figure.chart');
  const chart = charts.find(({ id }) => id === 'chart-clock');
  expect(chart?.querySelector('figcaption')?.textContent).toBe('Clock syncs: time received minus own time');
  expect(chart?.querySelector('p.finding')?.textContent).toBe('From -3.0 to 12.0 ms.');
  // From 0 to 61 s on 414 units, from 15 down to -5 ms on 170; then the legend, 6.2 for a character.
  expect(chart?.querySelectorAll('path.c-line').map((line) => line.getAttribute('d'))).toEqual([
    'M58.8 179L466 136.5',
    'M58.8 51.5L466 132.3',
    'M325.4 8L343.4 8',
    'M399.6 8L417.6 8',
  ]);
  expect(charts.find(({ id }) => id === 'chart-tags')).toBeUndefined();
  expect(page).toMatch(/<td>61<\/td><td>2\.0<\/td><td>2\.5<\/td><td>2<\/td>/);
});
