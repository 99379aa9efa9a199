/** The part of a run's report about what had to happen. */
import type { ExpectationResult } from '../coordinator/api.js';
import type { ExpectationReport } from '../report/expectation-report.js';
import { formatNumber } from '../text/format.js';

/** What became of each expectation. */
export function reportExpectations(results: readonly ExpectationResult[]): ExpectationReport[] {
  return results.map((result) => {
    const { row, isMet, firstMs } = result;
    return {
      name: row.name,
      demanded: row.words,
      isMet,
      found: describeFound(result),
      firstMs: Number.isNaN(firstMs) ? null : firstMs,
      comment: row.comment,
      file: row.file,
      row: row.line,
    };
  });
}

function describeFound({ row, isMet, times, firstMs, beforeMs }: ExpectationResult): string {
  if (row.demanded.kind === 'ends') return isMet ? 'so at the end' : 'not so at the end';
  const seconds = (ms: number): string => `${formatNumber(ms / 1000, 3)} s`;
  const other = Number.isNaN(beforeMs) ? '' : `; what it must come before came after ${seconds(beforeMs)}`;
  if (times === 0) return `never${other}`;
  const often = times === 1 ? 'once' : `${formatNumber(times)} times, first`;
  return `${often} after ${seconds(firstMs)}${other}`;
}
