/** Quality words and type ids as the sent list and event lists write them. */
import { QUALITY } from '../../codec/elements.js';
import { TYPES } from '../../codec/types.js';
import { formatObjectQuality } from '../../codec/value-text.js';
import { readDigits } from '../../text/numbers.js';

/** Bits of a quality: the quality octet, and above it the two flags that only counters have. */
const BITS = { ...QUALITY, CA: 0x100, CY: 0x200 } as const;

/** The bits of the quality octet that have a meaning. */
const OCTET_BITS = Object.values(QUALITY).reduce((all, bit) => all | bit, 0);

const BIT_OF_WORD: Readonly<Record<string, number>> = {
  ...BITS,
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

/** A quality of which only this is known: some bit is set. The words that OPC has for it. */
export const NOT_GOOD = 0xfffe;
const NOT_GOOD_WORDS: ReadonlySet<string> = new Set(['BAD', 'UNCERTAIN']);

/** Good as OPC has it: neither IV nor NT; it can't tell the other bits. */
export const OPC_GOOD = 0xfffd;

/** In a column under reading: the cell was a number, which stands in the low octet. */
const NUMBER_FLAG = 0x400;
/** OPC quality: the two highest bits of the octet are both set if it is good. */
const OPC_GOOD_BITS = 0xc0;

/** How the numbers of a column are meant: quality descriptors of the protocol, or OPC quality (192 is good). */
export type QualityForm = 'qds' | 'opc';

/** Counts the cells of a quality column, and says how its numbers are meant. */
export class QualityColumn {
  private numbers = 0;
  private opcGood = 0;

  /** `form`: given by an option. */
  constructor(private readonly form: QualityForm | undefined) {}

  /** The cell in the form of the column under reading; `undefined` if it can't be read. */
  read(text: string): number | undefined {
    if (!/^(\d+|0x[\da-f]+)$/i.test(text)) return readQuality(text);
    const octet = Number(text);
    if (octet > 255) return undefined;
    this.numbers++;
    if ((octet & OPC_GOOD_BITS) === OPC_GOOD_BITS) this.opcGood++;
    return NUMBER_FLAG | octet;
  }

  /**
   * Whether the numbers are OPC quality: at least half of them say good there. As quality descriptors these would be invalid
   * and not topical, which half of a list never is.
   */
  get isOpc(): boolean {
    if (this.numbers === 0) return false;
    return this.form === undefined ? this.opcGood * 2 >= this.numbers : this.form === 'opc';
  }

  /** Brings the cells into their final form. */
  settle(cells: Uint16Array): void {
    const { isOpc } = this;
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row];
      if ((cell & ~0xff) !== NUMBER_FLAG) continue;
      const octet = cell & 0xff;
      if (!isOpc) cells[row] = octet & OCTET_BITS;
      else cells[row] = (octet & OPC_GOOD_BITS) === OPC_GOOD_BITS ? OPC_GOOD : NOT_GOOD;
    }
  }
}

/** Whether the quality of an event agrees with the bits that were sent. */
export function agrees(event: number, sent: number): boolean {
  if (event === sent || event === ANY_QUALITY) return true;
  if (event === NOT_GOOD) return sent !== 0;
  return event === OPC_GOOD && (sent & (BITS.IV | BITS.NT)) === 0;
}

/** In place of an unknown quality, which is not compared. */
export const ANY_QUALITY = 0xffff;

/** What a quality cell must hold, for messages. */
export const QUALITY_EXPECTED =
  'words such as IV NT SB BL OV, GOOD, BAD, or a number (--quality-form qds or opc)';

/** Cells read so far: millions of rows share a few texts. */
const known = new Map<string, number>();
/** A column of free text must not fill the memory. */
const MOST_KNOWN = 1000;

/** Bits of a quality cell: words in any order, or the octet (`0x80`, `192`); `undefined` if it is neither. */
export function readQuality(text: string): number | undefined {
  if (text === '') return 0;
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const quality = parseQuality(text.toUpperCase());
  if (quality !== undefined && known.size < MOST_KNOWN) known.set(text, quality);
  return quality;
}

function parseQuality(text: string): number | undefined {
  if (NOT_GOOD_WORDS.has(text)) return NOT_GOOD;
  const joined = text.replace(/\b(NOT|NON)[ _-]TOPICAL/g, 'NOTTOPICAL');
  if (/^(\d+|0X[\dA-F]+)$/.test(joined)) {
    const octet = Number(joined);
    return octet > 255 ? undefined : octet & OCTET_BITS;
  }
  let bits = 0;
  for (const word of joined.split(/[\s|,;+/]+/).filter((each) => each !== '' && each !== '-')) {
    const bit = BIT_OF_WORD[word];
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

/** The words of the bits as in the sent list: `IV NT`; empty if no bit is set. */
export function formatQuality(bits: number): string {
  if (bits === NOT_GOOD) return 'not good';
  if (bits === OPC_GOOD) return 'good';
  return formatObjectQuality({
    quality: bits & OCTET_BITS,
    adjusted: (bits & BITS.CA) === 0 ? 0 : 1,
    carry: (bits & BITS.CY) === 0 ? 0 : 1,
  });
}

/** Ids of the types that events can have, by name. */
const TYPE_IDS: ReadonlyMap<string, number> = new Map(
  TYPES.filter(({ role }) => role === 'monitor').map(({ mnemonic, id }) => [mnemonic, id]),
);

/** In place of an unknown type, which is not compared. */
export const ANY_TYPE = 0;

/** What a type cell must hold, for messages. */
export const TYPE_EXPECTED = 'a type id such as 30, or M_SP_TB_1';

/** `30`, `M_SP_TB_1`, `30 (M_SP_TB_1)` → 30; `ANY_TYPE` for an empty cell, `undefined` if it is not a type. */
export function readType(text: string): number | undefined {
  if (text === '') return ANY_TYPE;
  const [first] = text.split(/[\s(:]+/, 1);
  return readDigits(first, 1, 255) ?? TYPE_IDS.get(first.toUpperCase());
}
