/** Which types an RTU sends with which causes, from its signals and its options. Source: `docs/behaviour.md` §3 and §4. */
import { COT } from '../codec/causes.js';
import { findType, typeOf } from '../codec/types.js';
import { NO_STATUS, type SignalTable } from '../station/points/signal-table.js';
import { applyCommand } from '../station/requests/command-effect.js';

/** Causes by type. */
export type UsedCauses = ReadonlyMap<number, ReadonlySet<number>>;

/** A file with its points by their address. */
export interface IndexedTable {
  readonly table: SignalTable;
  /** Points of an address, in the order of the file. */
  pointsAt(ioa: number): readonly number[];
}

/** Finds the points of a file by their address. */
export function indexTable(table: SignalTable): IndexedTable {
  const byIoa = new Map<number, number[]>();
  for (const [point, ioa] of table.pointIoa.entries()) {
    const points = byIoa.get(ioa);
    if (points === undefined) byIoa.set(ioa, [point]);
    else points.push(point);
  }
  return { table, pointsAt: (ioa) => byIoa.get(ioa) ?? [] };
}

/** What the causes of an RTU depend on. */
export interface CauseSource {
  readonly own: IndexedTable;
  /** Files of all other RTUs of its number: their commands move its points too. */
  readonly sisters: readonly IndexedTable[];
  /** Masters that did not command may be connected, also to another RTU of its number, and hear of a change too. */
  readonly hasOthers: boolean;
}

/** What the signals of an RTU are, as far as its list says it. RTUs with the same files have the same. */
export interface SignalUse {
  /** The monitored types that it sends. */
  readonly monitored: UsedCauses;
  /** Types of its commands. */
  readonly commands: ReadonlySet<number>;
  /** Untimed types of the points that are sent twice. */
  readonly doubles: ReadonlySet<number>;
  readonly hasReadable: boolean;
  /** Counter interrogations with counters: bit 0 general, bit n group n; 0: it has none to ask for. */
  readonly counterGroups: number;
}

/** Looks at every signal. */
export function signalUse(source: CauseSource): SignalUse {
  const { commandType, pointType, pointGroups, counterInterrogation } = source.own.table;
  return {
    monitored: monitorCauses(source),
    commands: new Set(commandType),
    doubles: doubleTransmitted(source.own.table),
    hasReadable: pointType.some(isReadable),
    counterGroups: counterInterrogation.reduce((all, point) => all | pointGroups[point], 0),
  };
}

function monitorCauses({ own, sisters, hasOthers }: CauseSource): UsedCauses {
  const { table } = own;
  const used = new Map<number, Set<number>>();
  const note = (typeId: number, cot: number): void => {
    const causes = used.get(typeId);
    if (causes === undefined) used.set(typeId, new Set([cot]));
    else causes.add(cot);
  };
  for (let row = 0; row < table.rows; row++) note(table.typeId[row], table.cot[row]);
  for (const point of table.interrogation) noteGroups(table, point, COT.INTERROGATED_STATION, note);
  for (const point of table.counterInterrogation) noteGroups(table, point, COT.COUNTER_GENERAL, note);
  for (const ioa of new Set(table.pointIoa)) {
    // Of several points with one address the first is read.
    const read = own.pointsAt(ioa).find((point) => isReadable(table.pointType[point]));
    if (read !== undefined) note(table.pointType[read], COT.REQUEST);
  }
  const files = [own, ...sisters];
  for (const file of files) {
    for (const status of movedBy(file, files)) {
      const typeId = typeOfStatus(own, status);
      if (typeId === undefined) continue;
      const hasReturn = typeOf(typeId).causes.includes(COT.RETURN_INFO_REMOTE);
      if (file === own) note(typeId, hasReturn ? COT.RETURN_INFO_REMOTE : COT.SPONTANEOUS);
      if (hasOthers) note(typeId, COT.SPONTANEOUS);
    }
  }
  return used;
}

function noteGroups(
  { pointGroups, pointType }: SignalTable,
  point: number,
  first: number,
  note: (typeId: number, cot: number) => void,
): void {
  for (let group = 0; group <= 16; group++) {
    if ((pointGroups[point] & (1 << group)) !== 0) note(pointType[point], first + group);
  }
}

/** Whether a point of this untimed type can be read (102). */
function isReadable(untimedId: number): boolean {
  return findType(untimedId)?.causes.includes(COT.REQUEST) === true;
}

/** A point that a command moves. */
interface Status {
  readonly ioa: number;
  /** Untimed. */
  readonly pointType: number;
}

/** The points that the commands of a file move. They are those of the file, or of the first other one that has the address. */
function* movedBy(file: IndexedTable, files: readonly IndexedTable[]): Generator<Status> {
  const { commands, commandStatus, commandType } = file.table;
  const seen = new Set<string>();
  for (let row = 0; row < commands; row++) {
    const ioa = commandStatus[row];
    const { untimedId } = typeOf(commandType[row]);
    const key = `${untimedId} ${ioa}`;
    if (ioa === NO_STATUS || seen.has(key)) continue;
    seen.add(key);
    const home = [file, ...files].find((each) => each.pointsAt(ioa).length > 0);
    const types = home?.pointsAt(ioa).map((point) => home.table.pointType[point]) ?? [];
    const pointType = types.find((type) => isMoved(untimedId, type));
    if (pointType !== undefined) yield { ioa, pointType };
  }
}

/** Whether a command has an effect on a point of this type. */
function isMoved(commandId: number, pointType: number): boolean {
  const current = new Uint8Array(typeOf(pointType).elementOctets);
  return 'elements' in applyCommand(commandId, {}, pointType, current);
}

/** The type with which an RTU tells a change of a point: that of its first row; `undefined`: it has no such point. */
function typeOfStatus({ table, pointsAt }: IndexedTable, { ioa, pointType }: Status): number | undefined {
  const point = pointsAt(ioa).find((one) => table.pointType[one] === pointType);
  return point === undefined ? undefined : table.typeId[table.pointFirst[point]];
}

/** Untimed types of the points of which one index has a row without and a row with a time tag, both spontaneous and with the same value. */
function doubleTransmitted(table: SignalTable): ReadonlySet<number> {
  const found = new Set<number>();
  for (let i = 0; i < table.indexes.length; i++) {
    const forms = new Map<string, 'untimed' | 'timed'>();
    for (const row of table.order.subarray(table.indexAt[i], table.indexAt[i + 1])) {
      if (table.cot[row] !== COT.SPONTANEOUS) continue;
      const type = typeOf(table.typeId[row]);
      const from = table.objectAt[row];
      const octets = table.objects.subarray(from, from + 3 + type.elementOctets);
      const key = `${type.untimedId} ${octets.join(' ')}`;
      const form = type.timeTagged ? 'timed' : 'untimed';
      const before = forms.get(key);
      if (before !== undefined && before !== form) found.add(type.untimedId);
      forms.set(key, before ?? form);
    }
  }
  return found;
}
