/** Values of both lists as numbers that are equal when they mean the same. */

/** Stands for an empty value cell. */
export const NO_VALUE = Number.NaN;

/** What a value cell of the event list should hold. */
export const VALUE_EXPECTED =
  'a number (a step in transit: -5 T), or a word that --value-map names, such as "OFF=1,ON=2"';

/** Kinds of numbers that are rounded on their way; bits, so that a point of several types has several. */
export const VALUE_KIND = { PLAIN: 1, NORMALIZED: 2, FLOAT: 4 } as const;

const NORMALIZED_TYPES = new Set([9, 10, 21, 34]);
const FLOAT_TYPES = new Set([13, 14, 36]);
const STEP_TYPES = new Set([5, 6, 32]);

/** Words that need no `--value-map`, by type. */
const SINGLE_POINT: ReadonlyMap<string, number> = new Map([
  ['OFF', 0],
  ['ON', 1],
]);
const DOUBLE_POINT: ReadonlyMap<string, number> = new Map([
  ['OFF', 1],
  ['ON', 2],
]);

/** The kind of a type's numbers. */
export function kindOfType(type: number): number {
  if (NORMALIZED_TYPES.has(type)) return VALUE_KIND.NORMALIZED;
  return FLOAT_TYPES.has(type) ? VALUE_KIND.FLOAT : VALUE_KIND.PLAIN;
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
 * Returns what is wrong with the text, `undefined` when it was taken.
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

/** How the numbers of a comparison are read and rounded. */
export class ValueReader {
  private readonly scale: number;

  /** `decimals`: round to so many before comparing; `decimalComma`: `0,83` is a number. */
  constructor(
    private readonly words: ValueWords,
    decimals: number | undefined,
    private readonly decimalComma: boolean,
  ) {
    this.scale = decimals === undefined ? 0 : 10 ** decimals;
  }

  /**
   * The number of a cell for a point of `type` and `kinds` (bits of `VALUE_KIND`): as binary32 for floats, as the nearest 16-bit fraction
   * for normalized values, so that digits lost in print don't count. A step in transit stands half a step higher.
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
    return ofType.get(type)?.get(upper) ?? all.get(upper) ?? builtIn(type)?.get(upper);
  }

  private round(value: number, kinds: number): number {
    let rounded = value;
    if (!Number.isInteger(value) || kinds === VALUE_KIND.FLOAT) {
      if ((kinds & VALUE_KIND.FLOAT) !== 0) rounded = Math.fround(value);
      else if ((kinds & VALUE_KIND.NORMALIZED) !== 0) rounded = Math.round(value * 32768) / 32768;
    }
    // Halves go away from zero, as print does; the twelfth digit hides what binary fractions lack.
    if (this.scale !== 0 && !Number.isInteger(rounded)) {
      const scaled = Math.round(Number((Math.abs(rounded) * this.scale).toPrecision(12)));
      rounded = (Math.sign(rounded) * scaled) / this.scale;
    }
    return rounded === 0 ? 0 : rounded;
  }
}

function builtIn(type: number): ReadonlyMap<string, number> | undefined {
  if (type === 1 || type === 2 || type === 30) return SINGLE_POINT;
  return type === 3 || type === 4 || type === 31 ? DOUBLE_POINT : undefined;
}

/** A value as the sent list writes it. */
export function formatValue(value: number, type: number): string {
  if (Number.isNaN(value)) return '';
  if (STEP_TYPES.has(type) && !Number.isInteger(value)) return `${value - 0.5} T`;
  if (NORMALIZED_TYPES.has(type)) return String(Number(value.toFixed(6)));
  if (Number.isInteger(value)) return String(value);
  // The fewest digits that make the same binary32; nine tell any two apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
