/** Types in the comparison: names, words, rounding and text of numbers. Written by hand. */
import { expect, it } from 'vitest';
import { formatQuality, readQuality, readType } from '../../src/compare/input/quality.js';
import { formatValue, kindOfType, VALUE_KIND, ValueReader } from '../../src/compare/input/values.js';

const { PLAIN, NORMALIZED, FLOAT } = VALUE_KIND;

it.each([
  ['M_SP_NA_1', 1, PLAIN],
  ['M_DP_NA_1', 3, PLAIN],
  ['M_ST_NA_1', 5, PLAIN],
  ['M_BO_NA_1', 7, PLAIN],
  ['M_ME_NA_1', 9, NORMALIZED],
  ['M_ME_NB_1', 11, PLAIN],
  ['M_ME_NC_1', 13, FLOAT],
  ['M_IT_NA_1', 15, PLAIN],
  ['M_PS_NA_1', 20, PLAIN],
  ['M_ME_ND_1', 21, NORMALIZED],
  ['M_SP_TB_1', 30, PLAIN],
  ['M_DP_TB_1', 31, PLAIN],
  ['M_ST_TB_1', 32, PLAIN],
  ['M_BO_TB_1', 33, PLAIN],
  ['M_ME_TD_1', 34, NORMALIZED],
  ['M_ME_TE_1', 35, PLAIN],
  ['M_ME_TF_1', 36, FLOAT],
  ['M_IT_TB_1', 37, PLAIN],
  ['M_EP_TD_1', 38, PLAIN],
  ['M_EP_TE_1', 39, PLAIN],
  ['M_EP_TF_1', 40, PLAIN],
])('%s is type %i', (mnemonic, id, kind) => {
  expect([readType(mnemonic), readType(String(id)), readType(`${id} (${mnemonic})`)]).toEqual([id, id, id]);
  expect(kindOfType(id)).toBe(kind);
});

it('commands, system types and unknown names are not types of events', () => {
  expect(['C_SC_NA_1', 'C_IC_NA_1', 'M_SP_XX_1'].map(readType)).toEqual([undefined, undefined, undefined]);
});

it('types of IEC 60870-5-101 with a short time tag are rounded like those without', () => {
  expect([2, 4, 6, 8, 10, 12, 14, 16].map(kindOfType)).toEqual([
    PLAIN,
    PLAIN,
    PLAIN,
    PLAIN,
    NORMALIZED,
    PLAIN,
    FLOAT,
    PLAIN,
  ]);
  expect([0, 22, 45, 50, 255].map(kindOfType)).toEqual([PLAIN, PLAIN, PLAIN, PLAIN, PLAIN]);
});

it('ON and OFF are words of single and double points only', () => {
  const reader = new ValueReader({ all: new Map(), ofType: new Map() }, undefined, false);
  const on = (type: number): number | undefined => reader.read('on', type, PLAIN);
  const known = Array.from({ length: 256 }, (_, type) => type).filter((type) => on(type) !== undefined);
  expect(known).toEqual([1, 2, 3, 4, 30, 31]);
  expect(known.map(on)).toEqual([1, 1, 2, 2, 1, 2]);
});

it.each<[number, number, string]>([
  [0.83001708984375, 34, '0.830017'],
  [-0.5, 9, '-0.5'],
  [1 / 3, 21, '0.333333'],
  [Math.fround(-10.456), 36, '-10.456'],
  [Math.fround(16777217), 13, '16777216'],
  [Math.fround(1 / 3), 36, '0.33333334'],
  [-4.5, 32, '-5 T'],
  [62.5, 5, '62 T'],
  [4294967295, 7, '4294967295'],
  [Number.NaN, 30, ''],
])('%s of type %i is written as %s', (value, type, text) => {
  expect(formatValue(value, type)).toBe(text);
});

it('every quality word is the word that the simulator uses', () => {
  const words = ['IV', 'NT', 'SB', 'BL', 'EI', 'OV', 'CA', 'CY'];
  expect(words.map(readQuality)).toEqual([0x80, 0x40, 0x20, 0x10, 0x08, 0x01, 0x100, 0x200]);
  expect(formatQuality(0x3f9)).toBe(words.join(' '));
  expect(formatQuality(0)).toBe('');
  expect(
    ['OVERFLOW', 'BLOCKED', 'SUBSTITUTED', 'NON-TOPICAL', 'INVALID', 'ADJUSTED', 'CARRY', 'OK', '255'].map(
      readQuality,
    ),
  ).toEqual([0x01, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0, 0xf9]);
});
