/** Rows of a profile that change a point, as by hand, let time pass, or say from when on something is expected (`docs/behaviour.md` §11). */
import type { CsvRow } from '../../config/csv-rows.js';
import { columnName, type FindingCollector } from '../../config/findings.js';
import { readDigits } from '../../text/numbers.js';
import type { AddressForm } from '../../text/octet-address.js';
import { addressDigits } from '../../text/octet-address.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../../text/rtu-numbers.js';
import type { PlannedPoint, PlannedWait } from './profile.js';
import { commentOf, MOST_SECONDS, readMs, readTimes } from './row-times.js';

const MOST_IOA = 16777215;

/** Names of the columns in findings; the cells are those of a send. */
export const POINT_COLUMNS = {
  second: columnName(1, 'second'),
  what: columnName(2, 'set'),
  duration: columnName(3, 'duration'),
  value: columnName(4, 'value'),
  every: columnName(5, 'every'),
  times: columnName(6, 'times'),
  rtuNumbers: columnName(7, 'RTU numbers'),
  quality: columnName(8, 'quality'),
} as const;

type Column = keyof typeof POINT_COLUMNS;
const COLUMNS = Object.keys(POINT_COLUMNS) as Column[];

/** Whether the second cell is that of a row that changes a point. */
export function isSetWord(text: string): boolean {
  return /^set\b/i.test(text);
}

/** Whether the second cell is that of a row that only lets time pass. */
export function isWaitWord(text: string): boolean {
  return /^wait$/i.test(text);
}

/** Whether the second cell is that of a row from which on expectations count. */
export function isExpectWord(text: string): boolean {
  return /^expect$/i.test(text);
}

function reader({ line, cells }: CsvRow, findings: FindingCollector) {
  const text = (column: Column): string => cells[COLUMNS.indexOf(column)] ?? '';
  const fail = (column: Column, expected: string): undefined => {
    findings.error(line, POINT_COLUMNS[column], text(column), expected);
    return undefined;
  };
  return { text, fail };
}

/** Reads the row of a point; `undefined` if a cell is wrong. Values are checked against the IOA files later. */
export function readPoint(
  row: CsvRow,
  findings: FindingCollector,
  addresses: AddressForm,
): PlannedPoint | undefined {
  const { text, fail } = reader(row, findings);
  const match = /^set\s+([\d.-]+)(?:\s+type\s+(\d+))?$/i.exec(text('what'));
  const ioa = match === null ? undefined : readDigits(addressDigits(match[1], 3, addresses), 0, MOST_IOA);
  const type = match?.[2] === undefined ? undefined : readDigits(match[2], 1, 127);
  const isNamed = ioa !== undefined && (match?.[2] === undefined || type !== undefined);
  if (!isNamed) fail('what', `set and an IOA 0…${MOST_IOA}, as in set 1001 or set 1001 type 30`);
  const isOnce = text('duration') === '';
  if (!isOnce) fail('duration', 'empty: a point is set once, or again and again by every and times');
  const isChange = text('value') !== '' || text('quality') !== '';
  if (!isChange) fail('value', 'a value as in an IOA file, or a quality in column 8');
  const rtuNumbers =
    readRtuNumbers(text('rtuNumbers')) ??
    fail('rtuNumbers', `${RTU_NUMBERS_EXPECTED}; empty for all that have the point`);
  const times = readTimes(text, fail);
  if (!isNamed || !isOnce || !isChange || rtuNumbers === undefined || times === undefined) return undefined;
  const quality = /^good$/i.test(text('quality')) ? '' : text('quality');
  return {
    line: row.line,
    ...times,
    durationMs: 0,
    wish: {
      ioa,
      ...(type === undefined ? {} : { type }),
      ...(text('value') === '' ? {} : { value: text('value') }),
      ...(text('quality') === '' ? {} : { quality }),
    },
    rtuNumbers,
    comment: commentOf(row.cells, COLUMNS.length),
  };
}

/** Reads a row that lets time pass; `undefined` if a cell is wrong. */
export function readWait(row: CsvRow, findings: FindingCollector): PlannedWait | undefined {
  const { text, fail } = reader(row, findings);
  const durationMs =
    readMs(text('duration'), 0.001) ??
    fail('duration', `seconds 0.001…${MOST_SECONDS}: so long the run goes on`);
  const startMs = readMs(text('second'), 0) ?? fail('second', `seconds 0…${MOST_SECONDS}`);
  const strays = (['value', 'every', 'times', 'rtuNumbers', 'quality'] as const).filter(
    (column) => text(column) !== '',
  );
  for (const column of strays) fail(column, 'nothing: the row only lets time pass');
  if (durationMs === undefined || startMs === undefined || strays.length > 0) return undefined;
  return {
    line: row.line,
    startMs,
    durationMs,
    everyMs: 0,
    times: 1,
    comment: commentOf(row.cells, COLUMNS.length),
  };
}

/** Reads a row from which on expectations count: ms from the start of the run; `undefined` if a cell is wrong. */
export function readExpectFrom(row: CsvRow, findings: FindingCollector): number | undefined {
  const { text, fail } = reader(row, findings);
  return readMs(text('second'), 0) ?? fail('second', `seconds 0…${MOST_SECONDS}`);
}
