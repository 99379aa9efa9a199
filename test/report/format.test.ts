/** Figures and times as reports show them, and the bins of the latency chart. */
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatInstant,
  formatMs,
  formatNumber,
  formatPercent,
  formatPlace,
  formatShare,
  plainText,
} from '../../src/report/format.js';
import { binLatencies } from '../../src/report/latency-bins.js';

it.each([
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
  [null, '–'],
  [Number.NaN, '–'],
])('%s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it.each([
  [0, '0'],
  [0.0001, '<0.1'],
  [0.0042, '0.4'],
  [0.0994, '9.9'],
  [0.0996, '10'],
  [0.783, '78'],
  [1, '100'],
  [Number.NaN, '–'],
  [undefined, '–'],
])('share %s is %s percent', (share, text) => {
  expect(formatPercent(share)).toBe(text);
  expect(formatShare(share)).toBe(text === '–' ? '–' : `${text} %`);
});

it('numbers have their thousands separated', () => {
  expect(formatNumber(1_234_567)).toBe('1,234,567');
  expect(formatNumber(1234.56, 1)).toBe('1,234.6');
  expect(formatNumber(-0.2)).toBe('0');
  expect(formatMs(12_345)).toBe('12,345');
});

it('times are local, with their distance from UTC', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5, 6);
  const text = formatInstant(at.getTime());
  expect(text).toMatch(/^2026-01-02 03:04:05\.006 [+-]\d\d:\d\d$/);
  expect(new Date(text.replace(' ', 'T').replace(' ', '')).getTime()).toBe(at.getTime());
  expect(formatInstant(null)).toBe('–');
  expect(formatInstant(Number.POSITIVE_INFINITY)).toBe('–');
});

it('texts keep letters and lose what steers', () => {
  expect(plainText('Ährenfeld 😀 ½')).toBe('Ährenfeld 😀 ½');
  expect(plainText('a\u0000\n\u009b\u202e\ud800b')).toBe(`a${'\ufffd'.repeat(5)}b`);
  expect(formatPlace({ bind: '::1', port: 2404 })).toBe('::1 port 2404');
});

describe('bins', () => {
  it('take in their upper edge, without gaps, and know what is later', () => {
    expect(
      binLatencies([
        [0.0078125, 1],
        [0.1, 2],
        [0.125, 3],
        [0.1251, 4],
      ]).slice(-3),
    ).toEqual([
      { edgeMs: 0.1, count: 2, later: 7 },
      { edgeMs: 0.125, count: 3, later: 4 },
      { edgeMs: 0.16, count: 4, later: 0 },
    ]);
    expect(binLatencies([[1000, 1]])).toEqual([{ edgeMs: 1000, count: 1, later: 0 }]);
    expect(binLatencies([[8.5, 1]])).toEqual([{ edgeMs: 10, count: 1, later: 0 }]);
    expect(binLatencies([])).toEqual([]);
  });

  it('lose nothing', () => {
    const buckets = Array.from({ length: 3000 }, (_, i) => [(i + 1) / 128, i % 7] as const);
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    const bins = binLatencies(buckets);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    for (const { edgeMs, later } of bins) {
      const over = buckets.filter(([upper]) => upper > edgeMs).reduce((sum, [, count]) => sum + count, 0);
      expect(later, String(edgeMs)).toBe(over);
    }
  });
});
