/** The strip of every RTU over the run, and its picture. */
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { runCharts } from '../../src/report/run-charts.js';
import type { RtuReport } from '../../src/report/run-report.js';
import { palettePng } from '../../src/report/svg/png.js';
import { type PageElement, readPage } from './page-kit.js';
import { bigReport, latency, NO_LATENCY, report, rtu } from './report-kit.js';

/** The picture as rows of numbers of colours, and the colours. */
function readPng(png: Buffer): { rows: number[][]; colours: number[][]; opaque: number[] } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end));
    at = end + 4;
  }
  const part = (name: string): Buffer => chunks.get(name) as Buffer;
  const [width, height] = [part('IHDR').readUInt32BE(0), part('IHDR').readUInt32BE(4)];
  const octets = [...inflateSync(part('IDAT'))];
  expect(octets).toHaveLength((width + 1) * height);
  const palette = [...part('PLTE')];
  return {
    rows: Array.from({ length: height }, (_, y) => octets.slice(y * (width + 1) + 1, (y + 1) * (width + 1))),
    colours: Array.from({ length: palette.length / 3 }, (_, i) => palette.slice(3 * i, 3 * i + 3)),
    opaque: [...part('tRNS')],
  };
}

it('a picture has its rows, its colours, and right checks', () => {
  const png = palettePng(
    [new Uint8Array([0, 1, 2]), new Uint8Array([2, 1, 0])],
    [undefined, [1, 2, 3], [255, 0, 9]],
  );
  expect(readPng(png)).toEqual({
    rows: [
      [0, 1, 2],
      [2, 1, 0],
    ],
    colours: [
      [0, 0, 0],
      [1, 2, 3],
      [255, 0, 9],
    ],
    opaque: [0, 255, 255],
  });
  // The last chunk is the same in every PNG.
  expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
  const check = crc32 as undefined | ((data: Buffer) => number);
  if (check !== undefined) expect(png.readUInt32BE(29)).toBe(check(png.subarray(12, 29)));
});

/** Edges of the letters do not matter to the drawing but for the legend. */
const course = (columns: number) => ({
  atMs: Array.from({ length: columns }, (_, i) => 1000 * (i + 1)),
  columnMs: 1000,
  edgesMs: [],
});

function stripOf(rtus: readonly RtuReport[], columns: number): PageElement | undefined {
  const html = htmlReport(report({ rtus, ackCourse: course(columns) }));
  return readPage(html)
    .root.querySelectorAll('figure.chart')
    .find(({ id }) => id === 'chart-rtus-over-time');
}

const pictureOf = (strip: PageElement | undefined): PageElement =>
  strip?.querySelector('image') as PageElement;

function cellsOf(strip: PageElement | undefined) {
  const href = pictureOf(strip).getAttribute('href') as string;
  return readPng(Buffer.from(href.replace('data:image/png;base64,', ''), 'base64'));
}

