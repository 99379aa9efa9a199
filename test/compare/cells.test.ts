/** Cells: times, values, qualities, types. Expected numbers are calculated by hand. */
import { describe, expect, it } from 'vitest';
import { readQuality, readType } from '../../src/compare/input/quality.js';
import { formatTime, readOffset, TimeReader } from '../../src/compare/input/times.js';
import { formatValue, VALUE_KIND, ValueReader } from '../../src/compare/input/values.js';

const MOMENT = Date.UTC(2026, 10, 22, 10, 4, 2, 118);

describe('times', () => {
  it.each<[string, number, 'wall' | 'instant']>([
    ['2026-11-22 10:04:02.118', MOMENT, 'wall'],
    ['2026-11-22T10:04:02.118', MOMENT, 'wall'],
    ['2026-11-22T10:04:02,118', MOMENT, 'wall'],
    ['2026-11-22 10:04:02.118 SU', MOMENT, 'wall'],
    ['2026-11-22 10:04:02.118 SU IV', MOMENT, 'wall'],
    ['2026-11-22 10:04:02,118 GEN IV', MOMENT, 'wall'],
    ['2026/11/22 10:04:02.118', MOMENT, 'wall'],
    ['2026-11-22 10:04:02', MOMENT - 118, 'wall'],
    ['2026-11-22 10:04:02.1', MOMENT - 18, 'wall'],
    ['2026-11-22T10:04:02.118123', MOMENT + 0.123, 'wall'],
    ['2026-11-22T10:04:02.118000000', MOMENT, 'wall'],
    ['22.11.2026 10:04:02,118', MOMENT, 'wall'],
    ['22.11.2026  10:04:02.118', MOMENT, 'wall'],
    ['2026.11.22 10:04:02.118', MOMENT, 'wall'],
    ['22.11.26 10:04:02.118', MOMENT, 'wall'],
    ['22-Nov-2026 10:04:02.118', MOMENT, 'wall'],
    ['22 Nov 26 10:04:02.118', MOMENT, 'wall'],
    ['22. November 2026 10:04:02,118', MOMENT, 'wall'],
    ['Nov 22, 2026 10:04:02.118', MOMENT, 'wall'],
    ['22.11.2026 10:04:02 118', MOMENT, 'wall'],
    ['22.11.2026 10:04:02 8', MOMENT - 110, 'wall'],
    ['2026-11-22 10:04:02.118 GMT', MOMENT, 'instant'],
    ['2026-11-22 10:04:02.118 CET', MOMENT - 3_600_000, 'instant'],
    ['2026-11-22 10:04:02.118 MEZ', MOMENT - 3_600_000, 'instant'],
    ['2026-11-22 10:04:02.118 CEST', MOMENT - 7_200_000, 'instant'],
    ['2026-11-22T10:04:02.118Z', MOMENT, 'instant'],
    ['2026-11-22 10:04:02.118+01:00', MOMENT - 3_600_000, 'instant'],
    ['2026-11-22T10:04:02.118-0330', MOMENT + 12_600_000, 'instant'],
    ['1795341842.118', MOMENT, 'instant'],
    ['1795341842118', MOMENT, 'instant'],
    ['1795341842118000', MOMENT, 'instant'],
  ])('%s', (text, ms, kind) => {
    const reader = new TimeReader();
    expect(reader.read(text)).toBeCloseTo(ms, 3);
    expect(reader.instant).toBe(kind === 'instant');
    expect(reader.invalid).toBe(text.includes('IV'));
  });

  it.each([
    '',
    'now',
    '2026-11-22',
    '2026-11-22 10:04',
    '2026-02-29 10:04:02.118',
    '2026-11-22 24:04:02.118',
    '2026-11-22 10:04:60.118',
    '2026-11-22 1o:04:02.118',
    '11/22/2026 10:04:02',
    '22-Foo-2026 10:04:02',
    '31-Feb-2026 10:04:02',
    '2026-11-22 10:04:02.118 PST',
    '22.11.2026 10:04:02.118 118',
    '123',
  ])('%s is no time', (text) => {
    expect(new TimeReader().read(text)).toBeNaN();
  });

  it('with slashes are read in the order that the option gives', () => {
    expect(new TimeReader('mdy').read('11/22/2026 10:04:02.118 am')).toBe(MOMENT);
    expect(new TimeReader('dmy').read('22/11/2026 10:04:02.118')).toBe(MOMENT);
    expect(new TimeReader('mdy').read('11/22/2026 12:04:02.118 AM')).toBe(MOMENT - 36_000_000);
    expect(new TimeReader('mdy').read('22/11/2026 10:04:02.118')).toBeNaN();
  });

  it('and offsets', () => {
    expect(['-01:00', '+5:30', '02:00', '-3600000', '1.5', '1h'].map(readOffset)).toEqual([
      -3_600_000,
      19_800_000,
      7_200_000,
      -3_600_000,
      1.5,
      Number.NaN,
    ]);
    expect([MOMENT, MOMENT + 0.5, Number.NaN].map(formatTime)).toEqual([
      '2026-11-22 10:04:02.118',
      '2026-11-22 10:04:02.118500',
      '',
    ]);
  });
});

