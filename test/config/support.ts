/** Shorthands for configuration tests. */
import type { Finding } from '../../src/channel/definitions.js';
import { parseIni } from '../../src/config/ini.js';

/** `[severity, row, column, found, expected]`. */
export type FindingTuple = [Finding['severity'], number, string, string, string];

/** Findings as tuples, to be compared as one list. */
export function tuples(findings: readonly Finding[]): FindingTuple[] {
  return findings.map(({ severity, row, column, found, expected }) => [
    severity,
    row,
    column,
    found,
    expected,
  ]);
}

/** An ini file of these rows. */
export function parseRows(...rows: string[]) {
  return parseIni(rows.join('\n'), 'ini.csv');
}

/** One RTU row with valid cells, followed by these options. */
export function row(id: number, port: number, ...options: string[]): string {
  return [`${id},R${id},7,${port},,,,d.csv`, ...options].join(',');
}
