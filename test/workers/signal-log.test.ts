/** The lines of an RTU's two logs (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { InterrogatedFrame, JournalEntry } from '../../src/station/journal.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { NO_ROW } from '../../src/station/points/image.js';
import type { SendPort } from '../../src/station/ports.js';
import type { Rtu } from '../../src/station/rtu.js';
import { newTimeTags } from '../../src/station/time-tag.js';
import { LOG_SHAPE, LogFolder } from '../../src/workers/log-files.js';
import { SignalLog } from '../../src/workers/signal-log.js';
import { hex } from '../codec/support.js';
import { openStation, type Station, tableOf } from '../station/station-kit.js';
import { RecordedMachine } from './recorded-files.js';

/** The machine's wall time in a log line. */
const AT = '2026-11-22 10:03:11.125000';
/** The RTU's own clock shows UTC. */
const TAG = newTimeTags().valid.utc;

const TABLE = tableOf('1,Y,30,101,1,,,,,,,breaker\n1,Y,30,102,0\n1,Y,13,103,0.5 IV,,,,,,,"a ""b"", c"\n');

let machine: RecordedMachine;
let station: Station;
let log: SignalLog;
let folder: LogFolder;
let observed: string[];

/** A connection that sends at the machine's time; the RTU's clock shows the first instant of 2030. */
function peer(port: number, rtu: Rtu = station.rtu): SendPort {
  return {
    rtu,
    peer: `10.0.0.1:${port}`,
    writer: { wallMs: machine.wallMs, clock: { tag: TAG, leadMs: Date.UTC(2030, 0, 1) - machine.wallMs } },
  } as unknown as SendPort;
}

function open(signals: 'all' | 'none' = 'all'): void {
  machine = new RecordedMachine();
  station = openStation('1,,1,1,1\n');
  station.host.wallOffsetMs = machine.wallMs;
  observed = [];
  log = new SignalLog(machine, signals, (_rtu, _peer, { event }) => observed.push(event));
  folder = new LogFolder(machine, 'log', () => {});
  log.attach(station.rtu, folder, (kind) => `${kind}.csv`);
}

/** The lines of a log so far. */
function lines(kind: 'main' | 'interrogation' = 'main'): string[] {
  machine.fire();
  const text = machine.opened.filter(({ path }) => path === `log/${kind}.csv`).map((file) => file.text);
  return text.join('').split('\n').slice(0, -1);
}

beforeEach(() => open());

