/** The expected-result sheet of a walk as CSV. */
import { typeOf } from '../codec/types.js';
import { quoteCell, textCell } from '../text/csv-cell.js';
import { formatClock, formatDay } from '../text/local-time.js';
import type { Outcome, Step } from './step.js';

/** Heads of the columns, in their order. */
export const SHEET_COLUMNS = [
  'step',
  'RTU no',
  'name',
  'CA',
  'IOA',
  'type',
  'comment',
  'what',
  'state',
  'value',
  'quality',
  'time',
  'expected at the SCADA',
  'result',
  'remark',
] as const;

/** The head of a column. */
export type SheetColumn = (typeof SHEET_COLUMNS)[number];

/** The header, with its line end. */
export const SHEET_HEADER = `${SHEET_COLUMNS.join(',')}\n`;

/** A row, with its line end. */
export function sheetRow({ step, atMs, result, remark }: Outcome): string {
  const { rtu } = step;
  const cells = [
    step.number,
    rtu.no,
    textCell(rtu.name),
    rtu.rtuNumber,
    step.ioa,
    `${step.typeId} ${typeOf(step.typeId).mnemonic}`,
    textCell(step.comment),
    step.kind,
    quoteCell(step.words),
    step.value,
    step.quality,
    Number.isNaN(atMs) ? '' : `${formatDay(atMs)} ${formatClock(atMs)}`,
    quoteCell(expectedOf(step)),
    result,
    textCell(remark),
  ];
  return `${cells.join(',')}\n`;
}

/** What the person at the SCADA should see or do. */
export function expectedOf(step: Step): string {
  if (step.kind === 'point') return `event ${step.words}`;
  return `give the command ${step.words}${step.selects ? ', with select' : ''}`;
}

/** `step 12 of 80: RTU 101 North, IOA 5001, double command, feeder 1: give the command ON (2)`. */
export function stepWords(step: Step, steps: number): string {
  const { rtu, ioa, typeId, comment } = step;
  const about = comment === '' ? '' : `, ${comment}`;
  return `step ${step.number} of ${steps}: RTU ${rtu.no} ${rtu.name}, CA ${rtu.rtuNumber}, IOA ${ioa}, type ${typeId}${about}: ${expectedOf(step)}`;
}
