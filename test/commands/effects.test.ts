/** Effects of commands on the status point: conversions, steps, set-points, and the type in which it is reported. */
import { describe, expect, it } from 'vitest';
import { expectList, openStation } from '../station/station-kit.js';

const hex = (number: number): string => number.toString(16).toUpperCase().padStart(2, '0');

/** Sends `element` to a command of `type` whose status point has `pointType` and `value`; returns the frames sent. */
function command(type: number, element: string, pointType: number, value: string): string[] {
  const station = openStation(`1,Y,${pointType},1,${value}\n2,,${type},101,1\n`);
  const m = station.started();
  m.request(`${hex(type)} 01 06 00 01 00 | 65 00 00 | ${element}`);
  return station.take();
}

/** Expects these status elements between confirmation and termination. */
function expectStatus(type: number, element: string, pointType: number, value: string, expected: string) {
  const cot = [1, 3, 5, 20].includes(pointType) ? '0B' : '03';
  expectList(command(type, element, pointType, value), [
    `M < ${hex(type)} 01 07 00 01 00 | 65 00 00 | ${element}`,
    `M < ${hex(pointType)} 01 ${cot} 00 01 00 | 01 00 00 | ${expected}`,
    `M < ${hex(type)} 01 0A 00 01 00 | 65 00 00 | ${element}`,
  ]);
}

function expectRefused(type: number, element: string, pointType: number, value: string) {
  const refused = [`M < ${hex(type)} 01 47 00 01 00 | 65 00 00 | ${element}`];
  expectList(command(type, element, pointType, value), refused);
}

/** Command type, element, point type, first value, elements after. DPI: 01 OFF, 02 ON. */
describe('a two-state command', () => {
  it.each<[string, number, string, number, string, string]>([
    ['SCO ON on SPI', 45, '01', 1, '0', '01'],
    ['SCO OFF on SPI', 45, '00', 1, '1', '00'],
    ['SCO ON on DPI', 45, '01', 3, '0', '02'],
    ['SCO OFF on DPI', 45, '00', 3, '3', '01'],
    ['DCO ON on DPI', 46, '02', 3, '1', '02'],
    ['DCO OFF on DPI', 46, '01', 3, '0', '01'],
    ['DCO ON on SPI', 46, '02', 1, '0', '01'],
    ['DCO OFF on SPI', 46, '01', 1, '1', '00'],
    ['RCO higher on SPI', 47, '02', 1, '0', '01'],
    ['RCO lower on SPI', 47, '01', 1, '1', '00'],
    ['RCO higher on DPI', 47, '02', 3, '1', '02'],
    ['RCO lower on DPI', 47, '01', 3, '2', '01'],
    // QU 3 (bits 2–6: 0Ch) is not part of the state
    ['SCO ON, persistent', 45, '0D', 1, '0', '01'],
    // quality stays: IV 80h, NT 40h
    ['DCO OFF on an invalid SPI', 46, '01', 1, '1 IV', '80'],
    ['SCO ON on a DPI that is not topical', 45, '01', 3, '1 NT', '42'],
  ])('%s', (_, type, element, pointType, value, expected) => {
    expectStatus(type, element, pointType, value, expected);
  });
});

