/** Writes a report to its file. */
import { copyFile, open, rm } from 'node:fs/promises';
import { inSlices } from '../figures/slices.js';
import { BYTE_ORDER_MARK, inSpreadsheetForm, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import { systemReason } from '../text/system-errors.js';
import { findBrowser } from './browser.js';
import { csvPieces } from './csv-report.js';
import type { Paper } from './document/page-margins.js';
import { faultPieces } from './faults-csv.js';
import { htmlPieces } from './html-report.js';
import { jsonPieces } from './json-report.js';
import { printFolder, printPage } from './pdf.js';
import { OtherName, replaceFile } from './replace-file.js';
import { checkReportPath, draftOf, pageBeside, type ReportFormat, reportFormat } from './report-path.js';
import type { RunReport } from './run-report.js';

type Writer = (report: RunReport, form: SpreadsheetForm | undefined) => Iterable<string>;

const WRITERS: Readonly<Record<Exclude<ReportFormat, 'pdf'>, Writer>> = {
  json: jsonPieces,
  html: (report) => htmlPieces(report),
  csv: (report, form) => inForm(csvPieces(report), form),
};

function inForm(pieces: Iterable<string>, form: SpreadsheetForm | undefined): Iterable<string> {
  return form === undefined ? pieces : piecesInForm(pieces, form);
}

function* piecesInForm(pieces: Iterable<string>, form: SpreadsheetForm): Generator<string> {
  yield BYTE_ORDER_MARK;
  for (const piece of pieces) yield inSpreadsheetForm(form, piece);
}

/** Writes the faults of a run to the file beside its CSV report, like `writeReport`. */
export async function writeFaults(report: RunReport, path: string, form?: SpreadsheetForm): Promise<void> {
  await writePieces(inForm(faultPieces(report), form), path, () => {});
}

/** How a report is written. */
export interface WriteOptions {
  /** Hears how many octets are written. */
  readonly tell?: (octets: number) => void;
  /** Of a CSV report for a spreadsheet. */
  readonly form?: SpreadsheetForm | undefined;
  /** Of a PDF report. */
  readonly paper?: Paper;
}

/**
 * Writes the report in the format of the path's ending, whole or not at all. It is written to a draft in the same folder, which
 * then replaces a file of this name, or gets another name if that is held by another program. It is made in slices, and nothing
 * waits for the disk: sends, API and signals go on. Resolves with what to tell of it. Rejects with an `Error` with a message for people; the old
 * file is kept then.
 */
export async function writeReport(
  report: RunReport,
  path: string,
  { tell = () => {}, form, paper = 'a4' }: WriteOptions = {},
): Promise<string> {
  const format = reportFormat(path);
  if (format === undefined) throw new Error(checkReportPath(path));
  if (format === 'pdf') return writePdf(report, path, paper, tell);
  await writePieces(WRITERS[format](report, form), path, tell);
  return `report: ${path}`;
}

/** Prints the page of the report. Where no browser is found, or it fails, the page is written beside, so that people can print it. */
async function writePdf(
  report: RunReport,
  path: string,
  paper: Paper,
  tell: (octets: number) => void,
): Promise<string> {
  const beside = pageBeside(path);
  const how = `${beside} has the report: open it in a browser and print it`;
  const browser = findBrowser();
  if ('fault' in browser) {
    await writePieces(htmlPieces(report), beside, tell);
    return `report: ${path} was not printed, because ${browser.fault}; ${how}`;
  }
  const folder = await printFolder();
  try {
    await writePieces(htmlPieces(report, paper), folder.page, tell);
    await printPage(browser.path, folder);
    const draft = draftOf(path);
    try {
      await copyFile(folder.pdf, draft);
      await replaceFile(draft, path);
    } catch (error) {
      await giveUp(error, draft, path);
    }
    return `report: ${path}`;
  } catch (error) {
    if (error instanceof ReportError) throw error;
    await writePieces(htmlPieces(report), beside, tell);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`report ${path}: it could not be printed: ${why}; ${how}`, { cause: error });
  } finally {
    await folder.remove();
  }
}

/** A file of a report could not be written. */
class ReportError extends Error {}

async function writePieces(
  pieces: Iterable<string>,
  path: string,
  tell: (octets: number) => void,
): Promise<void> {
  const draft = draftOf(path);
  try {
    const file = await open(draft, 'wx');
    try {
      let octets = 0;
      for await (const slice of inSlices(pieces)) {
        await file.appendFile(slice);
        octets += Buffer.byteLength(slice);
        tell(octets);
      }
      // Otherwise a power cut after the rename could leave an empty file of the right name.
      await file.sync();
    } finally {
      await file.close();
    }
    await replaceFile(draft, path);
  } catch (error) {
    await giveUp(error, draft, path);
  }
}

/** Removes the draft, and throws why its file could not be written, for people. */
async function giveUp(error: unknown, draft: string, path: string): Promise<never> {
  const reason = (cause: unknown): string => `report ${path}: ${systemReason(cause, 'write')}`;
  if (error instanceof OtherName) {
    throw new ReportError(`${reason(error.cause)}; this one is ${error.path}`, { cause: error });
  }
  await rm(draft, { force: true }).catch(() => {});
  throw new ReportError(reason(error), { cause: error });
}
