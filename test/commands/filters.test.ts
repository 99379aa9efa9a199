/** Rows that wait for a telegram: what commands, clock syncs and interrogations do to them (`docs/behaviour.md` §2, filters). */
import { describe, expect, it } from 'vitest';
import { COUNTER } from '../../src/station/measures/counters.js';
import { expectBalanced, openStation } from '../station/station-kit.js';

/** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7. */
const TIME = '6E B2 3B 17 BF 0C 1B';
const COMMANDS = '2,,46,102,9\n2,,47,103,9\n2,,50,106,9\n2,,58,101,9\n2,Y,3,9,1\n';
const SENT = 'M < 01 01 03 00 01 00 01 00 00 01';

/** Whether this telegram releases a sent row with these conditions. */
function meets(conditions: string, telegram: string): boolean {
  const station = openStation(`1,,1,1,1,,,${conditions}\n${COMMANDS}`);
  const m = station.started();
  station.send(1);
  expect(station.take()).toEqual([]);
  m.request(telegram);
  return station.take().includes(SENT);
}

describe('the conditions of a row are met by', () => {
  it.each([
    ['a command with its value', '46,102,2', '2E 01 06 00 01 00 | 66 00 00 | 02'],
    ['any command at the IOA', ',102,', '2E 01 06 00 01 00 | 66 00 00 | 01'],
    ['a value alone', ',,2', '2F 01 06 00 01 00 | 67 00 00 | 02'],
    ['a select', '46,102,2', '2E 01 06 00 01 00 | 66 00 00 | 82'],
    ['a cancel', '46,102,2', '2E 01 08 00 01 00 | 66 00 00 | 82'],
    ['a command that only tests', '46,102,2', '2E 01 86 00 01 00 | 66 00 00 | 02'],
    ['a command that is refused', '46,102,3', '2E 01 06 00 01 00 | 66 00 00 | 03'],
    ['a command at an unknown IOA', '46,999,2', '2E 01 06 00 01 00 | E7 03 00 | 02'],
    ['a set-point with decimals', '50,106,0.1', '32 01 06 00 01 00 | 6A 00 00 | CD CC CC 3D 00'],
    ['a time-tagged command', '58,101,1', `3A 01 06 00 01 00 | 65 00 00 | 01 | ${TIME}`],
    ['a clock synchronization', '103,0,', `67 01 06 00 01 00 | 00 00 00 | ${TIME}`],
    ['an interrogation of the station', '100,0,20', '64 01 06 00 01 00 | 00 00 00 | 14'],
    ['an interrogation of group 3', '100,,23', '64 01 06 00 01 00 | 00 00 00 | 17'],
    ['a counter interrogation', '101,,5', '65 01 06 00 01 00 | 00 00 00 | 45'],
    ['a read', '102,9,', '66 01 05 00 01 00 | 09 00 00'],
  ])('%s', (_, conditions, telegram) => {
    expect(meets(conditions, telegram)).toBe(true);
  });

  it.each([
    ['another value', '46,102,2', '2E 01 06 00 01 00 | 66 00 00 | 01'],
    ['another type', '45,102,2', '2E 01 06 00 01 00 | 66 00 00 | 02'],
    ['the time-tagged type', '46,102,2', `3B 01 06 00 01 00 | 66 00 00 | 02 | ${TIME}`],
    ['another IOA', '46,103,2', '2E 01 06 00 01 00 | 66 00 00 | 02'],
    ['an interrogation of another group', '100,,20', '64 01 06 00 01 00 | 00 00 00 | 15'],
    [
      'a clock synchronization, where a value is asked for',
      '103,,0',
      `67 01 06 00 01 00 | 00 00 00 | ${TIME}`,
    ],
  ])('not %s', (_, conditions, telegram) => {
    expect(meets(conditions, telegram)).toBe(false);
  });

  it('the status that a command causes is sent before the row', () => {
    const station = openStation(`1,,1,1,1,,,46,102,2\n${COMMANDS}`);
    const m = station.started();
    station.send(1);
    m.request('2E 01 06 00 01 00 | 66 00 00 | 02');
    expect(station.take()).toEqual([
      'M < 2E 01 07 00 01 00 66 00 00 02',
      'M < 03 01 0B 00 01 00 09 00 00 02',
      'M < 2E 01 0A 00 01 00 66 00 00 02',
      SENT,
      'finished 1 complete',
    ]);
  });
});

describe('two RTUs that wait for the same telegram', () => {
  const FILE = `1,,1,1,1,,,46,102,2,5000\n1,,1,2,1\n${COMMANDS}`;

  it.each([
    ['of different numbers', 2, '02'],
    ['of the same number', 1, '01'],
  ])('%s: each hears its own master only', (_, rtuNumber, ca) => {
    const station = openStation(FILE);
    const a = station.started('A');
    const second = station.add({ rtuNumber });
    const b = station.connect('B', second);
    b.start();
    station.take();
    const order = { id: 1, index: 1, startMs: 0, durationMs: 0 };
    station.begin(order);
    station.begin(order, second);
    expect(station.take()).toEqual([]);

    station.until(1_000);
    a.request('2E 01 06 00 01 00 | 66 00 00 | 02');
    const rows = (list: string[]) => list.filter((entry) => /< 01 |^finished|^@/.test(entry));
    expect(rows(station.take())).toEqual([
      '@1000',
      'A < 01 01 03 00 01 00 01 00 00 01',
      'A < 01 01 03 00 01 00 02 00 00 01',
      'finished 1 complete',
    ]);
    a.acknowledge();
    b.acknowledge();
    expectBalanced(station);
    station.take();

    // B's row becomes unsent at its own time-out; the next one follows
    station.until(4_999);
    expect(station.take()).toEqual([]);
    station.until(5_000);
    expect(station.take()).toEqual(['@5000', `B < 01 01 03 00 ${ca} 00 02 00 00 01`, 'finished 1 complete']);
    expect(second.counters[COUNTER.UNSENT_FILTER]).toBe(1);
    expect(station.counter('UNSENT_FILTER')).toBe(0);
  });
});