describe('a regulating step', () => {
  const LOWER = '01';
  const HIGHER = '02';
  it.each<[string, string, number, string, string]>([
    ['VTI up', HIGHER, 5, '10', '0B 00'],
    ['VTI across zero', HIGHER, 5, '-1', '00 00'],
    // −1 in seven bits: 7Fh
    ['VTI below zero', LOWER, 5, '0', '7F 00'],
    ['VTI at its top', HIGHER, 5, '63', '3F 00'],
    // −64 in seven bits: 40h
    ['VTI at its bottom', LOWER, 5, '-64', '40 00'],
    // −6 in seven bits: 7Ah; T is bit 7; OV stays
    ['VTI in transition', LOWER, 5, '-5T OV', 'FA 01'],
    // 16384 + 327.68 → 16712 = 4148h
    ['NVA up', HIGHER, 9, '0.5', '48 41 00'],
    // 16384 − 327.68 → 16056 = 3EB8h
    ['NVA down', LOWER, 9, '0.5', 'B8 3E 00'],
    // −327.68 → −328 = FEB8h
    ['NVA below zero', LOWER, 9, '0', 'B8 FE 00'],
    ['NVA near its top', HIGHER, 9, '0.995', 'FF 7F 00'],
    ['NVA at its top', HIGHER, 9, '1', 'FF 7F 00'],
    // 32767 − 327.68 → 32439 = 7EB7h
    ['NVA from its top', LOWER, 9, '1', 'B7 7E 00'],
    ['NVA at its bottom', LOWER, 9, '-1', '00 80 00'],
    // −32768 + 327.68 → −32440 = 8148h
    ['NVA from its bottom', HIGHER, 9, '-1', '48 81 00'],
    ['NVA without quality', HIGHER, 21, '0.5', '48 41'],
    ['SVA up', HIGHER, 11, '100 OV', '65 00 01'],
    ['SVA below zero', LOWER, 11, '0', 'FF FF 00'],
    ['SVA at its top', HIGHER, 11, '32767', 'FF 7F 00'],
    ['SVA at its bottom', LOWER, 11, '-32768', '00 80 00'],
    // 2.5 = 40200000h, 0.5 = 3F000000h
    ['R32 up', HIGHER, 13, '1.5', '00 00 20 40 00'],
    ['R32 down', LOWER, 13, '1.5', '00 00 00 3F 00'],
    // above 2²⁴ binary32 has no odd numbers; its largest number stays
    ['R32 too large for steps', HIGHER, 13, '16777216', '00 00 80 4B 00'],
    ['R32 at its top', HIGHER, 13, '3.4028235e38', 'FF FF 7F 7F 00'],
  ])('%s', (_, element, pointType, value, expected) => {
    expectStatus(47, element, pointType, value, expected);
  });

  it('continues from the state after the previous step', () => {
    const station = openStation('1,Y,11,1,32765\n2,,47,101,1\n');
    const m = station.started();
    const step = '2F 01 06 00 01 00 | 65 00 00 | 02';
    m.request(step, step, step);
    const status = station.take().filter((entry) => entry.startsWith('M < 0B'));
    expect(status.map((entry) => entry.slice(-8))).toEqual(['FE 7F 00', 'FF 7F 00', 'FF 7F 00']);
  });
});

describe('a set-point', () => {
  // 0.75 = 6000h (NVA) = 3F400000h; −1 = 8000h (NVA) = FFFFh (SVA) = BF800000h
  it.each<[string, number, string, number, string]>([
    ['normalized on NVA', 48, '00 60 00', 9, '00 60 00'],
    ['normalized on NVA without quality', 48, '00 60 00', 21, '00 60'],
    ['normalized on SVA', 48, '00 60 00', 11, '01 00 00'],
    ['normalized on R32', 48, '00 60 00', 13, '00 00 40 3F 00'],
    ['normalized on VTI', 48, '00 80 00', 5, '7F 00'],
    ['scaled on NVA', 49, 'FF FF 00', 9, '00 80 00'],
    ['scaled on NVA, 1', 49, '01 00 00', 9, 'FF 7F 00'],
    ['scaled on SVA', 49, 'FF 7F 00', 11, 'FF 7F 00'],
    // −2 = C0000000h
    ['scaled on R32', 49, 'FE FF 00', 13, '00 00 00 C0 00'],
    ['scaled on VTI, its top', 49, '3F 00 00', 5, '3F 00'],
    ['scaled on VTI, its bottom', 49, 'C0 FF 00', 5, '40 00'],
    ['float on NVA', 50, '00 00 40 3F 00', 9, '00 60 00'],
    ['float on NVA, its bottom', 50, '00 00 80 BF 00', 9, '00 80 00'],
    // 32767 = 46FFFE00h, −32768 = C7000000h, 1.25 = 3FA00000h
    ['float on SVA, its top', 50, '00 FE FF 46 00', 11, 'FF 7F 00'],
    ['float on SVA, its bottom', 50, '00 00 00 C7 00', 11, '00 80 00'],
    ['float on SVA, rounded', 50, '00 00 A0 3F 00', 11, '01 00 00'],
    ['float on R32, its top', 50, 'FF FF 7F 7F 00', 13, 'FF FF 7F 7F 00'],
    ['float on VTI', 50, '00 00 A0 3F 00', 5, '01 00'],
    // QL 100 (64h) has no effect
    ['with a private QL', 49, '05 00 64', 11, '05 00 00'],
  ])('%s', (_, type, element, pointType, expected) => {
    expectStatus(type, element, pointType, '0', expected);
  });

  it.each<[string, number, string, number]>([
    ['scaled 2 on NVA', 49, '02 00 00', 9],
    ['scaled −2 on NVA without quality', 49, 'FE FF 00', 21],
    ['scaled 64 on VTI', 49, '40 00 00', 5],
    ['scaled −65 on VTI', 49, 'BF FF 00', 5],
    // 1.0000001 = 3F800001h, 32768 = 47000000h, −32769 = C7000100h
    ['float above 1 on NVA', 50, '01 00 80 3F 00', 9],
    ['float 32768 on SVA', 50, '00 00 00 47 00', 11],
    ['float −32769 on SVA', 50, '00 01 00 C7 00', 11],
    ['float 3.4e38 on VTI', 50, 'FF FF 7F 7F 00', 5],
    ['NaN on R32', 50, '00 00 C0 7F 00', 13],
    ['NaN on SVA', 50, '00 00 C0 7F 00', 11],
    ['+∞ on R32', 50, '00 00 80 7F 00', 13],
    ['−∞ on R32', 50, '00 00 80 FF 00', 13],
    ['NaN on R32, select', 50, '00 00 C0 7F 80', 13],
  ])('%s is refused', (_, type, element, pointType) => {
    expectRefused(type, element, pointType, '0');
  });

  it('that is not a number is refused even without a status signal', () => {
    const station = openStation('1,Y,1,1,0\n2,,50,101,\n');
    const m = station.started();
    m.request('32 01 06 00 01 00 | 65 00 00 | 00 00 C0 7F 00');
    expectList(station.take(), ['M < 32 01 47 00 01 00 | 65 00 00 | 00 00 C0 7F 00']);
  });
});

