/** Quality words and type ids as the sent list and event lists write them. */

/** Bits of the quality descriptor; the three of counters stand above the octet. */
const BITS: Readonly<Record<string, number>> = {
  OV: 0x01,
  EI: 0x08,
  BL: 0x10,
  SB: 0x20,
  NT: 0x40,
  IV: 0x80,
  CA: 0x100,
  CY: 0x200,
};

const OTHER_WORDS: Readonly<Record<string, number>> = {
  OVERFLOW: BITS.OV,
  BLOCKED: BITS.BL,
  SUBSTITUTED: BITS.SB,
  NOTTOPICAL: BITS.NT,
  NONTOPICAL: BITS.NT,
  INVALID: BITS.IV,
  ADJUSTED: BITS.CA,
  CARRY: BITS.CY,
  OK: 0,
  GOOD: 0,
  VALID: 0,
};

/** Stands for a quality that isn't known and therefore isn't compared. */
export const ANY_QUALITY = 0xffff;

export const QUALITY_EXPECTED = 'words such as IV NT SB BL OV, GOOD, or the quality descriptor as a number';

const known = new Map<string, number>();

/** Bits of a quality cell: words in any order, or the octet (`0x80`, `192`); `undefined` when it isn't understood. */
export function readQuality(text: string): number | undefined {
  if (text === '') return 0;
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const quality = parseQuality(text.toUpperCase());
  // A column of free text must not fill the memory.
  if (quality !== undefined && known.size < 1000) known.set(text, quality);
  return quality;
}

function parseQuality(text: string): number | undefined {
  const joined = text.replace(/\b(NOT|NON)[ _-]TOPICAL/g, 'NOTTOPICAL');
  if (/^(\d+|0X[\dA-F]+)$/.test(joined)) {
    const octet = Number(joined);
    return octet > 255 ? undefined : octet & 0xf9;
  }
  let bits = 0;
  for (const word of joined.split(/[\s|,;+/]+/).filter((each) => each !== '' && each !== '-')) {
    const bit = BITS[word] ?? OTHER_WORDS[word];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

/** `IV NT`; empty when all is well. */
export function formatQuality(bits: number): string {
  const words = ['IV', 'NT', 'SB', 'BL', 'EI', 'OV', 'CA', 'CY'];
  return words.filter((word) => (bits & BITS[word]) !== 0).join(' ');
}

const MNEMONICS: readonly (readonly [string, number])[] = [
  ['M_SP_NA_1', 1],
  ['M_DP_NA_1', 3],
  ['M_ST_NA_1', 5],
  ['M_BO_NA_1', 7],
  ['M_ME_NA_1', 9],
  ['M_ME_NB_1', 11],
  ['M_ME_NC_1', 13],
  ['M_IT_NA_1', 15],
  ['M_PS_NA_1', 20],
  ['M_ME_ND_1', 21],
  ['M_SP_TB_1', 30],
  ['M_DP_TB_1', 31],
  ['M_ST_TB_1', 32],
  ['M_BO_TB_1', 33],
  ['M_ME_TD_1', 34],
  ['M_ME_TE_1', 35],
  ['M_ME_TF_1', 36],
  ['M_IT_TB_1', 37],
  ['M_EP_TD_1', 38],
  ['M_EP_TE_1', 39],
  ['M_EP_TF_1', 40],
];
const TYPE_IDS: ReadonlyMap<string, number> = new Map(MNEMONICS);

/** Stands for a type that isn't known and therefore isn't compared. */
export const ANY_TYPE = 0;

export const TYPE_EXPECTED = 'a type id such as 30, or M_SP_TB_1';

/** `30`, `M_SP_TB_1`, `30 (M_SP_TB_1)` → 30; `ANY_TYPE` for an empty cell, `undefined` when it isn't understood. */
export function readType(text: string): number | undefined {
  if (text === '') return ANY_TYPE;
  const [first] = text.split(/[\s(:]+/, 1);
  if (/^\d{1,3}$/.test(first)) {
    const id = Number(first);
    return id >= 1 && id <= 255 ? id : undefined;
  }
  return TYPE_IDS.get(first.toUpperCase());
}
