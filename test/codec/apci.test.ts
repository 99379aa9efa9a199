/** Control octets: formats, functions, sequence numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  APCI_OCTETS,
  formatOf,
  MAX_APDU_OCTETS,
  MAX_ASDU_OCTETS,
  MAX_LENGTH,
  MIN_LENGTH,
  nextSequence,
  readReceiveNumber,
  readSendNumber,
  SEQUENCE_MODULUS,
  START,
  sequenceAfter,
  sequenceDistance,
  U,
  uName,
  writeIHeader,
  writeS,
  writeU,
} from '../../src/codec/apci.js';
import { expectDeframed, hex, show } from './support.js';

/** Low octet = (n mod 128)·2, high octet = n div 128. */
const NUMBERS: readonly [number, string][] = [
  [0, '00 00'],
  [1, '02 00'],
  [127, 'FE 00'],
  [128, '00 01'],
  [255, 'FE 01'],
  [256, '00 02'],
  [300, '58 02'],
  [16384, '00 80'],
  [32767, 'FE FF'],
];

describe('sizes', () => {
  it('are those of clause 5', () => {
    expect([START, APCI_OCTETS, MIN_LENGTH, MAX_LENGTH]).toEqual([0x68, 6, 4, 253]);
    expect([MAX_APDU_OCTETS, MAX_ASDU_OCTETS, SEQUENCE_MODULUS]).toEqual([255, 249, 32768]);
  });
});

describe('sequence numbers on the wire', () => {
  it.each(NUMBERS)('%i in an I frame', (n, pair) => {
    const frame = new Uint8Array(6);
    writeIHeader(frame, 0, 10, n, 0);
    expect(show(frame)).toBe(`68 0E ${pair} 00 00`);
    expect([formatOf(frame, 0), readSendNumber(frame, 0), readReceiveNumber(frame, 0)]).toEqual(['I', n, 0]);
    writeIHeader(frame, 0, 249, 0, n);
    expect(show(frame)).toBe(`68 FD 00 00 ${pair}`);
    expect([formatOf(frame, 0), readSendNumber(frame, 0), readReceiveNumber(frame, 0)]).toEqual(['I', 0, n]);
  });

  it.each(NUMBERS)('%i in an S frame', (n, pair) => {
    const frame = new Uint8Array(6);
    writeS(frame, 0, n);
    expect(show(frame)).toBe(`68 04 01 00 ${pair}`);
    expect([formatOf(frame, 0), readReceiveNumber(frame, 0)]).toEqual(['S', n]);
    expectDeframed(frame);
  });

  it('writes at an offset and nothing around it', () => {
    const buffer = new Uint8Array(10).fill(0xee);
    writeS(buffer, 2, 1);
    expect(show(buffer)).toBe('EE EE 68 04 01 00 02 00 EE EE');
    writeIHeader(buffer, 2, 6, 1, 2);
    expect(show(buffer)).toBe('EE EE 68 0A 02 00 04 00 EE EE');
    buffer.fill(0xee);
    writeU(buffer, 2, U.TESTFR_ACT);
    expect(show(buffer)).toBe('EE EE 68 04 43 00 00 00 EE EE');
    expect(formatOf(buffer, 2)).toBe('U');
  });

  it('any pair survives an I header', () => {
    const number = fc.integer({ min: 0, max: 32767 });
    fc.assert(
      fc.property(number, number, (ns, nr) => {
        const frame = new Uint8Array(6);
        writeIHeader(frame, 0, 6, ns, nr);
        expect([formatOf(frame, 0), readSendNumber(frame, 0), readReceiveNumber(frame, 0)]).toEqual([
          'I',
          ns,
          nr,
        ]);
      }),
    );
  });
});

describe('counting modulo 32768', () => {
  it('wraps behind 32767', () => {
    expect([0, 127, 128, 32766, 32767].map(nextSequence)).toEqual([1, 128, 129, 32767, 0]);
  });

  it('goes on by several steps, behind 32767 too', () => {
    expect(sequenceAfter(0, 0)).toBe(0);
    expect(sequenceAfter(5, 12)).toBe(17);
    expect(sequenceAfter(32767, 1)).toBe(0);
    expect(sequenceAfter(32760, 12)).toBe(4);
    expect(sequenceAfter(32767, 32767)).toBe(32766);
  });

  it('measures forward', () => {
    expect(sequenceDistance(0, 0)).toBe(0);
    expect(sequenceDistance(0, 12)).toBe(12);
    expect(sequenceDistance(32767, 0)).toBe(1);
    expect(sequenceDistance(32760, 4)).toBe(12);
    expect(sequenceDistance(4, 32760)).toBe(32756);
    expect(sequenceDistance(1, 0)).toBe(32767);
  });
});

describe('U frames', () => {
  it.each([
    ['STARTDT_ACT', '68 04 07 00 00 00', 'STARTDT ACT'],
    ['STARTDT_CON', '68 04 0B 00 00 00', 'STARTDT CON'],
    ['STOPDT_ACT', '68 04 13 00 00 00', 'STOPDT ACT'],
    ['STOPDT_CON', '68 04 23 00 00 00', 'STOPDT CON'],
    ['TESTFR_ACT', '68 04 43 00 00 00', 'TESTFR ACT'],
    ['TESTFR_CON', '68 04 83 00 00 00', 'TESTFR CON'],
  ] as const)('%s', (name, octets, text) => {
    const frame = new Uint8Array(6);
    writeU(frame, 0, U[name]);
    expect(show(frame)).toBe(octets);
    expect(formatOf(hex(octets), 0)).toBe('U');
    expect(uName(U[name])).toBe(text);
    expectDeframed(frame);
  });

  it('names what is undefined by its octet', () => {
    expect(uName(0x03)).toBe('U 0x03');
    expect(uName(0x0f)).toBe('U 0x0f');
    expect(uName(0xff)).toBe('U 0xff');
  });
});

describe('the format', () => {
  it('follows the two low bits of the first control octet, whatever the others', () => {
    for (let control = 0; control < 256; control++) {
      const expected = control % 2 === 0 ? 'I' : control % 4 === 1 ? 'S' : 'U';
      expect(formatOf(Uint8Array.of(0x68, 4, control, 0, 0, 0), 0)).toBe(expected);
    }
  });
});