describe('a bitstring command', () => {
  it('sets all 32 bits', () => {
    expectStatus(51, 'FF FF FF FF', 7, '0 SB', 'FF FF FF FF 20');
  });
});

describe('a command on a point whose type it cannot change', () => {
  it.each<[number, string, number]>([
    [45, '01', 5],
    [45, '01', 13],
    [45, '01', 15],
    [46, '02', 9],
    [46, '02', 20],
    [47, '02', 7],
    [47, '02', 15],
    [48, '00 00 00', 1],
    [49, '00 00 00', 3],
    [50, '00 00 00 00 00', 7],
    [50, '00 00 00 00 00', 15],
    [51, '00 00 00 00', 1],
    [51, '00 00 00 00', 13],
  ])('of type %i (%s) on type %i is refused', (type, element, pointType) => {
    expectRefused(type, element, pointType, '1');
  });

  it('changes the point of a fitting type if several types share the IOA', () => {
    const station = openStation('1,Y,13,1,0\n1,Y,3,1,1\n1,Y,1,1,0\n2,,45,101,1\n2,,50,102,1\n');
    const m = station.started();
    m.request('2D 01 06 00 01 00 | 65 00 00 | 01', '32 01 06 00 01 00 | 66 00 00 | 00 00 80 3F 00');
    const list = station.take();
    // the first point in the file that the command can change: for SCO the double point, for the set-point the float
    expect(list[1]).toBe('M < 03 01 0B 00 01 00 01 00 00 02');
    expect(list[4]).toBe('M < 0D 01 03 00 01 00 01 00 00 00 00 80 3F 00');
    expect(list).toHaveLength(6);
  });
});

/** The type of the point's first row, `Y` rows before others; a time tag in the RTU's own time. */
describe('the status is reported in the type of the row that the point starts with', () => {
  const TAG = '6E B2 3B 17 BF 0C 1B';
  it.each<[string, string, string, string]>([
    ['timed', '1,Y,31,1,1\n1,Y,3,1,2\n', '2E', `1F 01 0B 00 01 00 | 01 00 00 | 02 | ${TAG}`],
    ['untimed', '1,Y,3,1,1\n1,Y,31,1,2\n', '2E', '03 01 0B 00 01 00 | 01 00 00 | 02'],
    ['the first with Y', '1,N,3,1,1\n2,Y,31,1,2\n', '2E', `1F 01 0B 00 01 00 | 01 00 00 | 02 | ${TAG}`],
    ['none with Y', '1,N,30,1,1\n2,N,1,1,0\n', '2E', `1E 01 0B 00 01 00 | 01 00 00 | 01 | ${TAG}`],
    ['a timed step', '1,Y,32,1,7\n', '2F', `20 01 0B 00 01 00 | 01 00 00 | 08 00 | ${TAG}`],
    ['a timed measurand', '1,Y,35,1,7\n', '2F', `23 01 03 00 01 00 | 01 00 00 | 08 00 00 | ${TAG}`],
    ['a timed NVA', '1,Y,34,1,0\n', '2F', `22 01 03 00 01 00 | 01 00 00 | 48 01 00 | ${TAG}`],
    ['a timed float', '1,Y,36,1,0.5\n', '2F', `24 01 03 00 01 00 | 01 00 00 | 00 00 C0 3F 00 | ${TAG}`],
  ])('%s', (_, rows, type, status) => {
    const station = openStation(`${rows}2,,${Number.parseInt(type, 16)},101,1\n`);
    const m = station.started();
    station.host.wallOffsetMs = Date.UTC(2027, 11, 31, 23, 59, 45, 678);
    m.request(`${type} 01 06 00 01 00 | 65 00 00 | 02`);
    expectList(station.take(), [
      `M < ${type} 01 07 00 01 00 | 65 00 00 | 02`,
      `M < ${status}`,
      `M < ${type} 01 0A 00 01 00 | 65 00 00 | 02`,
    ]);
  });
});
