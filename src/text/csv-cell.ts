/** The cells of the CSV files that the program writes, and the way back. */
import { plainText } from './outside-text.js';

/** Needs quotation marks: a separator, a quotation mark, a line end, or a blank at an end, which readers would trim. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/**
 * A spreadsheet evaluates a cell that begins so (in any width; a tab or line end before it does not help), however it is quoted.
 * An apostrophe before it makes it a text. Apostrophes are counted in, so that taking one off again gives the same text.
 */
const FORMULA = String.raw`[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]`;
const NEEDS_GUARD = new RegExp(`^${FORMULA}`);
const GUARDED = new RegExp(`^(\\s*)'(?=${FORMULA})`);

/** A number, or words of our own, as a cell (RFC 4180 §2), in quotation marks only if needed: `-5` stays `-5`. */
export function quoteCell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text of others (a name, a comment, a file name) as a cell: on one line, without characters that deceive, and never a formula:
 * `=1+1` → `'=1+1`.
 */
export function textCell(text: string): string {
  return quoteCell(guardFormula(plainText(text)));
}

/** The text with an apostrophe before it if a spreadsheet would take it for a formula. */
export function guardFormula(text: string): string {
  return NEEDS_GUARD.test(text) ? `'${text}` : text;
}

/** A cell as it was before `guardFormula`: `'=1+1` → `=1+1`. Every CSV file that the program reads goes through it. */
export function withoutGuard(cell: string): string {
  return cell.replace(GUARDED, '$1');
}
