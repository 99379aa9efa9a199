/** Charts of characters. */
import { expect, it } from 'vitest';
import { chartRows, grouped, roundUp } from '../../src/tui/view/chart.js';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

it.each([
  [0, 1],
  [1, 1],
  [1.5, 2],
  [3, 5],
  [6, 10],
  [5412, 10_000],
  [200_000, 200_000],
])('%d is rounded up to %d', (value, top) => expect(roundUp(value)).toBe(top));

it('fills columns from below, the newest at the right', () => {
  expect(chartRows([0, 4, 8, 12, 16], 6, 2, 16, BARS)).toEqual(['    ▄█', '  ▄███']);
});

it('shows the newest where there are too many', () => {
  expect(chartRows([1, 2, 8], 2, 1, 8, BARS)).toEqual(['▂█']);
});

it('shows the smallest bar for little, nothing for nothing', () => {
  expect(chartRows([0, 0.001], 2, 2, 100, BARS)).toEqual(['  ', ' ▁']);
});

it('has fewer steps in plain characters', () => {
  expect(chartRows([1, 2, 3], 3, 1, 3, ['.', ':', '#'])).toEqual(['.:#']);
});

it('takes means of groups from the newest back', () => {
  expect(grouped([5, 1, 3, 2, 4], 2)).toEqual([5, 2, 3]);
  expect(grouped([1, 2], 1)).toEqual([1, 2]);
});
