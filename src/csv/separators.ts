/** Which character separates the cells of a file. */
import { parse } from 'csv-parse/sync';

/** The characters that spreadsheets and front-ends write between cells; the first one is taken where nothing tells them apart. */
export const SEPARATORS = [',', ';', '\t', '|'] as const;

/** One of `SEPARATORS`. */
export type Separator = (typeof SEPARATORS)[number];

/** Names for people. */
export const SEPARATOR_NAMES: Readonly<Record<Separator, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'vertical bar',
};

/** Whether cells look like a row of the kind of file that is read. */
export type RowTest = (cells: readonly string[], separator: Separator) => boolean;

/**
 * The separator with which most lines are rows of their kind. Counting characters would not do: `;` also separates the
 * entries of a list inside a cell, and a comma is the decimal sign where the semicolon separates.
 * Without any such line: the one that occurs most in the first line.
 */
export function findSeparator(lines: readonly string[], fits: RowTest): Separator {
  let best: Separator | undefined;
  let most = 0;
  for (const separator of SEPARATORS) {
    let count = 0;
    for (const line of lines) if (isRow(line, separator, fits)) count++;
    if (count > most) {
      most = count;
      best = separator;
    }
  }
  return best ?? mostFrequent(lines[0] ?? '');
}

/** The separator other than `own` with which the line is a row; `undefined`: there is none. */
export function otherSeparator(line: string, own: Separator, fits: RowTest): Separator | undefined {
  return SEPARATORS.find((separator) => separator !== own && isRow(line, separator, fits));
}

function isRow(line: string, separator: Separator, fits: RowTest): boolean {
  if (!line.includes(separator)) return false;
  return fits(splitLine(line, separator), separator);
}

/** The trimmed cells of one line; quotation marks that don't pair stay as they are. */
function splitLine(line: string, separator: Separator): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  try {
    const [cells = []] = parse(line, { delimiter: separator, trim: true, relax_quotes: true });
    return cells as string[];
  } catch {
    return line.split(separator).map((cell) => cell.trim());
  }
}

function mostFrequent(line: string): Separator {
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (separator: Separator): number => bare.split(separator).length;
  return [...SEPARATORS].sort((a, b) => count(b) - count(a))[0];
}
