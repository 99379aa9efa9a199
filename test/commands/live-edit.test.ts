/** An IOA file is edited while the RTU runs: running sends keep the old file, new ones use the new (`docs/behaviour.md` §2). */
import { describe, expect, it } from 'vitest';
import { expectBalanced, openStation, type Station, tableOf } from '../station/station-kit.js';
import { interrogated, openSite } from './commands-kit.js';

const OLD = `
1,Y,1,1,0,1
1,Y,3,2,1
1,Y,11,3,7
1,Y,13,4,1.5
4,,1,1,1
4,,11,3,8
2,,45,101,1
2,,46,102,2
`;
/** IOA 2 has another first value, IOA 4 is removed, IOA 5 is new; the command at 102 is removed, one at 103 is new. */
const EDITED = `
1,Y,30,1,0
1,Y,3,2,2
1,Y,11,3,7
1,Y,1,5,1
4,,11,3,9
2,,45,101,1
2,,45,103,5
`;

function edit(station: Station, csv: string): void {
  const table = { ...tableOf(csv), version: station.rtu.table.version + 1 };
  for (const rtu of station.rtus) rtu.replaceTable(table);
}

describe('states after an edit', () => {
  it('of points that never changed are the new first values', () => {
    const { station, m } = openSite(OLD, { packing: 'file' });
    edit(station, EDITED);
    expect(interrogated(station, m)).toEqual([
      '01 | 01 00 00 00',
      '03 | 02 00 00 02',
      '0B | 03 00 00 07 00 00',
      '01 | 05 00 00 01',
    ]);
  });

  it('are kept if the first value was not edited, and reset if it was', () => {
    const { station, m, b } = openSite(OLD, { packing: 'file' });
    station.send(4);
    // IOA 1 ON by the send, IOA 2 intermediate → ON by a command, IOA 3 is 8
    m.request('2E 01 06 00 01 00 | 66 00 00 | 02');
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    edit(station, EDITED.replace('1,Y,3,2,2', '1,Y,3,2,3'));
    for (const master of [m, b]) {
      expect(interrogated(station, master)).toEqual([
        '01 | 01 00 00 01',
        '03 | 02 00 00 03',
        '0B | 03 00 00 08 00 00',
        '01 | 05 00 00 01',
      ]);
    }
  });

  it('are kept over a second edit', () => {
    const { station, m } = openSite(OLD, { packing: 'file' });
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    edit(station, EDITED);
    edit(station, OLD);
    expect(interrogated(station, m)[0]).toBe('01 | 01 00 00 01');
    // IOA 4 was removed in between
    expect(interrogated(station, m)[3]).toBe('0D | 04 00 00 00 00 C0 3F 00');
  });

  it('of frozen counters are kept', () => {
    const { station, m } = openSite('1,Y,15,1,5\n');
    m.request('65 01 06 00 01 00 | 00 00 00 | 45');
    edit(station, '1,Y,15,2,6\n1,Y,15,1,5\n');
    station.take();
    m.request('65 01 06 00 01 00 | 00 00 00 | 05');
    expect(station.take()[1]).toBe('M < 0F 02 25 00 01 00 02 00 00 06 00 00 00 00 01 00 00 05 00 00 00 01');
  });

  it('are still shared by the ports of the RTU number', () => {
    const { station, m, b } = openSite(OLD, { packing: 'file' });
    edit(station, EDITED);
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    // the type is that of the new file
    expect(station.take().at(-1)).toBe('B < 1E 01 03 00 01 00 01 00 00 01 00 00 00 00 81 01 46');
    expect(interrogated(station, b)[0]).toBe('01 | 01 00 00 01');
  });
});

