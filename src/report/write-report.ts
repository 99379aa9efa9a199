/** Writes a report to its file. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { systemReason } from '../text/system-errors.js';
import { readChartLibrary } from './chart-library.js';
import { csvReport } from './csv-report.js';
import { htmlReport } from './html-report.js';
import { jsonReport } from './json-report.js';
import { checkReportPath, draftOf, type ReportFormat, reportFormat } from './report-path.js';
import type { RunReport } from './run-report.js';

const WRITERS: Readonly<Record<ReportFormat, (report: RunReport) => string>> = {
  json: jsonReport,
  html: (report) => htmlReport(report, readChartLibrary()),
  csv: csvReport,
};

/**
 * Writes the report in the format of the path's ending, whole or not at all. It is written to a draft in the same folder, which
 * then replaces a file of this name. Throws `Error` with a message for people; the old file is kept then.
 */
export function writeReport(report: RunReport, path: string): void {
  const format = reportFormat(path);
  if (format === undefined) throw new Error(checkReportPath(path));
  const text = WRITERS[format](report);
  const draft = draftOf(path);
  try {
    const file = openSync(draft, 'wx');
    try {
      writeFileSync(file, text);
      // Otherwise a power cut after the rename could leave an empty file of the right name.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Error(`report ${path}: ${systemReason(error, 'write')}`, { cause: error });
  }
}
