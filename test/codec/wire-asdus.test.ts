/** Every hand-derived ASDU: decode to the values, encode to the octets, nothing left over, whole through the deframer. */
import { describe, expect, it } from 'vitest';
import { decodeAsdu, encodeAsdu } from '../../src/codec/asdu.js';
import { findType, TYPES } from '../../src/codec/types.js';
import {
  concat,
  decodeWhole,
  deframe,
  expectDeframed,
  hex,
  iFrame,
  octetByOctet,
  show,
  type WireCase,
} from './support.js';
import { CONTROL_CASES } from './wire-control.js';
import { MONITOR_CASES } from './wire-monitor.js';
import { TIMED_CASES } from './wire-timed.js';

const families: readonly [string, readonly WireCase[]][] = [
  ['monitored, no time tag', MONITOR_CASES],
  ['monitored, CP56Time2a', TIMED_CASES],
  ['commands, system, parameters', CONTROL_CASES],
];

describe.each(families)('%s', (_family, cases) => {
  it.each(cases)('$name', ({ asdu, value }) => {
    const octets = hex(asdu);
    expect(decodeWhole(octets)).toStrictEqual(value);
    expect(show(encodeAsdu(value))).toBe(show(octets));
    expectDeframed(iFrame(octets));
  });

  it.each(cases)('$name: decodes in the middle of other octets', ({ asdu, value }) => {
    const octets = hex(asdu);
    const buffer = concat(hex('FF 68 FF'), octets, hex('FF'));
    expect(decodeAsdu(buffer, 3, 3 + octets.length)).toStrictEqual(value);
  });
});

describe('the collection', () => {
  const all = families.flatMap(([, cases]) => cases);

  it('has every type of the table, with SQ=1 wherever it is allowed', () => {
    for (const type of TYPES) {
      const ofType = all.filter((one) => one.value.typeId === type.id).map((one) => one.value.sequence);
      expect(ofType, type.mnemonic).toContain(false);
      if (type.maxSequence > 0) expect(ofType, type.mnemonic).toContain(true);
    }
    for (const { value } of all) expect(findType(value.typeId)).toBeDefined();
  });

  it('comes out of one stream in order', () => {
    const frames = all.map((one) => iFrame(hex(one.asdu)));
    const whole = { frames: frames.map(show), fault: undefined, held: 0 };
    expect(deframe([concat(...frames)])).toEqual(whole);
    expect(deframe(octetByOctet(concat(...frames)))).toEqual(whole);
  });
});

describe('times on the wire', () => {
  it('ignores reserved bits', () => {
    // RES2 (60h of octet 4), RES3 (F0h of octet 6) and RES4 (80h of octet 7) set; the rest as 30 in the golden frame
    const octets = hex('1E 01 03 00 01 00 | 10 00 00 01 | 6E B2 3B 77 BF FC 9B');
    const [object] = decodeWhole(octets).objects;
    expect(object.time).toStrictEqual(
      decodeWhole(hex('1E 01 03 00 01 00 | 10 00 00 01 | 6E B2 3B 17 BF 0C 1B')).objects[0].time,
    );
  });

  it('ignores reserved bits of SIQ, DIQ, QDS, QDP and SEP', () => {
    // 0F = reserved 0E | SPI 1; 0E = reserved 0C | DPI 2; QDS 0F = reserved 0E | OV; SEP 06 = reserved 04 | ES 2
    expect(decodeWhole(hex('01 01 03 00 01 00 01 00 00 0F')).objects[0].value).toEqual({
      spi: 1,
      quality: 0,
    });
    expect(decodeWhole(hex('03 01 03 00 01 00 01 00 00 0E')).objects[0].value).toEqual({
      dpi: 2,
      quality: 0,
    });
    expect(decodeWhole(hex('09 01 03 00 01 00 01 00 00 00 00 0F')).objects[0].value).toEqual({
      nva: 0,
      quality: 1,
    });
    const event = hex('26 01 03 00 01 00 01 00 00 06 00 00 00 00 00 00 00 00 00');
    expect(decodeWhole(event).objects[0].value).toEqual({ es: 2, quality: 0, elapsedMs: 0 });
    // QDP 0F = EI 08 and reserved 07; SPE FF = 6 bits 3F; OCI FF = 4 bits 0F
    const start = hex('27 01 03 00 01 00 01 00 00 FF 0F 00 00 00 00 00 00 00 00 00');
    expect(decodeWhole(start).objects[0].value).toEqual({ spe: 0x3f, quality: 0x08, elapsedMs: 0 });
    const output = hex('28 01 03 00 01 00 01 00 00 FF 00 00 00 00 00 00 00 00 00 00');
    expect(decodeWhole(output).objects[0].value).toEqual({ oci: 0x0f, quality: 0, elapsedMs: 0 });
  });
});
