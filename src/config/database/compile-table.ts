/** A parsed IOA file → the signal table of the shards (`src/station/points/signal-table.ts`). Source: `docs/behaviour.md` §2. */
import { IOA_OCTETS, writeElements, writeIoa } from '../../codec/asdu.js';
import { type TypeDefinition, typeOf } from '../../codec/types.js';
import { formatObjectQuality, formatValue } from '../../codec/value-text.js';
import { NO_STATUS, ROW, type SignalTable } from '../../station/points/signal-table.js';
import { textCell } from '../../text/csv-cell.js';
import { allocateColumns, type Columns } from './columns.js';
import type { CommandRow, ParsedIoaFile, SignalFilter, SignalRow } from './rows.js';

/** Longest run: no ASDU has more elements. */
const MAX_RUN = 127;

/** Contents of the columns. */
interface TableParts {
  signals: readonly SignalRow[];
  /** Type of each signal. */
  types: readonly TypeDefinition[];
  points: PointList;
  indexes: readonly IndexRows[];
  commands: readonly CommandRow[];
  log: TextList;
  comments: TextList;
}

type TableColumns = Columns<ReturnType<typeof planColumns>>;

/** Writes the table into shared memory. `version` counts the loads of the file, from 1. */
export function compileTable({ file, signals, commands }: ParsedIoaFile, version: number): SignalTable {
  const types = signals.map(({ typeId }) => typeOf(typeId));
  const parts: TableParts = {
    signals,
    types,
    points: findPoints(signals, types),
    indexes: groupByIndex(signals),
    commands,
    log: encodeTexts(signals.flatMap(signalTexts)),
    comments: encodeTexts(commands.map(({ comment }) => comment)),
  };
  const columns = allocateColumns(planColumns(parts));
  fillRows(columns, parts);
  fillOrder(columns, parts);
  fillPoints(columns, parts.points);
  fillCommands(columns, commands);
  columns.logAt.set(parts.log.at);
  columns.logText.set(parts.log.octets);
  columns.commentAt.set(parts.comments.at);
  columns.comments.set(parts.comments.octets);
  return {
    file,
    version,
    rows: signals.length,
    points: parts.points.list.length,
    commands: commands.length,
    ...columns,
  };
}

/** The columns of `SignalTable` with their element types and lengths. */
function planColumns({ signals, types, points, indexes, commands, log, comments }: TableParts) {
  const rows = signals.length;
  const objectOctets = types.reduce((sum, type) => sum + IOA_OCTETS + type.objectOctets, 0);
  return {
    typeId: [Uint8Array, rows],
    ioa: [Uint32Array, rows],
    point: [Uint32Array, rows],
    flags: [Uint8Array, rows],
    cot: [Uint8Array, rows],
    objectAt: [Uint32Array, rows + 1],
    objects: [Uint8Array, objectOctets],
    waitMs: [Float64Array, rows],
    filterRtu: [Uint32Array, rows],
    filterType: [Int16Array, rows],
    filterIoa: [Int32Array, rows],
    filterValue: [Float64Array, rows],
    filterTimeoutMs: [Float64Array, rows],
    indexes: [Float64Array, indexes.length],
    indexAt: [Uint32Array, indexes.length + 1],
    order: [Uint32Array, rows],
    orderRun: [Uint8Array, rows],
    fileRun: [Uint8Array, rows],
    pointType: [Uint8Array, points.list.length],
    pointIoa: [Uint32Array, points.list.length],
    pointFirst: [Uint32Array, points.list.length],
    pointGroups: [Uint32Array, points.list.length],
    interrogation: [Uint32Array, points.interrogation.length],
    counterInterrogation: [Uint32Array, points.counters.length],
    commandType: [Uint8Array, commands.length],
    commandIoa: [Uint32Array, commands.length],
    commandStatus: [Uint32Array, commands.length],
    logAt: [Uint32Array, log.at.length],
    logText: [Uint8Array, log.octets.length],
    commentAt: [Uint32Array, comments.at.length],
    comments: [Uint8Array, comments.octets.length],
  } as const;
}

/** The columns with an entry for each row of the file. */
function fillRows(columns: TableColumns, { signals, types, points }: TableParts): void {
  let at = 0;
  for (const [row, { typeId, ioa, value, waitMs, cot, filter }] of signals.entries()) {
    columns.typeId[row] = typeId;
    columns.ioa[row] = ioa;
    columns.flags[row] = flagsOf(waitMs, filter);
    columns.cot[row] = cot;
    columns.waitMs[row] = waitMs;
    columns.filterRtu[row] = filter.rtuNumber;
    columns.filterType[row] = filter.typeId;
    columns.filterIoa[row] = filter.ioa;
    columns.filterValue[row] = filter.value;
    columns.filterTimeoutMs[row] = filter.timeoutMs;
    columns.objectAt[row] = at;
    writeIoa(columns.objects, at, ioa);
    writeElements(types[row], columns.objects, at + IOA_OCTETS, value);
    // The seven octets of a time tag stay zero until the frame is built.
    at += IOA_OCTETS + types[row].objectOctets;
  }
  columns.objectAt[signals.length] = at;
  columns.point.set(points.ofRow);
}

