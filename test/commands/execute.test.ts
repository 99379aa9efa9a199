/** A direct command of every type: the frames to each master, in octets (`docs/behaviour.md` §3, `docs/protocol.md` §5). */
import { describe, expect, it } from 'vitest';
import { COUNTER } from '../../src/station/measures/counters.js';
import { expectBalanced, expectList, openStation } from '../station/station-kit.js';
import { FILE, openSite } from './commands-kit.js';

/** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7. */
const TIME = ' | 6E B2 3B 17 BF 0C 1B';

/**
 * Type, command's IOA, its element; then the status: type, COT on the commanding connection, IOA and elements.
 * Return information (0B) carries the command's OA 7, a spontaneous status (03) does not. Types 7, 9, 11 and 13 have no COT 11.
 */
const COMMANDS: readonly [number, string, string, string, string, string, string][] = [
  // SCO 05: QU 1, ON
  [45, '65 00 00', '05', '01', '0B 07', '01 00 00', '01'],
  // DCO 0A: QU 2, ON
  [46, '66 00 00', '0A', '03', '0B 07', '02 00 00', '02'],
  // RCO 02: higher; VTI 10 → 11, QDS 0
  [47, '67 00 00', '02', '05', '0B 07', '03 00 00', '0B 00'],
  // NVA 0.25 = 2000h, QOS 0
  [48, '68 00 00', '00 20 00', '09', '03 00', '04 00 00', '00 20 00'],
  // SVA −2 = FFFEh
  [49, '69 00 00', 'FE FF 00', '0B', '03 00', '05 00 00', 'FE FF 00'],
  // −10.5 = C1280000h
  [50, '6A 00 00', '00 00 28 C1 00', '0D', '03 00', '06 00 00', '00 00 28 C1 00'],
  [51, '6B 00 00', '01 02 03 04', '07', '03 00', '07 00 00', '01 02 03 04 00'],
];
const hex = (number: number): string => number.toString(16).toUpperCase();

describe('a direct command', () => {
  const rows = COMMANDS.flatMap(([type, ...rest]) => [
    { type, time: '', rest },
    { type: type + 13, time: TIME, rest },
  ]);
  it.each(rows)('of type $type: confirmed, shown on every port, terminated', ({ type, time, rest }) => {
    const [ioa, element, statusType, own, statusIoa, status] = rest;
    const { station, m, n, b, c } = openSite(FILE);
    m.request(`${hex(type)} 01 06 07 01 00 | ${ioa} | ${element}${time}`);
    expectList(station.take(), [
      `M < ${hex(type)} 01 07 07 01 00 | ${ioa} | ${element}${time}`,
      `M < ${statusType} 01 ${own} 01 00 | ${statusIoa} | ${status}`,
      `M < ${hex(type)} 01 0A 07 01 00 | ${ioa} | ${element}${time}`,
      `N < ${statusType} 01 03 00 01 00 | ${statusIoa} | ${status}`,
      `B < ${statusType} 01 03 00 01 00 | ${statusIoa} | ${status}`,
    ]);
    expect(station.counter('SIGNALS_OFFERED')).toBe(2);
    expect(b.link.rtu.counters[COUNTER.SIGNALS_OFFERED]).toBe(1);
    expect(c.link.rtu.counters[COUNTER.SIGNALS_OFFERED]).toBe(0);
    for (const master of [m, n, b]) master.acknowledge();
    expect(station.counter('SIGNALS_ACKNOWLEDGED')).toBe(2);
    expect(b.link.rtu.counters[COUNTER.SIGNALS_ACKNOWLEDGED]).toBe(1);
    expectBalanced(station);
  });

  it('goes to the started connections only', () => {
    const { station, m, n, b } = openSite(FILE);
    station.connect('X', b.rtu);
    n.stop();
    b.leave();
    station.take();
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    expectList(station.take(), [
      'M < 2D 01 07 00 01 00 | 65 00 00 | 01',
      'M < 01 01 0B 00 01 00 | 01 00 00 | 01',
      'M < 2D 01 0A 00 01 00 | 65 00 00 | 01',
    ]);
    expect(station.counter('SIGNALS_OFFERED')).toBe(1);
  });

  it('that changes nothing is reported all the same', () => {
    const { station, m } = openSite(FILE);
    m.request('2D 01 06 00 01 00 | 65 00 00 | 00');
    expect(station.take()).toContain('M < 01 01 0B 00 01 00 01 00 00 00');
  });

  it('without a status signal, or with one that is missing in the file, is confirmed and changes nothing', () => {
    const station = openStation('1,Y,1,1,0\n2,,45,101,\n2,,45,102,99\n');
    const m = station.started();
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01', '2D 01 06 00 01 00 | 66 00 00 | 01');
    expectList(station.take(), [
      'M < 2D 01 07 00 01 00 | 65 00 00 | 01',
      'M < 2D 01 0A 00 01 00 | 65 00 00 | 01',
      'M < 2D 01 07 00 01 00 | 66 00 00 | 01',
      'M < 2D 01 0A 00 01 00 | 66 00 00 | 01',
    ]);
    expect(station.counter('SIGNALS_OFFERED')).toBe(0);
  });

  it('with T = 1 is confirmed with T = 1 and changes no point', () => {
    const { station, m } = openSite(FILE);
    m.request('2D 01 86 00 01 00 | 65 00 00 | 01');
    expectList(station.take(), [
      'M < 2D 01 87 00 01 00 | 65 00 00 | 01',
      'M < 2D 01 8A 00 01 00 | 65 00 00 | 01',
    ]);
    m.request('66 01 05 00 01 00 | 01 00 00');
    expectList(station.take(), ['M < 01 01 05 00 01 00 | 01 00 00 | 00']);
  });

  it('with P/N = 1 is carried out: the bit has no meaning in a request', () => {
    const { station, m } = openSite(FILE);
    m.request('2D 01 46 00 01 00 | 65 00 00 | 01');
    expect(station.take().slice(0, 3)).toEqual([
      'M < 2D 01 07 00 01 00 65 00 00 01',
      'M < 01 01 0B 00 01 00 01 00 00 01',
      'M < 2D 01 0A 00 01 00 65 00 00 01',
    ]);
  });
});

