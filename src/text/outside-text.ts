/**
 * Text from outside (names, comments, file names, bodies of requests, cells of other programs) in a form that can't control a
 * terminal, break a line, turn the direction of other text, or hide (`docs/behaviour.md` §8). Unicode's names and numbers: Unicode 15.
 */

/** Shown in place of a character that is not shown: U+FFFD, the replacement character. */
export const REPLACEMENT = '\ufffd';

/**
 * One of these as a part of a character class:
 * control characters (C0 with ESC, DEL, C1); line and paragraph separators; marks, embeddings and isolates of direction; characters
 * without width or shape: soft hyphen, grapheme joiner, fillers, zero width space, word joiner, byte order mark, annotations, tags.
 */
const CLASS =
  '\\p{Cc}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069' +
  '\\u00ad\\u034f\\u115f\\u1160\\u180e\\u200b\\u2060-\\u2065\\u206a-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}' +
  '\\p{Surrogate}';

/** A joiner (U+200C, U+200D) means something behind letters that join, marks and pictures; anywhere else it only hides. */
const JOINER =
  '(?<![\\p{M}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Extended_Pictographic}\\p{Emoji_Modifier}])[\\u200c\\u200d]';

const DECEIVING = new RegExp(`[${CLASS}]|${JOINER}`, 'gu');
/** The same without line feed and tab, which mean something in texts of several lines. */
const DECEIVING_IN_LINES = new RegExp(`(?![\\n\\t])[${CLASS}]|${JOINER}`, 'gu');
/** Most texts; looked at first, because that is much faster. */
const USUAL = /^[\x20-\x7e]*$/;
const USUAL_LINES = /^[\x20-\x7e\n\t]*$/;

/** The text on one line, with `REPLACEMENT` for every character that could deceive. As long as before in characters. */
export function plainText(text: string): string {
  return USUAL.test(text) ? text : text.replace(DECEIVING, REPLACEMENT);
}

/** The same for a text of several lines: line feeds and tabs stay. A carriage return before a line feed goes. */
export function plainLines(text: string): string {
  return USUAL_LINES.test(text)
    ? text
    : text.replaceAll('\r\n', '\n').replace(DECEIVING_IN_LINES, REPLACEMENT);
}

/** Whether the text has characters that `plainText` replaces. */
export function isPlain(text: string): boolean {
  return plainText(text) === text;
}

/** Whether nothing of the text would be shown: it is empty, or all blanks and characters that `plainText` replaces. */
export function isUnseen(text: string): boolean {
  return text.replace(DECEIVING, '').trim() === '';
}

/** JSON with the characters escaped that could deceive whoever reads it as text; it means the same. Line feeds between its parts stay. */
export function plainJson(json: string): string {
  return USUAL_LINES.test(json) ? json : json.replace(DECEIVING_IN_LINES, escapeUnits);
}

/** The text in quotation marks as in JSON; nothing of it is lost: `"ABB\u001b[31m"`. */
export function quotedText(text: string): string {
  return plainJson(JSON.stringify(text));
}

function escapeUnits(char: string): string {
  let escaped = '';
  for (let i = 0; i < char.length; i++) {
    escaped += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