/** The rows of each index, and the runs among them and among the rows of the file; needs `flags` and `typeId`. */
function fillOrder(columns: TableColumns, { signals, indexes }: TableParts): void {
  let position = 0;
  for (const [i, { index, rows }] of indexes.entries()) {
    columns.indexes[i] = index;
    columns.indexAt[i] = position;
    columns.order.set(rows, position);
    fillRuns(columns.orderRun, position, rows, columns);
    position += rows.length;
  }
  columns.indexAt[indexes.length] = position;
  const all = signals.map((_, row) => row);
  fillRuns(columns.fileRun, 0, all, columns);
}

function fillPoints(columns: TableColumns, points: PointList): void {
  for (const [point, { typeId, ioa, first, groups }] of points.list.entries()) {
    columns.pointType[point] = typeId;
    columns.pointIoa[point] = ioa;
    columns.pointFirst[point] = first;
    columns.pointGroups[point] = groups;
  }
  columns.interrogation.set(points.interrogation);
  columns.counterInterrogation.set(points.counters);
}

function fillCommands(columns: TableColumns, commands: readonly CommandRow[]): void {
  for (const [i, { typeId, ioa, statusIoa }] of commands.entries()) {
    columns.commandType[i] = typeId;
    columns.commandIoa[i] = ioa;
    columns.commandStatus[i] = statusIoa < 0 ? NO_STATUS : statusIoa;
  }
}

function flagsOf(waitMs: number, filter: SignalFilter): number {
  const awaits = filter.typeId >= 0 || filter.ioa >= 0 || !Number.isNaN(filter.value);
  return (waitMs > 0 ? ROW.WAIT : 0) | (awaits ? ROW.FILTER : 0) | (filter.rtuNumber > 0 ? ROW.RTU : 0);
}

interface Point {
  /** The type without time tag. */
  typeId: number;
  ioa: number;
  /** The row that gives its first value. */
  first: number;
  /** The bits of `SignalRow.groups` of all its rows. */
  groups: number;
}

/** The points of a file. */
interface PointList {
  list: Point[];
  /** Points that a station interrogation reports, in the order of their first `Y` row. */
  interrogation: number[];
  /** Points that a counter interrogation reports, in the order of their first `Y` row. */
  counters: number[];
  /** The point of each row. */
  ofRow: number[];
}

/** The rows of one index, in file order. */
interface IndexRows {
  index: number;
  rows: number[];
}

/** Texts one after the other as UTF-8, and where each starts (one entry more than texts). */
interface TextList {
  octets: Uint8Array;
  at: Uint32Array;
}

/** Rows with the same IOA and the same type without time tag are one point; its first `Y` row gives its first value. */
function findPoints(signals: readonly SignalRow[], types: readonly TypeDefinition[]): PointList {
  const byKey = new Map<number, number>();
  const list: Point[] = [];
  const interrogation: number[] = [];
  const counters: number[] = [];
  const ofRow = signals.map(({ ioa, groups }, row) => {
    const typeId = types[row].untimedId;
    const key = ioa * 256 + typeId;
    let number = byKey.get(key);
    if (number === undefined) {
      number = list.length;
      byKey.set(key, number);
      list.push({ typeId, ioa, first: row, groups: 0 });
    }
    const point = list[number];
    if (groups !== 0 && point.groups === 0) {
      point.first = row;
      (typeOf(typeId).interrogated ? interrogation : counters).push(number);
    }
    point.groups |= groups;
    return number;
  });
  return { list, interrogation, counters, ofRow };
}

/** Rows of every index: indexes ascending, rows in file order. */
function groupByIndex(signals: readonly SignalRow[]): IndexRows[] {
  const byIndex = new Map<number, number[]>();
  for (const [row, { index }] of signals.entries()) {
    const rows = byIndex.get(index);
    if (rows === undefined) byIndex.set(index, [row]);
    else rows.push(row);
  }
  return [...byIndex].map(([index, rows]) => ({ index, rows })).sort((a, b) => a.index - b.index);
}

/**
 * Writes to `runs[from…]`, for each of `rows`, how many rows from it on follow each other in the file with one type and cause and
 * without wait and filter.
 */
function fillRuns(
  runs: Uint8Array,
  from: number,
  rows: readonly number[],
  { flags, typeId, cot }: Pick<TableColumns, 'flags' | 'typeId' | 'cot'>,
): void {
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i];
    const next = rows[i + 1];
    const alike = typeId[row] === typeId[next] && cot[row] === cot[next];
    const joined = next === row + 1 && flags[row] === 0 && flags[next] === 0 && alike;
    runs[from + i] = joined ? Math.min(MAX_RUN, runs[from + i + 1] + 1) : 1;
  }
}

/** The two parts of a row's log line, before and after its time tag. */
function signalTexts({ ioa, typeId, value, comment }: SignalRow): [string, string] {
  return [`${ioa},${formatValue(typeId, value)},${formatObjectQuality(value)},`, commentText(comment)];
}

function commentText(comment: string): string {
  return `,${textCell(comment)}\n`;
}

function encodeTexts(texts: readonly string[]): TextList {
  const at = new Uint32Array(texts.length + 1);
  for (const [i, text] of texts.entries()) at[i + 1] = at[i] + Buffer.byteLength(text);
  return { octets: Buffer.from(texts.join('')), at };
}
