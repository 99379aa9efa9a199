/** Numbers as people write them in cells. */
import { describe, expect, it } from 'vitest';
import {
  isDigits,
  isMangledNumber,
  msFromSeconds,
  readDecimal,
  readDigits,
  readSeconds,
  readUnsigned,
  readWhole,
  withDecimalPoint,
} from '../../src/text/numbers.js';

/** What a reader makes of each text. */
const all = (read: (text: string) => number | undefined, texts: readonly string[]) => texts.map(read);

describe('digits', () => {
  it('are ASCII digits, with .0 where a spreadsheet wrote it', () => {
    const whole = ['0', '007', '1.0', '30.', '30.000'];
    const others = ['', ' 1', '1 ', '+1', '1.5', '1.05', '.0', '1e1', '1,0', '٣'];
    expect(whole.filter(isDigits)).toEqual(whole);
    expect(others.filter(isDigits)).toEqual([]);
  });

  it('count within the range, its ends included', () => {
    expect(
      all((text) => readDigits(text, 2, 12), ['1', '2', '012', '12', '13', '-2', '', '2.0', '2.5']),
    ).toEqual([undefined, 2, 12, 12, undefined, undefined, undefined, 2, undefined]);
  });
});

it('a whole number may have a sign', () => {
  const texts = ['-64', '-65', '+63', '64', '1e1', '0x1', '-'];
  expect(all((text) => readWhole(text, -64, 63), texts)).toEqual([
    -64,
    undefined,
    63,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('a number of bits may be hexadecimal', () => {
  const texts = ['255', '0xfF', '0X10', '256', '0x100', 'ff', '0x', '-1'];
  expect(all((text) => readUnsigned(text, 0, 255), texts)).toEqual([
    255,
    255,
    16,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('a decimal may have sign, point and exponent, and may be beyond binary64', () => {
  const texts = ['-0.5', '.5', '5.', '+1e3', '1E-2', '1e999', '1,5', 'e3', '.', '', 'Infinity'];
  expect(all(readDecimal, texts)).toEqual([
    -0.5,
    0.5,
    5,
    1000,
    0.01,
    Number.POSITIVE_INFINITY,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('seconds have neither sign nor exponent', () => {
  const texts = ['0.001', '.5', '86400', '86400.1', '-1', '+1', '1e3'];
  expect(all((text) => readSeconds(text, 0.001, 86400), texts)).toEqual([
    0.001,
    0.5,
    86400,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('milliseconds of seconds are whole microseconds', () => {
  expect([0.07, 1.5, 0.0000004, 2147483].map(msFromSeconds)).toEqual([70, 1500, 0, 2147483000]);
});

it('a number that a spreadsheet has changed is neither digits nor words', () => {
  expect(['1.23E+11', '-5', '1.5', '1.0', '123', '', 'ABB', '1;2'].map(isMangledNumber)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

it('a decimal comma becomes a point in the number at the start of a cell only', () => {
  const texts = ['1,5', '-0,25 IV', ',5', '+1,', '1,5,6', 'a 1,5', '1.5', '12', '1,5 kV, 2,5'];
  expect(texts.map(withDecimalPoint)).toEqual([
    ...['1.5', '-0.25 IV', '.5', '+1,', '1,5,6', 'a 1,5', '1.5', '12', '1.5 kV, 2,5'],
  ]);
});
