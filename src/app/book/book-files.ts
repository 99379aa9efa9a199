/** The files of a book's report: the whole book in the forms that were asked for. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { BookReport } from '../../report/book-report.js';
import { bookPages, bookVerdict } from '../../report/book-report.js';
import { draftOf, reportFormat } from '../../report/report-path.js';
import { textCell } from '../../text/csv-cell.js';
import { headerInForm, inSpreadsheetForm, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { systemReason } from '../../text/system-errors.js';

/** Writes the book to each path, whole or not at all; `form`: of a CSV file for a spreadsheet. Returns why some could not be written, a sentence each. */
export function writeBook(
  book: BookReport,
  paths: readonly string[],
  form?: SpreadsheetForm | undefined,
): string[] {
  return paths.flatMap((path) => {
    const draft = draftOf(path);
    try {
      writeFileSync(draft, textOf(book, path, form));
      renameSync(draft, path);
      return [];
    } catch (error) {
      rmSync(draft, { force: true });
      return [`report ${path}: ${systemReason(error, 'write')}`];
    }
  });
}

function textOf(book: BookReport, path: string, form: SpreadsheetForm | undefined): string {
  const format = reportFormat(path);
  if (format === 'html') return [...bookPages(book)].join('');
  const rows = book.chapters.map(({ name, verdict, why, caveats }) => ({ name, verdict, why, caveats }));
  if (format === 'csv') {
    const played = rows.map(({ name, verdict, why, caveats }) => [name, verdict, why, caveats.join('; ')]);
    const missing = book.missing.map((name) => [name, 'not played', 'the book was interrupted', '']);
    const skipped = (book.skipped ?? []).map((name) => [name, 'left out', 'on purpose (--skip)', '']);
    const lines = [...played, ...missing, ...skipped].map((cells) => cells.map(textCell).join(','));
    const text = `${lines.join('\n')}\n`;
    return `${headerInForm(form, 'Test,Verdict,Why,Caveats')}\n${form === undefined ? text : inSpreadsheetForm(form, text)}`;
  }
  const { chapters: _, configuration, ...rest } = book;
  const whole = {
    verdict: bookVerdict(book),
    ...rest,
    configuration: Object.fromEntries(configuration),
    tests: rows,
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}