describe('requests after an edit', () => {
  it('find the new points and commands only', () => {
    const { station, m } = openSite(OLD);
    edit(station, EDITED);
    m.request('66 01 05 00 01 00 | 04 00 00', '66 01 05 00 01 00 | 05 00 00');
    m.request('2E 01 06 00 01 00 | 66 00 00 | 02', '2D 01 06 00 01 00 | 67 00 00 | 00');
    expect(station.take().filter((entry) => entry.startsWith('M'))).toEqual([
      'M < 66 01 6F 00 01 00 04 00 00',
      'M < 01 01 05 00 01 00 05 00 00 01',
      'M < 2E 01 6F 00 01 00 66 00 00 02',
      'M < 2D 01 07 00 01 00 67 00 00 00',
      'M < 01 01 0B 00 01 00 05 00 00 00',
      'M < 2D 01 0A 00 01 00 67 00 00 00',
    ]);
  });

  it('a selection stays valid', () => {
    const { station, m } = openSite(OLD, { select: 'required' });
    m.request('2D 01 06 00 01 00 | 65 00 00 | 81');
    edit(station, EDITED);
    station.take();
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    expect(station.take()[1]).toMatch(/^M < 1E 01 0B /);
  });
});

describe('what runs during an edit', () => {
  it('a send continues with the old rows and the values of the new image; the next send has the new rows', () => {
    const station = openStation(OLD, { objects: 1 });
    const m = station.started();
    station.send(1);
    m.acknowledge();
    edit(station, EDITED);
    station.take();
    station.until(1_000);
    m.acknowledge();
    expect(station.take()).toEqual([
      '@1000',
      'M < 03 01 03 00 01 00 02 00 00 01',
      'M < 0B 01 03 00 01 00 03 00 00 07 00 00',
      'M < 0D 01 03 00 01 00 04 00 00 00 00 C0 3F 00',
      'finished 1 complete',
      'settled 1 complete',
    ]);
    expect(interrogated(station, m)[1]).toBe('03 | 02 00 00 01');
    station.send(4);
    expect(station.take()).toEqual(['M < 0B 01 03 00 01 00 03 00 00 09 00 00', 'finished 2 complete']);
    m.acknowledge();
    expectBalanced(station);
  });

  it('an interrogation continues with its points from the start, at their present values', () => {
    const { station, m, n } = openSite(OLD, { k: 1, w: 1, objects: 1 });
    m.request('64 01 06 00 01 00 | 00 00 00 | 14');
    m.acknowledge();
    edit(station, EDITED.replace('2,,45,103,5', '2,,46,102,2'));
    station.take();
    // N sets IOA 2 to OFF; M receives that status before the interrogation reports the point
    n.request('2E 01 06 00 01 00 | 66 00 00 | 01');
    for (let i = 0; i < 6; i++) m.acknowledge();
    expect(station.take().filter((entry) => entry.startsWith('M'))).toEqual([
      'M < 03 01 03 00 01 00 02 00 00 01',
      'M < 03 01 14 00 01 00 02 00 00 01',
      'M < 0B 01 14 00 01 00 03 00 00 07 00 00',
      // removed from the file: the last known value
      'M < 0D 01 14 00 01 00 04 00 00 00 00 C0 3F 00',
      'M < 64 01 0A 00 01 00 00 00 00 14',
    ]);
  });

  it('a counter interrogation too', () => {
    const { station, m, n } = openSite('1,Y,15,1,5\n1,Y,15,2,6\n', { k: 1, w: 1, objects: 1 });
    m.request('65 01 06 00 01 00 | 00 00 00 | 05');
    m.acknowledge();
    // The counter that is still to be reported is the first of the new file.
    edit(station, '1,Y,15,2,6\n1,Y,15,1,5\n1,Y,15,3,7\n');
    n.request('65 01 06 00 01 00 | 00 00 00 | 45');
    station.take();
    m.acknowledge();
    m.acknowledge();
    expect(station.take()).toEqual([
      'M < 0F 01 25 00 01 00 02 00 00 06 00 00 00 01',
      'M < 65 01 0A 00 01 00 00 00 00 05',
    ]);
  });
});
