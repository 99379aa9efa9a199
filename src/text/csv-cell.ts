/** A cell of the CSV files that the program writes. */

/** As RFC 4180 wants it. */
export function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
