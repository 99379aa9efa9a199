/** What an RTU counts of its connections and shows of its sends (`docs/behaviour.md` §4 and §9). */
import { describe, expect, it } from 'vitest';
import { openStation } from './station-kit.js';

const ROWS = (index: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${index},Y,30,${index * 100 + i},1,0\n`).join('');

describe('connections', () => {
  it('that are too many are counted as refused, with that reason', () => {
    const station = openStation(ROWS(1, 1), { connections: 1 });
    station.connect('A');
    expect(() => station.connect('B')).toThrow('1 connections are open already');
    expect(station.counter('REFUSED')).toBe(1);
    expect(station.counter('REFUSED_CONNECTIONS')).toBe(1);
  });

  it.each([
    ['PEER_CLOSED', 1],
    ['SOCKET_ERROR', 1],
    ['T1_I_FRAME', 0],
  ] as const)('that end by %s after a pause of ours count %i as ended in it', (code, ended) => {
    const station = openStation(ROWS(1, 1));
    const master = station.started('A');
    station.nowMs = 5000;
    station.arrivedMs = 2000;
    station.pausedUntilMs = 4000;
    master.link.close(code, 'why', station.nowMs);
    expect(station.counter('DISCONNECTS_PAUSED')).toBe(ended);
    const [{ detail }] = station.log.filter(({ event }) => event === 'disconnect');
    expect(detail?.includes('had stood still for 3.0 s')).toBe(ended === 1);
  });

  it('that end without a pause count as nobody’s pause', () => {
    const station = openStation(ROWS(1, 1));
    station.started('A').leave();
    expect(station.counter('DISCONNECTS_PAUSED')).toBe(0);
  });
});

describe('the last index', () => {
  it('is that of the newest send that goes on, whatever their order', () => {
    const station = openStation([1, 2, 3].map((index) => ROWS(index, 9)).join(''), { k: 1, objects: 1 });
    station.started('A');
    for (const [id, index] of [
      [7, 1],
      [9, 2],
      [8, 3],
      [10, 1],
    ])
      station.begin({ id, index, startMs: 0, durationMs: 0 });
    // Index 1 again: two sends have it.
    expect(station.counter('LAST_INDEX')).toBe(1);
    station.stopSend(10);
    expect(station.counter('LAST_INDEX')).toBe(2);
    station.stopSend(9);
    expect(station.counter('LAST_INDEX')).toBe(3);
    station.stopSend(7);
    expect(station.counter('LAST_INDEX')).toBe(3);
    station.stopSend(8);
    expect(station.counter('LAST_INDEX')).toBe(3);
  });
});

describe('one pass that is stopped', () => {
  it.each([0, 1])('counts the rows that are left for this RTU, and no others (index %i)', (index) => {
    const csv =
      '1,,30,1,1\n1,,30,2,1,0,1\n1,,30,3,1,0,77\n1,,30,4,1,0,1\n1,,30,5,1\n2,,30,6,1\n1,,30,7,1,0,77\n';
    const station = openStation(csv, { k: 1, objects: 1 });
    station.started('A');
    station.send(index);
    station.stopSend(1);
    const others = index === 0 ? 1 : 0;
    expect(station.counter('UNSENT_ENDED')).toBe(3 + others);
  });
});

describe('requests', () => {
  it('for another CA are counted, those for an unknown IOA are not', () => {
    const station = openStation(ROWS(1, 1));
    const master = station.started('A');
    // Read of IOA 9, which no row has: COT 47.
    master.request('66 01 05 00 01 00 | 09 00 00');
    expect(station.take().at(-1)).toBe('A < 66 01 6F 00 01 00 09 00 00');
    expect(station.counter('FOREIGN_CA')).toBe(0);
    master.request('66 01 05 00 02 00 | 09 00 00');
    expect(station.counter('FOREIGN_CA')).toBe(1);
  });

  it('for a counter group go on beside another group, and are refused beside the same', () => {
    const station = openStation('1,Y3,15,1,5\n1,Y2,15,2,7\n', { k: 1, eoi: 'never' });
    const master = station.started('A');
    for (const group of ['03', '03', '02']) master.request(`65 01 06 00 01 00 | 00 00 00 ${group}`);
    for (let i = 0; i < 8; i++) if (master.received > master.acknowledged) master.acknowledge();
    const confirmations = station.take().filter((entry) => /< 65 01 [04]7 /.test(entry));
    expect(confirmations).toEqual([
      'A < 65 01 07 00 01 00 00 00 00 03',
      'A < 65 01 47 00 01 00 00 00 00 03',
      'A < 65 01 07 00 01 00 00 00 00 02',
    ]);
  });
});
