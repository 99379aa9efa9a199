/** The HTML report with its script running, and the tables that stand for the charts without it. */
import { describe, expect, it } from 'vitest';
import { readChartLibrary } from '../../src/report/chart-library.js';
import { htmlReport } from '../../src/report/html-report.js';
import type { RunReport } from '../../src/report/run-report.js';
import { cells, type PageElement, readPage } from './page-kit.js';
import { bigReport, type Changes, latency, NO_LATENCY, report, rtu } from './report-kit.js';

const CHARTS = readChartLibrary();
const IDS = ['signals', 'frames', 'load', 'latency', 'online', 'outstanding', 'distribution', 'tail'];

describe('with its script', () => {
  it('draws every chart and folds their figures away', () => {
    const browser = readPage(htmlReport(report(), CHARTS));
    browser.run();
    const { root } = browser;
    for (const id of IDS) {
      const canvas = root.querySelectorAll(`#chart-${id} canvas`)[0];
      const strokes = canvas.drawn.filter(([name]) => name === 'stroke' || name === 'fill');
      expect(strokes.length, id).toBeGreaterThan(0);
      expect(canvas.drawn.filter(([name]) => name === 'fillText').length, id).toBeGreaterThan(2);
    }
    expect(root.querySelector('.charts')?.classList.contains('drawn')).toBe(true);
    expect(root.querySelector('details.figures')?.attributes.has('open')).toBe(false);
  });

  it.each<[string, Changes]>([
    ['nothing', { latency: NO_LATENCY, latencyBuckets: [], series: emptySeries() }],
    ['one interval', { latencyBuckets: [[0.0078125, 1]], series: oneInterval() }],
  ])('draws what there is of %s', (_, changes) => {
    const browser = readPage(htmlReport(report(changes), CHARTS));
    browser.run();
    const places = browser.root.querySelectorAll('.chart');
    expect(places).toHaveLength(8);
    const charts = browser.root.querySelector('.charts')?.textContent;
    expect(charts).not.toContain('could not be drawn');
    if (changes.series?.atMs.length === 0) expect(charts).toContain('Nothing was measured.');
  });

  it('says when charts can not be drawn, and leaves the figures open', () => {
    const html = htmlReport(report(), CHARTS).replace('"kind":"time"', '"kind":"curve"');
    const browser = readPage(html);
    browser.run();
    expect(browser.root.querySelector('.charts')?.textContent).toMatch(
      /could not be drawn \(.+\); the tables/,
    );
    expect(browser.root.querySelector('details.figures')?.attributes.has('open')).toBe(true);
  });

  it('sorts by a heading, both ways, what was not measured last', () => {
    const rows = [
      rtu(3, { name: 'B', latency: latency({ p99Ms: 1500 }), stallShare: 0.0001 }),
      rtu(1, { name: 'A 10', latency: NO_LATENCY, stallShare: 0 }),
      rtu(2, { name: 'A 9', latency: latency({ p99Ms: 20 }), stallShare: 0.9 }),
    ];
    const browser = readPage(htmlReport(report({ rtus: rows }), CHARTS));
    browser.run();
    const table = browser.root.querySelector('#rtus') as PageElement;
    const heads = table.querySelectorAll('th');
    const order = () => table.querySelectorAll('tbody tr').map((row) => row.children[0].textContent);
    const click = (head: string) => {
      const found = heads.find(({ textContent }) => textContent === head) as PageElement;
      found.querySelector('button')?.click();
      return [found.getAttribute('aria-sort'), ...order()];
    };
    expect(click('Ack p99 (ms)')).toEqual(['descending', '3', '2', '1']);
    expect(click('Ack p99 (ms)')).toEqual(['ascending', '2', '3', '1']);
    expect(click('Name')).toEqual(['ascending', '2', '1', '3']);
    expect(click('No.')).toEqual(['ascending', '1', '2', '3']);
    expect(click('Stall (%)')).toEqual(['descending', '2', '3', '1']);
    expect(heads.filter((head) => head.attributes.has('aria-sort'))).toHaveLength(1);
  });
});

describe('all RTUs', () => {
  it('slowest first, ten marked, and many behind a button', () => {
    const browser = readPage(htmlReport(bigReport(201, 3), CHARTS));
    const { root } = browser;
    const rows = root.querySelectorAll('#rtus tbody tr');
    expect(rows).toHaveLength(201);
    expect(rows[0].children.slice(0, 5).map((cell) => cell.textContent)).toEqual([
      '201',
      'System 201',
      '301',
      '127.1.0.0 port 2604',
      '1,000',
    ]);
    expect(rows.filter((row) => row.className === 'slow')).toEqual(rows.slice(0, 10));
    browser.run();
    const table = root.querySelector('#rtus') as PageElement;
    expect(table.className).toBe('short');
    const button = root.querySelector('button.all') as PageElement;
    expect(button.textContent).toBe('Show all 201 RTUs');
    button.click();
    expect(table.className).toBe('');
    expect(root.querySelector('button.all')).toBeNull();
  });

  it('10,000 of them make a file that a browser opens', () => {
    const run = bigReport(10_000, 3600);
    const html = htmlReport(run, CHARTS);
    expect(Buffer.byteLength(html)).toBeLessThan(12e6);
    expect(html.match(/<tr/g)?.length).toBeGreaterThan(10_000);
  });
});

describe('the charts', () => {
  it('keep the notice of their library, in script and style', () => {
    const root = readPage(htmlReport(report(), CHARTS)).root;
    for (const part of [root.querySelector('style'), root.querySelectorAll('script')[1]]) {
      expect(part?.textContent).toContain('Copyright (c) 2022 Leon Sorokin');
      expect(part?.textContent).toContain('The above copyright notice and this permission notice');
    }
  });

  it('have their figures in tables', () => {
    const figures = readPage(htmlReport(report(), CHARTS))
      .root.querySelectorAll('details.figures table')
      .map(cells);
    expect(figures[0][0][0]).toBe('Until (s)');
    expect(figures[0][3]).toEqual(['3.0', '600', '620', '300', '30', '–', '–', '–', '2', '30']);
    expect(figures[1].slice(1)).toEqual([
      ['0.5', '100', '6.7', '1,400'],
      ['2.5', '700', '47', '700'],
      ['40', '600', '40', '100'],
      ['160', '98', '6.5', '2'],
      ['200', '2', '0.1', '0'],
    ]);
  });

  it('of long runs are tables of at most 60 rows', () => {
    const [series] = readPage(htmlReport(bigReport(1, 3601), CHARTS))
      .root.querySelectorAll('details.figures table')
      .map(cells);
    expect(series).toHaveLength(61);
    expect(series[1]).toEqual([
      '61.0',
      '1,037,035',
      '1,037,002',
      '500,030',
      '30',
      '60',
      '2.06',
      '200',
      '1',
      '12',
    ]);
    expect(series.at(-1)?.[0]).toBe('3,601.0');
  });

  it('are left out where their library is not installed, the figures stay', () => {
    const browser = readPage(htmlReport(report()));
    browser.run();
    const { root } = browser;
    expect(root.querySelectorAll('figure')).toEqual([]);
    expect(root.textContent).toContain('Without charts, because their library (uPlot) is not installed.');
    expect(root.textContent).toContain('Until (s)');
    expect(root.querySelectorAll('#rtus th button')).not.toEqual([]);
  });
});

function emptySeries(): RunReport['series'] {
  return Object.fromEntries(Object.keys(report().series).map((key) => [key, []])) as never;
}

function oneInterval(): RunReport['series'] {
  return Object.fromEntries(Object.keys(report().series).map((key) => [key, [0]])) as never;
}
