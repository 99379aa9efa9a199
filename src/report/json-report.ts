/** The report as JSON. */
import { plainJson } from '../text/outside-text.js';
import type { RunReport } from './run-report.js';

/**
 * JSON text that ends with a newline. Entries of lists have a line each, so that line tools can read them. Reading it back gives
 * the report again, with `null` for NaN.
 */
export function jsonReport(report: RunReport): string {
  return [...jsonPieces(report)].join('');
}

/** The same entry by entry. */
export function* jsonPieces(report: RunReport): Generator<string> {
  let separator = '{\n';
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}: `;
    yield* lay(value);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* lay(value: unknown): Generator<string> {
  if (!Array.isArray(value) || value.length === 0) {
    yield plainJson(JSON.stringify(value));
    return;
  }
  let separator = '[\n';
  for (const item of value) {
    yield `${separator}${plainJson(JSON.stringify(item))}`;
    separator = ',\n';
  }
  yield '\n]';
}
