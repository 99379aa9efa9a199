/** The sheet of a walk in place of a sent list: what its points were set to, and when. */
import { open } from 'node:fs/promises';
import { findType } from '../../codec/types.js';
import { LineDecoder } from '../../csv/line-decoder.js';
import {
  isSheetHead,
  readSheetRecords,
  type Sheet,
  type SheetRecord,
  type SheetRow,
} from '../../end-to-end/sheet-rows.js';
import { readRecords, type TellShare } from './csv-records.js';
import { Faults } from './faults.js';
import { makeColumns, takeColumns } from './number-column.js';
import type { Points } from './points.js';
import { QUALITY_EXPECTED, readQuality } from './quality.js';
import { ReadingError } from './reading-error.js';
import { type Reduction, SENT, SENT_COLUMNS, type SentList } from './sent-list.js';
import { TIME_EXPECTED, TimeReader } from './times.js';
import { kindOfType, ValueReader } from './values.js';

/** The header of a sheet lies in these octets. */
const HEAD_OCTETS = 65_536;

/** Whether the file is a sheet; `false` too for one that can't be opened: whoever reads it says why. */
export async function isSheetFile(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_OCTETS), 0, HEAD_OCTETS, 0);
      let found = false;
      const decoder = new LineDecoder((line) => {
        const cells = line.split(/[,;\t|]/).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
        found ||= isSheetHead(cells);
      });
      decoder.push(buffer.subarray(0, bytesRead));
      decoder.end();
      return found;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** Reads a sheet. Throws `ReadingError`: a row that can't be read would be a step without a result. */
export async function readSheet(path: string, tell?: TellShare): Promise<Sheet> {
  const faults = new Faults(path);
  const records: SheetRecord[] = [];
  await readRecords(path, faults, isSheetHead, (cells, line) => records.push({ cells, line }), tell);
  if (faults.rows > 0) throw new ReadingError(faults.texts.join('\n'));
  const read = readSheetRecords(records, path);
  if ('faults' in read) throw new ReadingError(read.faults.join('\n'));
  return read.sheet;
}

/** The points of a sheet as a sent list. */
export interface SheetList {
  readonly sent: SentList;
  /** The row of the sheet of each row of the list. */
  readonly rows: readonly SheetRow[];
  /** Times this far apart count as equal, if nobody says otherwise, ms. */
  readonly toleranceMs: number;
}

/** Steps of points that were sent; `cas`: only these. Enters them into `points`. Throws `ReadingError`. */
export function sentOfSheet(
  { rows: all, at }: Sheet,
  path: string,
  points: Points,
  reduction: Reduction,
  cas: ReadonlySet<number> | undefined,
): SheetList {
  const rows = all.filter(
    ({ kind, time, rtuNumber }) => kind === 'point' && time !== '' && cas?.has(rtuNumber) !== false,
  );
  const times = new TimeReader();
  const values = new ValueReader({ all: new Map(), ofType: new Map() }, reduction.decimals, true);
  const faults = new Faults(path);
  const caOfName = new Map<string, number>();
  const links = new Map<number, number>();
  const sentMs: number[] = [];
  const columns = makeColumns(SENT_COLUMNS);
  for (const [rank, row] of rows.entries()) {
    const { rtuNumber, ioa, typeId, line, name } = row;
    const refuse = (column: 'value' | 'quality' | 'time', expected: string): void => {
      faults.leaveOut(line, `${at[column] + 1} (${column})`, row[column], expected);
    };
    const value = reduction.ignoreValue ? 0 : values.read(row.value, typeId, kindOfType(typeId));
    const quality = readQuality(row.quality);
    const ms = times.read(row.time);
    if (value === undefined) refuse('value', 'a number, or -5 T');
    if (quality === undefined) refuse('quality', QUALITY_EXPECTED);
    if (Number.isNaN(ms)) refuse('time', TIME_EXPECTED);
    const point = points.idOf(rtuNumber, ioa, typeId);
    points.addType(point, typeId);
    if (!links.has(rtuNumber)) links.set(rtuNumber, links.size);
    const known = name.toUpperCase();
    if (known !== '') caOfName.set(known, (caOfName.get(known) ?? rtuNumber) === rtuNumber ? rtuNumber : -1);
    sentMs.push(ms);
    columns.point.push(point);
    columns.value.push(value ?? 0);
    columns.time.push(findType(typeId)?.timeTagged && !reduction.ignoreTime ? ms : Number.NaN);
    columns.written.push(ms);
    columns.quality.push(quality ?? 0);
    columns.type.push(typeId);
    columns.flags.push(SENT.ACKNOWLEDGED);
    columns.link.push(links.get(rtuNumber) ?? 0);
    columns.rank.push(rank);
    columns.line.push(line);
  }
  if (faults.rows > 0) throw new ReadingError(faults.texts.join('\n'));
  points.sent = points.count;
  const taken = takeColumns(columns);
  const sent: SentList = {
    rows: rows.length,
    ...taken,
    links: links.size,
    twins: [],
    rtus: links.size,
    portsOfCa: [],
    utcCas: new Set(),
    caOfName,
    filtered: 0,
    faults,
  };
  return { sent, rows, toleranceMs: toleranceOf(taken.point, sentMs) };
}

/** An event has its tag a little after the value was set, and by the RTU's own clock. */
const MOST_TOLERANCE_MS = 1000;
const LEAST_TOLERANCE_MS = 10;

/** Half of the shortest time between two steps of one point: an event then belongs to one of them. */
function toleranceOf(point: Int32Array, sentMs: readonly number[]): number {
  const last = new Map<number, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const [row, ms] of sentMs.entries()) {
    const before = last.get(point[row]);
    if (before !== undefined) shortest = Math.min(shortest, Math.abs(ms - before));
    last.set(point[row], ms);
  }
  return Math.max(LEAST_TOLERANCE_MS, Math.min(MOST_TOLERANCE_MS, Math.floor(shortest / 2)));
}
