/** What is no ASDU, or one that nobody knows: decoding answers, it never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAsdu, encodeAsdu, isMalformed, mirrorAsdu } from '../../src/codec/asdu.js';
import { TYPES } from '../../src/codec/types.js';
import { concat, decodeWhole, guarded, hex, show } from './support.js';
import { CONTROL_CASES } from './wire-control.js';
import { MONITOR_CASES } from './wire-monitor.js';
import { TIMED_CASES } from './wire-timed.js';

const CASES = [...MONITOR_CASES, ...TIMED_CASES, ...CONTROL_CASES];
const faultOf = (octets: Uint8Array) => {
  const result = decodeAsdu(guarded(octets), 0, octets.length);
  return isMalformed(result) ? result.fault : undefined;
};

describe('octets that are missing', () => {
  it.each(CASES)('$name: refused at every shorter length', ({ asdu }) => {
    const octets = hex(asdu);
    for (let length = 0; length < octets.length; length++) {
      const expected = length < 6 ? 'HEADER_TRUNCATED' : 'OBJECTS_TRUNCATED';
      expect(faultOf(octets.slice(0, length)), `${length} of ${octets.length}`).toBe(expected);
    }
    expect(faultOf(octets)).toBeUndefined();
  });

  it('does not look behind the end that the caller names', () => {
    const octets = hex('01 02 03 00 01 00 | 01 00 00 01 | 02 00 00 01');
    expect(decodeAsdu(octets, 0, 10)).toMatchObject({ fault: 'OBJECTS_TRUNCATED' });
    expect(decodeAsdu(octets, 0, 5)).toMatchObject({ fault: 'HEADER_TRUNCATED' });
  });

  it('counts from where the ASDU begins', () => {
    const octets = hex('68 07 00 00 00 00 | 01 01 03');
    expect(decodeAsdu(octets, 6, 9)).toStrictEqual({
      fault: 'HEADER_TRUNCATED',
      detail: '3 octets, expected at least 6',
    });
  });

  it('says in figures what is missing', () => {
    // type 9, SQ=0, two objects: 2·(3+3) = 12 octets; there are 6
    expect(decodeAsdu(hex('09 02 03 00 01 00 | 01 00 00 00 00 00'), 0, 12)).toStrictEqual({
      fault: 'OBJECTS_TRUNCATED',
      detail: '2 objects of type 9 take 12 octets, found 6',
    });
    // SQ=1, 80 elements: 3 + 80·3 = 243 octets
    expect(decodeAsdu(hex('09 D0 03 00 01 00 | 01 00 00 00 00 00'), 0, 12)).toStrictEqual({
      fault: 'OBJECTS_TRUNCATED',
      detail: '80 objects of type 9 take 243 octets, found 6',
    });
    expect(decodeAsdu(hex('09 02 03'), 0, 3)).toStrictEqual({
      fault: 'HEADER_TRUNCATED',
      detail: '3 octets, expected at least 6',
    });
  });
});

describe('VSQ 0', () => {
  it('is said in words', () => {
    expect(decodeAsdu(hex('01 00 03 00 01 00'), 0, 6)).toStrictEqual({
      fault: 'NO_OBJECTS',
      detail: 'the VSQ counts 0 objects',
    });
  });

  it.each(TYPES.map((type) => type.id))('type %i without objects is refused, SQ 0 and 1', (id) => {
    for (const vsq of [0x00, 0x80]) {
      expect(faultOf(Uint8Array.of(id, vsq, 3, 0, 1, 0))).toBe('NO_OBJECTS');
      expect(faultOf(Uint8Array.of(id, vsq, 3, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))).toBe('NO_OBJECTS');
    }
  });
});

describe('octets too many', () => {
  it.each(CASES)('$name: counts them and decodes the rest', ({ asdu, value }) => {
    const octets = concat(hex(asdu), hex('68 04 00'));
    expect(decodeWhole(octets)).toStrictEqual({ ...value, trailingOctets: 3 });
  });
});

describe('addresses with SQ=1', () => {
  it('wrap behind 16777215, as three octets do', () => {
    const asdu = decodeWhole(hex('01 83 14 00 01 00 | FE FF FF | 00 01 00'));
    expect(asdu.objects.map((object) => object.ioa)).toEqual([16777214, 16777215, 0]);
  });
});

describe('a type outside the table', () => {
  // 120 F_FR_NA_1, 136 private; VSQ 00: a count of nothing is no fault where nobody knows the layout
  const cases = [
    '78 01 0D 05 01 00 | 01 00 00 01 02 03 04 05 06',
    '88 00 86 FF FE FF | 68 68 68',
    '00 7F 00 00 00 00',
  ];

  it.each(cases)('%s survives as raw octets and mirrors whole', (text) => {
    const octets = hex(text);
    const asdu = decodeWhole(octets);
    expect(asdu.typeId).toBe(octets[0]);
    expect(asdu.objects).toEqual([]);
    expect(asdu.trailingOctets).toBe(0);
    expect(show(asdu.raw ?? hex(''))).toBe(show(octets.slice(6)));
    const mirror = mirrorAsdu(octets, 44, 'negative');
    // T stays, P/N 40 | 44 = 6C
    const cause = 0x6c + (octets[2] >= 0x80 ? 0x80 : 0);
    expect(show(mirror)).toBe(show(Uint8Array.from(octets, (octet, i) => (i === 2 ? cause : octet))));
  });

  it('is decoded by its header fields alone', () => {
    // COT 86 = T | 6, OA 255, CA FFFE
    expect(decodeWhole(hex('88 83 86 FF FE FF | 01'))).toStrictEqual({
      typeId: 136,
      sequence: true,
      count: 3,
      cot: 6,
      negative: false,
      test: true,
      oa: 255,
      ca: 65534,
      objects: [],
      trailingOctets: 0,
      raw: hex('01'),
    });
  });

  it('shares nothing with the octets it came from', () => {
    const octets = hex('78 01 0D 05 01 00 | 01 02');
    const asdu = decodeWhole(octets);
    octets.fill(0);
    expect(show(asdu.raw ?? hex(''))).toBe('01 02');
  });
});

describe('mirror', () => {
  it('replaces the cause and P/N only: T, OA, CA, VSQ and elements stay', () => {
    // COT 86 = T | 6 → T | 7 = 87; refused: T | P/N | 7 = C7
    const request = hex('2E 01 86 09 34 12 | 89 13 00 | 82');
    expect(show(mirrorAsdu(request, 7, 'positive'))).toBe('2E 01 87 09 34 12 89 13 00 82');
    expect(show(mirrorAsdu(request, 7, 'negative'))).toBe('2E 01 C7 09 34 12 89 13 00 82');
  });

  it('clears the P/N of a request, which means nothing there', () => {
    // 46 = P/N | 6 → 07
    expect(show(mirrorAsdu(hex('64 01 46 03 01 00 00 00 00 14'), 7, 'positive'))).toBe(
      '64 01 07 03 01 00 00 00 00 14',
    );
  });

  it('names the station in place of the global address', () => {
    // CA FFFF → 0201h = 513
    const request = hex('64 01 06 03 FF FF 00 00 00 14');
    expect(show(mirrorAsdu(request, 7, 'positive', 513))).toBe('64 01 07 03 01 02 00 00 00 14');
    expect(show(mirrorAsdu(request, 10, 'positive', 65534))).toBe('64 01 0A 03 FE FF 00 00 00 14');
  });

  it('takes its octets from the middle of a buffer, leaves them alone, and keeps trailing octets', () => {
    const buffer = hex('68 0E 00 00 00 00 | 2D 01 06 00 01 00 88 13 00 01 | AA BB');
    const before = show(buffer);
    const mirror = mirrorAsdu(buffer.subarray(6, 18), 47, 'negative');
    expect(show(mirror)).toBe('2D 01 6F 00 01 00 88 13 00 01 AA BB');
    mirror.fill(0);
    expect(show(buffer)).toBe(before);
  });
});

describe('random octets', () => {
  it('never make decoding throw or read outside; what decodes is what the header says', () => {
    const ids = fc.oneof(fc.constantFrom(...TYPES.map((type) => type.id)), fc.integer({ min: 0, max: 255 }));
    const any = fc
      .tuple(ids, fc.uint8Array({ maxLength: 248 }))
      .map(([id, rest]) => concat(Uint8Array.of(id), rest));
    fc.assert(
      fc.property(any, (octets) => {
        const result = decodeAsdu(guarded(octets), 0, octets.length);
        if (isMalformed(result)) {
          expect(result.detail).not.toBe('');
          return;
        }
        expect(result.objects).toHaveLength(result.raw === undefined ? result.count : 0);
        expect(result.count).toBe(octets[1] & 0x7f);
        for (const object of result.objects) {
          expect(object.ioa).toBeGreaterThanOrEqual(0);
          expect(object.ioa).toBeLessThanOrEqual(16777215);
          for (const number of Object.values(object.value)) expect(number).toBeTypeOf('number');
        }
      }),
      { numRuns: 1000 },
    );
    expect(isMalformed(decodeAsdu(new Uint8Array(0), 0, 0))).toBe(true);
  });

  it('that decode within the limits encode again to the same values', () => {
    const body = fc.uint8Array({ minLength: 243, maxLength: 243 });
    const header = fc.tuple(
      fc.constantFrom(...TYPES),
      fc.boolean(),
      fc.nat({ max: 126 }),
      fc.nat({ max: 255 }),
    );
    fc.assert(
      fc.property(header, body, ([type, wantSequence, n, cause], rest) => {
        const sequence = wantSequence && type.maxSequence > 0;
        const count = 1 + (n % (sequence ? type.maxSequence : type.maxObjects));
        const vsq = count + (sequence ? 0x80 : 0);
        // The highest IOA octet is kept low, so that a sequence does not run over 16777215.
        const octets = concat(Uint8Array.of(type.id, vsq, cause, 7, 2, 1), rest);
        octets[8] &= 0x7f;
        const asdu = decodeWhole(octets);
        const again = decodeWhole(encodeAsdu(asdu));
        expect(again).toStrictEqual({ ...asdu, trailingOctets: 0 });
      }),
      { numRuns: 500 },
    );
  });
});
