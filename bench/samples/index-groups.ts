/** Rows of index sends, which give the points other values. */
import type { SignalRole } from './bays.js';
import type { Random } from './random.js';
import { drawValue, type Point } from './station.js';

/** A row of a database. */
export interface IndexRow {
  index: number;
  gi: 'Y' | 'N';
  typeId: number;
  ioa: number;
  value: string;
  /** Seconds. */
  wait?: number;
  filter?: RowFilter;
  text: string;
}

/** Conditions of a filter; an absent field matches anything. */
export interface RowFilter {
  rtuNumber?: number;
  typeId?: number;
  ioa?: number;
  value?: number;
  timeoutMs?: number;
}

/** Rows of one index with a heading. */
export interface IndexGroup {
  title: string;
  rows: IndexRow[];
}

const OFF = '1';
const ON = '2';
const MOVING = '0';
/** Logs cut a comment after this many characters. */
const COMMENT_LENGTH = 53;

/** All groups, ascending by index; groups without a row are left out. */
export function indexGroups(
  points: readonly Point[],
  rtuNumbers: readonly number[],
  random: Random,
): IndexGroup[] {
  const of = (...roles: SignalRole[]): Point[] => points.filter((point) => roles.includes(point.role));
  const measurands = of('measurand', 'setpoint', 'raise', 'tap');
  const groups: IndexGroup[] = [
    {
      title: 'protection trips and events',
      rows: of('trip', 'event').map((point) => rowOf(1, point, point.role === 'event' ? point.value : '1')),
    },
    {
      title: 'every breaker opens, then closes',
      rows: [
        ...of('breaker').map((point) => rowOf(2, point, OFF)),
        ...of('breaker').map((point) => rowOf(2, point, ON)),
      ],
    },
    {
      title: 'measurands change',
      rows: measurands.map((point) => rowOf(3, point, drawValue(point.template, random))),
    },
    {
      title: 'counter readings',
      rows: of('counter').map((point) => rowOf(4, point, drawValue(point.template, random))),
    },
    {
      title: 'back to normal',
      rows: of('trip', 'breaker', 'alarm').map((point) => rowOf(5, point, point.value)),
    },
    {
      title: 'events with a time tag: trips come, breakers open and close, trips go',
      rows: timedEvents(points),
    },
    { title: 'a bay is switched in, with waits', rows: switchingSequence(points, random) },
    { title: 'the breaker answers the commands of the master', rows: commandAnswers(points) },
    { title: 'rows of single RTUs', rows: singleRtuRows(points, rtuNumbers) },
    { title: 'quality bits', rows: qualityRows(points) },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

function rowOf(index: number, point: Point, value: string, rest: Partial<IndexRow> = {}): IndexRow {
  const { typeId, ioa, text } = point;
  return { index, gi: 'N', typeId, ioa, value, text, ...rest };
}

/** `E01 Q0 circuit-breaker: moving`, cut at the length that a log shows. */
function remark(point: Point, words: string): string {
  return `${point.text}: ${words}`.slice(0, COMMENT_LENGTH);
}

/** Single points (30) and double points (31) only: what RTUs keep while no master is there, and nothing else. */
function timedEvents(points: readonly Point[]): IndexRow[] {
  const trips = points.filter(({ role, typeId }) => role === 'trip' && typeId === 30);
  const breakers = points.filter(({ role, typeId }) => role === 'breaker' && typeId === 31);
  return [
    ...trips.map((point) => rowOf(6, point, '1')),
    ...breakers.map((point) => rowOf(6, point, OFF)),
    ...breakers.map((point) => rowOf(6, point, ON)),
    ...trips.map((point) => rowOf(6, point, '0')),
  ];
}

/** The bay of the first breaker: disconnectors move and arrive, then the breaker, then current flows. */
function switchingSequence(points: readonly Point[], random: Random): IndexRow[] {
  const bay = points.find((point) => point.role === 'breaker')?.bay;
  const ofBay = points.filter((point) => point.bay === bay);
  const moves = (point: Point, seconds: number): IndexRow[] => [
    rowOf(10, point, MOVING, { wait: seconds, text: remark(point, 'moving') }),
    rowOf(10, point, ON, { wait: 0.3, text: remark(point, 'on') }),
  ];
  // Disconnectors that are off in normal operation, such as those of the second busbar, stay off.
  const opened = ofBay.filter(({ role, value }) => (role === 'breaker' || role === 'switch') && value === ON);
  return [
    ...opened.map((point) => rowOf(10, point, OFF, { text: remark(point, 'off') })),
    ...opened.filter((point) => point.role === 'switch').flatMap((point) => moves(point, 0.8)),
    ...opened.filter((point) => point.role === 'breaker').flatMap((point) => moves(point, 0.05)),
    ...ofBay
      .filter((point) => point.role === 'measurand')
      .map((point) => rowOf(10, point, drawValue(point.template, random), { wait: 0.1 })),
  ];
}

/** Rows that wait for a command to the first breaker; without the command they are left out after the time-out. */
function commandAnswers(points: readonly Point[]): IndexRow[] {
  const breaker = points.find((point) => point.role === 'breaker');
  if (breaker?.command === undefined) return [];
  const { typeId, ioa } = breaker.command;
  const mode = points.find((point) => point.role === 'mode' && point.bay === breaker.bay);
  const rows = [
    rowOf(11, breaker, OFF, {
      filter: { typeId, ioa, value: 1, timeoutMs: 5000 },
      text: remark(breaker, 'opened by command'),
    }),
    rowOf(11, breaker, ON, {
      wait: 0.2,
      filter: { typeId, ioa, value: 2, timeoutMs: 5000 },
      text: remark(breaker, 'closed by command'),
    }),
  ];
  if (mode?.command !== undefined) {
    // Matches any value of this command: only type and address are compared.
    const filter = { typeId: mode.command.typeId, ioa: mode.command.ioa, timeoutMs: 2500 };
    rows.push(rowOf(11, mode, '1', { filter, text: remark(mode, 'any command') }));
  }
  return rows;
}

/** Many RTUs share one file; each of these RTU numbers gets one row that only it sends. */
function singleRtuRows(points: readonly Point[], rtuNumbers: readonly number[]): IndexRow[] {
  const alarms = points.filter((point) => point.role === 'alarm');
  return rtuNumbers.slice(0, 2).map((rtuNumber, i) => {
    const alarm = alarms[i];
    return rowOf(12, alarm, '1', { filter: { rtuNumber }, text: remark(alarm, `RTU ${rtuNumber} only`) });
  });
}

/** All ways to write quality: words after the value, or the whole octet of a single or double point. */
function qualityRows(points: readonly Point[]): IndexRow[] {
  const first = (role: SignalRole, at = 0): Point | undefined =>
    points.filter((point) => point.role === role)[at];
  const rows: [Point | undefined, string, string][] = [
    [first('alarm'), '1 IV NT', 'invalid, not topical'],
    [first('alarm', 1), '129', 'ON and IV as one octet'],
    [first('breaker'), '11', 'neither on nor off'],
    [first('breaker', 1), '2 BL', 'blocked'],
    [first('measurand'), `${first('measurand')?.value} OV`, 'overflow'],
    [first('tap'), '7T', 'moving'],
    [first('counter'), `${first('counter')?.value} IV`, 'invalid reading'],
  ];
  return rows.flatMap(([point, value, words]) =>
    point === undefined ? [] : [rowOf(20, point, value, { text: remark(point, words) })],
  );
}
