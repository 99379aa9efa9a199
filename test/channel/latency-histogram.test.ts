/** Percentiles and figures of merged histograms, with and without the counts from before a run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LatencyHistogram,
  type LatencyNote,
  noteLatencies,
  percentileOf,
} from '../../src/figures/latency-histogram.js';
import { LatencyRow, newLatencyCells } from '../../src/station/measures/latency-row.js';

/** Half of the bucket of 1/128 ms that a time below 8 ms falls into. */
const HALF = 1 / 256;

function rowOf(...times: readonly (number | [ms: number, times: number])[]): LatencyRow {
  const row = new LatencyRow(newLatencyCells());
  for (const time of times) {
    if (typeof time === 'number') row.record(time, 1);
    else row.record(...time);
  }
  return row;
}

const histogram = (row: LatencyRow, before?: LatencyNote) => new LatencyHistogram().add(row, before);

describe('nothing counted', () => {
  it('gives no figure', () => {
    const nothing = { meanMs: NaN, p50Ms: NaN, p90Ms: NaN, p99Ms: NaN, p999Ms: NaN, maxMs: NaN };
    expect(new LatencyHistogram().figures()).toEqual({ count: 0, ...nothing });
    expect(histogram(rowOf()).figures(12)).toEqual({ count: 0, ...nothing });
    expect(percentileOf(rowOf(), 0.5)).toBeNaN();
    expect(new LatencyHistogram().buckets()).toEqual([]);
  });

  it('since the mark gives no figure, whatever was counted before', () => {
    const row = rowOf(1, [5, 7], 300);
    const before = noteLatencies(row);
    expect(histogram(row, before).figures().count).toBe(0);
    expect(histogram(row, before).figures().maxMs).toBeNaN();
    expect(histogram(row, before).buckets()).toEqual([]);
    expect(percentileOf(row, 0.99, before)).toBeNaN();
  });
});

describe('percentiles', () => {
  it('of equal times are that time', () => {
    const figures = histogram(rowOf(2)).figures();
    expect(figures).toEqual({
      count: 1,
      meanMs: 2 + HALF,
      p50Ms: 2 + HALF,
      p90Ms: 2 + HALF,
      p99Ms: 2 + HALF,
      p999Ms: 2 + HALF,
      maxMs: 2 + 2 * HALF,
    });
  });

  it('are the smallest time that at least this share of all times does not exceed', () => {
    // 1…100 ms: buckets of 1/128 ms below 8 ms, of at most 1/8 ms above.
    const row = rowOf(...Array.from({ length: 100 }, (_, i) => i + 1));
    const all = histogram(row);
    for (const [share, ms, half] of [
      [0, 1, HALF],
      [0.01, 1, HALF],
      [0.011, 2, HALF],
      [0.05, 5, HALF],
      [0.5, 50, 1 / 32],
      [0.9, 90, 1 / 16],
      [0.99, 99, 1 / 16],
      [0.991, 100, 1 / 16],
      [1, 100, 1 / 16],
    ]) {
      expect([share, all.percentile(share)]).toEqual([share, ms + half]);
      expect([share, percentileOf(row, share)]).toEqual([share, ms + half]);
    }
  });

  it('and the largest time don’t exceed an exactly known maximum', () => {
    // 100 ms lies in the bucket from 100 to 100.125 ms.
    expect(histogram(rowOf(100)).figures(100.01)).toMatchObject({ p50Ms: 100.01, maxMs: 100.01 });
    expect(histogram(rowOf(100)).figures().maxMs).toBe(100.125);
    // The maximum lies in another bucket, so it is ignored.
    expect(histogram(rowOf(100)).figures(3000).maxMs).toBe(100.125);
    expect(histogram(rowOf(100)).figures(7).maxMs).toBe(100);
  });
});

describe('a merge', () => {
  it('adds up rows, each less its counts from before', () => {
    const [a, b] = [rowOf(1, 1, 3), rowOf([3, 5])];
    const before = noteLatencies(a);
    a.record(1, 1);
    a.record(0.5, 2);
    a.record(50, 1);
    const merged = new LatencyHistogram().add(a, before).add(b);
    expect(merged.total).toBe(9);
    expect(merged.buckets()).toEqual([
      [0.5 + 1 / 128, 2],
      [1 + 1 / 128, 1],
      [3 + 1 / 128, 5],
      [50 + 1 / 16, 1],
    ]);
    // Less the counts from before: 2, 1, 1
    expect(percentileOf(a, 0.5, before)).toBe(0.5 + HALF);
    expect(percentileOf(a, 0.75, before)).toBe(1 + HALF);
    expect(percentileOf(a, 1, before)).toBe(50 + 1 / 32);
  });

  it('has the mean of the middles of the buckets', () => {
    expect(histogram(rowOf(1, [2, 3])).figures().meanMs).toBe((1 + 3 * 2) / 4 + HALF);
  });

  it('is like a new one after it was cleared', () => {
    const one = histogram(rowOf(1, 1000)).clear();
    expect([one.total, one.buckets()]).toEqual([0, []]);
    expect(one.add(rowOf(0.5, 4_000)).buckets()).toEqual([
      [0.5 + 1 / 128, 1],
      [4_000 + 4, 1],
    ]);
  });

  it('of any times is exact within half a bucket', () => {
    const times = fc.array(fc.double({ min: 0, max: 200_000, noNaN: true }), { minLength: 1, maxLength: 60 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(times, times, share, (early, late, part) => {
        const row = rowOf(...early);
        const before = noteLatencies(row);
        for (const ms of late) row.record(ms, 1);
        const figures = histogram(row, before).figures(Math.max(...late));
        const sorted = [...late].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(part * late.length) - 1)];
        const found = percentileOf(row, part, before);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(HALF, exact / 1000));
        expect(histogram(row, before).percentile(part)).toBe(found);
        expect(figures.count).toBe(late.length);
        expect(figures.maxMs).toBe(sorted.at(-1));
        const mean = late.reduce((sum, ms) => sum + ms, 0) / late.length;
        expect(Math.abs(figures.meanMs - mean)).toBeLessThanOrEqual(Math.max(HALF, mean / 1000));
      }),
      { numRuns: 200, seed: 104 },
    );
  });
});
