/** The file of a report: its format, and whether it can be written. Loaded at every start, so it imports no writer. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { systemReason } from '../text/system-errors.js';
import { windowsNameFault } from '../text/windows-names.js';

const FORMATS = ['json', 'html', 'csv', 'pdf'] as const;

/** The format of a report, by the ending of its file's name. */
export type ReportFormat = (typeof FORMATS)[number];

/** The format for a path, by its ending in small or capital letters; `undefined`: the ending is another. */
export function reportFormat(path: string): ReportFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return FORMATS.find((format) => format === ending);
}

/**
 * Checks before a run that the report can be written; returns the reason, as a message for people, if it cannot. Makes and
 * removes an empty file in the folder, because only that shows whether a file can be made there. On Windows a file of this name that
 * another program has open could not be replaced, and some names are none.
 */
export function checkReportPath(
  path: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (reportFormat(path) === undefined)
    return `report ${path}: expected a name that ends with .html, .pdf, .json or .csv`;
  const nameFault = platform === 'win32' ? windowsNameFault(path) : undefined;
  if (nameFault !== undefined) return `report ${path}: ${nameFault}`;
  try {
    if (isFolder(path)) return `report ${path}: a folder has its name`;
    if (platform === 'win32' && existsSync(path)) closeSync(openSync(path, 'r+'));
    const draft = draftOf(path);
    closeSync(openSync(draft, 'wx'));
    rmSync(draft, { force: true });
    return undefined;
  } catch (error) {
    return `report ${path}: ${systemReason(error, 'write')}`;
  }
}

/** The page beside a report that is to be printed: `run.html` of `run.pdf`. */
export function pageBeside(path: string): string {
  return `${path.slice(0, -extname(path).length)}.html`;
}

/** A path for the draft of a report. It is in the same folder, because a file cannot be renamed across file systems. */
export function draftOf(path: string): string {
  return join(dirname(path), `.report-${randomBytes(6).toString('hex')}.tmp`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
