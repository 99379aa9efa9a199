/** Buckets of a latency histogram: the bucket of a time, the start of a bucket, the counts of a row. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LATENCY_BUCKETS,
  LATENCY_CELLS,
  LatencyRow,
  latencyBucket,
  latencyFrom,
  newLatencyCells,
} from '../../src/station/measures/latency-row.js';

/** 1024 steps of 1/128 ms, then 15 doublings of 512 buckets each: 8 ms · 2¹⁵ = 262144 ms. */
const BUCKETS = 1024 + 15 * 512;
const END_MS = 262_144;

describe('a bucket', () => {
  it.each<[ms: number, bucket: number]>([
    [0, 0],
    [0.0078, 0],
    [1 / 128, 1],
    [1, 128],
    [7.9999, 1023],
    // From 8 ms on 1/64 ms wide, from 16 ms on 1/32 ms.
    [8, 1024],
    [8.0156, 1024],
    [8 + 1 / 64, 1025],
    [15.9999, 1535],
    [16, 1536],
    [16 + 1 / 32, 1537],
    [32, 2048],
    // 1000 = 512 + 488 ms in the doubling from 512 ms on (the seventh, 1 ms wide)
    [1000, 1024 + 6 * 512 + 488],
    [131_072, 1024 + 14 * 512],
    [END_MS - 256, BUCKETS - 1],
    [END_MS - 0.01, BUCKETS - 1],
    [END_MS, BUCKETS - 1],
    [1e9, BUCKETS - 1],
    [1e12, BUCKETS - 1],
    [Number.POSITIVE_INFINITY, BUCKETS - 1],
    [-0.0001, 0],
    [-5, 0],
    [-1e6, 0],
  ])('of %d ms is %d', (ms, bucket) => {
    expect(latencyBucket(ms)).toBe(bucket);
  });

  it('of a negative time is the first, however far back', () => {
    for (const ms of [-16_777_217, -2e7, -1e9, -1e12, Number.NEGATIVE_INFINITY])
      expect([ms, latencyBucket(ms)]).toEqual([ms, 0]);
  });

  it('begins where the one before ends', () => {
    expect([0, 1, 1023, 1024, 1025, 1536, BUCKETS].map(latencyFrom)).toEqual([
      0,
      1 / 128,
      1023 / 128,
      8,
      8 + 1 / 64,
      16,
      END_MS,
    ]);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const width = latencyFrom(bucket + 1) - latencyFrom(bucket);
      // The narrowest doubling holds 512, so that half a bucket is 1/1024 of where it begins at the most.
      expect(width).toBe(bucket < 1024 ? 1 / 128 : 2 ** (Math.floor((bucket - 1024) / 512) - 6));
      if (bucket >= 1024) expect(width / 2 / latencyFrom(bucket)).toBeLessThanOrEqual(0.001);
    }
    expect(LATENCY_BUCKETS).toBe(BUCKETS);
  });

  it('holds the times from its beginning to the next one’s', () => {
    const times = fc.oneof(
      fc.double({ min: 0, max: END_MS, maxExcluded: true, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
    );
    fc.assert(
      fc.property(times, (ms) => {
        const bucket = latencyBucket(ms);
        expect(latencyFrom(bucket)).toBeLessThanOrEqual(ms);
        expect(latencyFrom(bucket + 1)).toBeGreaterThan(ms);
      }),
      { numRuns: 2000, seed: 104 },
    );
  });
});

describe('a row', () => {
  it('is whole cache lines, so that two shards never write the same one', () => {
    expect((LATENCY_CELLS * 4) % 64).toBe(0);
    expect(newLatencyCells()).toHaveLength(LATENCY_CELLS);
  });

  it('without counts has an empty span', () => {
    const { from, end } = new LatencyRow(newLatencyCells()).span;
    expect(from).toBeGreaterThanOrEqual(end);
  });

  it('counts by bucket, and spans from the lowest to the highest that it has seen', () => {
    const row = new LatencyRow(newLatencyCells());
    row.record(10, 3);
    // 8 ms + 2 ms · 64
    expect([row.span, row.count(1152)]).toEqual([{ from: 1152, end: 1153 }, 3]);
    row.record(0, 1);
    row.record(10.001, 2);
    row.record(1e9, 4);
    expect(row.span).toEqual({ from: 0, end: BUCKETS });
    expect([0, 1, 1152, BUCKETS - 1].map((bucket) => row.count(bucket))).toEqual([1, 0, 5, 4]);
  });

  it('notes the buckets that have counts, and only these', () => {
    const row = new LatencyRow(newLatencyCells());
    expect(row.note()).toEqual({ buckets: new Uint16Array(0), counts: new Uint32Array(0) });
    row.record(1, 2);
    row.record(0.5, 7);
    row.record(10, 3);
    // 0.5 ms · 128, 1 ms · 128, and 8 ms + 2 ms · 64
    expect(row.note()).toEqual({
      buckets: Uint16Array.of(64, 128, 1152),
      counts: Uint32Array.of(7, 2, 3),
    });
    row.record(-1, 1);
    row.record(1e9, 4);
    expect(row.note()).toEqual({
      buckets: Uint16Array.of(0, 64, 128, 1152, BUCKETS - 1),
      counts: Uint32Array.of(1, 7, 2, 3, 4),
    });
  });

  it('uses only its own cells, even for the first and the last bucket', () => {
    const memory = new Uint32Array(3 * LATENCY_CELLS);
    const row = new LatencyRow(memory.subarray(LATENCY_CELLS, 2 * LATENCY_CELLS));
    for (const ms of [-1, 0, END_MS, Number.POSITIVE_INFINITY]) row.record(ms, 1);
    expect(memory.subarray(0, LATENCY_CELLS).every((cell) => cell === 0)).toBe(true);
    expect(memory.subarray(2 * LATENCY_CELLS).every((cell) => cell === 0)).toBe(true);
    expect([row.count(0), row.count(BUCKETS - 1)]).toEqual([2, 2]);
  });

  it('is exact above 2³¹', () => {
    const row = new LatencyRow(newLatencyCells());
    row.record(1, 2 ** 31);
    row.record(1, 2 ** 31 - 1);
    expect(row.count(128)).toBe(4_294_967_295);
  });
});
