/** Values of both lists as numbers; equal values become equal numbers. */
import type { ElementName } from '../../codec/elements.js';
import { findType } from '../../codec/types.js';
import { formatBinary32 } from '../../codec/value-text.js';

/** In place of an empty value cell. */
export const NO_VALUE = Number.NaN;

/** What a value cell of the event list must hold, for messages. */
export const VALUE_EXPECTED =
  'a number (a step in transit: -5 T), or a word that --value-map names, such as "OFF=1,ON=2"';

/** How the numbers of a type are rounded before they are compared. Bits, because a point may have several types. */
export const VALUE_KIND = { PLAIN: 1, NORMALIZED: 2, FLOAT: 4 } as const;

/** Rounding and words of values, by the first element of their type; other elements are plain numbers without words. */
interface ValueForm {
  kind?: number;
  /** Words that need no `--value-map`. */
  words?: ReadonlyMap<string, number>;
}

const FORMS: Readonly<Partial<Record<ElementName, ValueForm>>> = {
  SIQ: {
    words: new Map([
      ['OFF', 0],
      ['ON', 1],
    ]),
  },
  DIQ: {
    words: new Map([
      ['OFF', 1],
      ['ON', 2],
    ]),
  },
  NVA: { kind: VALUE_KIND.NORMALIZED },
  R32: { kind: VALUE_KIND.FLOAT },
};

/** The last of the IEC 60870-5-101 types with a time tag of three octets; each is the untimed type before it (`docs/protocol.md` §3). */
const LAST_SHORT_TAGGED = 16;

/** The first element of each monitored type, by id. */
const FIRST_ELEMENT: readonly (ElementName | undefined)[] = Array.from({ length: 256 }, (_, id) => {
  const isShortTagged = id > 0 && id <= LAST_SHORT_TAGGED && id % 2 === 0;
  const type = findType(isShortTagged ? id - 1 : id);
  return type?.role === 'monitor' ? type.elements[0] : undefined;
});

function formOf(type: number): ValueForm | undefined {
  const element = FIRST_ELEMENT[type];
  return element === undefined ? undefined : FORMS[element];
}

const KINDS = Uint8Array.from(FIRST_ELEMENT, (_, type) => formOf(type)?.kind ?? VALUE_KIND.PLAIN);

/** The bit of `VALUE_KIND` of a type (0…255). */
export function kindOfType(type: number): number {
  return KINDS[type];
}

/** Words of the option `--value-map`. */
export interface ValueWords {
  /** Words for points of any type; in upper case. */
  all: Map<string, number>;
  /** Words for points of one type. */
  ofType: Map<number, Map<string, number>>;
}

/**
 * Adds `OFF=1,ON=2`, or `3+31:OFF=1,ON=2` for points of types 3 and 31.
 * Returns the part of the text that is wrong, `undefined` if all was added.
 */
export function addValueWords(words: ValueWords, text: string): string | undefined {
  const [, types = '', list] = /^(?:(\d+(?:\+\d+)*):)?(.*)$/s.exec(text) ?? [];
  const targets =
    types === ''
      ? [words.all]
      : types.split('+').map((type) => {
          const target = words.ofType.get(Number(type)) ?? new Map<string, number>();
          words.ofType.set(Number(type), target);
          return target;
        });
  for (const pair of list.split(',')) {
    const match = /^\s*(.+?)\s*=\s*(-?\d+(?:\.\d+)?)\s*$/.exec(pair);
    if (match === null) return pair;
    for (const target of targets) target.set(match[1].toUpperCase(), Number(match[2]));
  }
  return undefined;
}

/** Reads value cells as numbers, rounded according to their types. */
export class ValueReader {
  private readonly scale: number;

  /** `decimals`: round to this many before comparing; `decimalComma`: `0,83` is a number. */
  constructor(
    private readonly words: ValueWords,
    decimals: number | undefined,
    private readonly decimalComma: boolean,
  ) {
    this.scale = decimals === undefined ? 0 : 10 ** decimals;
  }

  /**
   * The number of a cell for a point of `type` and `kinds` (bits of `VALUE_KIND`): as binary32 for floats, as the nearest
   * 16-bit fraction for normalized values, so that digits lost in print don't count. A step in transit is half a step more.
   * `NO_VALUE` for an empty cell, `undefined` when it can't be read.
   */
  read(text: string, type: number, kinds: number): number | undefined {
    if (text === '') return NO_VALUE;
    const word = this.wordOf(text, type);
    if (word !== undefined) return word;
    const transit = /^([+-]?\d+)\s*T$/i.exec(text);
    if (transit !== null) return Number(transit[1]) + 0.5;
    const comma = this.decimalComma && text.includes(',') ? text.replace(',', '.') : text;
    const value = Number(comma);
    if (!Number.isFinite(value) || comma.trim() === '') return undefined;
    return this.round(value, kinds);
  }

  private wordOf(text: string, type: number): number | undefined {
    const { all, ofType } = this.words;
    const first = text.charCodeAt(0);
    if (all.size === 0 && ofType.size === 0 && first < 65) return undefined;
    const upper = text.toUpperCase();
    return ofType.get(type)?.get(upper) ?? all.get(upper) ?? formOf(type)?.words?.get(upper);
  }

  private round(value: number, kinds: number): number {
    let rounded = value;
    if (!Number.isInteger(value) || kinds === VALUE_KIND.FLOAT) {
      if ((kinds & VALUE_KIND.FLOAT) !== 0) rounded = Math.fround(value);
      else if ((kinds & VALUE_KIND.NORMALIZED) !== 0) rounded = Math.round(value * 32768) / 32768;
    }
    // Halves are rounded away from zero, as in print; twelve digits hide the error of binary fractions.
    if (this.scale !== 0 && !Number.isInteger(rounded)) {
      const scaled = Math.round(Number((Math.abs(rounded) * this.scale).toPrecision(12)));
      rounded = (Math.sign(rounded) * scaled) / this.scale;
    }
    return rounded === 0 ? 0 : rounded;
  }
}

/** A value in the form of the sent list; empty for NaN. */
export function formatValue(value: number, type: number): string {
  if (Number.isNaN(value)) return '';
  if (Number.isInteger(value)) return String(value);
  const element = FIRST_ELEMENT[type];
  if (element === 'VTI') return `${value - 0.5} T`;
  return element === 'NVA' ? String(Number(value.toFixed(6))) : formatBinary32(value);
}
