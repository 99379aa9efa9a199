/** Signals that go out periodically (COT 1) or as a background scan (COT 2) (`docs/behaviour.md` §2, cot, and §4). */
import { describe, expect, it } from 'vitest';
import { countsOf, expectBalanced, expectList, openStation } from './station-kit.js';

/** Scaled values (11: SVA, QDS) and single points; the value is the IOA. */
const FILE = `
1,,11,1,1,,,,,,,cot=periodic
1,,11,2,2,,,,,,,cot=Periodic,with a comment
1,,11,3,3,,,,,,,cot=background
1,,11,4,4
1,,1,5,1,,,,,,,cot = background
1,,30,6,1
`;

describe('rows with a cause of their own', () => {
  it('go out with it, and share frames only with rows of the same cause', () => {
    const station = openStation(FILE);
    const master = station.started();
    station.send(1);
    expectList(station.take(), [
      'M < 0B 02 01 00 01 00 | 01 00 00 01 00 00 | 02 00 00 02 00 00',
      'M < 0B 01 02 00 01 00 | 03 00 00 03 00 00',
      'M < 0B 01 03 00 01 00 | 04 00 00 04 00 00',
      'M < 01 01 02 00 01 00 | 05 00 00 01',
      'M < 1E 01 03 00 01 00 | 06 00 00 01 | 00 00 00 00 81 01 46',
      'finished 1 complete',
    ]);
    master.acknowledge();
    expect(countsOf(station, 1)).toMatchObject({ offered: 6, sent: 6, acknowledged: 6 });
    expectBalanced(station);
  });

  it('keep it on the connection that takes over', () => {
    const station = openStation(FILE, { k: 2 });
    station.started('A');
    station.send(1);
    station.take();
    station.connect('B').start();
    expect(station.take().filter((entry) => entry.startsWith('B < 0B'))).toEqual([
      'B < 0B 02 01 00 01 00 01 00 00 01 00 00 02 00 00 02 00 00',
      'B < 0B 01 02 00 01 00 03 00 00 03 00 00',
    ]);
  });
});

describe('a send with a cause', () => {
  it.each([
    ['1', 1, ['0B 02 01', '0B 01 01', '0B 01 01', '01 01 03', '1E 01 03']],
    ['2', 2, ['0B 02 02', '0B 01 02', '0B 01 02', '01 01 02', '1E 01 03']],
  ] as const)('%s: signals whose type may have it, the others COT 3', (_, cot, headers) => {
    // Frames are split by the causes of the rows, also where the send overrides them.
    const station = openStation(FILE);
    station.started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0, cot });
    const frames = station.take().filter((entry) => entry.startsWith('M <'));
    expect(frames.map((frame) => frame.slice(4, 12))).toEqual(headers);
  });
});
