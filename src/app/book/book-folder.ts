/** The folder for the chapters of a book: made before the first test, and held by one book at a time. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { systemReason } from '../../text/system-errors.js';

/** It has the process id of the book that holds the folder. */
const HOLDER = 'book.pid';

/** Folder for the chapters of a report: `day.html` has `day-chapters`. */
function chaptersOf(report: string): string {
  return `${report.slice(0, report.length - extname(report).length)}-chapters`;
}

/** A folder that this book holds. */
export interface HeldFolder {
  readonly folder: string;
  /** Nobody asked for it: it goes with the book. */
  readonly isTemporary: boolean;
}

/** Makes the folder for the chapters of a report and takes hold of it; without a report one of its own. Returns why not, as a message for people. */
export function holdFolder(report: string | undefined): HeldFolder | { fault: string } {
  const folder = report === undefined ? tmpdir() : chaptersOf(report);
  try {
    if (report === undefined) return { folder: mkdtempSync(join(folder, 'iec104rs-')), isTemporary: true };
    mkdirSync(folder, { recursive: true });
    const path = join(folder, HOLDER);
    const holder = holderOf(path);
    if (holder !== undefined)
      return {
        fault: `folder ${folder}: another book (process ${holder}) writes its chapters there; give this one another --report. Is none running? Then delete ${path}`,
      };
    writeFileSync(path, `${process.pid}\n`);
    return { folder, isTemporary: false };
  } catch (error) {
    return { fault: `folder ${folder} for the chapters: ${systemReason(error, 'folder')}` };
  }
}

/** Gives the folder free. */
export function leaveFolder({ folder, isTemporary }: HeldFolder): void {
  rmSync(isTemporary ? folder : join(folder, HOLDER), { recursive: isTemporary, force: true });
}

/** The process that holds a folder; `undefined`: none that runs. */
function holderOf(path: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // It runs, but is another user's.
    return (error as { code?: string }).code === 'EPERM' ? pid : undefined;
  }
}
