/** The image: the next interrogation, on every port of the RTU number, reports what commands and index sends changed. */
import { describe, expect, it } from 'vitest';
import { type Master, openStation, type Station, tableOf } from '../station/station-kit.js';
import { interrogated, openSite } from './commands-kit.js';

const FILE = `
1,Y,1,1,0
1,Y,3,2,1
1,N,1,9,1
5,Y,1,1,1 NT
5,N,30,1,0
6,,1,1,1,,7
6,,1,1,1 IV,,1
9,,1,9,0
2,,45,101,1
2,,46,102,2
2,,45,103,9
`;
const ON = '2D 01 06 00 01 00 | 65 00 00 | 01';

describe('on every port of the number, the next interrogation reports', () => {
  it('the first values before anything has happened', () => {
    const { station, m, b } = openSite(FILE);
    for (const master of [m, b]) {
      expect(interrogated(station, master)).toEqual(['01 | 01 00 00 00', '03 | 02 00 00 01']);
    }
  });

  it('what a command set', () => {
    const { station, m, n, b, c } = openSite(FILE);
    m.request(ON, '2E 01 06 00 01 00 | 66 00 00 | 02');
    for (const master of [m, n, b]) {
      expect(interrogated(station, master)).toEqual(['01 | 01 00 00 01', '03 | 02 00 00 02']);
    }
    c.request('66 01 05 00 02 00 | 01 00 00');
    expect(station.take()).toEqual(['C < 01 01 05 00 02 00 01 00 00 00']);
  });

  it('what an index send sent last, quality included; rows for other RTU numbers do not count', () => {
    const { station, m, b } = openSite(FILE);
    // the rows of index 5: ON NT (41h), then OFF
    station.send(5);
    expect(interrogated(station, b)[0]).toBe('01 | 01 00 00 00');
    // of the rows of index 6 only the second is for RTU number 1: ON IV (81h)
    station.send(6);
    for (const master of [m, b]) expect(interrogated(station, master)[0]).toBe('01 | 01 00 00 81');
  });

  it('a command after a send, and a send after a command', () => {
    const { station, m, b } = openSite(FILE);
    station.send(5);
    m.request(ON);
    expect(interrogated(station, b)[0]).toBe('01 | 01 00 00 01');
    station.send(1);
    expect(interrogated(station, b)[0]).toBe('01 | 01 00 00 00');
    m.request(ON);
    expect(interrogated(station, m)[0]).toBe('01 | 01 00 00 01');
  });

  it('the quality that a row set, after a command changed the state', () => {
    const { station, m, b } = openSite(FILE);
    station.send(6);
    m.request('2D 01 06 00 01 00 | 65 00 00 | 00');
    expect(interrogated(station, b)[0]).toBe('01 | 01 00 00 80');
  });

  it('points that no interrogation reports change too', () => {
    const { station, m, b } = openSite(FILE);
    m.request('2D 01 06 00 01 00 | 67 00 00 | 00');
    b.acknowledge();
    station.take();
    b.request('66 01 05 04 01 00 | 09 00 00');
    expect(station.take()).toEqual(['B < 01 01 05 04 01 00 09 00 00 00']);
  });

  it('only states that were sent: while the window is closed the old state stays', () => {
    const { station, m, b } = openSite(FILE, { k: 1, objects: 1 });
    station.send(5);
    // M has the first of the two rows, ON NT
    b.request('66 01 05 00 01 00 | 01 00 00');
    b.acknowledge();
    m.acknowledge();
    b.request('66 01 05 00 01 00 | 01 00 00');
    expect(station.take().filter((entry) => entry.startsWith('B'))).toEqual([
      'B < 01 01 05 00 01 00 01 00 00 41',
      'B < 01 01 05 00 01 00 01 00 00 00',
    ]);
  });
});

