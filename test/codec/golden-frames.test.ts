/** The frames of `docs/protocol.md` §7, octet for octet. */
import { describe, expect, it } from 'vitest';
import { formatOf, readReceiveNumber, readSendNumber, writeIHeader, writeS } from '../../src/codec/apci.js';
import { type Asdu, encodeAsdu, mirrorAsdu } from '../../src/codec/asdu.js';
import { asduOf, concat, decodeWhole, expectDeframed, hex, show, timeOf } from './support.js';

const supervisory = [
  { nr: 5, frame: '68 04 01 00 0A 00' },
  { nr: 32767, frame: '68 04 01 00 FE FF' },
];

interface Golden {
  name: string;
  frame: string;
  value: Asdu;
  ns?: number;
  nr?: number;
}

const information: Golden[] = [
  {
    name: 'GI act, N(S)=32767 N(R)=300, OA 3',
    frame: '68 0E FE FF 58 02 64 01 06 03 01 00 00 00 00 14',
    ns: 32767,
    nr: 300,
    value: asduOf(100, 6, [{ ioa: 0, value: { qoi: 20 } }], { oa: 3 }),
  },
  {
    name: '1, IOA 66051, ON + IV, spont',
    frame: '68 0E 00 00 00 00 01 01 03 00 01 00 03 02 01 81',
    value: asduOf(1, 3, [{ ioa: 66051, value: { spi: 1, quality: 0x80 } }]),
  },
  {
    name: '1, SQ=1, IOA 100–102 = off, on, off+BL, COT 20',
    frame: '68 10 00 00 00 00 01 83 14 00 01 00 64 00 00 00 01 10',
    value: asduOf(
      1,
      20,
      [
        { ioa: 100, value: { spi: 0, quality: 0 } },
        { ioa: 101, value: { spi: 1, quality: 0 } },
        { ioa: 102, value: { spi: 0, quality: 0x10 } },
      ],
      { sequence: true },
    ),
  },
  {
    name: '5, −5 transient, OV',
    frame: '68 0F 00 00 00 00 05 01 03 00 01 00 08 00 00 FB 01',
    value: asduOf(5, 3, [{ ioa: 8, value: { vti: -5, transient: 1, quality: 0x01 } }]),
  },
  {
    name: '9, −1.0, cyclic',
    frame: '68 10 00 00 00 00 09 01 01 00 01 00 0A 00 00 00 80 00',
    value: asduOf(9, 1, [{ ioa: 10, value: { nva: -32768, quality: 0 } }]),
  },
  {
    name: '13, 1.5',
    frame: '68 12 00 00 00 00 0D 01 03 00 01 00 0C 00 00 00 00 C0 3F 00',
    value: asduOf(13, 3, [{ ioa: 12, value: { r32: 1.5, quality: 0 } }]),
  },
  {
    name: '15, −2, SQ 5 CY CA, COT 37',
    frame: '68 12 00 00 00 00 0F 01 25 00 01 00 0D 00 00 FE FF FF FF 65',
    value: asduOf(15, 37, [
      { ioa: 13, value: { counter: -2, sequence: 5, carry: 1, adjusted: 1, invalid: 0 } },
    ]),
  },
  {
    name: '30, ON, 2027-12-31 (DOW 5) 23:59:45.678',
    frame: '68 15 00 00 00 00 1E 01 03 00 01 00 10 00 00 01 6E B2 3B 17 BF 0C 1B',
    value: asduOf(30, 3, [
      {
        ioa: 16,
        value: { spi: 1, quality: 0 },
        time: timeOf({ ms: 45678, minute: 59, hour: 23, day: 31, dayOfWeek: 5, month: 12, year: 27 }),
      },
    ]),
  },
  {
    name: '45, IOA 5000 ON, QU 1, select',
    frame: '68 0E 00 00 00 00 2D 01 06 00 01 00 88 13 00 85',
    value: asduOf(45, 6, [{ ioa: 5000, value: { scs: 1, qu: 1, select: 1 } }]),
  },
  {
    name: 'same family: unknown IOA 9999 mirror, OA 3',
    frame: '68 0E 00 00 00 00 2D 01 6F 03 01 00 0F 27 00 01',
    value: asduOf(45, 47, [{ ioa: 9999, value: { scs: 1, qu: 0, select: 0 } }], { negative: true, oa: 3 }),
  },
  {
    name: '70, COI remote reset + parameter change',
    frame: '68 0E 00 00 00 00 46 01 04 00 01 00 00 00 00 82',
    value: asduOf(70, 4, [{ ioa: 0, value: { coi: 2, parameterChange: 1 } }]),
  },
  {
    name: '101, general, freeze without reset',
    frame: '68 0E 00 00 00 00 65 01 06 00 01 00 00 00 00 45',
    value: asduOf(101, 6, [{ ioa: 0, value: { rqt: 5, frz: 1 } }]),
  },
];

describe('golden S frames', () => {
  it.each(supervisory)('N(R)=$nr', ({ nr, frame }) => {
    const octets = hex(frame);
    expect(formatOf(octets, 0)).toBe('S');
    expect(readReceiveNumber(octets, 0)).toBe(nr);
    const written = new Uint8Array(6);
    writeS(written, 0, nr);
    expect(show(written)).toBe(frame);
    expectDeframed(octets);
  });
});

describe('golden I frames', () => {
  it.each(information)('$name', ({ frame, value, ns = 0, nr = 0 }) => {
    const octets = hex(frame);
    expect(formatOf(octets, 0)).toBe('I');
    expect(octets[1]).toBe(octets.length - 2);
    expect(readSendNumber(octets, 0)).toBe(ns);
    expect(readReceiveNumber(octets, 0)).toBe(nr);
    expect(decodeWhole(octets.subarray(6))).toStrictEqual(value);

    const asdu = encodeAsdu(value);
    const header = new Uint8Array(6);
    writeIHeader(header, 0, asdu.length, ns, nr);
    expect(show(concat(header, asdu))).toBe(frame);
    expectDeframed(octets);
  });

  it('the mirror of a command for IOA 9999 is the golden refusal', () => {
    // Request: COT 6 (06), OA 3, IOA 9999 = 0x270F, SCO 01. Only octet 3 may differ: P/N (40) | 47 (2F) = 6F.
    const request = hex('2D 01 06 03 01 00 0F 27 00 01');
    const refusal = mirrorAsdu(request, 47, 'negative');
    expect(show(refusal)).toBe('2D 01 6F 03 01 00 0F 27 00 01');
  });
});
