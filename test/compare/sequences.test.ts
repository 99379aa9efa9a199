/** The algorithms, compared with exhaustive search. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonSequence } from '../../src/compare/matching/common-sequence.js';
import { pairNearest } from '../../src/compare/matching/nearest.js';
import { outOfOrder } from '../../src/compare/matching/out-of-order.js';

const letters = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 14 });

/** Length of the longest common subsequence, by the table. */
function lcsLength(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) next.push(x === b[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]));
    row = next;
  }
  return row[b.length];
}

describe('the longest common sequence', () => {
  it('is common, in order, and the longest', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = commonSequence(a, b, { steps: 1e6 }) ?? [];
        for (let i = 0; i < pairs.length; i += 2) {
          expect(a[pairs[i]]).toBe(b[pairs[i + 1]]);
          if (i > 0) expect(pairs[i] > pairs[i - 2] && pairs[i + 1] > pairs[i - 1]).toBe(true);
        }
        expect(pairs.length / 2).toBe(lcsLength(a, b));
      }),
      { numRuns: 150 },
    );
  });

  it('is given up when it takes too long', () => {
    const a = Array.from({ length: 3000 }, (_, i) => i);
    expect(commonSequence(a, [...a].reverse(), { steps: 10_000 })).toBeUndefined();
  });
});

describe('rows out of order', () => {
  it('are the fewest rows without which the rest is in order', () => {
    fc.assert(
      fc.property(letters, (keys) => {
        const out = new Set(outOfOrder(keys));
        const kept = keys.filter((_, i) => !out.has(i));
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
        const longest: number[] = [];
        for (const key of keys) {
          const before = longest.filter((_, j) => keys[j] <= key);
          longest.push(Math.max(0, ...before) + 1);
        }
        expect(kept.length).toBe(Math.max(0, ...longest));
      }),
      { numRuns: 150 },
    );
  });
});

/** The least sum of distances when all of the shorter side are paired in order. */
function leastSum(short: readonly number[], long: readonly number[]): number {
  if (short.length === 0) return 0;
  if (long.length < short.length) return Number.POSITIVE_INFINITY;
  const [first, ...rest] = short;
  const taken = Math.abs(first - long[0]) + leastSum(rest, long.slice(1));
  return Math.min(taken, leastSum(short, long.slice(1)));
}

describe('the nearest pairs', () => {
  const times = fc
    .array(fc.integer({ min: 0, max: 60 }), { maxLength: 7 })
    .map((list) => list.sort((a, b) => a - b));

  it('take all of the shorter side with the least sum of distances', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        let sum = 0;
        let pairs = 0;
        pairNearest(a, b, 1000, (x, y) => {
          sum += Math.abs(a[x] - b[y]);
          pairs++;
        });
        expect(pairs).toBe(Math.min(a.length, b.length));
        expect(sum).toBe(a.length <= b.length ? leastSum(a, b) : leastSum(b, a));
      }),
      { numRuns: 150 },
    );
  });

  it('never reach too far, and no row is taken twice', () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: 0, max: 9 }), (a, b, reach) => {
        const seen = new Set<string>();
        pairNearest(a, b, reach, (x, y) => {
          expect(Math.abs(a[x] - b[y])).toBeLessThanOrEqual(reach);
          expect(seen.has(`a${x}`) || seen.has(`b${y}`)).toBe(false);
          seen.add(`a${x}`).add(`b${y}`);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('are found with bounded effort if one side has many more rows', () => {
    const a = Array.from({ length: 3000 }, (_, i) => i * 4);
    const b = Array.from({ length: 12_000 }, (_, i) => i + 3);
    const offs: number[] = [];
    pairNearest(a, b, 60_000, (x, y) => offs.push(Math.abs(a[x] - b[y])));
    expect(offs).toHaveLength(3000);
    expect(Math.max(...offs)).toBeLessThanOrEqual(10);
  });
});
