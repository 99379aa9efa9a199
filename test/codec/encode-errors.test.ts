/** What the encoder refuses: stable code, and a message that names the field, the value and the range. */
import { describe, expect, it } from 'vitest';
import { type AsduToEncode, encodeAsdu } from '../../src/codec/asdu.js';
import type { ElementRecord } from '../../src/codec/elements.js';
import { CodecError, requireInteger } from '../../src/codec/errors.js';
import { show, timeOf } from './support.js';

const point = (rest: Partial<AsduToEncode> = {}): AsduToEncode => ({
  typeId: 1,
  cot: 3,
  ca: 1,
  objects: [{ ioa: 1, value: { spi: 1 } }],
  ...rest,
});

function errorOf(asdu: AsduToEncode): { name: string; code: string; message: string } {
  try {
    encodeAsdu(asdu);
  } catch (error) {
    if (error instanceof CodecError) return { name: error.name, code: error.code, message: error.message };
    throw error;
  }
  throw new Error('encoded');
}

const range = (message: string) => ({ name: 'CodecError', code: 'VALUE_RANGE', message });

describe('header', () => {
  it.each([
    [point({ cot: 64 }), 'COT is 64, expected a whole number 0…63'],
    [point({ cot: -1 }), 'COT is -1, expected a whole number 0…63'],
    [point({ oa: 256 }), 'OA is 256, expected a whole number 0…255'],
    [point({ ca: 65536 }), 'CA is 65536, expected a whole number 0…65535'],
    [point({ ca: 1.5 }), 'CA is 1.5, expected a whole number 0…65535'],
    [point({ ca: Number.NaN }), 'CA is NaN, expected a whole number 0…65535'],
  ])('%#: %s', (asdu, message) => {
    expect(errorOf(asdu)).toEqual(range(message));
  });

  it.each([0, 2, 16, 41, 120, 127, 136, 256])('type %i is not in the table', (typeId) => {
    expect(errorOf(point({ typeId }))).toEqual({
      name: 'CodecError',
      code: 'UNKNOWN_TYPE',
      message: `type ${typeId} is not in the type table`,
    });
  });
});

describe('objects', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ ioa: i + 1, value: { spi: 0 } }));

  it.each([
    [point({ objects: [] }), '0 objects of M_SP_NA_1, expected 1…60'],
    [point({ objects: many(61) }), '61 objects of M_SP_NA_1, expected 1…60'],
    [point({ objects: many(128), sequence: true }), '128 objects of M_SP_NA_1, expected 1…127'],
    [point({ typeId: 45, objects: many(2) }), '2 objects of C_SC_NA_1, expected 1…1'],
    [point({ typeId: 30, objects: many(1), sequence: true }), '1 objects of M_SP_TB_1, expected 1…0'],
  ])('%#: %s', (asdu, message) => {
    expect(errorOf(asdu)).toEqual({ name: 'CodecError', code: 'ASDU_TOO_LONG', message });
  });

  it.each([-1, 16777216, 0.5])('IOA %d', (ioa) => {
    const asdu = point({ objects: [{ ioa, value: {} }] });
    expect(errorOf(asdu)).toEqual(range(`IOA is ${ioa}, expected a whole number 0…16777215`));
  });

  it('a sequence must count up by one, and not past the last IOA', () => {
    const gap = [1, 2, 4].map((ioa) => ({ ioa, value: {} }));
    expect(errorOf(point({ objects: gap, sequence: true }))).toEqual(
      range('IOA 4 breaks the sequence from 1'),
    );
    const over = [16777215, 16777216].map((ioa) => ({ ioa, value: {} }));
    expect(errorOf(point({ objects: over, sequence: true }))).toEqual(
      range('IOA is 16777216, expected a whole number 0…16777215'),
    );
  });

  it('a time-tagged type needs its time', () => {
    expect(errorOf(point({ typeId: 30 }))).toEqual(range('M_SP_TB_1 needs a time tag'));
    expect(errorOf(point({ typeId: 103, cot: 6 }))).toEqual(range('C_CS_NA_1 needs a time tag'));
  });

  it('what is left out is 0', () => {
    const octets = encodeAsdu(point({ objects: [{ ioa: 7, value: {} }] }));
    expect(show(octets)).toBe('01 01 03 00 01 00 07 00 00 00');
    const bits = encodeAsdu(point({ typeId: 7, objects: [{ ioa: 7, value: {} }] }));
    expect(show(bits)).toBe('07 01 03 00 01 00 07 00 00 00 00 00 00 00');
  });
});

