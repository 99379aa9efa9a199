/** Texts in columns: widths, cutting, numbers, times. */
import { formatDay, formatTimeOfDay } from '../../text/local-time.js';

/** Code points that take two columns (East Asian wide and full width, and emoji), as pairs of first and last. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns that a character takes: 0 for combining marks and control characters, 1 or 2. */
export function charWidth(char: string): 0 | 1 | 2 {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0;
  if (code < 0x1100) return 1;
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

/** The text cut to `width` columns, with `mark` (one column) at the end where something was cut off. */
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

/** Where a text stands in its column. */
export type Alignment = 'left' | 'right';

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

/** `5412` → `5,412`; whole numbers, rounded. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(Math.round(value)));
  if (digits.length <= 3) return value < 0 && digits !== '0' ? `-${digits}` : digits;
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 ? `-${grouped}` : grouped;
}

/** `5412345` → `5.4 M`: at most 6 columns, for axes. */
export function formatShort(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const [scaled, unit] =
    value < 999_500 ? [value / 1e3, 'k'] : value < 999_500_000 ? [value / 1e6, 'M'] : [value / 1e9, 'G'];
  return `${scaled < 99.95 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`;
}

/** Milliseconds as `3.1 ms`, `310 ms`, `12.4 s`. */
export function formatMs(ms: number): string {
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 9999.5) return `${Math.round(ms)} ms`;
  return ms < 999_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** Octets as `512 B`, `5.4 kB`, `12.0 MB`. */
export function formatOctets(octets: number): string {
  if (octets < 1000) return `${Math.round(octets)} B`;
  return `${formatShort(octets)}B`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-22 10:03:11`, local time. */
export function formatDateTime(wallMs: number): string {
  return `${formatDay(wallMs)} ${formatTimeOfDay(wallMs)}`;
}

/** A duration as `1:02:03` or `2:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail.replace(/^0(\d)/, '$1');
}
