/** The HTML report with its script running, and its charts and their tables, which need none. */
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import type { RunReport } from '../../src/report/run-report.js';
import { cells, type PageElement, readPage } from './page-kit.js';
import { bigReport, type Changes, latency, NO_LATENCY, report, rtu } from './report-kit.js';

const IDS = ['signals', 'latency', 'distribution', 'frames', 'load', 'online', 'outstanding', 'tail'];

describe('with its script', () => {
  it('sorts by a heading, both ways, what was not measured last', () => {
    const rows = [
      rtu(3, { name: 'B', latency: latency({ p99Ms: 1500 }), stallShare: 0.0001 }),
      rtu(1, { name: 'A 10', latency: NO_LATENCY, stallShare: 0 }),
      rtu(2, { name: 'A 9', latency: latency({ p99Ms: 20 }), stallShare: 0.9 }),
    ];
    const browser = readPage(htmlReport(report({ rtus: rows })));
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
    const browser = readPage(htmlReport(bigReport(201, 3)));
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
    const html = htmlReport(run);
    expect(Buffer.byteLength(html)).toBeLessThan(12e6);
    expect(html.match(/<tr/g)?.length).toBeGreaterThan(10_000);
  });
});

describe('the charts', () => {
  it('are there without a script, each with a title and a sentence', () => {
    const { root } = readPage(htmlReport(report()));
    const figures = root.querySelectorAll('.charts figure.chart');
    expect(figures.map(({ id }) => id)).toEqual(IDS.map((id) => `chart-${id}`));
    for (const chart of figures) {
      const sentence = chart.querySelector('p.finding')?.textContent as string;
      expect(sentence, chart.id).toMatch(/\.$/);
      const drawing = chart.querySelector('svg');
      expect(drawing?.getAttribute('role')).toBe('img');
      const title = chart.querySelector('figcaption')?.textContent;
      expect(drawing?.getAttribute('aria-label')).toBe(`${title}: ${sentence}`);
      expect(drawing?.querySelectorAll('text.c-tick').length, chart.id).toBeGreaterThan(4);
    }
  });

  it.each<[string, Changes]>([
    ['nothing', { latency: NO_LATENCY, latencyBuckets: [], series: emptySeries() }],
    ['one interval', { latencyBuckets: [[0.0078125, 1]], series: oneInterval() }],
  ])('show what there is of %s', (_, changes) => {
    const html = htmlReport(report(changes));
    expect(html.split('<script>')[0]).not.toMatch(/NaN|Infinity|undefined/);
    const figures = readPage(html).root.querySelectorAll('figure.chart');
    expect(figures).toHaveLength(8);
    const empty = figures.filter((chart) => chart.querySelector('svg') === null);
    const words = empty.map((chart) => chart.querySelector('p.finding')?.textContent);
    expect(new Set(words)).toEqual(new Set(['Nothing was measured.']));
    expect(empty).toHaveLength(changes.series?.atMs.length === 0 ? 8 : 2);
  });

  it('have their figures in tables', () => {
    const figures = readPage(htmlReport(report())).root.querySelectorAll('details.figures table').map(cells);
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
    const [series] = readPage(htmlReport(bigReport(1, 3601)))
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
});

function emptySeries(): RunReport['series'] {
  return Object.fromEntries(Object.keys(report().series).map((key) => [key, []])) as never;
}

function oneInterval(): RunReport['series'] {
  return Object.fromEntries(Object.keys(report().series).map((key) => [key, [0]])) as never;
}
