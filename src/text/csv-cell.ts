/** A cell of the CSV files that the program writes. */

/** What must stand in quotation marks: a comma, a quotation mark, a line end; and blanks at the ends, which readers trim. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** The text as a CSV cell (RFC 4180 §2), in quotation marks only where it needs them: `a,b` → `"a,b"`. */
export function quoteCell(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
