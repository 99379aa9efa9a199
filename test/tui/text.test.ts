/** Widths, cutting, numbers and times of the dashboard's texts. */
import { describe, expect, it } from 'vitest';
import {
  clip,
  dropColumns,
  formatCount,
  formatDuration,
  formatMs,
  formatOctets,
  formatShort,
  justify,
  textWidth,
  wrap,
} from '../../src/tui/view/text.js';

describe('a width', () => {
  it.each([
    ['ABB', 3],
    ['Köln', 4],
    ['変電所', 6],
    ['e\u0301', 1],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => {
    expect(textWidth(text)).toBe(columns);
  });
});

describe('cutting', () => {
  it('leaves what fits', () => expect(clip('ABB', 3, '…')).toBe('ABB'));
  it('marks what does not', () => expect(clip('Ahornbach', 5, '…')).toBe('Ahor…'));
  it('does not cut a wide character in halves', () => expect(clip('変電所', 4, '…')).toBe('変…'));
  it('leaves nothing where there is no room', () => expect(clip('ABB', 0, '…')).toBe(''));
  it('fills a column', () => {
    expect(justify('12', 5, 'right', '…')).toBe('   12');
    expect(justify('12', 5, 'left', '…')).toBe('12   ');
    expect(justify('変電', 5, 'left', '…')).toBe('変電 ');
  });
  it('drops columns at the left', () => {
    expect(dropColumns('abcdef', 2)).toBe('cdef');
    expect(dropColumns('変電所', 2)).toBe('電所');
    expect(dropColumns('ab', 5)).toBe('');
  });
  it('breaks lines at blanks, keeps indents and cuts longer words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect(wrap('  a   b', 20)).toEqual(['  a   b']);
    expect(wrap('a\n\nb', 5)).toEqual(['a', '', 'b']);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [5412, '5,412'],
    [1234567.4, '1,234,567'],
    [-1234, '-1,234'],
    [-0.2, '0'],
  ])('%d is %s', (value, text) => expect(formatCount(value)).toBe(text));
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1.0 k'],
    [50_000, '50.0 k'],
    [999_499, '999 k'],
    [999_500, '1.0 M'],
    [2_000_000_000, '2.0 G'],
  ])('%d is %s on an axis', (value, text) => expect(formatShort(value)).toBe(text));
  it.each([
    [3.14, '3.1 ms'],
    [99.94, '99.9 ms'],
    [99.96, '100 ms'],
    [9999, '9999 ms'],
    [12_400, '12.4 s'],
    [1_000_000, '1000 s'],
  ])('%d ms is %s', (ms, text) => expect(formatMs(ms)).toBe(text));
  it.each([
    [512, '512 B'],
    [5400, '5.4 kB'],
  ])('%d octets are %s', (octets, text) => expect(formatOctets(octets)).toBe(text));
  it.each([
    [0, '0:00'],
    [62_000, '1:02'],
    [600_000, '10:00'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});