/** A and B are ports of station 1 with files of their own. */
function openPorts(
  fileA: string,
  fileB: string,
): { station: Station; a: Master; b: Master; more: (name: string) => Master } {
  const station = openStation(fileA);
  const portB = station.add({ group: 'each' }, { ...tableOf(fileB), file: 'b.csv' });
  const a = station.connect('A');
  const b = station.connect('B', portB);
  a.start();
  b.start();
  station.take();
  return { station, a, b, more: (name) => station.connect(name, portB) };
}

describe('ports of one number with different files', () => {
  const A = '1,Y,1,1,0\n1,Y,11,3,7\n2,,45,101,1\n2,,47,103,3\n2,,46,104,4\n5,,30,1,1 SB\n';
  const B = '1,Y,13,9,0\n1,Y,30,1,0\n1,Y,3,4,1\n7,,30,1,1 BL\n';

  it('share the effect of a command; each reports in the type of its own file', () => {
    const { station, a, b } = openPorts(A, B);
    a.request(ON);
    expect(station.take()).toEqual([
      'A < 2D 01 07 00 01 00 65 00 00 01',
      'A < 01 01 0B 00 01 00 01 00 00 01',
      'A < 2D 01 0A 00 01 00 65 00 00 01',
      // 1970-01-01, a Thursday, 00:00:00.000
      'B < 1E 01 03 00 01 00 01 00 00 01 00 00 00 00 81 01 46',
    ]);
    expect(interrogated(station, b)).toContain('01 | 01 00 00 01');
  });

  it('a point that only one port has is reported only there', () => {
    const { station, a } = openPorts(A, B);
    a.request('2F 01 06 00 01 00 | 67 00 00 | 02');
    expect(station.take()).toEqual([
      'A < 2F 01 07 00 01 00 67 00 00 02',
      'A < 0B 01 03 00 01 00 03 00 00 08 00 00',
      'A < 2F 01 0A 00 01 00 67 00 00 02',
    ]);
  });

  it('a command changes a status point that only the other port has', () => {
    const { station, a, b } = openPorts(A, B);
    a.request('2E 01 06 00 01 00 | 68 00 00 | 02');
    expect(station.take().sort()).toEqual([
      'A < 2E 01 07 00 01 00 68 00 00 02',
      'A < 2E 01 0A 00 01 00 68 00 00 02',
      'B < 03 01 03 00 01 00 04 00 00 02',
    ]);
    expect(interrogated(station, b)).toContain('03 | 04 00 00 02');
  });

  it('share what an index send sends, in both directions', () => {
    const { station, a, b } = openPorts(A, B);
    station.send(5);
    // SB is 20h, BL 10h
    expect(interrogated(station, b)).toContain('01 | 01 00 00 21');
    b.rtu.startSend({ id: 99, index: 7, startMs: station.nowMs, durationMs: 0 }, station.nowMs);
    b.acknowledge();
    expect(interrogated(station, a)).toContain('01 | 01 00 00 11');
    a.request('2D 01 06 00 01 00 | 65 00 00 | 00');
    expect(station.take().at(-1)).toMatch(/^B < 1E 01 03 00 01 00 01 00 00 10 /);
  });

  it('share freezes of counters', () => {
    const counter = '1,Y,15,1,5\n3,,15,1,9\n';
    const { station, a, b } = openPorts(counter, `1,Y,1,2,0\n${counter}`);
    a.request('65 01 06 00 01 00 | 00 00 00 | 85');
    station.take();
    b.request('65 01 06 00 01 00 | 00 00 00 | 05');
    expect(station.take()[1]).toBe('B < 0F 01 25 00 01 00 01 00 00 05 00 00 00 01');
    b.acknowledge();
    // frozen again on this port: A's reset to 0 applies here too, and the sequence number continues
    b.request('65 01 06 00 01 00 | 00 00 00 | 45');
    station.take();
    a.request('65 01 06 00 01 00 | 00 00 00 | 05');
    expect(station.take()[1]).toBe('A < 0F 01 25 00 01 00 01 00 00 00 00 00 00 02');
  });
});
