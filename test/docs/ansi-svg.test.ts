/** Screens as SVG: colours, columns and drawn characters. A cell is 8.4 × 17, the margin 8. */
import { expect, it } from 'vitest';
import { drawScreen } from '../../scripts/pictures/ansi-svg.mjs';

const ESC = String.fromCharCode(27);
const parts = (...lines: string[]) =>
  drawScreen(lines, 'title')
    .split('\n')
    .filter((line) => /^<(?:text|path|rect x)/.test(line));

it('writes a word where its column is, as wide as its cells', () => {
  expect(parts('', '  YES')).toEqual([
    '<text x="24.8" y="37.9" textLength="25.2" lengthAdjust="spacingAndGlyphs" fill="#d5d8dc">YES</text>',
  ]);
});

it('takes colours, of the sixteen, of the 256 and of all, and bold', () => {
  const inks = parts(`${ESC}[32ma${ESC}[38;5;196mb${ESC}[1;38;2;1;2;3mc${ESC}[0md`).map(
    (part) => /fill="(.*)">/.exec(part)?.[1],
  );
  expect(inks).toEqual(['#5fb562', '#ff0000', '#010203" font-weight="bold', '#d5d8dc']);
});

it('draws a background over exactly its cells, also a reversed one', () => {
  expect(parts(`x${ESC}[44m  ${ESC}[0m`)[0]).toBe(
    '<rect x="16.4" y="8" width="16.8" height="17" fill="#5a93d8"/>',
  );
  expect(parts(`${ESC}[7m ${ESC}[27m`)[0]).toBe('<rect x="8" y="8" width="8.4" height="17" fill="#d5d8dc"/>');
});

it('draws lines and bars, so that they meet in any font', () => {
  expect(parts('──')).toEqual(['<path d="M8 16.5h16.8" stroke="#d5d8dc"/>']);
  expect(parts('┐')).toEqual(['<path d="M12.2 16.5V25M8 16.5H12.2" stroke="#d5d8dc"/>']);
  expect(parts('▄█')).toEqual([
    '<rect x="8" y="16.5" width="8.4" height="8.5" fill="#d5d8dc"/>',
    '<rect x="16.4" y="8" width="8.4" height="17" fill="#d5d8dc"/>',
  ]);
});

it('escapes what XML would take for its own', () => {
  expect(parts('a<b&c')[0]).toContain('>a&lt;b&amp;c</text>');
});

it('goes on with the style of a line in the next, as tmux does', () => {
  expect(parts(`${ESC}[32ma`, `b${ESC}[0mc`).map((part) => /fill="(.*)">/.exec(part)?.[1])).toEqual([
    '#5fb562',
    '#5fb562',
    '#d5d8dc',
  ]);
});

it("draws no background that is the picture's own", () => {
  expect(parts(`${ESC}[48;5;16m  ${ESC}[0m`)).toEqual([]);
});
