/** `group=each`: every connection is a group of its own; and `clock=follow`, whose time all connections share. */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation } from '../station/station-kit.js';

const FILE = '1,Y,1,1,1\n1,Y,1,2,1\n1,Y,1,3,1\n1,Y,1,4,1\n2,Y,3,9,1\n3,Y,30,7,1\n9,,46,102,9\n';
const row = (name: string, ioa: number): string => `${name} < 01 01 03 00 01 00 | 0${ioa} 00 00 01`;

describe('every connection has', () => {
  it('every signal, in a window of its own', () => {
    const station = openStation(FILE, { group: 'each', k: 2, w: 1, objects: 1 });
    const a = station.started('A');
    const b = station.started('B');
    station.send(1);
    expectList(station.take(), [row('A', 1), row('A', 2), row('B', 1), row('B', 2)]);
    a.acknowledge();
    expectList(station.take(), [row('A', 3), row('A', 4), 'finished 1 complete']);
    a.acknowledge();
    expectList(station.take(), ['settled 1 complete']);
    b.acknowledge(1);
    expectList(station.take(), [row('B', 3)]);
    b.acknowledge();
    b.acknowledge();
    expectList(station.take(), [row('B', 4), 'finished 1 complete', 'settled 1 complete']);
    expect(station.settled.get(1)?.map(({ offered, acknowledged }) => [offered, acknowledged])).toEqual([
      [4, 4],
      [4, 4],
    ]);
    expectBalanced(station);
  });

  it('its own end: STARTDT or a loss on one does not affect the other', () => {
    const station = openStation(FILE, { group: 'each', k: 2, w: 1, objects: 1 });
    const a = station.started('A');
    station.send(1);
    const b = station.started('B');
    expect(a.link.isStarted).toBe(true);
    station.send(2);
    b.acknowledge();
    a.leave();
    expect(station.counter('UNSENT_LINK')).toBe(5);
    expect(station.counter('SIGNALS_RESENT')).toBe(0);
    expectBalanced(station);
  });

  it('its own interrogation, with its own OA', () => {
    const station = openStation(FILE, { group: 'each', packing: 'file' });
    const a = station.started('A');
    const b = station.started('B');
    for (const [master, name, oa] of [
      [a, 'A', '01'],
      [b, 'B', '02'],
    ] as const) {
      master.request(`64 01 06 ${oa} 01 00 | 00 00 00 | 14`);
      expectList(station.take(), [
        `${name} < 64 01 07 ${oa} 01 00 | 00 00 00 | 14`,
        `${name} < 01 04 14 ${oa} 01 00 | 01 00 00 01 | 02 00 00 01 | 03 00 00 01 | 04 00 00 01`,
        `${name} < 03 01 14 ${oa} 01 00 | 09 00 00 01`,
        `${name} < 01 01 14 ${oa} 01 00 | 07 00 00 01`,
        `${name} < 64 01 0A ${oa} 01 00 | 00 00 00 | 14`,
      ]);
    }
  });
});

describe('clock', () => {
  /** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7. */
  const SYNC = '67 01 06 00 01 00 | 00 00 00 | 6E B2 3B 17 BF 0C 1B';

  it('follow: after the confirmation, time tags of events and sends follow the master’s clock', () => {
    const station = openStation(`${FILE}9,Y,31,8,1\n9,,46,103,8\n`, { group: 'each', clock: 'follow' });
    const a = station.started('A');
    const b = station.started('B');
    station.until(1_000);
    a.request(SYNC);
    // the confirmation has the RTU's own time before: 1970-01-01 (a Thursday) 00:00:01.000, 1000 = 03E8h
    expectList(station.take(), ['@1000', 'A < 67 01 07 00 01 00 | 00 00 00 | E8 03 00 00 81 01 46']);
    station.until(1_322);
    // 45.678 + 0.322 = 46.000 s = B3B0h
    b.request('2E 01 06 00 01 00 | 67 00 00 | 02');
    const status = station.take().filter((entry) => entry.includes('< 1F'));
    expect(status.sort()).toEqual([
      'A < 1F 01 03 00 01 00 08 00 00 02 B0 B3 3B 17 BF 0C 1B',
      'B < 1F 01 0B 00 01 00 08 00 00 02 B0 B3 3B 17 BF 0C 1B',
    ]);
    station.send(3);
    expect(station.take()[0]).toBe('A < 1E 01 03 00 01 00 07 00 00 01 B0 B3 3B 17 BF 0C 1B');
    // the next confirmation has the followed time
    b.acknowledge();
    station.take();
    b.request(SYNC);
    expectList(station.take(), ['B < 67 01 07 00 01 00 | 00 00 00 | B0 B3 3B 17 BF 0C 1B']);
  });

  it('follow: the age of a command is measured by the followed clock', () => {
    const station = openStation(`${FILE}9,,58,101,7\n`, { clock: 'follow' });
    const a = station.started('A');
    a.request(SYNC);
    station.until(250);
    a.request('3A 01 06 00 01 00 | 65 00 00 | 01 | 6E B2 3B 17 BF 0C 1B');
    const entry = station.log.find(({ event }) => event === 'command');
    expect(entry?.detail).toContain('age 250 ms, no summer time');
  });

  it('report: nothing changes', () => {
    const station = openStation(FILE);
    const a = station.started('A');
    a.request(SYNC);
    station.take();
    station.send(3);
    expect(station.take()[0]).toBe('A < 1E 01 03 00 01 00 07 00 00 01 00 00 00 00 81 01 46');
  });

  it('follow: an invalid or impossible time is refused and not followed', () => {
    const station = openStation(FILE, { clock: 'follow' });
    const a = station.started('A');
    a.request(SYNC.replace('3B 17', 'BB 17'), SYNC.replace('0C 1B', '0D 1B'));
    expectList(station.take(), [
      'A < 67 01 47 00 01 00 | 00 00 00 | 6E B2 BB 17 BF 0C 1B',
      'A < 67 01 47 00 01 00 | 00 00 00 | 6E B2 3B 17 BF 0D 1B',
    ]);
    station.send(3);
    expect(station.take()[0]).toBe('A < 1E 01 03 00 01 00 07 00 00 01 00 00 00 00 81 01 46');
  });
});
