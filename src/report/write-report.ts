/** Writes a report to its file, and checks before a run that this will be possible. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { systemReason } from '../text/system-errors.js';
import { readChartLibrary } from './chart-library.js';
import { csvReport } from './csv-report.js';
import { htmlReport } from './html-report.js';
import { jsonReport } from './json-report.js';
import type { RunReport } from './run-report.js';

/** The format of a report, by the ending of its file's name. */
export type ReportFormat = 'json' | 'html' | 'csv';

const WRITERS: Readonly<Record<ReportFormat, (report: RunReport) => string>> = {
  json: jsonReport,
  html: (report) => htmlReport(report, readChartLibrary()),
  csv: csvReport,
};

const ENDINGS = Object.keys(WRITERS) as ReportFormat[];

/** The format for a path, by its ending in small or capital letters; `undefined`: the ending is another. */
export function reportFormat(path: string): ReportFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ENDINGS.find((format) => format === ending);
}

/**
 * Checks before a run that the report can be written; returns the reason, as a message for people, if it cannot. Makes and
 * removes an empty file in the folder, because only that shows whether a file can be made there.
 */
export function checkReportPath(path: string): string | undefined {
  if (reportFormat(path) === undefined)
    return `report ${path}: expected a name that ends with .html, .json or .csv`;
  try {
    if (isFolder(path)) return `report ${path}: a folder has its name`;
    const draft = draftOf(path);
    closeSync(openSync(draft, 'wx'));
    rmSync(draft, { force: true });
    return undefined;
  } catch (error) {
    return `report ${path}: ${systemReason(error, 'write')}`;
  }
}

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

/** The draft is in the same folder, because a file cannot be renamed across file systems. */
function draftOf(path: string): string {
  return join(dirname(path), `.report-${randomBytes(6).toString('hex')}.tmp`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
