/** Charts as SVG: places worked out by hand. Half a page is 480 × 220; its values lie from 52 to 466, and from 196 up to 26. */
import { describe, expect, it } from 'vitest';
import { runCharts } from '../../src/report/run-charts.js';
import { barChart } from '../../src/report/svg/bar-chart.js';
import { type LineChart, lineChart } from '../../src/report/svg/line-chart.js';
import { linearScale, logScale, roundStep, timeScale, timeUnit } from '../../src/report/svg/scale.js';
import { type PageElement, readPage } from './page-kit.js';
import { report, STARTED_AT, send } from './report-kit.js';

const read = (html: string): PageElement => readPage(`<!DOCTYPE html>${html}`).root;
const attributes = (found: readonly PageElement[], ...names: string[]): (string | null)[][] =>
  found.map((one) => names.map((name) => one.getAttribute(name)));

describe('scales', () => {
  const texts = ({ ticks }: { ticks: readonly { text: string }[] }): string =>
    ticks.map(({ text }) => text).join(' ');

  it('have round steps', () => {
    expect([0.2, 0.21, 3, 5, 6, 10].map(roundStep)).toEqual([0.2, 0.5, 5, 5, 10, 10]);
    expect(texts(linearScale(0, 1000))).toBe('0 200 400 600 800 1,000');
    expect(texts(linearScale(-3, 12))).toBe('-5 0 5 10 15');
    expect(texts(linearScale(-7, -2))).toBe('-8 -6 -4 -2 0');
    expect(texts(linearScale(0, 0))).toBe('0 0.2 0.4 0.6 0.8 1.0');
    expect(texts(linearScale(0, 33, 100))).toBe('0 20 40 60 80 100');
    expect(texts(linearScale(0, 1_234_567))).toBe('0 0.5 M 1.0 M 1.5 M');
    expect(texts(linearScale(0, 45_000))).toBe('0 10 k 20 k 30 k 40 k 50 k');
  });

  it('are logarithmic', () => {
    expect(texts(logScale(2.1, 143))).toBe('2 5 10 20 50 100 200');
    expect(texts(logScale(0.03, 9000))).toBe('0.1 1 10 100 1,000 10,000');
    expect(texts(logScale(5, 5))).toBe('5 10 20 50');
    const scale = logScale(1, 100);
    expect([1, 10, 100, 0.5, 0, 1000].map(scale.place)).toEqual([0, 0.5, 1, 0, 0, 1]);
  });

  it('of time', () => {
    expect([texts(timeScale(4)), timeUnit(4)]).toEqual(['0 0.5 1 1.5 2 2.5 3 3.5 4', 's']);
    expect([texts(timeScale(90)), timeUnit(90)]).toEqual(['0 15 30 45 60 75 90', 's']);
    expect([texts(timeScale(400)), timeUnit(400)]).toEqual(['0:00 1:00 2:00 3:00 4:00 5:00 6:00', 'min:s']);
    expect([texts(timeScale(7200)), timeUnit(7200)]).toEqual([
      '0:00 15:00 30:00 45:00 1:00:00 1:15:00 1:30:00 1:45:00 2:00:00',
      'h:min:s',
    ]);
    expect(texts(timeScale(0))).toBe('0 0.2 0.4 0.6 0.8 1');
  });
});

