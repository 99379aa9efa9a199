/** A cell of the CSV files that the program writes. */

/** Needs quotation marks: a comma, a quotation mark, a line end, or a blank at an end, which readers would trim. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** The text as a CSV cell (RFC 4180 §2), in quotation marks only if needed: `a,b` → `"a,b"`. */
export function quoteCell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
