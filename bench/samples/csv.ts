/** CSV text in the form that a spreadsheet writes. */

/** A line: cells joined by commas, quoted if they hold a comma, a quotation mark or a line break. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells
    .map(String)
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}
