/** Numbers, durations and times as logs, reports and the screen show them. */
import { describe, expect, it } from 'vitest';
import {
  countOf,
  type Figure,
  firstNames,
  formatDuration,
  formatElapsed,
  formatExactMs,
  formatFigure,
  formatFigureMs,
  formatInstant,
  formatMegabytes,
  formatMs,
  formatNumber,
  formatPercent,
  formatRough,
  formatShare,
  formatShort,
  formatShortMs,
} from '../../src/text/format.js';
import { formatOffset } from '../../src/text/local-time.js';

/** One test a row: what goes in, what comes out. */
function shows<T>(format: (value: T) => string, rows: readonly (readonly [T, string])[]): void {
  it.each(rows)('%s is shown as %s', (value, text) => expect(format(value)).toBe(text));
}

describe('a number', () => {
  shows<Figure>(formatNumber, [
    [0, '0'],
    [999, '999'],
    [999.5, '1,000'],
    [5412, '5,412'],
    [1234567.4, '1,234,567'],
    [-1234, '-1,234'],
    [-0.2, '0'],
    [-0.5, '-1'],
    [Number.POSITIVE_INFINITY, '∞'],
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ]);

  it('has as many decimals as wanted', () => {
    expect([0, 1, 2, 3].map((decimals) => formatNumber(1234.5678, decimals))).toEqual([
      '1,235',
      '1,234.6',
      '1,234.57',
      '1,234.568',
    ]);
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatNumber(2, 1)).toBe('2.0');
  });

  it('of things', () => {
    expect([1, 0, 1200, null].map((n) => countOf(n, 'RTU'))).toEqual([
      '1 RTU',
      '0 RTUs',
      '1,200 RTUs',
      '– RTUs',
    ]);
    expect(countOf(2, 'index', 'indices')).toBe('2 indices');
  });
});

describe('the first names', () => {
  it.each([
    [0, ''],
    [1, 'A1'],
    [2, 'A1, A2'],
    [3, 'A1, A2 and 1 more'],
    [1302, 'A1, A2 and 1,300 more'],
  ])('two of %i', (count, text) => {
    const all = Array.from({ length: count }, (_, i) => i + 1);
    expect(firstNames(all, 2, (n) => `A${n}`)).toBe(text);
  });
});

describe('three significant digits', () => {
  shows<Figure>(formatFigure, [
    [765_432, '765,432'],
    [99.96, '100'],
    [52, '52'],
    [5.1, '5.1'],
    [0.8549, '0.855'],
    [0, '0'],
    [Number.NaN, '–'],
  ]);
  it('of an estimate stay three', () => expect(formatRough(1_223_456)).toBe('1,220,000'));
});

describe('on an axis', () => {
  shows(formatShort, [
    [0, '0'],
    [999, '999'],
    [1000, '1.0 k'],
    [50_000, '50.0 k'],
    [999_499, '999 k'],
    [999_500, '1.0 M'],
    [2_000_000_000, '2.0 G'],
  ]);
});

describe('octets', () => {
  shows<Figure>(formatMegabytes, [
    [1_234_567_890, '1,234.57 MB'],
    [0, '0.00 MB'],
    [null, '–'],
  ]);
});

describe('a duration in a table', () => {
  shows<Figure>(formatDuration, [
    [0, '0 ms'],
    [0.125, '0.125 ms'],
    [2.345, '2.35 ms'],
    [23.45, '23.5 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [9994, '9.99 s'],
    [9996, '10.0 s'],
    [59_949, '59.9 s'],
    [59_951, '1 min 00 s'],
    [119_600, '2 min 00 s'],
    [3_599_600, '1 h 00 min 00 s'],
    [3_725_000, '1 h 02 min 05 s'],
    [Number.POSITIVE_INFINITY, 'for ever'],
    [null, '–'],
    [Number.NaN, '–'],
  ]);
  it('without its unit', () => expect(formatMs(12_345)).toBe('12,345'));
});

describe('a duration in a sentence', () => {
  shows<Figure>(formatFigureMs, [
    [0.83, '0.83 ms'],
    [52, '52 ms'],
    [999.4, '999 ms'],
    [1900, '1.9 s'],
    [Number.NaN, '–'],
  ]);
});

describe('a duration in a narrow column', () => {
  shows(formatShortMs, [
    [3.14, '3.1 ms'],
    [99.94, '99.9 ms'],
    [99.96, '100 ms'],
    [9999, '9999 ms'],
    [12_400, '12.4 s'],
    [1_000_000, '1000 s'],
  ]);
});

describe('a difference of times', () => {
  shows<Figure>(formatExactMs, [
    [35, '35 ms'],
    [0.1254, '0.125 ms'],
    [9999.5, '9,999.5 ms'],
    [3_600_000, '3,600 s'],
    [3_600_118, '3,600.118 s'],
    [Number.NaN, '–'],
  ]);
});

describe('a duration as a clock counts it', () => {
  shows(formatElapsed, [
    [0, '0:00'],
    [62_000, '1:02'],
    [600_000, '10:00'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ]);
});

describe('a share', () => {
  shows<Figure>(formatPercent, [
    [0, '0'],
    [0.0001, '<0.1'],
    [0.0042, '0.4'],
    [0.0994, '9.9'],
    [0.0996, '10'],
    [0.783, '78'],
    [1, '100'],
    [Number.NaN, '–'],
    [undefined, '–'],
  ]);
  it('has a sign only where there is one', () => {
    expect([0.783, Number.NaN].map(formatShare)).toEqual(['78 %', '–']);
  });
});

describe('an instant', () => {
  it('is local, with its distance from UTC', () => {
    const at = new Date(2026, 0, 2, 3, 4, 5, 6);
    const text = formatInstant(at.getTime());
    expect(text).toMatch(/^2026-01-02 03:04:05\.006 [+-]\d\d:\d\d$/);
    expect(new Date(text.replace(' ', 'T').replace(' ', '')).getTime()).toBe(at.getTime());
    expect(formatInstant(null)).toBe('–');
    expect(formatInstant(Number.POSITIVE_INFINITY)).toBe('–');
  });
  shows(formatOffset, [
    [0, '+00:00'],
    [60, '+01:00'],
    [-210, '-03:30'],
  ]);
});
