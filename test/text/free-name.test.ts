/** Names that are not taken. */
import { expect, it } from 'vitest';
import { numberedName } from '../../src/text/free-name.js';

it.each([
  ['sheet.csv', 1, [], 'sheet-1.csv'],
  ['sheet.csv', 1, ['sheet-1.csv', 'sheet-2.csv'], 'sheet-3.csv'],
  ['a.b/sheet', 2, [], 'a.b/sheet-2'],
  ['a.b/my.sheet.csv', 2, [], 'a.b/my.sheet-2.csv'],
])('%s from %i, taken %j: %s', (path, from, taken, expected) => {
  expect(numberedName(path, from, (name) => taken.includes(name as never))).toBe(expected);
});

it('none is left where all are taken', () => {
  expect(numberedName('sheet.csv', 1, () => true)).toBeUndefined();
});
