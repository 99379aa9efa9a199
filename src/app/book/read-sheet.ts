/** Reads the sheet of a walk back, for its chapter. */
import { readFileSync } from 'node:fs';
import { readCsvRows } from '../../config/csv-rows.js';
import type { ChapterSheet } from '../../report/book-report.js';

/** Columns of a sheet that a chapter shows, by their heads. */
const HEADS = [
  'step',
  'RTU no',
  'name',
  'IOA',
  'comment',
  'expected at the SCADA',
  'result',
  'remark',
] as const;

/** The sheet at a path; `undefined`: there is none that can be read. */
export function readSheet(path: string): ChapterSheet | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [head, ...rows] = readCsvRows(text, path, ([first]) => first === 'step' || /^\d+$/.test(first)).rows;
  const at = HEADS.map((name) => head?.cells.indexOf(name) ?? -1);
  if (at.includes(-1)) return undefined;
  const steps = rows.map(({ cells }) => {
    const [step, no, name, ioa, comment, expected, result, remark] = at.map((column) => cells[column] ?? '');
    return { step, rtu: `${no} ${name}`, ioa, comment, expected, result, remark };
  });
  return { path, steps };
}