describe('of a few RTUs', () => {
  const rtus = [
    rtu(3, { name: '<b>"slow"', ackCourse: 'AUe!-', latency: latency({ p99Ms: 98 }) }),
    rtu(2, { ackCourse: '!!!!!', latency: NO_LATENCY }),
    rtu(1, { ackCourse: 'AAAAA', latency: latency({ p99Ms: 0.09 }) }),
  ];
  const strip = stripOf(rtus, 5);

  it('has a row for each in the order of the ini file', () => {
    // A is level 2, U 22, e 32.
    const { rows, colours, opaque } = cellsOf(strip);
    expect(rows).toEqual([
      [2, 2, 2, 2, 2],
      [1, 1, 1, 1, 1],
      [2, 22, 32, 1, 0],
    ]);
    // The fastest, the middle of two thirds of the way, the slowest; waiting is grey, nothing is clear.
    expect([colours[2], colours[17], colours[32], colours[1]]).toEqual([
      [176, 212, 232],
      [240, 120, 60],
      [100, 0, 30],
      [128, 128, 128],
    ]);
    expect([opaque[0], opaque[1], opaque[32]]).toEqual([0, 255, 255]);
  });

  it('lies on the time of the run, 14 high for each row', () => {
    // The run takes 5 s, on 960 − 52 − 250 units.
    const picture = pictureOf(strip);
    expect(['x', 'y', 'width', 'height'].map((name) => picture.getAttribute(name))).toEqual([
      '52',
      '26',
      '658',
      '42',
    ]);
    expect(picture.getAttribute('preserveAspectRatio')).toBe('none');
  });

  it('names the slowest beside their rows, whatever the names are', () => {
    const names = strip?.querySelectorAll('text.c-text') ?? [];
    expect(names.map((name) => [name.textContent, name.getAttribute('y')])).toEqual([
      ['1 System 1: 0.09 ms', '37'],
      ['2 System 2: none acknowledged', '51'],
      ['3 <b>"slow": 98 ms', '65'],
    ]);
    expect(strip?.querySelector('svg')?.getAttribute('aria-label')).toBe(
      'Every RTU over the run: 99 % acknowledged within: The slowest: 2 System 2: none acknowledged, 3 <b>"slow": 98 ms, ' +
        '1 System 1: 0.09 ms. Half of the RTUs had 99 % acknowledged within 0.09 ms.',
    );
  });

  it('says which times the colours are', () => {
    const texts = strip?.querySelectorAll('text.c-tick').map(({ textContent }) => textContent) ?? [];
    // From A, 0.1 ms, to e, 100 ms: 30 letters.
    expect(texts).toEqual(expect.arrayContaining(['0.1 ms', '0.63 ms', '3.15 ms', '20 ms', '100 ms']));
    expect(texts).toEqual(expect.arrayContaining(['waited, nothing acknowledged', 'nothing to acknowledge']));
  });
});

it('small differences are no difference of colour', () => {
  // A power of ten has ten letters: from K to L is a tenth of the way.
  const { colours } = cellsOf(stripOf([rtu(1, { ackCourse: 'KL' })], 2));
  expect(colours).toHaveLength(23);
});

it('names that would stand on one another are moved apart', () => {
  const rtus = Array.from({ length: 153 }, (_, i) =>
    rtu(153 - i, { ackCourse: 'U', latency: latency({ p99Ms: 200 - i }) }),
  );
  const names = stripOf(rtus, 1)?.querySelectorAll('text.c-text') ?? [];
  expect(names.map((name) => name.textContent?.split(' ')[0])).toEqual([
    '146',
    '147',
    '148',
    '149',
    '150',
    '151',
    '152',
    '153',
  ]);
  // 480 high from 26: the last one at 499, the others 14 above each; the text stands 4 lower.
  expect(names.map((name) => name.getAttribute('y'))).toEqual(
    [405, 419, 433, 447, 461, 475, 489, 503].map(String),
  );
});

it('there is none where nothing was recorded, and none where nothing was acknowledged', () => {
  expect(readPage(htmlReport(report())).root.querySelectorAll('image')).toEqual([]);
  expect(stripOf([rtu(1, { ackCourse: '--!' })], 3)).toBeUndefined();
  expect(stripOf([], 0)).toBeUndefined();
  expect(cellsOf(stripOf([rtu(1), rtu(2, { ackCourse: 'A' })], 2)).rows).toEqual([
    [0, 0],
    [2, 0],
  ]);
});

it('of 10,000 RTUs a row is the slowest of 34, and the page stays small', () => {
  const run = bigReport(10_000, 400);
  const rtus = run.rtus.map((one) => ({
    ...one,
    ackCourse: Array.from({ length: 120 }, (_, i) => 'KLMNOPQR'[(one.no * 7 + i * i) % 8]).join(''),
  }));
  const slow = rtus.map((one) => (one.no === 5000 ? { ...one, ackCourse: `${'K'.repeat(119)}y` } : one));
  const charts = runCharts({ ...run, rtus: slow, ackCourse: course(120) });
  const strip = readPage(`<!DOCTYPE html>${charts[3]}`).root;
  const { rows } = cellsOf(strip);
  expect(rows).toHaveLength(295);
  // No. 5,000 is in the 148th row: its letter y is level 52.
  expect(rows.flatMap((row, i) => (row.includes(52) ? [i] : []))).toEqual([147]);
  expect(strip?.querySelector('p.finding')?.textContent).toContain('A row stands for 34 RTUs');
  expect(charts.join('').length).toBeLessThan(150_000);
});
