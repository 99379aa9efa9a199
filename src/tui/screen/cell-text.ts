/** What is sent for one cell of the screen. */
import { textWidth } from '../view/text.js';

/** Up to here every character but marks takes one column. */
const FIRST_DOUBTFUL = '\u1100';
const PICTURE = /\p{Extended_Pictographic}/u;

/**
 * What is sent for a cell in column `x`, from 0. Terminals do not agree on the width of emoji and of characters with marks. So both cells
 * of a wide character are emptied first, and the cursor is placed behind each doubtful cell (CHA): whatever the terminal made of it, the rest
 * of the row stands right. `char` is empty behind a wide character: there the cursor moves on (CUF), and nothing is written.
 */
export function cellText(char: string, x: number): string {
  if (char.length === 1 && char < FIRST_DOUBTFUL) return char;
  if (char === '') return '\u001b[C';
  const isWide = textWidth(char) === 2;
  if (!isWide && char.length === 1 && !PICTURE.test(char)) return char;
  const behind = `\u001b[${x + 2}G`;
  return isWide ? `  \u001b[${x + 1}G${char}${behind}` : `${char}${behind}`;
}
