/** Random fleets: IOA files and ini rows as text, and the same data for the simulation's own checks. */
import type { Random } from './random.js';
import { timedType, writeElements } from './wire.js';

/** One monitored row of a generated IOA file. */
export interface Row {
  index: number;
  type: number;
  plain: number;
  ioa: number;
  elements: string;
  /** Cause of the row in sends that have none of their own: 1, 2 or 3. */
  cot: number;
  /** The only RTU number that sends the row; 0: all. */
  onlyRtu: number;
  filter: RowFilter | undefined;
  waitMs: number;
}

/** The telegram that a row waits for; −1: any. */
export interface RowFilter {
  type: number;
  ioa: number;
  timeoutMs: number;
}

/** A point: rows of one IOA and one kind of element. */
export interface Point {
  plain: number;
  ioa: number;
  /** Elements at the start, hex. */
  first: string;
  interrogated: boolean;
  /** Interrogation groups of the point, besides the station. */
  groups: Set<number>;
  /** Type of its first interrogated row, else of its first row: changes by commands are sent with this type. */
  statusType: number;
  /** Whether commands set the point. */
  isStatus: boolean;
}

export interface Command {
  type: number;
  ioa: number;
  status: number;
}

/** One version of an IOA file. */
export interface Database {
  file: string;
  text: string;
  rows: Row[];
  points: Map<string, Point>;
  commands: Command[];
  /** Whether commands set measurands. Not if their values walk, because the two can't be told apart on the wire. */
  hasSetPoints: boolean;
}

/** Whether a value is one of those that rows have. Set-points have other values, so that a row and a command's effect differ on the wire. */
export function isRowValue(plain: number, value: number): boolean {
  if (plain === 11) return value % 4 === 0;
  if (plain === 13) return value % 0.5 === 0;
  return true;
}

/** The key of a point. */
export function pointKey(plain: number, ioa: number): string {
  return `${plain}/${ioa}`;
}

/** An RTU number that no RTU has: its rows are never sent. */
const NOBODY = 65000;
/** Possible cells of the column GI. */
const INTERROGATED = ['Y', 'Y', 'Y1', 'Y2', 'Y3'];
const PLAIN_TYPES = [1, 3, 5, 7, 9, 11, 13, 15];

