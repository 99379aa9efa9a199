/** Who watches points of a station hears of every change, whatever made it (`docs/behaviour.md` §14). */
import { describe, expect, it } from 'vitest';
import { PointWatch } from '../../src/station/points/point-watch.js';
import { Station } from '../../src/station/station.js';
import { toHex } from '../support/raw-peer.js';
import { tableOf } from './station-kit.js';

const TABLE = tableOf(`
1,Y,31,1,2
1,Y,30,2,1
2,,31,1,1
2,,30,2,1
1,Y,13,1,1.5
1,Y,15,3,9
`);
/** The same point 1 in another file. */
const OTHER = { ...tableOf('1,Y,3,1,2\n3,,3,1,3\n'), file: 'other.csv' };

function watched() {
  const told: string[] = [];
  const points = new PointWatch(
    [
      { ioa: 1, pointType: 3 },
      { ioa: 3, pointType: 15 },
      { ioa: 9, pointType: 1 },
    ],
    (kind, ioa, pointType, elements) => told.push(`${kind} ${ioa}/${pointType} ${toHex(elements)}`),
  );
  const station = new Station(1, { points, commanded: () => {} });
  const image = station.imageOf(TABLE);
  return { station, image, told: () => told.splice(0) };
}

describe('a watched point', () => {
  it('is told as it is at first, and then only when it has changed', () => {
    const { image, told } = watched();
    expect(told()).toEqual(['known 1/3 02', 'known 3/15 09 00 00 00 00']);
    // Rows 0 and 1 as they are; rows 2 and 3 open the breaker.
    image.take(TABLE, 0, 2);
    image.take(TABLE, 2, 2);
    image.take(TABLE, 2, 1);
    expect(told()).toEqual(['changed 1/3 01']);
    image.set(0, new Uint8Array([0x81]));
    image.set(1, new Uint8Array([0]));
    image.resetCounter(image.findPoint(3, 15));
    expect(told()).toEqual(['changed 1/3 81', 'changed 3/15 00 00 00 00 00']);
    image.takeElements(TABLE, 0, new Uint8Array([2]));
    expect(told()).toEqual(['changed 1/3 02']);
  });

  it('is told once where several files have it', () => {
    const { station, image, told } = watched();
    const other = station.imageOf(OTHER);
    told();
    other.take(OTHER, 1, 1);
    expect(told()).toEqual(['changed 1/3 03']);
    image.take(TABLE, 2, 1);
    expect(told()).toEqual(['changed 1/3 01']);
    other.set(0, new Uint8Array([0]));
    expect(told()).toEqual(['changed 1/3 00']);
  });

  it('is told as known again when an edited file says something else', () => {
    const { station, told } = watched();
    told();
    station.imageOf({ ...tableOf('1,Y,31,1,1\n1,Y,15,3,9\n'), version: 2 });
    expect(told()).toEqual(['known 1/3 01']);
  });
});

describe('a point that nobody watches', () => {
  it('costs no look', () => {
    const image = new Station(1).imageOf(TABLE);
    expect(image.watch).toBeUndefined();
  });
});
