/** The largest ASDUs: the count of the table fits in 249 octets, one more fits nowhere. */
import { describe, expect, it } from 'vitest';
import { type Asdu, encodeAsdu, type InformationObject } from '../../src/codec/asdu.js';
import { TYPES } from '../../src/codec/types.js';
import { concat, decodeWhole, expectDeframed, hex, iFrame, show } from './support.js';
import { CONTROL_CASES } from './wire-control.js';
import { MONITOR_CASES } from './wire-monitor.js';
import { TIMED_CASES } from './wire-timed.js';

const CASES = [...MONITOR_CASES, ...TIMED_CASES, ...CONTROL_CASES];

/** Elements and time tag of the first object of the hand-derived SQ=0 case of a type: header 6, IOA 3 octets. */
function sampleOf(typeId: number, objectOctets: number): { octets: Uint8Array; object: InformationObject } {
  const sample = CASES.find((one) => one.value.typeId === typeId && !one.value.sequence);
  if (sample === undefined) throw new Error(`no case of type ${typeId}`);
  return { octets: hex(sample.asdu).slice(9, 9 + objectOctets), object: sample.value.objects[0] };
}

function asduWith(typeId: number, count: number, sequence: boolean, sample: InformationObject): Asdu {
  const objects = Array.from({ length: count }, (_, i) => ({ ...sample, ioa: 500 + i }));
  return {
    typeId,
    sequence,
    count,
    cot: 3,
    negative: false,
    test: false,
    oa: 0,
    ca: 1,
    objects,
    trailingOctets: 0,
  };
}

const le24 = (n: number): Uint8Array =>
  Uint8Array.of(n % 256, Math.floor(n / 256) % 256, Math.floor(n / 65536));

describe.each(TYPES)('$mnemonic', (type) => {
  const { octets: one, object } = sampleOf(type.id, type.objectOctets);

  it('SQ=0: takes its most objects and not one more', () => {
    const most = type.maxObjects;
    const asdu = asduWith(type.id, most, false, object);
    const parts = Array.from({ length: most }, (_, i) => concat(le24(500 + i), one));
    const octets = concat(Uint8Array.of(type.id, most, 3, 0, 1, 0), ...parts);
    expect(octets.length).toBeLessThanOrEqual(249);
    expect(show(encodeAsdu(asdu))).toBe(show(octets));
    expect(decodeWhole(octets)).toStrictEqual(asdu);
    expectDeframed(iFrame(octets));
    const more = asduWith(type.id, most + 1, false, object);
    expect(() => encodeAsdu(more)).toThrow(expect.objectContaining({ code: 'ASDU_TOO_LONG' }));
    if (most > 1) expect(6 + (most + 1) * (3 + type.objectOctets)).toBeGreaterThan(249);
  });

  it('SQ=1: takes its most elements and not one more, or none', () => {
    const most = type.maxSequence;
    if (most > 0) {
      const asdu = asduWith(type.id, most, true, object);
      const parts = Array.from({ length: most }, () => one);
      const octets = concat(Uint8Array.of(type.id, 0x80 | most, 3, 0, 1, 0), le24(500), ...parts);
      expect(octets.length).toBeLessThanOrEqual(249);
      expect(show(encodeAsdu(asdu))).toBe(show(octets));
      expect(decodeWhole(octets)).toStrictEqual(asdu);
      expectDeframed(iFrame(octets));
      expect(most === 127 || 9 + (most + 1) * type.objectOctets > 249).toBe(true);
    }
    const more = asduWith(type.id, most + 1, true, object);
    expect(() => encodeAsdu(more)).toThrow(expect.objectContaining({ code: 'ASDU_TOO_LONG' }));
  });
});

describe('an ASDU of the largest size', () => {
  it('makes an APDU of 255 octets with length octet 253', () => {
    // 30 objects of type 13 take 240; 48 elements take 240 with one IOA: 249 octets. FD = 253.
    const octets = concat(hex('0D B0 03 00 01 00 F4 01 00'), new Uint8Array(240));
    expect(decodeWhole(octets).objects).toHaveLength(48);
    const frame = iFrame(octets);
    expect([frame.length, frame[1]]).toEqual([255, 0xfd]);
    expectDeframed(frame);
  });
});
