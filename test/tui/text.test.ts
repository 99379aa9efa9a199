/** Widths, cutting and wrapping of the dashboard's texts. */
import { describe, expect, it } from 'vitest';
import { clip, dropColumns, justify, textWidth, wrap } from '../../src/tui/view/text.js';

describe('a width', () => {
  it.each([
    ['ABB', 3],
    ['Köln', 4],
    ['変電所', 6],
    ['⚡', 2],
    ['🚀 Nord', 7],
    ['⚠\ufe0f', 1],
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
