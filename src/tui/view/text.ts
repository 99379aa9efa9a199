/** Texts in columns: their widths, cutting and wrapping. */
import type { Alignment } from '../../monitor/table-column.js';

/** Code points that take two columns (East Asian wide and full width), as pairs of first and last. Emoji: see `charWidth`. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

/** Columns that a character takes: 0 for combining marks and control characters, 1 or 2. */
export function charWidth(char: string): 0 | 1 | 2 {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0;
  if (code < 0x1100) return 1;
  if (/^\p{Emoji_Presentation}/u.test(char)) return 2;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Columns that a text takes. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** The text cut to `width` columns, with `mark` (one column) at the end if it was cut. */
export function clip(text: string, width: number, mark: string): string {
  if (width <= 0) return '';
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    const columns = charWidth(char);
    if (used + columns > width - 1) break;
    kept += char;
    used += columns;
  }
  return kept + mark;
}

/** The text without its first `columns` columns. */
export function dropColumns(text: string, columns: number): string {
  if (columns <= 0) return text;
  const chars = [...text];
  let at = 0;
  for (let dropped = 0; at < chars.length && dropped < columns; at++) dropped += charWidth(chars[at] ?? '');
  return chars.slice(at).join('');
}

/** The text in exactly `width` columns. */
export function justify(text: string, width: number, align: Alignment, mark: string): string {
  const cut = clip(text, width, mark);
  const blanks = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'left' ? cut + blanks : blanks + cut;
}

/** Words broken into lines of at most `width` columns; longer words are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = /^ */.exec(paragraph)?.[0].slice(1) ?? '';
    for (let word of paragraph.trimStart().split(' ')) {
      while (textWidth(word) > width) {
        if (line !== '') lines.push(line);
        line = '';
        const head = clip(word, width + 1, '').slice(0, width) || word.slice(0, 1);
        lines.push(head);
        word = word.slice(head.length);
      }
      const longer = line === '' ? word : `${line} ${word}`;
      if (textWidth(longer) <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** Parts in lines of at most `width` columns, with `separator` between two of one line; a longer part has a line of its own. */
export function flow<Part>(
  parts: readonly Part[],
  textOf: (part: Part) => string,
  width: number,
  separator: string,
): Part[][] {
  const lines: Part[][] = [];
  let room = -1;
  for (const part of parts) {
    const needs = textWidth(textOf(part));
    const line = lines.at(-1);
    if (line === undefined || textWidth(separator) + needs > room) {
      lines.push([part]);
      room = width - needs;
    } else {
      line.push(part);
      room -= textWidth(separator) + needs;
    }
  }
  return lines;
}