/** Makes a file for RTUs of these numbers. A second version of a file has the same commands but other rows. */
export function makeDatabase(
  random: Random,
  file: string,
  numbers: readonly number[],
  measurands: 'set' | 'walk',
): Database {
  const settable = measurands === 'set' ? [1, 3, 11, 13] : [1, 3];
  const rows: Row[] = [];
  const lines: string[] = [];
  const points = new Map<string, Point>();
  const commands: Command[] = [];
  const filters = random.chance(0.5);
  const waits = random.chance(0.5);
  const count = random.chance(0.1) ? random.int(60, 100) : random.int(3, 20);
  const plainTypes = random.chance(0.3) ? [random.pick(PLAIN_TYPES)] : PLAIN_TYPES;
  for (let i = 0; i < count; i++) {
    const plain = random.pick(plainTypes);
    const ioa = 100 + i;
    // The same in every version of the file, so that a row always differs from a command's effect.
    const isStatus = ioa % 3 === 0 && settable.includes(plain);
    const point: Point = {
      plain,
      ioa,
      first: '',
      interrogated: false,
      groups: new Set(),
      statusType: 0,
      isStatus,
    };
    points.set(pointKey(plain, ioa), point);
    const seen = new Set<string>();
    let ofFirst: Row | undefined;
    for (let n = random.int(1, 3); n > 0; n--) {
      const row = makeRow(random, point, numbers, { filters, waits });
      const name = `${row.type}/${row.elements}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const gi = random.chance(0.6) ? random.pick(INTERROGATED) : '';
      if (gi !== '' && !point.interrogated) ofFirst = row;
      ofFirst ??= row;
      if (gi !== '') point.interrogated = true;
      if (gi.length > 1) point.groups.add(Number(gi.slice(1)));
      rows.push(row);
      lines.push(rowText(row, gi));
    }
    point.first = ofFirst?.elements ?? '';
    point.statusType = ofFirst?.type ?? plain;
    if (isStatus) addCommands(random, point, commands, lines);
  }
  return { file, text: `${lines.join('\n')}\n`, rows, points, commands, hasSetPoints: measurands === 'set' };
}

function makeRow(
  random: Random,
  point: Point,
  numbers: readonly number[],
  { filters, waits }: { filters: boolean; waits: boolean },
): Row {
  const { plain, ioa, isStatus } = point;
  const twoState = plain === 1 || plain === 3;
  const type = random.chance(0.5) ? plain : timedType(plain);
  return {
    index: random.int(1, 4),
    type,
    cot: random.chance(0.2) ? causeOf(type, random.int(1, 2)) : 3,
    plain,
    ioa,
    elements: writeElements(plain, rowValue(random, plain), random.chance(0.1) ? 0xc0 : 0),
    onlyRtu: isStatus && twoState ? NOBODY : random.chance(0.08) ? random.pick(numbers) : 0,
    filter: filters && random.chance(0.1) ? makeFilter(random) : undefined,
    waitMs: waits && random.chance(0.08) ? random.int(1, 400) : 0,
  };
}

/** The cause of a signal that is to have `cot`: 3 where its type may not have that (`docs/protocol.md` §3). */
export function causeOf(type: number, cot: number): number {
  const isMeasurand = type === 9 || type === 11 || type === 13;
  return isMeasurand || (cot === 2 && [1, 3, 5, 7].includes(type)) ? cot : 3;
}

function rowValue(random: Random, plain: number): number {
  switch (plain) {
    case 1:
      return random.int(0, 1);
    case 3:
      return random.int(0, 3);
    case 5:
      return random.int(-64, 63);
    case 7:
      return random.int(0, 4294967295);
    case 9:
      return random.int(-32768, 32767) / 32768;
    case 11:
      return 4 * random.int(-8000, 8000);
    case 13:
      return random.int(-100_000, 100_000) / 2;
    default:
      return random.int(-1_000_000, 1_000_000);
  }
}

function makeFilter(random: Random): RowFilter {
  const type = random.pick([-1, 45, 100, 100, 103]);
  const ioa = type === -1 || random.chance(0.3) ? random.pick([0, 0, 10_102]) : -1;
  return { type, ioa, timeoutMs: random.int(20, 1500) };
}

/** A row as text, written independently of the program, so that its reader is checked too. */
function rowText(row: Row, gi: string): string {
  const { filter } = row;
  const cell = (value: number): string => (value < 0 ? '' : String(value));
  const filterCells =
    filter === undefined
      ? ['', '', '', '']
      : [cell(filter.type), cell(filter.ioa), '', String(filter.timeoutMs)];
  const cells = [
    row.index,
    gi,
    row.type,
    row.ioa,
    valueText(row.plain, row.elements),
    row.waitMs === 0 ? '' : row.waitMs / 1000,
    row.onlyRtu === 0 ? '' : row.onlyRtu,
    ...filterCells,
    ...(row.cot === 3 ? [] : [`cot=${row.cot === 1 ? 'periodic' : 'background'}`]),
  ];
  return cells.join(',');
}

function valueText(plain: number, elements: string): string {
  const octets = elements.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? [];
  const view = new DataView(Uint8Array.from(octets).buffer);
  const quality = octets[octets.length - 1] & 0xc0 ? ' IV NT' : '';
  switch (plain) {
    case 1:
      return `${octets[0] & 1}${quality}`;
    case 3:
      return `${octets[0] & 3}${quality}`;
    case 5:
      return `${(view.getInt8(0) << 25) >> 25}${quality}`;
    case 7:
      return `${view.getUint32(0, true)}${quality}`;
    case 9:
      return `${view.getInt16(0, true) / 32768}${quality}`;
    case 11:
      return `${view.getInt16(0, true)}${quality}`;
    case 13:
      return `${view.getFloat32(0, true)}${quality}`;
    default:
      return `${view.getInt32(0, true)}${octets[4] & 0x80 ? ' IV CA' : ''}`;
  }
}

const COMMAND_TYPES: Readonly<Record<number, readonly number[]>> = {
  1: [45, 58],
  3: [46, 59],
  11: [49, 62],
  13: [50, 63],
};

function addCommands(random: Random, point: Point, commands: Command[], lines: string[]): void {
  const type = random.pick(COMMAND_TYPES[point.plain]);
  const ioa = point.ioa + 10_000;
  commands.push({ type, ioa, status: point.ioa });
  lines.push(`1,,${type},${ioa},${point.ioa}`);
}

/** The elements of a point after a command, hex; the quality stays (`docs/behaviour.md` §3, command). */
export function effectOf(plainCommand: number, commandElements: string, plain: number, now: string): string {
  const octets = commandElements.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? [];
  const state = now.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? [];
  switch (plainCommand) {
    case 45:
      return writeElements(plain, octets[0] & 1, state[0] & 0xf0);
    case 46:
      return writeElements(plain, octets[0] & 3, state[0] & 0xf0);
    default: {
      const size = plain === 11 ? 2 : 4;
      return commandElements.slice(0, 2 * size) + now.slice(2 * size);
    }
  }
}

/** Redundancy groups; masters have the addresses 10.0.0.1, 10.0.0.2 and so on. */
const GROUPS = ['one', 'one', 'each', '10.0.0.1 10.0.0.3;10.0.0.4/30', '10.0.0.2;10.0.0.5 10.0.0.1'];

/** Ini rows of a fleet. */
export function makeIni(random: Random, numbers: readonly number[], files: readonly string[]): string {
  const lines: string[] = [];
  const events = random.chance(0.3) ? 'keep' : 'drop';
  let port = 1001;
  for (const number of numbers) {
    // All ports of a station use one file here; other tests check how a sent row affects other files.
    const file = random.pick(files);
    for (let n = random.chance(0.35) ? 2 : 1; n > 0; n--) {
      const k = random.chance(0.6) ? random.int(1, 12) : random.int(13, 60);
      const t1 = random.chance(0.7) ? random.int(2, 4) : random.int(5, 20);
      const idle = random.chance(0.3) ? random.int(3, 8) : 0;
      lines.push(
        [
          port,
          `RTU ${port}`,
          number,
          port,
          '',
          k,
          idle === 0 ? 100_000 : idle,
          file,
          `w=${random.chance(0.4) ? k : random.int(1, k)}`,
          `t1=${t1}`,
          `t2=${random.int(1, t1 - 1)}`,
          `t3=${random.chance(0.5) ? random.int(1, 3) : random.int(t1 + 1, t1 + 4)}`,
          `testfr=${random.pick(['passive', 'standard'])}`,
          `objects=${random.pick(['max', 'max', '1', '3'])}`,
          `sq=${random.pick(['0', '0', '1', 'auto'])}`,
          `packing=${random.pick(['type', 'file'])}`,
          `connections=${random.int(1, 4)}`,
          `group=${random.pick(GROUPS)}`,
          `events=${events}`,
          `event_buffer=${random.pick([10_000, 10_000, 5])}`,
          `select=${random.pick(['optional', 'required'])}`,
          `select_timeout=${random.int(1, 4)}`,
          `clock=${random.pick(['report', 'report', 'follow'])}`,
          `filter=${random.pick(['executed', 'executed', 'received'])}`,
          `command_age=${random.pick([0, 0, 1.5])}`,
          'time=utc',
          `time_valid=${random.pick(['always', 'always', 'synced'])}`,
          `time_hold=${random.pick([0, 0.3, 2])}`,
          `eoi=${random.pick(['start', 'every', 'never'])}`,
        ].join(','),
      );
      port++;
    }
  }
  return `${lines.join('\n')}\n`;
}
