/** An IOA file as text: commands, points, index groups. Format: the columns of `data/*.csv`. */
import { type DatabaseFile, STATIONS } from './bays.js';
import { csvLine } from './csv.js';
import { type IndexRow, indexGroups } from './index-groups.js';
import { seededRandom } from './random.js';
import { buildStation, type Point } from './station.js';

/** Contents and style of an IOA file. */
export interface DatabaseOptions {
  file: DatabaseFile;
  /** Points that answer an interrogation, 60 or more. */
  signals: number;
  seed: number;
  /** `plain`: no waits, no filters, no end of interrogation, so that every row is sent at once. */
  style: 'full' | 'plain';
  /** RTU numbers of the stations on this database; the first ones get rows of their own. */
  rtuNumbers: readonly number[];
}

/** Unit of the time-out column; both are found in the field. */
const TIMEOUT_UNIT: Readonly<Record<DatabaseFile, 's' | 'ms'>> = {
  'substation-110kv.csv': 'ms',
  'substation-20kv.csv': 's',
  'hydro-plant.csv': 'ms',
};

/** Index of the rows that hold the initial states: switchgear, alarms, protection, measurands, counters. */
const STATE_INDEX: Readonly<Record<Point['role'], number>> = {
  breaker: 100,
  switch: 100,
  earthing: 100,
  state: 100,
  mode: 110,
  alarm: 110,
  trip: 120,
  event: 120,
  tap: 130,
  raise: 130,
  measurand: 130,
  setpoint: 130,
  output: 100,
  counter: 140,
};

/** The text of a database. The same options give the same text. */
export function writeDatabase(options: DatabaseOptions): string {
  const { file, signals, seed, style } = options;
  const random = seededRandom(seed, file);
  const points = buildStation(STATIONS[file], signals, random);
  const unit = TIMEOUT_UNIT[file];
  const lines = heading(STATIONS[file].title, unit);

  lines.push('', '#---- commands: the value is the IOA of the status signal');
  for (const { command, ioa, text } of points) {
    if (command === undefined) continue;
    lines.push(csvLine([command.ioa, 'N', command.typeId, command.ioa, ioa, 0, '', '', '', '', '', text]));
  }

  for (const [bay, ofBay] of byBay(points)) {
    lines.push('', `#---- ${bay === '' ? 'station' : `bay ${bay}`}`);
    for (const { role, interrogated, typeId, ioa, value, text } of ofBay) {
      lines.push(
        rowLine({ index: STATE_INDEX[role], gi: interrogated ? 'Y' : 'N', typeId, ioa, value, text }, unit),
      );
    }
  }

  for (const group of indexGroups(points, options.rtuNumbers, random)) {
    if (style === 'plain' && group.rows.some((row) => row.wait !== undefined || row.filter !== undefined))
      continue;
    lines.push('', csvLine([`#---- index ${group.rows[0].index}: ${group.title}`]));
    for (const row of group.rows) lines.push(rowLine(row, unit));
  }
  if (style === 'full') lines.push('', ...belowTheEnd(points, unit));
  return `${lines.join('\n')}\n`;
}

function heading(title: string, unit: 's' | 'ms'): string[] {
  const notes = [
    title,
    '',
    'First cell: digits make a signal of that index; ! at its start ends the general interrogation; the rest is comment.',
    'GI: Y is sent when a master interrogates. Several rows of one IOA: the first Y row is the state to start with,',
    'the others are what an index send makes of it.',
    'Values: single point 0 OFF, 1 ON. Double point 1 OFF, 2 ON, 0 and 3 (or 11) neither.',
    'Normalized -1 to 1, as share of the full scale: 11 kV of 13.2 kV is 0.8333. Scaled: whole numbers. Float: any.',
    'Step position -64 to 63, a T after it: moving. Bitstring: a number, or 0x and hex digits. Counter: whole numbers.',
    'Quality may follow in the same cell: 1 IV NT. A command names the IOA of the signal that shows its effect.',
    'wait: seconds to rest after the row, in an index send.',
    'Filter: an index send holds the row until the master sends a telegram that meets every cell that is not empty,',
    `and leaves it out when the time-out passes (here in ${unit === 's' ? 'seconds, 2.5 is 2500 ms' : 'milliseconds'}).`,
    'A number under rtu no: only RTUs of that number send the row. Neither wait nor filter counts for interrogations and commands.',
    '',
    'Index groups: 1 protection trips, 2 breakers open and close, 3 measurands, 4 counters, 5 back to normal,',
    '6 events with a time tag, 10 a switching sequence with waits, 11 answers to a command, 12 rows of single RTUs, 20 quality bits.',
  ];
  return [
    ...notes.map((note) => csvLine([note === '' ? '#' : `# ${note}`])),
    csvLine(['#', '', '', '', '', '', 'filter', 'and', 'and', 'and', 'filter']),
    csvLine([
      '#index',
      'GI',
      'type id',
      'IOA',
      'value',
      'wait(s)',
      'rtu no',
      'type id',
      'IOA',
      'value',
      `T-out(${unit})`,
      'comment',
    ]),
  ];
}

function byBay(points: readonly Point[]): Map<string, Point[]> {
  const bays = new Map<string, Point[]>();
  for (const point of points) bays.set(point.bay, [...(bays.get(point.bay) ?? []), point]);
  return bays;
}

function rowLine(row: IndexRow, unit: 's' | 'ms'): string {
  const { rtuNumber = '', typeId = '', ioa = '', value = '', timeoutMs } = row.filter ?? {};
  let timeout: number | '' = '';
  if (timeoutMs !== undefined) timeout = unit === 's' ? timeoutMs / 1000 : timeoutMs;
  const own = [row.index, row.gi, row.typeId, row.ioa, row.value, row.wait ?? 0];
  return csvLine([...own, rtuNumber, typeId, ioa, value, timeout, row.text]);
}

/** Points that no interrogation reports: commissioning tests, sent by index 30 only. */
function belowTheEnd(points: readonly Point[], unit: 's' | 'ms'): string[] {
  const highest = Math.max(...points.map((point) => point.ioa));
  const test = (i: number, typeId: number, value: string, text: string): string =>
    rowLine({ index: 30, gi: 'Y', typeId, ioa: highest + 1000 + i, value, text }, unit);
  return [
    csvLine([
      '!',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      'no interrogation below, whatever the GI cells say',
    ]),
    test(1, 30, '1', 'commissioning test single point'),
    test(2, 31, '2', 'commissioning test double point'),
    test(3, 36, '123.456', 'commissioning test measurand'),
    test(4, 1, '0', 'commissioning test without time tag'),
  ];
}
