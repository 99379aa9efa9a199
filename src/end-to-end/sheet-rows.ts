/** Reads the rows of a sheet back, whoever split its cells. */
import { readDigits } from '../text/numbers.js';
import { SHEET_COLUMNS, type SheetColumn } from './sheet.js';
import type { StepResult } from './step.js';

/** A record of a CSV file: its cells, and the line where it starts, from 1. */
export interface SheetRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A step as the sheet has it. */
export interface SheetRow {
  readonly line: number;
  /** All of them, trimmed, those of other columns too. */
  readonly cells: readonly string[];
  readonly step: number;
  readonly name: string;
  /** RTU number; it is the CA too. */
  readonly rtuNumber: number;
  readonly ioa: number;
  readonly typeId: number;
  readonly kind: 'point' | 'command';
  readonly words: string;
  readonly value: string;
  readonly quality: string;
  /** When it was sent or asked for, as written; empty: never. */
  readonly time: string;
  readonly result: StepResult;
  readonly remark: string;
}

/** A sheet. */
export interface Sheet {
  /** Heads as written, those of other columns too. */
  readonly heads: readonly string[];
  /** Place of each column of `SHEET_COLUMNS` in a row, from 0. */
  readonly at: Readonly<Record<SheetColumn, number>>;
  /** One for each step; of a step with several rows the last. */
  readonly rows: readonly SheetRow[];
}

/** Columns that only a sheet has. */
const OWN: readonly SheetColumn[] = ['step', 'expected at the SCADA', 'result'];
/** Rows that are not named one by one. */
const MOST_FAULTS = 10;

/** Whether cells are the heads of a sheet. */
export function isSheetHead(cells: readonly string[]): boolean {
  const heads = cells.map((cell) => cell.trim());
  return OWN.every((name) => heads.includes(name));
}

/** Reads the records of a file from its header on; what is wrong, as lines for people, if it can't be read whole. */
export function readSheetRecords(
  records: readonly SheetRecord[],
  file: string,
): { sheet: Sheet } | { faults: string[] } {
  const from = records.findIndex(({ cells }) => isSheetHead(cells));
  if (from < 0) {
    return { faults: [`${file}: found no header, expected the sheet of a walk: ${SHEET_COLUMNS.join(',')}`] };
  }
  const heads = records[from].cells.map((cell) => cell.trim());
  const missing = SHEET_COLUMNS.filter((name) => !heads.includes(name));
  if (missing.length > 0)
    return { faults: [`${file}: no column ${missing.join(', ')}, expected one of each`] };
  const at = Object.fromEntries(SHEET_COLUMNS.map((name) => [name, heads.indexOf(name)])) as Sheet['at'];
  const faults: string[] = [];
  const rows = new Map<number, SheetRow>();
  for (const record of records.slice(from + 1)) {
    if (record.cells.every((cell) => cell.trim() === '')) continue;
    const row = readRow(record, at, (column, found, expected) => {
      faults.push(
        `${file}:${record.line} column ${at[column] + 1} (${column}): found ${JSON.stringify(found)}, expected ${expected}`,
      );
    });
    if (row !== undefined) rows.set(row.step, row);
  }
  if (faults.length === 0) return { sheet: { heads, at, rows: [...rows.values()] } };
  const more = faults.length - MOST_FAULTS;
  return { faults: [...faults.slice(0, MOST_FAULTS), ...(more > 0 ? [`  and ${more} more`] : [])] };
}

type Refuse = (column: SheetColumn, found: string, expected: string) => void;

/** The row; `undefined` if a cell can't be read. */
function readRow({ cells, line }: SheetRecord, at: Sheet['at'], refuse: Refuse): SheetRow | undefined {
  const trimmed = cells.map((cell) => cell.trim());
  const cell = (column: SheetColumn): string => trimmed[at[column]] ?? '';
  const number = (column: SheetColumn, most: number): number | undefined => {
    const read = readDigits(cell(column), 0, most);
    if (read === undefined) refuse(column, cell(column), `a whole number 0…${most}`);
    return read;
  };
  const step = number('step', 0xffffffff);
  const rtuNumber = number('CA', 65535);
  const ioa = number('IOA', 0xffffff);
  const typeId = readDigits(cell('type').split(' ', 1)[0], 1, 255);
  if (typeId === undefined) refuse('type', cell('type'), 'a type such as 30 M_SP_TB_1');
  const kind = cell('what');
  if (kind !== 'point' && kind !== 'command') refuse('what', kind, 'point or command');
  const result = readResult(cell('result'));
  if (result === undefined) refuse('result', cell('result'), `${RESULTS.join(', ')}, or nothing`);
  if (step === undefined || rtuNumber === undefined || ioa === undefined || typeId === undefined) return;
  if (result === undefined || (kind !== 'point' && kind !== 'command')) return;
  return {
    line,
    cells: trimmed,
    step,
    name: cell('name'),
    rtuNumber,
    ioa,
    typeId,
    kind,
    words: cell('state'),
    value: cell('value'),
    quality: cell('quality'),
    time: cell('time'),
    result,
    remark: cell('remark'),
  };
}

const RESULTS: readonly StepResult[] = ['OK', 'wrong', 'not seen', 'not tested'];

/** A result in small or capital letters; an empty cell is one that nobody has filled in. */
function readResult(text: string): StepResult | undefined {
  if (text === '') return 'not tested';
  return RESULTS.find((result) => result.toLowerCase() === text.toLowerCase());
}

/** Whether something would be lost with the sheet: a result, a remark, or when a value was sent. */
export function hasFindings({ result, remark, time }: SheetRow): boolean {
  return result !== 'not tested' || remark !== '' || time !== '';
}
