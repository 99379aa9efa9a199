/** The states of the points of one file, and of the same points in other files of the RTU number. */
import { describe, expect, it } from 'vitest';
import { Image } from '../../src/station/points/image.js';
import { toHex } from '../support/raw-peer.js';
import { tableOf } from './station-kit.js';

/** Images of files that are used under one RTU number. */
function siblings(...files: string[]): Image[] {
  const images = files.map((file) => new Image(tableOf(file)));
  for (const image of images) image.siblings.push(...images.filter((other) => other !== image));
  return images;
}

/** The elements of the point with this IOA and type. */
function state(image: Image, ioa: number, typeId = 1): string {
  const point = image.findPoint(ioa, typeId);
  return point < 0 ? 'none' : toHex(image.elements(point));
}

const A = '1,Y,1,1,0\n1,Y,1,2,0\n5,,1,1,1\n6,,1,2,1\n';
const B = '1,Y,1,2,0\n1,Y,1,1,0\n';

describe('rows that were sent', () => {
  it('change their own points only, here and in the other files', () => {
    const images = siblings(A, B);
    const [a, b] = images;
    // Row 2 is IOA 1 ON, row 3 is IOA 2 ON.
    a.take(a.table, 2, 1);
    for (const image of images) expect([state(image, 1), state(image, 2)]).toEqual(['01', '00']);
    a.take(a.table, 3, 1);
    for (const image of [a, b]) expect([state(image, 1), state(image, 2)]).toEqual(['01', '01']);
  });

  it('of another file, or of an older version of the file, change the points with their addresses', () => {
    const [a] = siblings(A);
    const older = tableOf('9,,1,2,1\n9,,1,1,1\n9,,1,7,1\n');
    // Row 0 of the older file is IOA 2; IOA 7 is in no file any more.
    a.take(older, 0, 1);
    expect([state(a, 1), state(a, 2)]).toEqual(['00', '01']);
    a.take(older, 2, 1);
    expect([state(a, 1), state(a, 2)]).toEqual(['00', '01']);
  });

  it('with values of their own, as a walk has them', () => {
    const images = siblings('1,Y,11,1,5\n1,Y,11,2,6\n', '1,Y,11,2,6\n1,Y,11,1,5\n');
    const [a, b] = images;
    const elements = Uint8Array.of(7, 0, 0);
    a.takeElements(a.table, 1, elements);
    for (const image of images) {
      expect([state(image, 1, 11), state(image, 2, 11)]).toEqual(['05 00 00', '07 00 00']);
    }
    // The octets are lent.
    elements.fill(0xee);
    for (const image of [a, b]) expect(state(image, 2, 11)).toBe('07 00 00');
    // The row of another table: IOA 1 there is row 1.
    a.takeElements(b.table, 1, Uint8Array.of(9, 0, 0));
    for (const image of images) {
      expect([state(image, 1, 11), state(image, 2, 11)]).toEqual(['09 00 00', '07 00 00']);
    }
  });
});

describe('elements', () => {
  it('are written to their place and nowhere else', () => {
    const [a] = siblings(A);
    const octets = new Uint8Array(4).fill(0xee);
    a.writeElements(0, octets, 1);
    expect(toHex(octets)).toBe('EE 00 EE EE');
    a.set(0, Uint8Array.of(1));
    a.writeElements(0, octets, 2);
    expect(toHex(octets)).toBe('EE 00 01 EE');
  });
});

describe('a newer version of the file', () => {
  const carried = (before: Image, csv: string): Image => {
    const image = new Image(tableOf(csv));
    image.carryOver(before);
    return image;
  };

  it('keeps states that a send or a command set, unless the first value was edited', () => {
    const [before] = siblings('1,Y,1,1,0\n1,Y,1,2,0\n1,Y,1,3,0\n5,,1,3,1\n');
    before.set(0, Uint8Array.of(1));
    before.set(1, Uint8Array.of(0x81));
    before.take(before.table, 3, 1);
    // IOA 2 has another first value; IOA 9 is new and comes first.
    const image = carried(before, '1,Y,1,9,1\n1,Y,1,2,1\n1,Y,1,1,0\n1,Y,1,3,0\n');
    expect([1, 2, 3, 9].map((ioa) => state(image, ioa))).toEqual(['01', '01', '01', '01']);
  });

  it('takes new first values of points that still had their first one', () => {
    const [before] = siblings('1,Y,11,1,5\n');
    expect(state(carried(before, '1,Y,11,1,6\n'), 1, 11)).toBe('06 00 00');
    // Same first value, another row of the point: nothing to keep.
    expect(state(carried(before, '1,Y,11,1,5\n2,,11,1,8\n'), 1, 11)).toBe('05 00 00');
  });

  it('keeps frozen counters that are still there, in any place', () => {
    const [before] = siblings('1,Y,15,1,5\n1,Y,15,2,6\n');
    before.freezeCounter(0, 'keep');
    before.freezeCounter(1, 'reset');
    const image = carried(before, '1,Y,15,2,6\n1,Y,15,9,1\n');
    expect(toHex(image.counterReading(0))).toBe('06 00 00 00 01');
    expect(toHex(image.counterReading(1))).toBe('01 00 00 00 00');
    // The live value was reset.
    expect(state(image, 2, 15)).toBe('00 00 00 00 00');
  });
});

describe('a frozen counter', () => {
  it('is frozen in every file that has it', () => {
    const [a, b, c] = siblings('1,Y,15,1,5\n', '1,Y,15,9,1\n1,Y,15,1,5\n', '1,Y,15,9,1\n');
    a.freezeCounter(0, 'keep');
    expect(
      [a.counterReading(0), b.counterReading(1), b.counterReading(0), c.counterReading(0)].map(toHex),
    ).toEqual(['05 00 00 00 01', '05 00 00 00 01', '01 00 00 00 00', '01 00 00 00 00']);
  });
});