describe('a command that is refused', () => {
  it.each([
    ['unknown IOA', '2D 01 06 09 01 00 | 0F 27 00 | 01', '2D 01 6F 09 01 00 | 0F 27 00 | 01'],
    ['IOA of another type', '2D 01 06 00 01 00 | 66 00 00 | 01', '2D 01 6F 00 01 00 | 66 00 00 | 01'],
    ['IOA of its status', '2D 01 06 00 01 00 | 01 00 00 | 01', '2D 01 6F 00 01 00 | 01 00 00 | 01'],
    ['another CA', '2D 01 06 00 02 00 | 65 00 00 | 01', '2D 01 6E 00 02 00 | 65 00 00 | 01'],
    ['CA 0', '2D 01 06 00 00 00 | 65 00 00 | 01', '2D 01 6E 00 00 00 | 65 00 00 | 01'],
    ['the global CA', '2D 01 06 00 FF FF | 65 00 00 | 01', '2D 01 6E 00 FF FF | 65 00 00 | 01'],
    ['COT 3', '2D 01 03 00 01 00 | 65 00 00 | 01', '2D 01 6D 00 01 00 | 65 00 00 | 01'],
    ['COT 7, T = 1', '2D 01 87 00 01 00 | 65 00 00 | 01', '2D 01 ED 00 01 00 | 65 00 00 | 01'],
    // several faults: the type is checked first, then the cause, the CA, the IOA
    ['everything wrong', '7E 01 03 00 02 00 | 0F 27 00 | 01', '7E 01 6C 00 02 00 | 0F 27 00 | 01'],
    ['cause, CA and IOA wrong', '2D 01 03 00 02 00 | 0F 27 00 | 01', '2D 01 6D 00 02 00 | 0F 27 00 | 01'],
    ['CA and IOA wrong', '2D 01 06 00 02 00 | 0F 27 00 | 01', '2D 01 6E 00 02 00 | 0F 27 00 | 01'],
    ['IOA and DCS wrong', '2E 01 06 00 01 00 | 0F 27 00 | 03', '2E 01 6F 00 01 00 | 0F 27 00 | 03'],
    // a fault of the VSQ: known type, cause, CA and IOA
    [
      'two objects',
      '2D 02 06 05 01 00 | 65 00 00 01 | 65 00 00 00',
      '2D 02 47 05 01 00 | 65 00 00 01 | 65 00 00 00',
    ],
    ['SQ = 1', '2D 81 06 00 01 00 | 65 00 00 | 01', '2D 81 47 00 01 00 | 65 00 00 | 01'],
    ['SQ = 1, cancel', '2D 81 08 00 01 00 | 65 00 00 | 81', '2D 81 49 00 01 00 | 65 00 00 | 81'],
    ['DCS 0', '2E 01 06 00 01 00 | 66 00 00 | 00', '2E 01 47 00 01 00 | 66 00 00 | 00'],
    ['DCS 3', '2E 01 06 00 01 00 | 66 00 00 | 03', '2E 01 47 00 01 00 | 66 00 00 | 03'],
    ['DCS 3, select', '2E 01 06 00 01 00 | 66 00 00 | 83', '2E 01 47 00 01 00 | 66 00 00 | 83'],
    ['RCS 0', '2F 01 06 00 01 00 | 67 00 00 | 00', '2F 01 47 00 01 00 | 67 00 00 | 00'],
    ['RCS 3', '2F 01 06 00 01 00 | 67 00 00 | 03', '2F 01 47 00 01 00 | 67 00 00 | 03'],
    [
      'RCS 3 with time tag',
      `3C 01 06 00 01 00 | 67 00 00 | 03${TIME}`,
      `3C 01 47 00 01 00 | 67 00 00 | 03${TIME}`,
    ],
  ])('%s: one negative reply, nothing else', (_, request, reply) => {
    const { station, m } = openSite(FILE);
    m.request(request);
    expectList(station.take(), [`M < ${reply}`]);
    expect(station.counter('SIGNALS_OFFERED')).toBe(0);
  });
});

