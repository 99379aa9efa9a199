/** Group interrogation: QOI 21…36, and interrogations at the same time (`docs/protocol.md` §5, interrogation and overlap). */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation } from '../station/station-kit.js';

/** IOA 1 is in groups 1 and 2, IOA 3 in group 1, IOA 2 in group 16; the counter at IOA 5 is in a group of counters. */
const FILE = `
1,Y1,1,1,1
1,Y16,3,2,2
1,Y1,30,3,0
1,Y,9,4,0
2,Y2,30,1,0
1,Y1,15,5,7
!
1,Y3,1,1,1
`;
const HEAD = (cot: string, qoi: string, oa = '00'): string => `64 01 ${cot} ${oa} 01 00 | 00 00 00 | ${qoi}`;

function answer(qoi: string, file = FILE): string[] {
  const station = openStation(file, { packing: 'file' });
  const m = station.started();
  m.request(HEAD('06', qoi, '04'));
  m.acknowledge();
  expectBalanced(station);
  return station.take();
}

describe('an interrogation of', () => {
  it.each<[string, string, ...string[]]>([
    // one frame: IOA 1 and 3 are neighbours within the group
    ['group 1', '15', '01 02 15 04 01 00 | 01 00 00 01 | 03 00 00 00'],
    ['group 2', '16', '01 01 16 04 01 00 | 01 00 00 01'],
    ['group 3, named below the end only', '17'],
    ['group 4, which nobody is in', '18'],
    ['group 16', '24', '03 01 24 04 01 00 | 02 00 00 02'],
    [
      'the station',
      '14',
      '01 01 14 04 01 00 | 01 00 00 01',
      '03 01 14 04 01 00 | 02 00 00 02',
      '01 01 14 04 01 00 | 03 00 00 00',
      '09 01 14 04 01 00 | 04 00 00 00 00 00',
    ],
  ])('%s: con, the points once, with the group’s cause and the OA, term', (_, qoi, ...data) => {
    expectList(answer(qoi), [
      `M < ${HEAD('07', qoi, '04')}`,
      ...data.map((asdu) => `M < ${asdu}`),
      `M < ${HEAD('0A', qoi, '04')}`,
    ]);
  });

  it('each of the sixteen groups', () => {
    const file = Array.from({ length: 16 }, (_, i) => `1,Y${i + 1},1,${i + 1},1`).join('\n');
    for (let group = 1; group <= 16; group++) {
      const [cot, ioa] = [20 + group, group].map((n) => n.toString(16).toUpperCase().padStart(2, '0'));
      expectList(answer(cot, file).slice(1, -1), [`M < 01 01 ${cot} 04 01 00 | ${ioa} 00 00 | 01`]);
    }
  });

  it.each(['00', '01', '13', '25', '3F', '40', 'FF'])('QOI %s h is refused', (qoi) => {
    expectList(answer(qoi), [`M < ${HEAD('47', qoi, '04')}`]);
  });
});

describe('side by side', () => {
  const MANY = '1,Y1,1,1,1\n1,Y1,3,2,1\n1,Y1,1,3,1\n';
  /** COT of every frame of type 1, 3 or 100 that was sent. */
  const causes = (list: string[]): string =>
    list
      .filter((entry) => !entry.includes('< 68'))
      .map((entry) => entry.slice(10, 12))
      .join(' ');

  it('station and groups run together, each with its own cause, con and term', () => {
    const station = openStation(MANY, { k: 12, objects: 1 });
    const m = station.started();
    m.request(HEAD('06', '14'), HEAD('06', '15'), HEAD('06', '16'));
    const list = station.take();
    // confirmed in order, then one frame of each in turn; group 2 is empty
    expect(list.slice(0, 3)).toEqual([
      'M < 64 01 07 00 01 00 00 00 00 14',
      'M < 64 01 07 00 01 00 00 00 00 15',
      'M < 64 01 07 00 01 00 00 00 00 16',
    ]);
    for (const [cot, term] of [
      ['14', HEAD('0A', '14')],
      ['15', HEAD('0A', '15')],
      ['16', HEAD('0A', '16')],
    ]) {
      const own = list.filter(
        (entry) => entry.slice(10, 12) === cot || entry === `M < ${term}`.replaceAll(' |', ''),
      );
      const objects = cot === '16' ? [] : ['01 00 00', '02 00 00', '03 00 00'];
      expect(own.map((entry) => entry.slice(22, 30))).toEqual([...objects, '00 00 00']);
    }
    expect(list).toHaveLength(12);
    m.acknowledge();
    expectBalanced(station);
  });

  it('the same interrogation is refused while it runs; another one is not', () => {
    const station = openStation(MANY, { k: 1, w: 1, packing: 'file' });
    const m = station.started();
    m.request(HEAD('06', '15'));
    m.request(HEAD('06', '15'), HEAD('06', '16'));
    for (let i = 0; i < 9; i++) m.acknowledge();
    expect(causes(station.take())).toBe('07 47 07 15 0A 15 15 0A');
  });

  it('a deactivation ends the one that it names', () => {
    const station = openStation(MANY, { k: 1, w: 1, objects: 1 });
    const m = station.started();
    m.request(HEAD('06', '14'), HEAD('06', '15'));
    m.request(HEAD('08', '16'), HEAD('08', '14'), HEAD('08', '14'));
    for (let i = 0; i < 9; i++) m.acknowledge();
    const list = station.take().filter((entry) => !entry.includes('< 68'));
    expectList(list, [
      `M < ${HEAD('07', '14')}`,
      `M < ${HEAD('07', '15')}`,
      `M < ${HEAD('49', '16')}`,
      `M < ${HEAD('09', '14')}`,
      `M < ${HEAD('49', '14')}`,
      'M < 01 01 15 00 01 00 | 01 00 00 01',
      'M < 03 01 15 00 01 00 | 02 00 00 01',
      'M < 01 01 15 00 01 00 | 03 00 00 01',
      `M < ${HEAD('0A', '15')}`,
    ]);
    expectBalanced(station);
  });
});