describe('signals of a send', () => {
  it('have a line each: type, cause, point, value, quality, time tag, comment', () => {
    log.sent(peer(50_000), TABLE, 0, 2, 3);
    log.sent(peer(50_000), TABLE, 2, 1, 1);
    // The line’s time is the simulator’s own, whatever clock the tags follow.
    expect(lines()).toEqual([
      `${AT},signal,10.0.0.1:50000,tx,30,3,101,1,,2030-01-01 00:00:00.000,breaker`,
      `${AT},signal,10.0.0.1:50000,tx,30,3,102,0,,2030-01-01 00:00:00.000,`,
      `${AT},signal,10.0.0.1:50000,tx,13,1,103,0.5,IV,,"a ""b"", c"`,
    ]);
    expect(lines('interrogation')).toEqual([]);
  });

  it('are of the connection, the RTU and the table that sent them, however these alternate', () => {
    const other = station.add({ rtuNumber: 2 });
    const otherTable = tableOf('1,,1,7,1\n');
    log.attach(other, folder, (kind) => `other-${kind}.csv`);
    const [a, b, c] = [peer(1), peer(2), peer(3, other)];
    for (const each of [a, b, a, c, a]) log.sent(each, TABLE, 2, 1, 3);
    for (const table of [otherTable, TABLE, otherTable]) log.sent(b, table, 0, 1, 3);
    const cells = (line: string): string => line.split(',').slice(2, 7).join(' ');
    expect(lines().map(cells)).toEqual([
      '10.0.0.1:1 tx 13 3 103',
      '10.0.0.1:2 tx 13 3 103',
      '10.0.0.1:1 tx 13 3 103',
      '10.0.0.1:1 tx 13 3 103',
      '10.0.0.1:2 tx 1 3 7',
      '10.0.0.1:2 tx 30 3 101',
      '10.0.0.1:2 tx 1 3 7',
    ]);
    expect(machine.opened.find(({ path }) => path === 'log/other-main.csv')?.lines).toBe(1);
  });

  it('with values that no row has have the values that were sent, and the rows’ comments', () => {
    // IOA 101 OFF, IOA 102 ON IV, both 2026-11-22 10:03:11.125, cause 3 with P/N and test bit.
    log.sentAsdu(
      peer(50_000),
      TABLE,
      0,
      hex('1E 02 C3 00 01 00 65 00 00 00 75 2B 03 0A F6 0B 1A 66 00 00 81 75 2B 03 0A F6 0B 1A'),
    );
    // IOA 103: 2.0
    log.sentAsdu(peer(50_000), TABLE, 2, hex('0D 01 03 00 01 00 67 00 00 00 00 00 40 00'));
    expect(lines()).toEqual([
      `${AT},signal,10.0.0.1:50000,tx,30,3,101,0,,2026-11-22 10:03:11.125,breaker`,
      `${AT},signal,10.0.0.1:50000,tx,30,3,102,1,IV,2026-11-22 10:03:11.125,`,
      `${AT},signal,10.0.0.1:50000,tx,13,3,103,2,,,"a ""b"", c"`,
    ]);
  });

  it('have the time of their frame', () => {
    log.sent(peer(1), TABLE, 2, 1, 3);
    const later = peer(1);
    later.writer.wallMs += 1000.5;
    log.sentAsdu(later, TABLE, 2, hex('0D 01 03 00 01 00 67 00 00 00 00 00 40 00'));
    expect(lines().map((line) => line.split(',')[0])).toEqual([AT, '2026-11-22 10:03:12.125500']);
  });

  it('of an RTU without a log are left out', () => {
    const other = station.add({ rtuNumber: 2 });
    log.sent(peer(1, other), TABLE, 0, 1, 3);
    log.sentAsdu(peer(1, other), TABLE, 2, hex('0D 01 03 00 01 00 67 00 00 00 00 00 40 00'));
    log.event(other, undefined, { event: 'listen' });
    machine.fire();
    expect(machine.opened).toEqual([]);
  });
});

