/** Collects the errors and warnings of an input file (`docs/architecture.md` house rule 6). */
import type { Finding } from '../channel/definitions.js';
import { countOf } from '../text/format.js';
import { isDigits } from '../text/numbers.js';

/** More of a cell than this is not shown. */
const FOUND_LENGTH = 80;

/** Collects findings about one file: all of them, not only the first. */
export interface FindingCollector {
  /** In the order in which they were reported. */
  readonly list: Finding[];
  /** How many of them are errors. */
  readonly errors: number;
  /** Reports an error: something is left out. `row` from 1 (0: the whole file), `column` as from `columnName`, empty for the whole row. */
  error(row: number, column: string, found: string, expected: string): void;
  /** Reports a warning: nothing is left out, but it is probably a mistake. */
  warning(row: number, column: string, found: string, expected: string): void;
}

/** `file` is the path as the user gave it. Found text is cut to 80 characters. */
export function collectFindings(file: string): FindingCollector {
  const list: Finding[] = [];
  let errors = 0;
  const add = (
    severity: Finding['severity'],
    row: number,
    column: string,
    found: string,
    expected: string,
  ): void => {
    const shown = found.length > FOUND_LENGTH ? `${found.slice(0, FOUND_LENGTH)}…` : found;
    if (severity === 'error') errors++;
    list.push({ severity, file, row, column, found: shown, expected });
  };
  return {
    list,
    get errors() {
      return errors;
    },
    error: (row, column, found, expected) => add('error', row, column, found, expected),
    warning: (row, column, found, expected) => add('warning', row, column, found, expected),
  };
}

/** `4 (port)`: number from 1 and name of a column. */
export function columnName(number: number, label: string): string {
  return `${number} (${label})`;
}

/** A row of a file, as far as its end is judged. */
interface NumberedRow {
  line: number;
  cells: readonly string[];
}

/**
 * Reports rows below the row that begins with `!` (line `end`; Infinity: there is none), because a file that ends early by
 * mistake loads and looks whole. `what` names a row: `RTU`, `step`.
 */
export function reportEnd(
  rows: readonly NumberedRow[],
  end: number,
  findings: FindingCollector,
  what: string,
  isRow = (cells: readonly string[]): boolean => isDigits(cells[0]),
): void {
  const below = rows.filter(({ line, cells }) => line > end && isRow(cells)).length;
  if (below === 0) return;
  const found = rows.find(({ line }) => line === end)?.cells.join(',') ?? '';
  const expected = `no ! before the last ${what}; reading ends here, and ${countOf(below, `${what} row`)} below ${below === 1 ? 'is' : 'are'} left out`;
  findings.warning(end, '', found, expected);
}
