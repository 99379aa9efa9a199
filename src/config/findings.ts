/** Collects the errors and warnings of an input file (`docs/architecture.md` house rule 6). */
import type { Finding } from '../channel/definitions.js';

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
