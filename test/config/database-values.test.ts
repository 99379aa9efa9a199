import { describe, expect, it } from 'vitest';
import type { ElementRecord } from '../../src/codec/elements.js';
import { typeOf } from '../../src/codec/types.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { tuples } from './support.js';

const MAX32 = 3.4028234663852886e38;
/** Smallest binary32 above 0: 2⁻¹⁴⁹. */
const TINY32 = 1.401298464324817e-45;

function read(type: number, cell: string) {
  return parseIoaFile(`1,N,${type},7,${cell}`, 'f');
}

describe('a value', () => {
  it.each<[number, string, ElementRecord]>([
    [1, '0', { spi: 0, quality: 0 }],
    [30, '1', { spi: 1, quality: 0 }],
    [1, '129', { spi: 1, quality: 0x80 }],
    [1, '0xF1', { spi: 1, quality: 0xf0 }],
    [1, '1 IV NT', { spi: 1, quality: 0xc0 }],
    [30, '0  bl sb', { spi: 0, quality: 0x30 }],
    [1, '129 NT', { spi: 1, quality: 0xc0 }],
    [3, '0', { dpi: 0, quality: 0 }],
    [31, '01', { dpi: 1, quality: 0 }],
    [31, '2', { dpi: 2, quality: 0 }],
    [3, '3', { dpi: 3, quality: 0 }],
    [3, '11', { dpi: 3, quality: 0 }],
    [3, '11 BL', { dpi: 3, quality: 0x10 }],
    [3, '130', { dpi: 2, quality: 0x80 }],
    [5, '-64', { vti: -64, transient: 0, quality: 0 }],
    [32, '63', { vti: 63, transient: 0, quality: 0 }],
    [5, '-5T OV', { vti: -5, transient: 1, quality: 0x01 }],
    [5, '5 T', { vti: 5, transient: 1, quality: 0 }],
    [5, '5 IV t', { vti: 5, transient: 1, quality: 0x80 }],
    [7, '4294967295', { bsi: 4294967295, quality: 0 }],
    [33, '0xdeadBEEF OV', { bsi: 0xdeadbeef, quality: 0x01 }],
    [9, '-1', { nva: -32768, quality: 0 }],
    [34, '1', { nva: 32767, quality: 0 }],
    // 0.83 · 32768 = 27197.44; −0.4 · 32768 = −13107.2
    [9, '0.83', { nva: 27197, quality: 0 }],
    [34, '-0.4 OV IV', { nva: -13107, quality: 0x81 }],
    [21, '.5', { nva: 16384 }],
    [11, '-32768', { sva: -32768, quality: 0 }],
    [35, '+32767 SB', { sva: 32767, quality: 0x20 }],
    [13, '-10.5', { r32: -10.5, quality: 0 }],
    [36, '3.4028234663852886e38', { r32: MAX32, quality: 0 }],
    [13, '1.4e-45', { r32: TINY32, quality: 0 }],
    [13, '1e-60', { r32: 0, quality: 0 }],
    [15, '-2147483648', { counter: -2147483648 }],
    [37, '2147483647 IV CA CY', { counter: 2147483647, invalid: 1, adjusted: 1, carry: 1 }],
    [20, '65535 OV', { st: 65535, quality: 0x01 }],
    [20, '0x00a5', { st: 0xa5, quality: 0 }],
    [38, '2', { es: 2, quality: 0 }],
    [38, '1 EI', { es: 1, quality: 0x08 }],
    [39, '63 EI IV', { spe: 63, quality: 0x88 }],
    [39, '0x3f', { spe: 63, quality: 0 }],
    [40, '15', { oci: 15, quality: 0 }],
  ])('type %i %s', (type, cell, value) => {
    const { signals, findings } = read(type, cell);
    expect(findings).toEqual([]);
    expect(signals[0].value).toEqual(value);
  });

  const SIQ = '0 or 1, or the whole SIQ octet; then any of IV NT SB BL';
  const DIQ = '0…3 (11 is 3), or the whole DIQ octet; then any of IV NT SB BL';
  const VTI = '-64…63, T after it for transient; then any of IV NT SB BL OV T';
  const BSI = '0…4294967295 or 0x…; then any of IV NT SB BL OV';
  const NVA = 'a fraction -1…1; then any of IV NT SB BL OV';
  const SVA = 'a whole number -32768…32767; then any of IV NT SB BL OV';
  const R32 = 'a number within binary32; then any of IV NT SB BL OV';
  const BCR = 'a whole number -2147483648…2147483647; then any of IV CA CY';

  it.each<[number, string, string]>([
    [1, '', SIQ],
    [1, '2', SIQ],
    [1, '131', SIQ],
    [1, '257', SIQ],
    [1, '-1', SIQ],
    [30, 'ON', SIQ],
    [1, '1 OV', SIQ],
    [1, '1 IVNT', SIQ],
    [1, '1 toString', SIQ],
    [3, '4', DIQ],
    [3, '10', DIQ],
    [3, '132', DIQ],
    [31, '1 EI', DIQ],
    [5, '64', VTI],
    [5, '-65', VTI],
    [5, 'T', VTI],
    [5, '1.5', VTI],
    [7, '4294967296', BSI],
    [7, '-1', BSI],
    [33, '0xg', BSI],
    [9, '1.0001', NVA],
    [34, '-1.1', NVA],
    [9, '0;5', NVA],
    [21, '0.5 IV', 'a fraction -1…1'],
    [11, '32768', SVA],
    [35, '-32769', SVA],
    [11, '11.23', SVA],
    [13, '3.5e38', R32],
    [36, '-1e999', R32],
    [13, 'x', R32],
    [13, '1 CA', R32],
    [15, '2147483648', BCR],
    [37, '-2147483649', BCR],
    [15, '1.5', BCR],
    [15, '1 NT', BCR],
    [20, '65536', '16 state bits, 0…65535 or 0x…; then any of IV NT SB BL OV'],
    [38, '4', 'an event state 0…3; then any of IV NT SB BL EI'],
    [39, '64', 'start events, 0…63 or 0x…; then any of IV NT SB BL EI'],
    [40, '16', 'output circuits, 0…15 or 0x…; then any of IV NT SB BL EI'],
    [40, '1 OV', 'output circuits, 0…15 or 0x…; then any of IV NT SB BL EI'],
  ])('type %i refuses %j', (type, cell, expected) => {
    const { signals, findings } = read(type, cell);
    expect(signals).toEqual([]);
    expect(tuples(findings.filter(({ row }) => row > 0))).toEqual([
      ['error', 1, '5 (value)', cell, expected],
    ]);
  });

  it.each(['xNaN', 'NaNs', 'infinite', '--inf'])('%s is no number at all', (cell) => {
    expect(read(36, cell).signals).toEqual([]);
  });

  it.each(['NaN', 'nan', 'Inf', '-Infinity', '+inf'])('%s is 0 with IV, with a warning', (cell) => {
    for (const type of [13, 36]) {
      const { signals, findings } = read(type, `${cell} NT`);
      expect(signals[0].value).toEqual({ r32: 0, quality: 0xc0 });
      expect(tuples(findings)).toEqual([
        ['warning', 1, '5 (value)', `${cell} NT`, 'a finite number; 0 with IV stands for it'],
      ]);
    }
    expect(read(9, cell).signals).toEqual([]);
  });

  it('is read for every monitored type of the table', () => {
    for (const id of [1, 3, 5, 7, 9, 11, 13, 15, 20, 21, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]) {
      expect(read(id, '1').signals, typeOf(id).mnemonic).toHaveLength(1);
    }
  });
});
