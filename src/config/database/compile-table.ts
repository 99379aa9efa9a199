/** A parsed IOA database → the signal table of the shards. Source: `docs/behaviour.md` §2, shapes of `src/station/points/signal-table.ts`. */
import { IOA_OCTETS, writeElements, writeIoa } from '../../codec/asdu.js';
import { type TypeDefinition, typeOf } from '../../codec/types.js';
import { formatObjectQuality, formatValue } from '../../codec/value-text.js';
import { NO_STATUS, ROW, type SignalTable } from '../../station/points/signal-table.js';
import { quoteCell } from '../../text/csv-cell.js';
import { allocateColumns } from './columns.js';
import type { CommandRow, ParsedDatabase, SignalFilter, SignalRow } from './rows.js';

/** Longest run: more elements than that fit no ASDU. */
const MAX_RUN = 127;

/** Lays the table in shared memory. `version` counts the loads of the file, from 1. */
export function compileTable(parsed: ParsedDatabase, version: number): SignalTable {
  const { signals, commands } = parsed;
  const types = signals.map(({ typeId }) => typeOf(typeId));
  const points = findPoints(signals, types);
  const indexes = groupByIndex(signals);
  const log = encodeTexts(signals.flatMap(signalTexts));
  const commandLog = encodeTexts(commands.map(({ comment }) => commentText(comment)));
  const rows = signals.length;
  const objectOctets = types.reduce((sum, type) => sum + IOA_OCTETS + type.objectOctets, 0);

  const columns = allocateColumns({
    line: [Uint32Array, rows],
    typeId: [Uint8Array, rows],
    ioa: [Uint32Array, rows],
    point: [Uint32Array, rows],
    flags: [Uint8Array, rows],
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
    commandLogAt: [Uint32Array, commandLog.at.length],
    commandLogText: [Uint8Array, commandLog.octets.length],
  });

  let at = 0;
  for (let row = 0; row < rows; row++) {
    const { line, typeId, ioa, value, waitMs, filter } = signals[row];
    columns.line[row] = line;
    columns.typeId[row] = typeId;
    columns.ioa[row] = ioa;
    columns.flags[row] = flagsOf(waitMs, filter);
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
  columns.objectAt[rows] = at;
  columns.point.set(points.ofRow);

  let position = 0;
  for (const [i, { index, rows: rowsOfIndex }] of indexes.entries()) {
    columns.indexes[i] = index;
    columns.indexAt[i] = position;
    columns.order.set(rowsOfIndex, position);
    fillRuns(columns.orderRun, position, rowsOfIndex, columns);
    position += rowsOfIndex.length;
  }
  columns.indexAt[indexes.length] = position;
  fillRuns(
    columns.fileRun,
    0,
    signals.map((_, row) => row),
    columns,
  );

  for (const [point, { typeId, ioa, first, groups }] of points.list.entries()) {
    columns.pointType[point] = typeId;
    columns.pointIoa[point] = ioa;
    columns.pointFirst[point] = first;
    columns.pointGroups[point] = groups;
  }
  columns.interrogation.set(points.interrogation);
  columns.counterInterrogation.set(points.counters);
  fillCommands(columns, commands);
  columns.logAt.set(log.at);
  columns.logText.set(log.octets);
  columns.commandLogAt.set(commandLog.at);
  columns.commandLogText.set(commandLog.octets);

  return {
    file: parsed.file,
    version,
    rows,
    points: points.list.length,
    commands: commands.length,
    ...columns,
  };
}

function flagsOf(waitMs: number, filter: SignalFilter): number {
  const awaits = filter.typeId >= 0 || filter.ioa >= 0 || !Number.isNaN(filter.value);
  return (waitMs > 0 ? ROW.WAIT : 0) | (awaits ? ROW.FILTER : 0) | (filter.rtuNumber > 0 ? ROW.RTU : 0);
}

interface Point {
  typeId: number;
  ioa: number;
  first: number;
  /** See `pointGroups`. */
  groups: number;
}

/** Rows with the same IOA and the same untimed type are one point; its first `Y` row gives its first value. */
function findPoints(signals: readonly SignalRow[], types: readonly TypeDefinition[]) {
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

/** Rows of every index, ascending by index, file order within. */
function groupByIndex(signals: readonly SignalRow[]): { index: number; rows: number[] }[] {
  const byIndex = new Map<number, number[]>();
  for (const [row, { index }] of signals.entries()) {
    const rows = byIndex.get(index);
    if (rows === undefined) byIndex.set(index, [row]);
    else rows.push(row);
  }
  return [...byIndex].map(([index, rows]) => ({ index, rows })).sort((a, b) => a.index - b.index);
}

/** Writes to `runs[from…]` how far from each of `rows` plain rows of one type follow each other in the file. */
function fillRuns(
  runs: Uint8Array,
  from: number,
  rows: readonly number[],
  { flags, typeId }: { flags: Uint8Array; typeId: Uint8Array },
): void {
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i];
    const next = rows[i + 1];
    const joined = next === row + 1 && flags[row] === 0 && flags[next] === 0 && typeId[row] === typeId[next];
    runs[from + i] = joined ? Math.min(MAX_RUN, runs[from + i + 1] + 1) : 1;
  }
}

function fillCommands(
  columns: { commandType: Uint8Array; commandIoa: Uint32Array; commandStatus: Uint32Array },
  commands: readonly CommandRow[],
): void {
  for (const [i, { typeId, ioa, statusIoa }] of commands.entries()) {
    columns.commandType[i] = typeId;
    columns.commandIoa[i] = ioa;
    columns.commandStatus[i] = statusIoa < 0 ? NO_STATUS : statusIoa;
  }
}

/** The two parts of a row's log line, before and after its time tag. */
function signalTexts({ ioa, typeId, value, comment }: SignalRow): [string, string] {
  return [`${ioa},${formatValue(typeId, value)},${formatObjectQuality(value)},`, commentText(comment)];
}

function commentText(comment: string): string {
  return `,${quoteCell(comment)}\n`;
}

/** Texts end to end as UTF-8, and where each starts (one entry more than texts). */
function encodeTexts(texts: readonly string[]): { octets: Uint8Array; at: Uint32Array } {
  const at = new Uint32Array(texts.length + 1);
  for (const [i, text] of texts.entries()) at[i + 1] = at[i] + Buffer.byteLength(text);
  return { octets: Buffer.from(texts.join('')), at };
}
