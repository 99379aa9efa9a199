/** Element lengths, normalized values, names in logs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { principalValue } from '../../src/codec/asdu.js';
import { COT, causeName } from '../../src/codec/causes.js';
import {
  ELEMENTS,
  type ElementName,
  formatQuality,
  fractionFromNva,
  nvaFromFraction,
  QUALITY,
  QUALITY_WORDS,
  qualityBitsOf,
  VALUE_FIELDS,
} from '../../src/codec/elements.js';
import { TYPES } from '../../src/codec/types.js';

describe('element octets', () => {
  it('are those of the document', () => {
    const lengths: Record<ElementName, number> = {
      SIQ: 1,
      DIQ: 1,
      QDS: 1,
      QDP: 1,
      SEP: 1,
      SPE: 1,
      OCI: 1,
      VTI: 1,
      BSI: 4,
      NVA: 2,
      SVA: 2,
      R32: 4,
      BCR: 5,
      SCD: 4,
      CP16: 2,
      COI: 1,
      SCO: 1,
      DCO: 1,
      RCO: 1,
      QOS: 1,
      QOI: 1,
      QCC: 1,
      QRP: 1,
      FBP: 2,
      TSC: 2,
      QPM: 1,
      QPA: 1,
    };
    const found = Object.fromEntries(
      Object.entries(ELEMENTS).map(([name, element]) => [name, element.octets]),
    );
    expect(found).toEqual(lengths);
  });

  it.each(Object.entries(ELEMENTS))('%s writes exactly its octets', (_name, element) => {
    const buffer = new Uint8Array(element.octets + 2).fill(0xee);
    element.write(buffer, 1, {});
    expect(Array.from(buffer)).toEqual([0xee, ...new Array(element.octets).fill(0), 0xee]);
  });
});

describe('normalized value', () => {
  /** Fraction → raw: clamp(round(f·32768), −32768, 32767), ties away from zero. */
  const table: readonly [number, number][] = [
    [0, 0],
    [-0, 0],
    [0.5, 16384],
    [-0.5, -16384],
    [0.25, 8192],
    [1, 32767],
    [-1, -32768],
    [1.5, 32767],
    [-1.5, -32768],
    [Number.POSITIVE_INFINITY, 32767],
    [Number.NEGATIVE_INFINITY, -32768],
    [32767 / 32768, 32767],
    [-32767 / 32768, -32767],
    // the last tie below the clamp, and what lies above it
    [32766.5 / 32768, 32767],
    [32767.5 / 32768, 32767],
    [-32767.5 / 32768, -32768],
    // ties
    [0.5 / 32768, 1],
    [-0.5 / 32768, -1],
    [1.5 / 32768, 2],
    [-1.5 / 32768, -2],
    [2.5 / 32768, 3],
    [-2.5 / 32768, -3],
    // just under a tie
    [0.49 / 32768, 0],
    [-0.49 / 32768, 0],
    [1e-300, 0],
    [-1e-300, 0],
    // 0.1·32768 = 3276.8, 0.83·32768 = 27197.44
    [0.1, 3277],
    [-0.1, -3277],
    [0.83, 27197],
  ];

  it.each(table)('%d is %i', (fraction, raw) => {
    expect(Object.is(nvaFromFraction(fraction), raw)).toBe(true);
  });

  it('NaN stays NaN, which no element takes', () => {
    expect(nvaFromFraction(Number.NaN)).toBeNaN();
  });

  it('raw to fraction divides by 32768', () => {
    expect([-32768, -16384, 0, 1, 32767].map(fractionFromNva)).toEqual([-1, -0.5, 0, 2 ** -15, 1 - 2 ** -15]);
  });

  it('every raw value comes back from its fraction', () => {
    for (let raw = -32768; raw <= 32767; raw++) {
      if (nvaFromFraction(fractionFromNva(raw)) !== raw) expect.fail(`raw ${raw}`);
    }
  });

  it('is the nearest raw value within the range', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 32767 / 32768, noNaN: true }), (fraction) => {
        expect(Math.abs(nvaFromFraction(fraction) - fraction * 32768)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('quality bits', () => {
  // IV 80, NT 40, SB 20, BL 10 wherever there is quality; OV 01 in QDS only, EI 08 in SEP and QDP
  it.each<[ElementName[], number]>([
    [['SIQ'], 0xf0],
    [['DIQ'], 0xf0],
    [['NVA', 'QDS'], 0xf1],
    [['SEP', 'CP16'], 0xf8],
    [['SPE', 'QDP', 'CP16'], 0xf8],
    [['BCR'], 0],
    [['SCO'], 0],
    [['NVA', 'QOS'], 0],
    [[], 0],
  ])('of %j are %i', (elements, bits) => {
    expect(qualityBitsOf(elements)).toBe(bits);
  });
});

describe('quality in words', () => {
  it('names the flags, highest bit first', () => {
    expect(QUALITY).toEqual({ OV: 0x01, EI: 0x08, BL: 0x10, SB: 0x20, NT: 0x40, IV: 0x80 });
    expect(QUALITY_WORDS).toEqual(['IV', 'NT', 'SB', 'BL', 'EI', 'OV']);
    expect(formatQuality(0)).toBe('');
    expect(formatQuality(0xc0)).toBe('IV NT');
    expect(formatQuality(0xf9)).toBe('IV NT SB BL EI OV');
    expect(formatQuality(0x31)).toBe('SB BL OV');
  });
});

describe('causes', () => {
  it('have the numbers of the document', () => {
    expect(COT).toEqual({
      PERIODIC: 1,
      BACKGROUND: 2,
      SPONTANEOUS: 3,
      INITIALIZED: 4,
      REQUEST: 5,
      ACTIVATION: 6,
      ACTIVATION_CON: 7,
      DEACTIVATION: 8,
      DEACTIVATION_CON: 9,
      ACTIVATION_TERM: 10,
      RETURN_INFO_REMOTE: 11,
      RETURN_INFO_LOCAL: 12,
      FILE_TRANSFER: 13,
      INTERROGATED_STATION: 20,
      INTERROGATED_GROUP_16: 36,
      COUNTER_GENERAL: 37,
      COUNTER_GROUP_4: 41,
      UNKNOWN_TYPE: 44,
      UNKNOWN_CAUSE: 45,
      UNKNOWN_CA: 46,
      UNKNOWN_IOA: 47,
    });
  });

  it('have short names, groups counted from 1', () => {
    const names = Array.from({ length: 64 }, (_, cot) => causeName(cot));
    expect(names.slice(1, 14)).toEqual([
      'per/cyc',
      'back',
      'spont',
      'init',
      'req',
      'act',
      'actcon',
      'deact',
      'deactcon',
      'actterm',
      'retrem',
      'retloc',
      'file',
    ]);
    expect(names[20]).toBe('inrogen');
    for (let group = 1; group <= 16; group++) expect(names[20 + group]).toBe(`inro${group}`);
    expect(names[37]).toBe('reqcogen');
    for (let group = 1; group <= 4; group++) expect(names[37 + group]).toBe(`reqco${group}`);
    expect(names.slice(44, 48)).toEqual(['unknown type', 'unknown cause', 'unknown CA', 'unknown IOA']);
  });

  it('without a name are shown by their number', () => {
    for (const cot of [0, 14, 15, 16, 17, 18, 19, 42, 43, 48, 63]) expect(causeName(cot)).toBe(`cot ${cot}`);
  });
});

describe('the principal value', () => {
  it.each([
    [1, { spi: 1, quality: 0x80 }, 1],
    [31, { dpi: 2 }, 2],
    [5, { vti: -5, transient: 1 }, -5],
    [7, { bsi: 4294967295 }, 4294967295],
    [9, { nva: -16384 }, -0.5],
    [21, { nva: 8192 }, 0.25],
    [35, { sva: -42 }, -42],
    [13, { r32: 1.5 }, 1.5],
    [37, { counter: -2, sequence: 5 }, -2],
    [20, { st: 5, cd: 1 }, 5],
    [38, { es: 2, elapsedMs: 9 }, 2],
    [39, { spe: 43 }, 43],
    [40, { oci: 5 }, 5],
    [45, { scs: 1, select: 1 }, 1],
    [59, { dcs: 1 }, 1],
    [47, { rcs: 2 }, 2],
    [61, { nva: 16384, ql: 1 }, 0.5],
    [51, { bsi: 7 }, 7],
    [70, { coi: 2 }, 2],
    [100, { qoi: 20 }, 20],
    [101, { rqt: 5, frz: 1 }, 5],
    [104, { fbp: 0x55aa }, 0x55aa],
    [105, { qrp: 1 }, 1],
    [106, { elapsedMs: 300 }, 300],
    [107, { tsc: 3 }, 3],
    [111, { sva: 4, kpa: 1 }, 4],
    [113, { qpa: 3 }, 3],
    // an NVA that is absent counts as 0
    [9, {}, 0],
  ])('of type %i %o is %d', (typeId, value, expected) => {
    expect(principalValue(typeId, value)).toBe(expected);
  });

  it('of an NVA is held in its field as the raw number', () => {
    expect(VALUE_FIELDS.NVA).toBe('nva');
  });

  it('exists for every type but the two without element', () => {
    const without = TYPES.filter((type) => type.elements.length === 0).map((type) => type.id);
    expect(without).toEqual([102, 103]);
    for (const id of without) expect(principalValue(id, {})).toBeUndefined();
  });
});
