/** What somebody wants a point to be, as an order or as a refusal; and points that are found. */
import { describe, expect, it } from 'vitest';
import { findPoint, readWish } from '../../src/coordinator/point-order.js';
import { tableOf } from '../profile/profile-kit.js';

// A single point, a counter, two points with one IOA, a single point with time tag.
const TABLE = tableOf(
  '1,Y,1,5,0\n1,Y,15,6,7\n1,Y,11,7,1\n1,Y,13,7,0.5\n1,Y,30,300,1,0,,,,,,Door of hall 5\n',
);

const outcome = (wish: Parameters<typeof readWish>[1]) => {
  const read = readWish(TABLE, wish, 'somebody');
  return 'refused' in read ? read.detail : { rest: read.order.rest, value: read.order.value };
};

describe('a state of a switch', () => {
  const switches = tableOf('1,Y,1,5,0\n1,Y,31,6,1\n1,Y,13,7,0\n');
  it.each([
    [5, 'on', { spi: 1 }],
    [5, 'Open', { spi: 0 }],
    // The states of a double point are 1 (OFF) and 2 (ON).
    [6, 'closed', { dpi: 2 }],
    [6, 'off IV', { dpi: 1, quality: 0x80 }],
  ])('of IOA %i may be the word %s', (ioa, value, expected) => {
    const read = readWish(switches, { ioa, value }, 'somebody');
    expect('order' in read ? read.order.value : read).toEqual(expected);
  });

  it('is no word for a measurand', () => {
    expect(readWish(switches, { ioa: 7, value: 'on' }, 'somebody')).toMatchObject({ refused: 'invalid' });
  });
});

describe('a wish without a value', () => {
  it('and without quality leaves all as it is', () => {
    expect(readWish(TABLE, { ioa: 300 }, 'somebody')).toEqual({
      order: { ioa: 300, pointType: 1, value: {}, rest: 'kept', who: 'somebody' },
      typeId: 30,
    });
  });

  it('has the quality alone, good included', () => {
    // IV is 80h, NT 40h.
    expect(outcome({ ioa: 5, quality: 'iv NT' })).toEqual({ rest: 'kept', value: { quality: 0xc0 } });
    expect(outcome({ ioa: 5, quality: '' })).toEqual({ rest: 'kept', value: { quality: 0 } });
    expect(outcome({ ioa: 6, quality: 'IV' })).toMatchObject({ rest: 'kept', value: { invalid: 1 } });
    expect(outcome({ ioa: 6, quality: '' })).toMatchObject({ rest: 'kept', value: { invalid: 0 } });
    expect(outcome({ ioa: 6, quality: '' })).not.toHaveProperty('value.bcr');
    expect(outcome({ ioa: 5, quality: 'BAD' })).toBe('quality: found "BAD", expected any of IV NT SB BL');
  });

  it('needs the type where there are two points', () => {
    expect(outcome({ ioa: 7 })).toBe('IOA 7 has points of the types 11 and 13, add type');
    expect(outcome({ ioa: 7, type: 36, quality: 'NT' })).toEqual({ rest: 'kept', value: { quality: 0x40 } });
  });
});

describe('a text', () => {
  it('finds an IOA first, then a type or a comment, round the ends', () => {
    expect(findPoint(TABLE, '5', 1, 1)).toBe(0);
    expect(findPoint(TABLE, 'hall 5', 0, 1)).toBe(4);
    expect(findPoint(TABLE, 'm_me_nc', 4, 1)).toBe(3);
    expect(findPoint(TABLE, 'm_sp', -1, -1)).toBe(4);
    expect(findPoint(TABLE, 'm_sp', 5, 1)).toBe(0);
    expect(findPoint(TABLE, 'nothing', 0, 1)).toBe(-1);
    expect(findPoint(TABLE, ' ', 0, 1)).toBe(-1);
  });
});
