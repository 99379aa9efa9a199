/** Writes a report to its file, whole or not at all; and says before a run whether that will be possible. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { systemReason } from '../text/system-errors.js';
import { readChartLibrary } from './chart-library.js';
import { csvReport } from './csv-report.js';
import { htmlReport } from './html-report.js';
import { jsonReport } from './json-report.js';
import type { RunReport } from './run-report.js';

/** How a report is written; the ending of its file's name says which. */
export type ReportFormat = 'json' | 'html' | 'csv';

const WRITERS: Readonly<Record<ReportFormat, (report: RunReport) => string>> = {
  json: jsonReport,
  html: (report) => htmlReport(report, readChartLibrary()),
  csv: csvReport,
};

const ENDINGS = Object.keys(WRITERS) as ReportFormat[];

/** By the ending of the name, in small or capital letters; `undefined` for any other. */
export function reportFormat(path: string): ReportFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ENDINGS.find((format) => format === ending);
}

/**
 * Asked before a run, so that its evidence is not lost at its end: what speaks against this path, in words for people.
 * Makes and removes an empty file in the folder, because only that tells whether one can be made.
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
 * Writes the report in the format of the path's ending, in place of a file of that name. It is written beside it first and
 * then renamed: nobody ever finds half a report. Throws `Error` with a message for people; the old file then stands.
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

/** A name in the same folder, because a rename does not cross file systems. */
function draftOf(path: string): string {
  return join(dirname(path), `.report-${randomBytes(6).toString('hex')}.tmp`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