describe('lines', () => {
  const chart = (more: Partial<LineChart> = {}): PageElement =>
    read(
      lineChart({
        id: 'a',
        title: 'T',
        finding: 'F.',
        x: { scale: timeScale(4), unit: 's' },
        y: { scale: linearScale(0, 10), unit: 'ms' },
        lines: [{ text: 'one', tone: 'first', x: [0, 2, 4], values: [0, 5, 10] }],
        ...more,
      }),
    );
  const of = (values: (number | null)[]) => [{ text: 'one', tone: 'first' as const, x: [0, 2, 4], values }];

  it('go through their values', () => {
    expect(attributes(chart().querySelectorAll('path.c-line'), 'd')).toEqual([['M52 196L259 111L466 26']]);
  });

  it('leave gaps, and a value alone is a point', () => {
    const gap = chart({ lines: of([0, null, 10]) });
    expect(gap.querySelectorAll('path.c-line')).toEqual([]);
    expect(attributes(gap.querySelectorAll('circle'), 'cx', 'cy')).toEqual([
      ['52', '196'],
      ['466', '26'],
    ]);
    expect(chart({ lines: of([Number.NaN, null, Number.NaN]) }).querySelector('svg')).toBeNull();
    expect(
      attributes(chart({ lines: of([Number.NaN, 5, 10]) }).querySelectorAll('path.c-line'), 'd'),
    ).toEqual([['M259 111L466 26']]);
  });

  it('keep the lowest and the highest value when there are too many', () => {
    const x = Array.from({ length: 4800 }, (_, i) => i / 1200);
    const values = x.map((_, i) => (i === 1234 ? 10 : i === 2345 ? 0 : 5));
    const d = chart({ lines: [{ text: 'one', tone: 'first', x, values }] })
      .querySelector('path.c-line')
      ?.getAttribute('d') as string;
    expect(d.split('L').length).toBeLessThan(500);
    // 1234 / 1200 s of 4 s on 414 units is 106.4; 2345 / 1200 s is 202.3.
    expect(d).toContain('L158.4 26L');
    expect(d).toContain('L254.3 196L');
  });

  it('have levels and bands', () => {
    const drawn = chart({
      levels: [{ text: 'limit', value: 5 }],
      bands: [
        [1, 2],
        [3, 3],
      ],
    });
    expect(attributes(drawn.querySelectorAll('path.c-level'), 'd')).toEqual([['M52 111L466 111']]);
    expect(attributes(drawn.querySelectorAll('rect.c-band'), 'x', 'width', 'y', 'height')).toEqual([
      ['155.5', '103.5', '26', '170'],
      ['362.5', '1', '26', '170'],
    ]);
  });

  it('have named spans above, in lanes where they would stand on one another', () => {
    const drawn = chart({
      spans: [
        { kind: 'send', name: '<i>', from: 0, to: 1 },
        { kind: 'send', name: 'second', from: 0.5, to: 2 },
        { kind: 'send', name: 'third', from: 3, to: 4 },
        { kind: 'fault', name: 'cut', from: 1, to: 1 },
      ],
    });
    // Three lanes of 15, two of sends and one of faults: the values begin at 71.
    expect(attributes(drawn.querySelectorAll('rect'), 'class', 'x', 'y', 'width')).toEqual([
      ['c-send', '52', '24', '103.5'],
      ['c-send', '103.8', '39', '155.3'],
      ['c-send', '362.5', '24', '103.5'],
      ['c-fault', '155.5', '54', '2'],
    ]);
    expect(drawn.querySelectorAll('rect title').map(({ textContent }) => textContent)).toEqual([
      '<i>',
      'second',
      'third',
      'cut',
    ]);
    expect(drawn.querySelector('svg')?.getAttribute('viewBox')).toBe('0 0 480 265');
    expect(attributes(drawn.querySelectorAll('path.c-line'), 'd')).toEqual([['M52 241L259 156L466 71']]);
  });

  it('say how many spans have no place for their names', () => {
    const spans = Array.from({ length: 9 }, (_, i) => ({
      kind: 'send' as const,
      name: `profile row ${i}`,
      from: 0,
      to: 1,
    }));
    const drawn = chart({ spans });
    expect(drawn.querySelectorAll('rect.c-send title')).toHaveLength(10);
    expect(drawn.querySelectorAll('text.c-span').map(({ textContent }) => textContent)).toEqual([
      'profile row 0',
      'profile row 1',
      'profile row 2',
      '6 more without their names',
    ]);
  });
});

