/** What the log says of connections and sends (`docs/behaviour.md` §3, §4 and §8). */
import { describe, expect, it } from 'vitest';
import { openStation, type Station } from './station-kit.js';

const FILE = '1,Y,1,1,1\n2,,1,1,1\n2,,1,2,0\n';

/** The entries since the last call. */
const newEntries = (station: Station) => station.log.splice(0);

describe('a connection', () => {
  it('from its beginning to its end', () => {
    const station = openStation(FILE, { eoi: 'start' });
    const master = station.connect('A');
    expect(newEntries(station)).toEqual([{ event: 'connect' }]);
    master.start();
    expect(newEntries(station)).toEqual([
      { event: 'startdt', direction: 'rx' },
      { event: 'initialized', direction: 'tx', typeId: 70, cot: 4 },
    ]);
    master.acknowledge();
    master.stop();
    expect(newEntries(station)).toEqual([{ event: 'stopdt', direction: 'rx' }]);
    master.leave();
    expect(newEntries(station)).toEqual([{ event: 'disconnect', detail: 'PEER_CLOSED: closed by the peer' }]);
  });

  it('that is one too many', () => {
    const station = openStation(FILE, { connections: 2 });
    for (const name of ['A', 'B']) station.connect(name);
    station.log.length = 0;
    expect(() => station.connect('C')).toThrow('2 connections are open already');
    expect(newEntries(station)).toEqual([
      { event: 'refuse', detail: '10.0.0.1:C: 2 connections are open already' },
    ]);
  });

  it('whose master sends test frames: the time between them, and the shortest so far', () => {
    const station = openStation(FILE);
    const master = station.connect('A');
    station.log.length = 0;
    const entry = { event: 'testfr', direction: 'rx' };
    for (const [ms, detail] of [
      [1_000, 'first'],
      [3_500, '2.500 s after the one before, shortest 2.500 s'],
      [4_750, '1.250 s after the one before, shortest 1.250 s'],
      [7_000, '2.250 s after the one before, shortest 1.250 s'],
    ] as const) {
      station.nowMs = ms;
      master.raw('68 04 43 00 00 00');
      expect(newEntries(station)).toEqual([{ ...entry, detail }]);
    }
  });
});

describe('a send', () => {
  it('that has nobody to send to, or nothing to send', () => {
    const station = openStation(FILE);
    station.connect('A');
    station.log.length = 0;
    station.send(2);
    station.send(7);
    expect(newEntries(station)).toEqual([
      { event: 'send', detail: 'send 1: no started connection' },
      { event: 'send', detail: 'send 2: no index 7 in t.csv' },
    ]);
  });

  it('has an entry when it begins, and one with its counts when each of its signals is accounted for', () => {
    const station = openStation(FILE, { objects: 1 });
    const master = station.started();
    station.log.length = 0;
    station.send(2);
    expect(newEntries(station)).toEqual([{ event: 'send', detail: 'send 1: index 2 once' }]);
    master.acknowledge(1);
    expect(newEntries(station)).toEqual([]);
    master.leave();
    expect(newEntries(station)[0]).toEqual({
      event: 'send',
      detail:
        'send 1: index 2 ended (complete): offered 2, sent 2, acknowledged 1, unsent: link 1, ended 0, filter 0',
    });
  });

  it('for some time says how long', () => {
    const station = openStation('2,,1,1,1,1\n');
    station.started();
    station.log.length = 0;
    station.send(2, 2_500);
    expect(newEntries(station)).toEqual([{ event: 'send', detail: 'send 1: index 2 for 2.5 s' }]);
  });

  it('without waits and filters says so', () => {
    const station = openStation('2,,1,1,1,1\n');
    station.started();
    station.log.length = 0;
    station.begin({ id: 1, index: 0, startMs: 0, durationMs: 0, withoutWaits: true });
    expect(newEntries(station)[0]).toEqual({
      event: 'send',
      detail: 'send 1: index 0 once, without waits and filters',
    });
  });

  it('whose row waits for a telegram: that it came, or that the row was not sent', () => {
    const station = openStation('1,,1,1,1,,,107,0,5,2500\n1,,1,2,1,,,,0,,1000\n');
    const master = station.started();
    station.log.length = 0;
    station.send(1);
    station.nowMs = 2_000;
    // Test command, TSC 5
    master.request('6B 01 06 00 01 00 | 00 00 00 | 05 00 | 8E 13 04 03 02 01 1A');
    station.until(4_000);
    const filters = newEntries(station).filter(({ event }) => event === 'filter');
    expect(filters).toEqual([
      { event: 'filter', typeId: 1, ioa: 1, detail: 'filter met: type 107 and IOA 0 and value 5' },
      { event: 'filter', typeId: 1, ioa: 2, detail: 'not sent: no telegram with IOA 0 within 1000 ms' },
    ]);
  });
});
