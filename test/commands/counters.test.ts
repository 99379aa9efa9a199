/** Counter interrogation (101): reading, freezing, resetting, groups (`docs/protocol.md` §5; QCC and BCR §4). */
import { describe, expect, it } from 'vitest';
import {
  expectBalanced,
  expectList,
  type Master,
  openStation,
  type Station,
} from '../station/station-kit.js';
import { openSite } from './commands-kit.js';

/** −2 = FFFFFFFEh; 150 = 96h. */
const FILE = `
1,Y1,15,1,100
1,Y2,15,2,-2
1,Y3,15,3,3 CY
1,Y4,37,4,4 IV
1,Y,37,5,2147483647 CA
1,N,15,6,6
1,Y,1,7,1
5,,15,1,150
`;
const HEAD = (cot: string, qcc: string, oa = '00'): string => `65 01 ${cot} ${oa} 01 00 | 00 00 00 | ${qcc}`;

function request(station: Station, master: Master, qcc: string): string[] {
  master.acknowledge();
  station.take();
  master.request(HEAD('06', qcc));
  return station.take();
}

/** The counter at IOA 1 in a general answer: four octets of value, then the flags with the sequence number. */
function first(station: Station, master: Master): string {
  const found = request(station, master, '05').find((entry) => entry.includes(' < 0F '));
  return found?.slice(31, 45) ?? '';
}

describe('reading', () => {
  it('general: every counter with Y, without time tag, COT 37, live value with SQ 0 before any freeze', () => {
    const station = openStation(FILE);
    const m = station.started();
    m.request(HEAD('06', '05', '09'));
    expectList(station.take(), [
      `M < ${HEAD('07', '05', '09')}`,
      // CY is 20h, IV 80h, CA 40h
      'M < 0F 05 25 09 01 00 | 01 00 00 | 64 00 00 00 00 | 02 00 00 | FE FF FF FF 00 | 03 00 00 | 03 00 00 00 20 | 04 00 00 | 04 00 00 00 80 | 05 00 00 | FF FF FF 7F 40',
      `M < ${HEAD('0A', '05', '09')}`,
    ]);
    expect(station.counter('SIGNALS_SENT')).toBe(5);
    expect(station.counter('INTERROGATIONS')).toBe(1);
    m.acknowledge();
    expectBalanced(station);
  });

  it.each([
    ['01', '26', '01 00 00 | 64 00 00 00 00'],
    ['02', '27', '02 00 00 | FE FF FF FF 00'],
    ['03', '28', '03 00 00 | 03 00 00 00 20'],
    ['04', '29', '04 00 00 | 04 00 00 00 80'],
  ])('group %s: COT %s h', (qcc, cot, object) => {
    const station = openStation(FILE);
    expectList(request(station, station.started(), qcc), [
      `M < ${HEAD('07', qcc)}`,
      `M < 0F 01 ${cot} 00 01 00 | ${object}`,
      `M < ${HEAD('0A', qcc)}`,
    ]);
  });

  it('a group without counters: con and term', () => {
    const station = openStation('1,Y1,15,1,100\n1,Y2,1,2,0\n');
    const expected = [`M < ${HEAD('07', '02')}`, `M < ${HEAD('0A', '02')}`];
    expectList(request(station, station.started(), '02'), expected);
  });

  it('the value that an index send set', () => {
    const station = openStation(FILE);
    const m = station.started();
    station.send(5);
    expect(first(station, m)).toBe('96 00 00 00 00');
  });

  it('a station interrogation reports no counters, a counter interrogation nothing else', () => {
    const station = openStation(FILE);
    station.started().request('64 01 06 00 01 00 | 00 00 00 | 14');
    expect(station.take()[1]).toBe('M < 01 01 14 00 01 00 07 00 00 01');
  });

  it('waits for the window; another group is read beside it, the same one and a freeze are refused', () => {
    const station = openStation(FILE, { k: 2, w: 1, objects: 2 });
    const m = station.started();
    m.request(HEAD('06', '05'));
    m.request(HEAD('06', '05'), HEAD('06', '01'), HEAD('06', '41'));
    for (let i = 0; i < 8; i++) m.acknowledge();
    expectList(
      station.take().filter((entry) => !entry.includes('< 68')),
      [
        `M < ${HEAD('07', '05')}`,
        'M < 0F 02 25 00 01 00 | 01 00 00 | 64 00 00 00 00 | 02 00 00 | FE FF FF FF 00',
        `M < ${HEAD('47', '05')}`,
        `M < ${HEAD('07', '01')}`,
        // A freeze would change the counters between the frames.
        `M < ${HEAD('47', '41')}`,
        // Group 1 has the counter at IOA 1; frame by frame they take turns.
        'M < 0F 01 26 00 01 00 | 01 00 00 | 64 00 00 00 00',
        'M < 0F 02 25 00 01 00 | 03 00 00 | 03 00 00 00 20 | 04 00 00 | 04 00 00 00 80',
        'M < 0F 01 25 00 01 00 | 05 00 00 | FF FF FF 7F 40',
        `M < ${HEAD('0A', '01')}`,
        `M < ${HEAD('0A', '05')}`,
      ],
    );
  });
});

