/** Writes a report to its file. */
import { open, rm } from 'node:fs/promises';
import { inSlices } from '../figures/slices.js';
import { BYTE_ORDER_MARK, inSpreadsheetForm, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import { systemReason } from '../text/system-errors.js';
import { csvPieces } from './csv-report.js';
import { faultPieces } from './faults-csv.js';
import { htmlPieces } from './html-report.js';
import { jsonPieces } from './json-report.js';
import { OtherName, replaceFile } from './replace-file.js';
import { checkReportPath, draftOf, type ReportFormat, reportFormat } from './report-path.js';
import type { RunReport } from './run-report.js';

type Writer = (report: RunReport, form: SpreadsheetForm | undefined) => Iterable<string>;

const WRITERS: Readonly<Record<ReportFormat, Writer>> = {
  json: jsonPieces,
  html: htmlPieces,
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

/**
 * Writes the report in the format of the path's ending, whole or not at all. It is written to a draft in the same folder, which
 * then replaces a file of this name, or gets another name if that is held by another program; `tell` hears how many octets are written; `form`: of a CSV report for a spreadsheet. It is made in slices, and nothing waits for the disk: sends, API and signals go on. Rejects with
 * an `Error` with a message for people; the old file is kept then.
 */
export async function writeReport(
  report: RunReport,
  path: string,
  tell: (octets: number) => void = () => {},
  form?: SpreadsheetForm,
): Promise<void> {
  const format = reportFormat(path);
  if (format === undefined) throw new Error(checkReportPath(path));
  await writePieces(WRITERS[format](report, form), path, tell);
}

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
    if (error instanceof OtherName) {
      const reason = systemReason(error.cause, 'write');
      throw new Error(`report ${path}: ${reason}; this one is ${error.path}`, { cause: error });
    }
    await rm(draft, { force: true }).catch(() => {});
    throw new Error(`report ${path}: ${systemReason(error, 'write')}`, { cause: error });
  }
}
