/** CSV text as a spreadsheet writes it. */

/** A line: cells joined by commas, quoted where they hold a comma or a quotation mark. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells
    .map(String)
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}
