/** Keys that scroll: by how many lines, and sideways by how many columns. */
import { expect, it } from 'vitest';
import { scrolledLines, shiftedColumns } from '../../src/tui/control/scroll-keys.js';

const key = (name: string) => ({ name, char: '' });

it.each([
  ['up', -1],
  ['down', 1],
  ['pageup', -9],
  ['pagedown', 9],
  ['home', Number.NEGATIVE_INFINITY],
  ['end', Number.POSITIVE_INFINITY],
  ['enter', undefined],
])('%s scrolls a list of 10 lines by %s', (name, lines) => {
  expect(scrolledLines(key(name), 10)).toBe(lines);
});

it('a page is a line at least', () => {
  expect(scrolledLines(key('pagedown'), 1)).toBe(1);
});

it.each([
  ['right', 0, 20],
  ['right', 20, 40],
  ['left', 40, 20],
  ['left', 10, 0],
  ['up', 10, undefined],
])('%s at column %s moves to %s', (name, shift, moved) => {
  expect(shiftedColumns(key(name), shift)).toBe(moved);
});