describe('values', () => {
  const none = { all: new Map<string, number>(), ofType: new Map<number, Map<string, number>>() };
  const read = (
    text: string,
    type: number,
    kinds: number = VALUE_KIND.PLAIN,
    decimals?: number,
  ): number | undefined => new ValueReader(none, decimals, true).read(text, type, kinds);

  it('are numbers', () => {
    expect(['2', '-5', '0x10', '4294967295', '1e3', ' 7'].map((text) => read(text, 3))).toEqual([
      2, -5, 16, 4294967295, 1000, 7,
    ]);
    expect(['', '1,2,3', 'two', 'Infinity', 'NaN'].map((text) => read(text, 3))).toEqual([
      Number.NaN,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are equal as binary32 for floats, as one of 65536 steps for normalized values', () => {
    expect(read('0,83', 36, VALUE_KIND.FLOAT)).toBe(read('0.829999983', 36, VALUE_KIND.FLOAT));
    expect(read('0.83', 36, VALUE_KIND.FLOAT)).not.toBe(read('0.83001', 36, VALUE_KIND.FLOAT));
    expect(read('0.830017', 34, VALUE_KIND.NORMALIZED)).toBe(read('0.83002', 34, VALUE_KIND.NORMALIZED));
    expect(formatValue(read('0.83', 36, VALUE_KIND.FLOAT) ?? 0, 36)).toBe('0.83');
  });

  it('rounded to decimals', () => {
    expect([read('1.005', 36, VALUE_KIND.FLOAT, 2), read('-2.675', 36, VALUE_KIND.FLOAT, 2)]).toEqual([
      // binary32 of 1.005 is 1.00499999523…, of −2.675 is −2.67499995231….
      1, -2.67,
    ]);
  });

  it('of step positions include transit', () => {
    expect([read('-5 T', 32), read('-5T', 32), read('-5', 32)]).toEqual([-4.5, -4.5, -5]);
    expect(formatValue(-4.5, 32)).toBe('-5 T');
  });

  it('as words: of single and double points', () => {
    expect([read('ON', 30), read('off', 1), read('On', 31), read('OFF', 3), read('ON', 36)]).toEqual([
      1,
      0,
      2,
      1,
      undefined,
    ]);
  });
});

describe('quality and type', () => {
  it('as words or as the octet', () => {
    const texts = [
      '',
      'IV NT',
      'NT|IV',
      '0xC0',
      '192',
      'not topical, INVALID',
      'good',
      'OV',
      '1',
      '6',
      'CA CY',
      'Q7',
      '300',
    ];
    expect(texts.map(readQuality)).toEqual([
      0,
      0xc0,
      0xc0,
      0xc0,
      0xc0,
      0xc0,
      0,
      1,
      1,
      0,
      0x300,
      undefined,
      undefined,
    ]);
  });

  it('as number or as name', () => {
    expect(['30', 'm_sp_tb_1', '30 (M_SP_TB_1)', 'M_ME_TF_1: x', '', 'SPI', '0'].map(readType)).toEqual([
      30,
      30,
      30,
      36,
      0,
      undefined,
      undefined,
    ]);
  });
});
