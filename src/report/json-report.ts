/** The report as JSON: the record itself, with lists of records one to a line, so that line tools can read it too. */
import type { RunReport } from './run-report.js';

/** JSON text that ends with a newline. Reading it back gives the record; a figure that is no number (NaN) becomes `null`. */
export function jsonReport(report: RunReport): string {
  const entries = Object.entries(report).filter(([, value]) => value !== undefined);
  return `{\n${entries.map(([key, value]) => `${JSON.stringify(key)}: ${lay(value)}`).join(',\n')}\n}\n`;
}

function lay(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
