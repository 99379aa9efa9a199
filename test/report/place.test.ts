/** Places as reports print them, and the bins of the latency chart. */
import { describe, expect, it } from 'vitest';
import { binLatencies } from '../../src/report/latency-bins.js';
import { formatPlace } from '../../src/report/place.js';

it('a place has its address only if the RTU has one of its own', () => {
  expect(formatPlace({ bind: '', port: 2404 })).toBe('2404');
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
