/** Cells of the CSV files that the program writes. */
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { quoteCell } from '../../src/text/csv-cell.js';

it.each([
  ['', ''],
  ['BAY 1', 'BAY 1'],
  ["it's; fine\ttoo", "it's; fine\ttoo"],
  ['a,b', '"a,b"'],
  ['say "on"', '"say ""on"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\rlines', '"two\rlines"'],
  [' padded', '" padded"'],
  ['padded ', '"padded "'],
])('%j is written as %s', (text, cell) => {
  expect(quoteCell(text)).toBe(cell);
});

it('a reader that trims gets the text back', () => {
  const texts = [' a', 'b ', 'c,d', '"', 'e\nf'];
  expect(parse(texts.map(quoteCell).join(','), { trim: true, record_delimiter: '\n' })).toEqual([texts]);
});
