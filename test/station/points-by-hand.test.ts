/** Points that somebody sets by hand (`docs/behaviour.md` §7): an event on every port of the station. */
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../src/codec/elements.js';
import { readPoints } from '../../src/station/points/point-state.js';
import { expectBalanced, expectList, openStation } from './station-kit.js';

const FILE = `
1,Y,31,1,1 NT,,,,,,,breaker
1,Y,11,2,-5
2,,13,2,1.5
1,N,15,4,7
`;
const who = 'HTTP API client 127.0.0.1:5000';

function open() {
  const station = openStation(FILE, { time: 'utc' });
  const other = station.add({});
  return { station, first: station.started('A'), second: station.connect('B', other), other };
}

describe('a point that is set by hand', () => {
  it('goes out as an event with COT 3 on the started connections of every port, and is the answer of interrogations', () => {
    const { station, first, second } = open();
    second.start();
    station.nowMs = 1000;
    station.take();
    const order = { ioa: 1, pointType: 3, value: { dpi: 2, quality: 0 }, rest: 'zero', who } as const;
    expect(station.setPoint(order)).toBe(2);
    // 1000 = 03E8h ms after 1970-01-01 00:00, a Thursday.
    const event = '< 1F 01 03 00 01 00 | 01 00 00 02 | E8 03 00 00 81 01 46';
    expectList(
      station.take().filter((entry) => !entry.startsWith('@')),
      [`A ${event}`, `B ${event}`],
    );
    first.acknowledge();
    second.acknowledge();
    expectBalanced(station);
    first.request('66 01 05 00 01 00 | 01 00 00');
    expect(station.take()).toContainEqual(expect.stringContaining('03 01 05 00 01 00 01 00 00 02'));
  });

  it('keeps its quality where none is given', () => {
    const { station } = open();
    station.take();
    station.setPoint({ ioa: 1, pointType: 3, value: { dpi: 2 }, rest: 'kept', who });
    // NT is 40h, ON is 2.
    expectList(station.take(), ['A < 1F 01 03 00 01 00 | 01 00 00 42 | 00 00 00 00 81 01 46']);
    const quality = QUALITY.IV | QUALITY.SB;
    station.setPoint({ ioa: 2, pointType: 11, value: { sva: 300, quality }, rest: 'zero', who });
    // 300 = 012Ch; IV 80h and SB 20h.
    expectList(station.take(), ['A < 0B 01 03 00 01 00 | 02 00 00 2C 01 A0']);
  });

  it('is told in the log of each connection, or of the RTU where none is started', () => {
    const { station } = open();
    station.setPoint({ ioa: 1, pointType: 3, value: { dpi: 2, quality: 0 }, rest: 'zero', who });
    const told = station.log.filter(({ event }) => event === 'status');
    expect(told.map(({ detail, value, ioa }) => [detail, value, ioa])).toEqual([
      [`set by hand: ${who}; breaker`, '2', 1],
      [`set by hand: ${who}; no connection is started`, '2', 1],
    ]);
  });

  it('of which a reaction is the reason has the name of its rule', () => {
    const { station } = open();
    const value = { dpi: 2, quality: 0 };
    station.setPoint({ ioa: 1, pointType: 3, value, rest: 'zero', who: 'trip', by: 'reaction' });
    const told = station.log.filter(({ event }) => event === 'status');
    expect(told.map(({ detail }) => detail)).toEqual([
      'reaction trip; breaker',
      'reaction trip; no connection is started',
    ]);
  });

  it('is only one of those that the file has', () => {
    const { station } = open();
    station.take();
    expect(station.setPoint({ ioa: 9, pointType: 3, value: { dpi: 2 }, rest: 'zero', who })).toBeUndefined();
    expect(station.setPoint({ ioa: 1, pointType: 1, value: { spi: 1 }, rest: 'zero', who })).toBeUndefined();
    expectList(station.take(), []);
  });
});

describe('the points of an RTU', () => {
  it('are shown in the order of the file, as they are now', () => {
    const { station, other } = open();
    station.setPoint({ ioa: 2, pointType: 11, value: { sva: 300, quality: 0 }, rest: 'zero', who });
    const shown = [
      { ioa: 1, typeId: 31, interrogated: true, value: '1', quality: 'NT', comment: 'breaker' },
      { ioa: 2, typeId: 11, interrogated: true, value: '300', quality: '', comment: '' },
      { ioa: 2, typeId: 13, interrogated: false, value: '1.5', quality: '', comment: '' },
      { ioa: 4, typeId: 15, interrogated: false, value: '7', quality: '', comment: '' },
    ];
    expect(readPoints(station.rtu.image, 0, 10)).toEqual(shown);
    expect(readPoints(other.image, 1, 2)).toEqual(shown.slice(1, 3));
    expect(readPoints(station.rtu.image, 4, 1)).toEqual([]);
  });
});