describe('signals of an interrogation', () => {
  const frame = (octets: string, more: Partial<InterrogatedFrame>): InterrogatedFrame => ({
    typeId: 1,
    cot: 20,
    count: 2,
    octets: hex(octets),
    at: 2,
    isSequence: false,
    ...more,
  });
  const rows = Uint32Array.of(0, 1);

  it('have lines of the rows whose values went out, in the file of interrogations', () => {
    log.interrogated(peer(50_000), TABLE, frame('00 00', {}), rows, rows);
    expect(lines()).toEqual([]);
    expect(lines('interrogation')).toEqual([
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,101,1,,,breaker`,
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,102,0,,,`,
    ]);
  });

  it('that no row has are read from the frame', () => {
    const octets = 'FF FF 65 00 00 00 66 00 00 81';
    log.interrogated(peer(50_000), TABLE, frame(octets, {}), Uint32Array.of(NO_ROW, NO_ROW), rows);
    expect(lines('interrogation')).toEqual([
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,101,0,,,breaker`,
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,102,1,IV,,`,
    ]);
  });

  it('that no row has, and that follow one address, are read from the frame', () => {
    const octets = 'FF FF 65 00 00 00 81';
    log.interrogated(peer(50_000), TABLE, frame(octets, { isSequence: true }), undefined, rows);
    expect(lines('interrogation')).toEqual([
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,101,0,,,breaker`,
      `${AT},interrogated,10.0.0.1:50000,tx,1,20,102,1,IV,,`,
    ]);
  });

  it('of an RTU without a log are left out', () => {
    const other = station.add({ rtuNumber: 2 });
    log.interrogated(peer(1, other), TABLE, frame('00 00', {}), rows, rows);
    machine.fire();
    expect(machine.opened).toEqual([]);
  });
});

it('with --signal-log none no signal has a line, and every event has one', () => {
  open('none');
  log.sent(peer(1), TABLE, 0, 1, 3);
  log.sentAsdu(peer(1), TABLE, 2, hex('0D 01 03 00 01 00 67 00 00 00 00 00 40 00'));
  const octets = hex('FF FF 65 00 00 00');
  const frame = { typeId: 1, cot: 20, count: 1, octets, at: 2, isSequence: false };
  log.interrogated(peer(1), TABLE, frame, undefined, Uint32Array.of(0));
  log.event(station.rtu, peer(1), { event: 'connect' });
  expect(lines()).toEqual([`${AT},connect,10.0.0.1:1,,,,,,,,`]);
  expect(lines('interrogation')).toEqual([]);
});

describe('an event', () => {
  const line = (entry: JournalEntry, on: SendPort | undefined = peer(1)): string | undefined => {
    log.event(station.rtu, on, entry);
    return lines(entry.log).at(-1);
  };

  it('has the cells that are known of it', () => {
    const all: JournalEntry = {
      event: 'command',
      direction: 'rx',
      typeId: 58,
      cot: 6,
      ioa: 500,
      value: '1',
      quality: 'S/E',
      timeTag: '2026-11-22 10:03:11.125',
      detail: 'act select, "x"',
    };
    expect(line(all)).toBe(
      `${AT},command,10.0.0.1:1,rx,58,6,500,1,S/E,2026-11-22 10:03:11.125,"act select, ""x"""`,
    );
    log.event(station.rtu, undefined, { event: 'listen' });
    expect(lines().at(-1)).toBe(`${AT},listen,,,,,,,,,`);
  });

  it('has the name of its cause where it has no detail', () => {
    expect(line({ event: 'command', cot: 10 })).toBe(`${AT},command,10.0.0.1:1,,,10,,,,,actterm`);
  });

  it('of an interrogation is in the file of interrogations', () => {
    expect(line({ event: 'interrogation', log: 'interrogation' })).toBe(
      `${AT},interrogation,10.0.0.1:1,,,,,,,,`,
    );
    expect(lines()).toEqual([]);
  });

  it('is told to the coordinator', () => {
    log.event(station.rtu, peer(1), { event: 'connect' });
    log.event(station.rtu, peer(1), { event: 'command' });
    expect(observed).toEqual(['connect', 'command']);
  });

  it('of a flood that ends with the program has its line', () => {
    for (let i = 0; i < 15; i++) log.event(station.rtu, peer(1), { event: 'testfr' });
    log.close();
    expect(lines()).toHaveLength(11);
    expect(lines().at(-1)).toContain('5 more times');
  });

  it('that has no room in a line is counted as lost', () => {
    log.event(station.rtu, peer(1), { event: 'warning', detail: 'x'.repeat(5000) });
    expect(station.rtu.counters[COUNTER.LOG_LOST]).toBe(1);
  });
});

it('lost lines of both files are counted for the RTU', () => {
  folder = new LogFolder(machine, 'log', () => {}, { ...LOG_SHAPE, mostOctetsWaiting: 0 });
  log.attach(station.rtu, folder, (kind) => kind);
  log.sent(peer(1), TABLE, 0, 2, 3);
  log.sentAsdu(peer(1), TABLE, 2, hex('0D 01 03 00 01 00 67 00 00 00 00 00 40 00'));
  const octets = hex('FF FF 65 00 00 00 81');
  const frame = { typeId: 1, cot: 20, count: 2, octets, at: 2, isSequence: true };
  log.interrogated(peer(1), TABLE, frame, Uint32Array.of(0, NO_ROW), Uint32Array.of(0, 1));
  expect(station.rtu.counters[COUNTER.LOG_LOST]).toBe(5);
});
