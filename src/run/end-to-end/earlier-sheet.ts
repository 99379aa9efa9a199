/** The sheet of an earlier walk: nothing of it may be lost, and a walk can go on with it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { decodeLines } from '../../csv/line-decoder.js';
import { RecordSplitter } from '../../csv/record-splitter.js';
import {
  hasFindings,
  isSheetHead,
  readSheetRecords,
  type Sheet,
  type SheetRecord,
  type SheetRow,
} from '../../end-to-end/sheet-rows.js';
import type { Outcome, Step } from '../../end-to-end/step.js';
import { SHEET_PAGE_MARK } from '../../report/sheet-page.js';
import { countOf, formatNumber } from '../../text/format.js';
import { systemReason } from '../../text/system-errors.js';

/** Lines of which the separator is found. */
const SAMPLE_LINES = 100;

/** Reads a sheet; why it can't be read, in lines for people. */
export function readSheetFile(path: string): { sheet: Sheet } | { faults: string[] } {
  const records: SheetRecord[] = [];
  const faults: string[] = [];
  const splitter = new RecordSplitter(
    { fits: isSheetHead, sampleLines: SAMPLE_LINES, rowsBeginWithDigits: true },
    {
      record: (cells, line) => records.push({ cells, line }),
      unpaired: (line, text) => {
        faults.push(`${path}:${line}: found ${JSON.stringify(text)}, expected quotation marks in pairs`);
      },
    },
  );
  try {
    for (const line of decodeLines(readFileSync(path)).lines) splitter.line(line);
  } catch (error) {
    return { faults: [`${path}: ${systemReason(error, 'read')}`] };
  }
  splitter.end();
  return faults.length > 0 ? { faults } : readSheetRecords(records, path);
}

/** Why a walk that begins anew may not write its sheet there, or `undefined`: what is there would be lost. */
export function findSheetLoss(path: string): string | undefined {
  // An empty file has nothing to lose.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  const read = readSheetFile(path);
  if ('faults' in read) {
    return `sheet ${path}: there is a file of this name that can't be read as a sheet, so it is not replaced; name another file (${read.faults[0]})`;
  }
  const steps = read.sheet.rows.filter(hasFindings).length;
  if (steps === 0) return undefined;
  return `sheet ${path}: it has times or results of ${countOf(steps, 'step')}, so it is not replaced; go on with it by --e2e-resume, or name another file`;
}

/** The same for the page. `resumed`: the walk goes on, so a page with results is one of it. */
export function findPageLoss(path: string, resumed: boolean): string | undefined {
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return `sheet ${path}: ${systemReason(error, 'read')}`;
  }
  if (text.includes(`${SHEET_PAGE_MARK}="0"`)) return undefined;
  if (!text.includes(SHEET_PAGE_MARK)) {
    return `sheet ${path}: there is another file of this name, so it is not replaced; name another file`;
  }
  if (resumed) return undefined;
  return `sheet ${path}: it has results, so it is not replaced; name another file`;
}

/** What a sheet has of the steps of a plan; why it is not of this walk. One for each step; a step that it lacks is not tested. */
export function earlierOutcomes(
  { rows, at }: Sheet,
  steps: readonly Step[],
  path: string,
): { outcomes: Outcome[] } | { fault: string } {
  const outcomes: Outcome[] = steps.map((step) => ({
    step,
    atMs: Number.NaN,
    result: 'not tested',
    remark: '',
  }));
  for (const row of rows) {
    const step = steps[row.step - 1];
    if (step === undefined || !isOf(row, step)) return { fault: otherWalk(row, step, path, steps.length) };
    const atMs = row.time === '' ? Number.NaN : readTime(row.time);
    if (row.time !== '' && Number.isNaN(atMs)) {
      const place = `${path}:${row.line} column ${at.time + 1} (time)`;
      return {
        fault: `${place}: found ${JSON.stringify(row.time)}, expected a time such as 2026-11-22 10:04:02.118; mend the cell, or empty it`,
      };
    }
    outcomes[row.step - 1] = { step, atMs, result: row.result, remark: row.remark };
  }
  return { outcomes };
}

function isOf({ rtuNumber, ioa, typeId, kind, value, quality }: SheetRow, step: Step): boolean {
  const isPlace = rtuNumber === step.rtu.rtuNumber && ioa === step.ioa && typeId === step.typeId;
  return isPlace && kind === step.kind && isSame(value, step.value) && quality === step.quality;
}

/** A spreadsheet may have written the value with a decimal comma, or with other digits. */
function isSame(value: string, own: string): boolean {
  return value === own || Number(value.replace(',', '.') || Number.NaN) === Number(own || Number.NaN);
}

function otherWalk(row: SheetRow, step: Step | undefined, path: string, steps: number): string {
  const found = `CA ${row.rtuNumber}, IOA ${row.ioa}, type ${row.typeId}, ${row.kind} ${row.words}`;
  const own =
    step === undefined
      ? `this walk has ${formatNumber(steps)} steps`
      : `this walk has CA ${step.rtu.rtuNumber}, IOA ${step.ioa}, type ${step.typeId}, ${step.kind} ${step.words}`;
  return (
    `${path}:${row.line}: found step ${row.step}: ${found}; ${own}. ` +
    'Go on with the files and options of the walk that wrote it, or name another file'
  );
}

const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d) (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?$/;
const DOTTED_TIME = /^(\d{1,2})\.(\d{1,2})\.(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?$/;

/** `2026-11-22 10:04:02.118` in local time, or `22.11.2026 10:04:02` as a spreadsheet saves it → ms since 1970; NaN: it is none. */
function readTime(text: string): number {
  const iso = ISO_TIME.exec(text);
  const dotted = DOTTED_TIME.exec(text);
  const [, year, month, day] = iso ?? [undefined, dotted?.[3], dotted?.[2], dotted?.[1]];
  const [hour, minute, second = '0', fraction = '0'] = (iso ?? dotted ?? []).slice(4);
  return new Date(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  ).getTime();
}
