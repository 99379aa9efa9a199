/** Values and qualities as logs show them. */
import { describe, expect, it } from 'vitest';
import {
  formatBinary32,
  formatElements,
  formatObjectQuality,
  formatValue,
} from '../../src/codec/value-text.js';
import { hex } from './support.js';

describe('values', () => {
  it.each([
    [1, { spi: 1 }, '1'],
    [31, { dpi: 3 }, '3'],
    [5, { vti: -5, transient: 0 }, '-5'],
    [32, { vti: 7, transient: 1 }, '7 T'],
    [7, { bsi: 4294967295 }, '4294967295'],
    // 27197/32768 = 0.829986…, six decimals
    [9, { nva: 27197 }, '0.829987'],
    [34, { nva: -16384 }, '-0.5'],
    [21, { nva: -32768 }, '-1'],
    [11, { sva: -42 }, '-42'],
    [13, { r32: Math.fround(-10.456) }, '-10.456'],
    [15, { counter: -2147483648 }, '-2147483648'],
    [20, { st: 5, cd: 1 }, '5'],
    [38, { es: 2 }, '2'],
    [39, { spe: 43 }, '43'],
    [40, { oci: 5 }, '5'],
    [45, { scs: 0, select: 1 }, '0'],
    [58, { scs: 1, select: 0 }, '1'],
    [59, { dcs: 2 }, '2'],
    [47, { rcs: 1 }, '1'],
    [61, { nva: 8192, ql: 1 }, '0.25'],
    [102, {}, ''],
    [103, {}, ''],
    // neither monitored nor a command
    [70, { coi: 2 }, ''],
    [100, { qoi: 20 }, ''],
    [113, { qpa: 3 }, ''],
    // what is absent counts as 0
    [1, {}, '0'],
    [5, {}, '0'],
    [5, { transient: 1 }, '0 T'],
    [9, {}, '0'],
    [13, {}, '0'],
  ])('type %i %o is "%s"', (typeId, value, text) => {
    expect(formatValue(typeId, value)).toBe(text);
  });
});

describe('binary32', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    // the neighbours of 0.1: only the ninth digit tells them apart
    [0.1 + 2 ** -27, '0.10000001'],
    [16777217, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [2 ** -149, '1e-45'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NaN, 'NaN'],
  ])('%d is "%s"', (value, text) => {
    expect(formatBinary32(value)).toBe(text);
  });

  it('comes back from its text', () => {
    const bits = new DataView(new ArrayBuffer(4));
    for (
      let i = 0, pattern = 1;
      i < 20_000;
      i++, pattern = (Math.imul(pattern, 1664525) + 1013904223) >>> 0
    ) {
      bits.setUint32(0, pattern);
      const value = bits.getFloat32(0);
      if (Number.isFinite(value))
        expect(Object.is(Math.fround(Number(formatBinary32(value))), value)).toBe(true);
    }
  });
});

describe('quality', () => {
  it.each([
    [{ spi: 1, quality: 0 }, ''],
    [{ spi: 1, quality: 0xc0 }, 'IV NT'],
    [{ nva: 1, quality: 0x31 }, 'SB BL OV'],
    [{ counter: 1, invalid: 1, adjusted: 1, carry: 1 }, 'IV CA CY'],
    [{ counter: 1, invalid: 0, adjusted: 0, carry: 0 }, ''],
    [{ scs: 1 }, ''],
  ])('%o: "%s"', (value, text) => {
    expect(formatObjectQuality(value)).toBe(text);
  });
});

describe('element octets in words', () => {
  it.each([
    // SIQ 81: IV and ON
    [1, '81', '1', 'IV'],
    // time tags don't belong to the elements
    [30, '01', '1', ''],
    // VTI FB: T and 7B, which is −5; QDS 01: OV
    [5, 'FB 01', '-5 T', 'OV'],
    // NVA 8000 is −32768/32768; QDS C0: IV NT
    [9, '00 80 C0', '-1', 'IV NT'],
    // 3FC00000 is 1.5
    [13, '00 00 C0 3F 10', '1.5', 'BL'],
    // 65: CA, CY, sequence number 5
    [15, 'FE FF FF FF 65', '-2', 'CA CY'],
    // states 5, changes 1
    [20, '05 00 01 00 20', '5', 'SB'],
    // start events 2B, QDP 88: IV EI, 1000 ms
    [39, '2B 88 E8 03', '43', 'IV EI'],
    [102, '', '', ''],
  ])('type %i %s is "%s" "%s"', (typeId, octets, value, quality) => {
    expect(formatElements(typeId, hex(octets))).toEqual({ value, quality });
  });
});