describe('freezing', () => {
  it.each(['45', '85', 'C5', '41'])('QCC %s h: con and term, no data', (qcc) => {
    const station = openStation(FILE);
    const expected = [`M < ${HEAD('07', qcc)}`, `M < ${HEAD('0A', qcc)}`];
    expectList(request(station, station.started(), qcc), expected);
    expect(station.counter('SIGNALS_OFFERED')).toBe(0);
    expect(station.counter('INTERROGATING')).toBe(0);
  });

  it('without reset: the reading stays while the counter continues; each freeze increments SQ', () => {
    const station = openStation(FILE);
    const m = station.started();
    request(station, m, '45');
    station.send(5);
    expect(first(station, m)).toBe('64 00 00 00 01');
    request(station, m, '45');
    expect(first(station, m)).toBe('96 00 00 00 02');
  });

  it('with reset: counting starts again at 0', () => {
    const station = openStation(FILE);
    const m = station.started();
    request(station, m, '85');
    expect(first(station, m)).toBe('64 00 00 00 01');
    request(station, m, '85');
    expect(first(station, m)).toBe('00 00 00 00 02');
    station.send(5);
    request(station, m, '45');
    expect(first(station, m)).toBe('96 00 00 00 03');
  });

  it('reset: the live value is 0, the frozen reading stays', () => {
    const station = openStation(FILE);
    const m = station.started();
    request(station, m, 'C5');
    expect(first(station, m)).toBe('00 00 00 00 00');
    station.send(5);
    request(station, m, '45');
    request(station, m, 'C5');
    expect(first(station, m)).toBe('96 00 00 00 01');
    request(station, m, '45');
    expect(first(station, m)).toBe('00 00 00 00 02');
  });

  it('SQ goes from 31 to 0', () => {
    const station = openStation(FILE);
    const m = station.started();
    for (let i = 0; i < 31; i++) request(station, m, '45');
    expect(first(station, m)).toBe('64 00 00 00 1F');
    request(station, m, '45');
    expect(first(station, m)).toBe('64 00 00 00 00');
    request(station, m, '45');
    expect(first(station, m)).toBe('64 00 00 00 01');
  });

  it('flags stay beside SQ: CY with SQ 1 is 21h, IV 81h, CA 41h', () => {
    const station = openStation(FILE);
    const m = station.started();
    request(station, m, '45');
    const answer = request(station, m, '05')[1];
    expect(answer.slice(-42)).toBe(
      '03 00 00 00 21 04 00 00 04 00 00 00 81 05 00 00 FF FF FF 7F 41'.slice(-42),
    );
  });

  it('of a group leaves the other counters live', () => {
    const station = openStation(FILE);
    const m = station.started();
    request(station, m, '42');
    expectList(request(station, m, '02').slice(1, 2), ['M < 0F 01 27 00 01 00 | 02 00 00 | FE FF FF FF 01']);
    expect(first(station, m)).toBe('64 00 00 00 00');
  });

  it('applies to every connection and port of the RTU number', () => {
    const { station, m, n, b } = openSite(FILE);
    m.request(HEAD('06', '45'));
    station.send(5);
    for (const master of [n, b]) expect(first(station, master)).toBe('64 00 00 00 01');
  });
});

