/** What is sent for one cell of the screen. */
import { expect, it } from 'vitest';
import { cellText } from '../../src/tui/screen/cell-text.js';

const ESCAPE = '\u001b';

it.each(['a', ' ', 'ä', '─', '│', '▲', '…', '█'])('%s goes out as it is', (char) => {
  expect(cellText(char, 7)).toBe(char);
});

it.each(['変', '⚡', '🚀', '👨\u200d'])(
  '%s empties its two cells, and the cursor is placed behind the first',
  (char) => {
    expect(cellText(char, 7)).toBe(`  ${ESCAPE}[8G${char}${ESCAPE}[9G`);
  },
);

it('nothing is written behind a wide character; the cursor moves on', () => {
  expect(cellText('', 8)).toBe(`${ESCAPE}[C`);
});

it.each(['⚠\ufe0f', '⚠', 'e\u0301'])(
  'the cursor is placed behind %s, whose width terminals see differently',
  (char) => {
    expect(cellText(char, 7)).toBe(`${char}${ESCAPE}[9G`);
  },
);
