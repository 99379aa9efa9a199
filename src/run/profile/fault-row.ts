/** Rows of a profile whose second cell is a word: faults on purpose (`docs/behaviour.md` §11 and §13). */
import type { CsvRow } from '../../config/csv-rows.js';
import { columnName, type FindingCollector } from '../../config/findings.js';
import { faultKind, isFaultWord } from '../../faults/fault-catalog.js';
import type { FaultKind } from '../../faults/fault-kind.js';
import {
  durationExpected,
  expectedWord,
  readDuration,
  readValue,
  valueExpected,
} from '../../faults/fault-reading.js';
import { readDigits, readSeconds } from '../../text/numbers.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../../text/rtu-numbers.js';
import type { FaultTargets, PlannedFault } from './profile.js';
import { commentOf, readTimes } from './row-times.js';

const MOST_PORT = 65535;

/** Names of the columns of a fault in findings; the cells are those of a send. */
export const FAULT_COLUMNS = {
  second: columnName(1, 'second'),
  word: columnName(2, 'fault'),
  duration: columnName(3, 'duration'),
  value: columnName(4, 'value'),
  every: columnName(5, 'every'),
  times: columnName(6, 'times'),
  rtuNumbers: columnName(7, 'RTU numbers'),
  share: columnName(8, 'share %'),
} as const;

type Column = keyof typeof FAULT_COLUMNS;
const COLUMNS = Object.keys(FAULT_COLUMNS) as Column[];

/** Reads the fault of a row; `undefined` if a cell is wrong. Every error of the row is reported. */
export function readFault({ line, cells }: CsvRow, findings: FindingCollector): PlannedFault | undefined {
  const text = (column: Column): string => cells[COLUMNS.indexOf(column)] ?? '';
  const fail = (column: Column, expected: string): undefined => {
    findings.error(line, FAULT_COLUMNS[column], text(column), expected);
    return undefined;
  };
  const word = text('word').toLowerCase();
  if (!isFaultWord(word)) return fail('word', `${expectedWord(word)}; or set and an IOA, wait, or expect`);
  const kind = faultKind(word);
  const durationMs = readDuration(text('duration'), kind) ?? fail('duration', durationExpected(word, kind));
  const value = readValue(text('value'), kind.value) ?? fail('value', valueExpected(word, kind.value));
  const targets =
    readTargets(text('rtuNumbers')) ??
    fail('rtuNumbers', `${RTU_NUMBERS_EXPECTED}, or one port of an RTU, as in 101:2404; empty for all`);
  const share =
    readShare(text('share')) ?? fail('share', `percent above 0, to 100, ${shareMeaning(kind)}; empty: all`);
  const rowTimes = readTimes(text, fail);
  if (rowTimes === undefined || durationMs === undefined || value === undefined) return undefined;
  if (targets === undefined || share === undefined) return undefined;
  const { startMs, everyMs, times } = rowTimes;
  if (times > 1 && durationMs > everyMs)
    return fail('duration', `at most the time from one repetition to the next (${everyMs / 1000} s)`);
  const comment = commentOf(cells, COLUMNS.length);
  return { line, word, startMs, durationMs, value, everyMs, times, targets, share, comment };
}

function readShare(text: string): number | undefined {
  if (text === '') return 100;
  const share = readSeconds(text.replace(/\s*%$/, ''), 0, 100);
  return share === undefined || share === 0 ? undefined : share;
}

function shareMeaning({ share }: FaultKind): string {
  return share === 'rtus' ? 'of these RTUs' : 'of the points of each RTU';
}

/** RTU numbers, ranges, and ports as `101:2404`; an empty text names all. */
export function readTargets(text: string): FaultTargets | undefined {
  const parts = text.split(';').map((part) => part.trim());
  const ports: FaultTargets['ports'][number][] = [];
  for (const part of parts.filter((one) => one.includes(':'))) {
    const [number, port, ...more] = part.split(':');
    const rtuNumber = readDigits(number, 1, 65535);
    const portNumber = readDigits(port, 0, MOST_PORT);
    if (rtuNumber === undefined || portNumber === undefined || more.length > 0) return undefined;
    ports.push({ rtuNumber, port: portNumber });
  }
  const rtuNumbers = readRtuNumbers(parts.filter((one) => !one.includes(':')).join(';'));
  return rtuNumbers === undefined ? undefined : { rtuNumbers, ports };
}
