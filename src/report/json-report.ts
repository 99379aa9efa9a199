/** The report as JSON. */
import { plainJson } from '../text/outside-text.js';
import type { RunReport } from './run-report.js';

/**
 * JSON text that ends with a newline. Entries of lists have a line each, so that line tools can read them. Reading it back gives
 * the report again, with `null` for NaN.
 */
export function jsonReport(report: RunReport): string {
  const entries = Object.entries(report).filter(([, value]) => value !== undefined);
  return plainJson(
    `{\n${entries.map(([key, value]) => `${JSON.stringify(key)}: ${lay(value)}`).join(',\n')}\n}\n`,
  );
}

function lay(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
