/** Rows that wait for a telegram: what commands, clock syncs and interrogations do to them (`docs/behaviour.md` §2, filters). */
import { describe, expect, it } from 'vitest';
import { COUNTER } from '../../src/station/measures/counters.js';
import type { TelegramStage } from '../../src/station/ports.js';
import { expectBalanced, openStation } from '../station/station-kit.js';

/** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7. */
const TIME = '6E B2 3B 17 BF 0C 1B';
const COMMANDS = '2,,46,102,9\n2,,47,103,9\n2,,50,106,10\n2,,58,101,9\n2,Y,3,9,1\n2,Y,13,10,0\n';
const SENT = 'M < 01 01 03 00 01 00 01 00 00 01';

/** Whether this telegram releases a row with these conditions. */
function meets(conditions: string, telegram: string, filter: TelegramStage = 'executed'): boolean {
  const station = openStation(`1,,1,1,1,,,${conditions}\n${COMMANDS}`, { filter });
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
    ['a set-point with decimals', '50,106,0.1', '32 01 06 00 01 00 | 6A 00 00 | CD CC CC 3D 00'],
    ['a time-tagged command', '58,101,1', `3A 01 06 00 01 00 | 65 00 00 | 01 | ${TIME}`],
    ['a clock synchronization', '103,0,', `67 01 06 00 01 00 | 00 00 00 | ${TIME}`],
    ['an interrogation of the station', '100,0,20', '64 01 06 00 01 00 | 00 00 00 | 14'],
    ['an interrogation of group 3', '100,,23', '64 01 06 00 01 00 | 00 00 00 | 17'],
    ['a counter interrogation', '101,,5', '65 01 06 00 01 00 | 00 00 00 | 05'],
    ['a freeze of counters', '101,,5', '65 01 06 00 01 00 | 00 00 00 | 45'],
    ['a read', '102,9,', '66 01 05 00 01 00 | 09 00 00'],
    ['a test', '107,,5', `6B 01 06 00 01 00 | 00 00 00 | 05 00 | ${TIME}`],
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

  const NOT_EXECUTED = [
    ['a select', '46,102,2', '2E 01 06 00 01 00 | 66 00 00 | 82'],
    ['a cancel', '46,102,2', '2E 01 08 00 01 00 | 66 00 00 | 82'],
    ['a command that only tests', '46,102,2', '2E 01 86 00 01 00 | 66 00 00 | 02'],
    ['a command that is refused', '46,102,3', '2E 01 06 00 01 00 | 66 00 00 | 03'],
    ['a command at an unknown IOA', '46,999,2', '2E 01 06 00 01 00 | E7 03 00 | 02'],
    ['a command to another CA', '46,102,2', '2E 01 06 00 63 00 | 66 00 00 | 02'],
    ['an invalid clock synchronization', '103,0,', '67 01 06 00 01 00 | 00 00 00 | 6E B2 BB 17 BF 0C 1B'],
    ['an interrogation that is not served', '100,,5', '64 01 06 00 01 00 | 00 00 00 | 05'],
    ['a counter interrogation that is not served', '101,,9', '65 01 06 00 01 00 | 00 00 00 | 09'],
    ['a read of an unknown point', '102,8,', '66 01 05 00 01 00 | 08 00 00'],
    ['a reset', '105,,1', '69 01 06 00 01 00 | 00 00 00 | 01'],
  ] as const;

  it.each(NOT_EXECUTED)('not %s, because it was not carried out', (_, conditions, telegram) => {
    expect(meets(conditions, telegram)).toBe(false);
  });

  it.each(NOT_EXECUTED)('filter=received: %s', (_, conditions, telegram) => {
    expect(meets(conditions, telegram, 'received')).toBe(true);
  });

  it('filter=received: the command itself, once', () => {
    expect(meets('46,102,2', '2E 01 06 00 01 00 | 66 00 00 | 02', 'received')).toBe(true);
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

  const COMMAND = '2E 01 06 00 01 00 | 66 00 00 | 02';
  const rows = (list: string[]) => list.filter((entry) => /< 01 |^finished|^@/.test(entry));

  /** A and B are connected to RTUs of their own, both of which wait for a command; at 1,000 ms A commands. */
  function commanded(rtuNumber: number, filter: TelegramStage = 'executed') {
    const station = openStation(FILE, { filter });
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
    a.request(COMMAND);
    return { station, second, a, b };
  }

  it('of different numbers: each hears its own master only', () => {
    const { station, second, a, b } = commanded(2);
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
    expect(station.take()).toEqual(['@5000', 'B < 01 01 03 00 02 00 02 00 00 01', 'finished 1 complete']);
    expect(second.counters[COUNTER.UNSENT_FILTER]).toBe(1);
    expect(station.counter('UNSENT_FILTER')).toBe(0);
  });

  it.each(['executed', 'received'] as const)('filter=%s, ports of one number: both send it', (filter) => {
    const { station, second } = commanded(1, filter);
    expect(rows(station.take()).sort()).toEqual([
      '@1000',
      'A < 01 01 03 00 01 00 01 00 00 01',
      'A < 01 01 03 00 01 00 02 00 00 01',
      'B < 01 01 03 00 01 00 01 00 00 01',
      'B < 01 01 03 00 01 00 02 00 00 01',
      'finished 1 complete',
      'finished 1 complete',
    ]);
    expect(second.counters[COUNTER.UNSENT_FILTER]).toBe(0);
  });
});