describe('refused or answered for all stations', () => {
  it.each(['00', '06', '3F', '40', '46', '80', 'FF'])('QCC %s h: actcon negative, nothing else', (qcc) => {
    const station = openStation(FILE);
    const m = station.started();
    expectList(request(station, m, qcc), [`M < ${HEAD('47', qcc)}`]);
    expect(first(station, m)).toBe('64 00 00 00 00');
  });

  it.each([
    ['IOA 1', '65 01 06 00 01 00 | 01 00 00 | 05', '65 01 6F 00 01 00 | 01 00 00 | 05'],
    ['CA 2', '65 01 06 00 02 00 | 00 00 00 | 05', '65 01 6E 00 02 00 | 00 00 00 | 05'],
    ['COT 8', '65 01 08 00 01 00 | 00 00 00 | 05', '65 01 6D 00 01 00 | 00 00 00 | 05'],
    ['IOA 1, all stations', '65 01 06 00 FF FF | 01 00 00 | 05', '65 01 6F 00 01 00 | 01 00 00 | 05'],
    [
      'two objects',
      '65 02 06 00 01 00 | 00 00 00 05 | 00 00 00 05',
      '65 02 47 00 01 00 | 00 00 00 05 | 00 00 00 05',
    ],
  ])('%s', (_, asdu, reply) => {
    const station = openStation(FILE);
    station.started().request(asdu);
    expectList(station.take(), [`M < ${reply}`]);
  });

  it('CA 65535: all under the own CA', () => {
    const station = openStation('1,Y,15,1,100\n');
    const m = station.started();
    m.request('65 01 06 02 FF FF | 00 00 00 | 05', '65 01 06 00 FF FF | 00 00 00 | 45');
    expectList(station.take(), [
      'M < 65 01 07 02 01 00 | 00 00 00 | 05',
      // refused: the reading that was requested before is still under way
      'M < 65 01 47 00 01 00 | 00 00 00 | 45',
      'M < 0F 01 25 02 01 00 | 01 00 00 | 64 00 00 00 00',
      'M < 65 01 0A 02 01 00 | 00 00 00 | 05',
    ]);
    m.request('65 01 06 00 FF FF | 00 00 00 | 45');
    expectList(station.take(), [
      'M < 65 01 07 00 01 00 | 00 00 00 | 45',
      'M < 65 01 0A 00 01 00 | 00 00 00 | 45',
    ]);
  });
});

describe('beside a station interrogation', () => {
  it('is served while the other waits behind the window', () => {
    const station = openStation('1,Y,1,1,0\n1,Y,3,2,1\n1,Y,15,3,5\n', { k: 2, objects: 1 });
    const m = station.started();
    m.request('64 01 06 00 01 00 | 00 00 00 | 14');
    station.take();
    m.request(HEAD('06', '05'));
    for (let i = 0; i < 6; i++) m.acknowledge();
    const list = station.take();
    expect(list.filter((entry) => entry.startsWith('M < 65 01 07'))).toHaveLength(1);
    expect(list.filter((entry) => entry.startsWith('M < 65 01 0A'))).toHaveLength(1);
    expect(list.filter((entry) => entry.startsWith('M < 64 01 0A'))).toHaveLength(1);
  });
});