/** Type, a value one step outside, the field and its range. */
const VALUES: readonly [number, ElementRecord, string, string][] = [
  [1, { spi: 2 }, 'spi is 2', '0…1'],
  [1, { spi: -1 }, 'spi is -1', '0…1'],
  [3, { dpi: 4 }, 'dpi is 4', '0…3'],
  [5, { vti: 64 }, 'vti is 64', '-64…63'],
  [5, { vti: -65 }, 'vti is -65', '-64…63'],
  [5, { transient: 2 }, 'transient is 2', '0…1'],
  [7, { bsi: 4294967296 }, 'bsi is 4294967296', '0…4294967295'],
  [7, { bsi: -1 }, 'bsi is -1', '0…4294967295'],
  [9, { nva: 32768 }, 'nva is 32768', '-32768…32767'],
  [9, { nva: 0.5 }, 'nva is 0.5', '-32768…32767'],
  [11, { sva: -32769 }, 'sva is -32769', '-32768…32767'],
  [15, { counter: 2147483648 }, 'counter is 2147483648', '-2147483648…2147483647'],
  [15, { counter: -2147483649 }, 'counter is -2147483649', '-2147483648…2147483647'],
  [15, { sequence: 32 }, 'sequence is 32', '0…31'],
  [15, { carry: 2 }, 'carry is 2', '0…1'],
  [15, { adjusted: 2 }, 'adjusted is 2', '0…1'],
  [15, { invalid: 2 }, 'invalid is 2', '0…1'],
  [20, { st: 65536 }, 'st is 65536', '0…65535'],
  [20, { cd: -1 }, 'cd is -1', '0…65535'],
  [38, { es: 4 }, 'es is 4', '0…3'],
  [38, { elapsedMs: 65536 }, 'elapsedMs is 65536', '0…65535'],
  [39, { spe: 64 }, 'spe is 64', '0…63'],
  [40, { oci: 16 }, 'oci is 16', '0…15'],
  [45, { scs: 2 }, 'scs is 2', '0…1'],
  [45, { qu: 32 }, 'qu is 32', '0…31'],
  [45, { select: 2 }, 'select is 2', '0…1'],
  [46, { dcs: 4 }, 'dcs is 4', '0…3'],
  [47, { rcs: 4 }, 'rcs is 4', '0…3'],
  [48, { ql: 128 }, 'ql is 128', '0…127'],
  [70, { coi: 128 }, 'coi is 128', '0…127'],
  [70, { parameterChange: 2 }, 'parameterChange is 2', '0…1'],
  [100, { qoi: 256 }, 'qoi is 256', '0…255'],
  [101, { rqt: 64 }, 'rqt is 64', '0…63'],
  [101, { frz: 4 }, 'frz is 4', '0…3'],
  [104, { fbp: 65536 }, 'fbp is 65536', '0…65535'],
  [105, { qrp: 256 }, 'qrp is 256', '0…255'],
  [107, { tsc: 65536 }, 'tsc is 65536', '0…65535'],
  [110, { kpa: 64 }, 'kpa is 64', '0…63'],
  [110, { lpc: 2 }, 'lpc is 2', '0…1'],
  [110, { pop: 2 }, 'pop is 2', '0…1'],
  [113, { qpa: 256 }, 'qpa is 256', '0…255'],
  [1, { quality: 256 }, 'quality is 256', '0…255'],
  [9, { quality: 1.5 }, 'quality is 1.5', '0…255'],
  [9, { quality: -1 }, 'quality is -1', '0…255'],
];

describe('element values', () => {
  it.each(VALUES)('type %i: %o', (typeId, value, found, expected) => {
    const asdu = point({ typeId, objects: [{ ioa: 1, value, time: timeOf({}) }] });
    expect(errorOf(asdu)).toEqual(range(`${found}, expected a whole number ${expected}`));
  });

  it.each([
    [1, 0x01, 'quality is 0x01, expected only bits of 0xf0'],
    [3, 0x88, 'quality is 0x88, expected only bits of 0xf0'],
    [9, 0x08, 'quality is 0x08, expected only bits of 0xf1'],
    [38, 0x01, 'quality is 0x01, expected only bits of 0xf8'],
    [39, 0x06, 'quality is 0x06, expected only bits of 0xf8'],
  ])('type %i has no quality bit 0x%s', (typeId, quality, message) => {
    const asdu = point({ typeId, objects: [{ ioa: 1, value: { quality }, time: timeOf({}) }] });
    expect(errorOf(asdu)).toEqual(range(message));
  });

  it.each([3.5e38, -1e39])('%d is beyond binary32', (r32) => {
    const asdu = point({ typeId: 13, objects: [{ ioa: 1, value: { r32 } }] });
    expect(errorOf(asdu)).toEqual(range(`r32 is ${r32}, expected a number that binary32 can hold`));
  });

  it('binary32 takes its largest number, infinities and NaN', () => {
    const encoded = (r32: number) =>
      show(encodeAsdu(point({ typeId: 13, objects: [{ ioa: 1, value: { r32 } }] })).slice(9, 13));
    // 7F7FFFFF = (2 − 2⁻²³)·2¹²⁷; FF800000; NaN: 7FC00000
    expect(encoded((2 - 2 ** -23) * 2 ** 127)).toBe('FF FF 7F 7F');
    expect(encoded(Number.NEGATIVE_INFINITY)).toBe('00 00 80 FF');
    expect(encoded(Number.NaN)).toBe('00 00 C0 7F');
  });
});

describe('requireInteger', () => {
  it('gives back what fits and names what does not', () => {
    expect(requireInteger('k', 1, 1, 32767)).toBe(1);
    expect(requireInteger('k', 32767, 1, 32767)).toBe(32767);
    expect(() => requireInteger('k', 0, 1, 32767)).toThrow('k is 0, expected a whole number 1…32767');
    expect(() => requireInteger('k', Number.POSITIVE_INFINITY, 1, 2)).toThrow(CodecError);
  });
});
