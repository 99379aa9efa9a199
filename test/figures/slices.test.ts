/** Long answers are written in slices, so that other work runs in between. */
import { describe, expect, it } from 'vitest';
import { inSlices } from '../../src/figures/slices.js';

/** Keeps the thread busy. */
function work(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

describe('an answer in slices', () => {
  it('has every piece in order, and other work runs in between', async () => {
    let turns = 0;
    let asked = true;
    const turn = (): void => {
      turns++;
      if (asked) setImmediate(turn);
    };
    setImmediate(turn);
    function* pieces(): Generator<string> {
      for (let i = 0; i < 100; i++) {
        work(1);
        yield `${i} `;
      }
    }
    let text = '';
    for await (const slice of inSlices(pieces())) text += slice;
    asked = false;
    expect(text).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(''));
    // 100 ms in slices of 5 ms; fewer if a slice was delayed.
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('has short slices', async () => {
    const piece = 'x'.repeat(1000);
    const lengths: number[] = [];
    for await (const slice of inSlices(Array<string>(5000).fill(piece))) lengths.push(slice.length);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(5_000_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual((1 << 20) + 1000);
  });

  it('may be empty', async () => {
    const slices: string[] = [];
    for await (const slice of inSlices([])) slices.push(slice);
    expect(slices).toEqual([]);
  });
});