it('bars stand on a logarithmic axis, and the least of them is seen', () => {
  const drawn = read(
    barChart({
      id: 'b',
      title: 'T',
      finding: 'F.',
      bars: [
        { from: 1, to: 10, height: 100, title: 'a' },
        { from: 10, to: 100, height: 0.001, title: 'b' },
      ],
      xUnit: 'ms',
      yUnit: '%',
      marks: [
        { text: 'p50 10', value: 10 },
        { text: 'p99 11', value: 11 },
      ],
    }),
  );
  // Three rows of 13 for words above: from 65 down to 196.
  expect(attributes(drawn.querySelectorAll('rect'), 'x', 'y', 'width', 'height')).toEqual([
    ['52', '65', '206', '131'],
    ['259', '195', '206', '1'],
  ]);
  // log10(11) / 2 of 414 is 215.6. Its word would stand on the first one: a row below.
  expect(attributes(drawn.querySelectorAll('text.c-mark-text'), 'x', 'y')).toEqual([
    ['262', '34'],
    ['270.6', '47'],
  ]);
});

describe('of a run', () => {
  const run = report({
    sends: [send({ startedAt: STARTED_AT, endedAt: STARTED_AT + 5000, times: 3 })],
    limits: [
      { limit: 'ack-p99=200ms', text: '', verdict: 'PASS' },
      { limit: 'lost=0', text: '', verdict: 'PASS' },
    ],
  });
  const charts = runCharts(run, '-x').map(read);

  it('sends stand above the signals, on the whole width', () => {
    const [signals] = charts;
    expect(signals.querySelector('figure')?.id).toBe('chart-signals-x');
    expect(signals.querySelector('figure')?.classList.contains('whole')).toBe(true);
    // 5 s of 5 s on 894 units.
    expect(attributes(signals.querySelectorAll('rect.c-send'), 'x', 'width')).toEqual([['52', '894']]);
    expect(signals.querySelector('text.c-span')?.textContent).toBe('send 1, 3 times');
    // 1,000 signals/s at 1 s: a fifth of the width, at the top below one lane.
    expect(signals.querySelector('path.c-line')?.getAttribute('d')).toMatch(/^M230\.8 41L/);
  });

  it('a stated limit of the latency is a line', () => {
    const [, latency] = charts;
    expect(latency.querySelector('text.c-level-text')?.textContent).toBe('limit ack-p99 200 ms');
    // From 2 to 200 ms.
    expect(latency.querySelector('path.c-level')?.getAttribute('d')).toBe('M52 26L466 26');
    expect(latency.querySelector('p.finding')?.textContent).toBe(
      'In each part of the run 99 % were acknowledged within 80 ms to 143 ms; limit ack-p99 200 ms for the whole run.',
    );
  });

  it('a report that was changed by hand can not break them', () => {
    // JSON reads 1e999 as infinite; in place of numbers may stand anything.
    const huge = Number.POSITIVE_INFINITY;
    const odd = [huge, null, 'x', -huge, 1e308, -1e308] as never;
    const series = Object.fromEntries(Object.keys(report().series).map((key) => [key, odd])) as never;
    const courses = { atMs: odd, lowMs: odd, highMs: odd, count: odd };
    const wrong = [undefined, { atMs: 7 }, { atMs: odd }, { atMs: new Array(5000).fill(1) }] as never[];
    for (const ackCourse of wrong) {
      const broken = report({
        series,
        durationMs: huge,
        clockSyncCourse: courses,
        latencyBuckets: [
          [huge, 1],
          [1e300, 1],
          [1e-300, huge],
        ],
        ackCourse,
        sends: [send({ startedAt: huge, endedAt: 'x' as never, name: '<i>' })],
        limits: [{ limit: 'ack-p99=<b>', text: '', verdict: 'PASS' }],
      });
      const html = runCharts(broken).join('');
      expect(() => read(html)).not.toThrow();
      expect(html).not.toContain('<i>');
      expect(html.length).toBeLessThan(200_000);
    }
  });
});