describe('behind a closed window', () => {
  it('confirmations and status wait and are sent in the order of their origin', () => {
    const { station, m, n } = openSite(FILE, { k: 2, w: 1 });
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01', '2E 01 06 00 01 00 | 66 00 00 | 02');
    n.request('2F 01 06 00 01 00 | 67 00 00 | 01');
    expectList(station.take(), [
      'M < 68 04 01 00 02 00',
      'M < 68 04 01 00 04 00',
      'M < 2D 01 07 00 01 00 | 65 00 00 | 01',
      'M < 01 01 0B 00 01 00 | 01 00 00 | 01',
      'N < 01 01 03 00 01 00 | 01 00 00 | 01',
      'N < 03 01 03 00 01 00 | 02 00 00 | 02',
      'B < 01 01 03 00 01 00 | 01 00 00 | 01',
      'B < 03 01 03 00 01 00 | 02 00 00 | 02',
      'N < 68 04 01 00 02 00',
    ]);
    m.acknowledge(1);
    expectList(station.take(), ['M < 2D 01 0A 00 01 00 | 65 00 00 | 01']);
    m.acknowledge();
    expectList(station.take(), [
      'M < 2E 01 07 00 01 00 | 66 00 00 | 02',
      'M < 03 01 0B 00 01 00 | 02 00 00 | 02',
    ]);
    m.acknowledge();
    expectList(station.take(), [
      'M < 2E 01 0A 00 01 00 | 66 00 00 | 02',
      // N's step: 10 − 1
      'M < 05 01 03 00 01 00 | 03 00 00 | 09 00',
    ]);
    n.acknowledge();
    expectList(station.take(), [
      'N < 2F 01 07 00 01 00 | 67 00 00 | 01',
      'N < 05 01 0B 00 01 00 | 03 00 00 | 09 00',
    ]);
    n.acknowledge();
    expectList(station.take(), ['N < 2F 01 0A 00 01 00 | 67 00 00 | 01']);
  });

  it('status that was not sent when the link is lost counts as unsent', () => {
    const { station, m } = openSite(FILE, { k: 1, w: 1 });
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01');
    m.leave();
    // M's status was never sent; N's is sent and open
    expect(station.counter('SIGNALS_OFFERED')).toBe(2);
    expect(station.counter('SIGNALS_SENT')).toBe(1);
    expect(station.counter('UNSENT_LINK')).toBe(1);
  });
});
