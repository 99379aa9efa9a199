/**
 * The value cell of an IOA file → elements. Source: `docs/behaviour.md` §2, layouts of `docs/protocol.md` §4.
 * A cell is a number, then quality words: `1 IV NT`, `-5T OV`, `0x0000ffff`.
 */
import {
  COUNTER_WORDS,
  type ElementName,
  type ElementRecord,
  nvaFromFraction,
  QUALITY,
  QUALITY_WORDS,
  qualityBitsOf,
} from '../../codec/elements.js';
import { TYPES, type TypeDefinition } from '../../codec/types.js';
import { readDecimal, readDigits, readUnsigned, readWhole } from '../../text/numbers.js';

/** The elements, with a warning if they differ from the cell; or what was expected instead. */
export type ValueReading = { value: ElementRecord; warning?: string } | { expected: string };

/** How the number of one kind of value is read. */
interface ValueKind {
  /** In words, without the quality. */
  expected: string;
  /** `undefined`: not such a number. */
  read(text: string): ElementRecord | undefined;
  /** Words that are not quality bits, and the element field that each sets to 1. */
  words?: Readonly<Record<string, keyof ElementRecord>>;
}

type QualityWord = (typeof QUALITY_WORDS)[number];

const MAX_BINARY32 = 3.4028234663852886e38;
const NOT_A_NUMBER = /^[+-]?(nan|inf|infinity)$/i;

function kind(
  expected: string,
  read: (text: string) => ElementRecord | undefined,
  words?: ValueKind['words'],
): ValueKind {
  return words === undefined ? { expected, read } : { expected, read, words };
}

/** One number of a record. */
function single(
  name: keyof ElementRecord,
  expected: string,
  read: (text: string) => number | undefined,
  words?: ValueKind['words'],
): ValueKind {
  const readRecord = (text: string): ElementRecord | undefined => {
    const value = read(text);
    return value === undefined ? undefined : { [name]: value };
  };
  return kind(expected, readRecord, words);
}

/** A state in the bits of `states`, or the whole octet with its quality bits: `129` is ON and IV. */
function stateOctet(element: 'SIQ' | 'DIQ', states: number, text: string): ElementRecord | undefined {
  const octet = readUnsigned(text, 0, 255);
  const quality = qualityBitsOf([element]);
  if (octet === undefined || (octet & ~(states | quality)) !== 0) return undefined;
  return { [element === 'SIQ' ? 'spi' : 'dpi']: octet & states, quality: octet & quality };
}

const KINDS: Partial<Record<ElementName, ValueKind>> = {
  SIQ: kind('0 or 1, or the whole SIQ octet', (text) => stateOctet('SIQ', 1, text)),
  // The two bits as a decimal number: the head of the sample files writes indeterminate as `00/11`.
  DIQ: kind('0…3 (11 is 3), or the whole DIQ octet', (text) =>
    stateOctet('DIQ', 3, text === '11' ? '3' : text),
  ),
  VTI: kind(
    '-64…63, T after it for transient',
    (text) => {
      const transient = /t$/i.test(text);
      const vti = readWhole(transient ? text.slice(0, -1) : text, -64, 63);
      return vti === undefined ? undefined : { vti, transient: transient ? 1 : 0 };
    },
    { T: 'transient' },
  ),
  BSI: single('bsi', '0…4294967295 or 0x…', (text) => readUnsigned(text, 0, 0xffffffff)),
  NVA: single('nva', 'a fraction -1…1', (text) => {
    const fraction = readDecimal(text);
    return fraction === undefined || Math.abs(fraction) > 1 ? undefined : nvaFromFraction(fraction);
  }),
  SVA: single('sva', 'a whole number -32768…32767', (text) => readWhole(text, -32768, 32767)),
  R32: single('r32', 'a number within binary32', (text) => {
    const value = readDecimal(text);
    if (value === undefined) return undefined;
    const rounded = Math.fround(value);
    return Math.abs(rounded) > MAX_BINARY32 ? undefined : rounded;
  }),
  BCR: single(
    'counter',
    'a whole number -2147483648…2147483647',
    (text) => readWhole(text, -2147483648, 2147483647),
    COUNTER_WORDS,
  ),
  SCD: single('st', '16 state bits, 0…65535 or 0x…', (text) => readUnsigned(text, 0, 0xffff)),
  SEP: single('es', 'an event state 0…3', (text) => readDigits(text, 0, 3)),
  SPE: single('spe', 'start events, 0…63 or 0x…', (text) => readUnsigned(text, 0, 63)),
  OCI: single('oci', 'output circuits, 0…15 or 0x…', (text) => readUnsigned(text, 0, 15)),
};

/** Reads the value cell of a monitored type; elements that the cell doesn't name are 0. */
export function readValue(type: TypeDefinition, cell: string): ValueReading {
  const form = FORMS.get(type.id);
  if (form === undefined) throw new RangeError(`${type.mnemonic} has no value to read`);
  const expected =
    form.all.length === 0 ? form.kind.expected : `${form.kind.expected}; then any of ${form.all.join(' ')}`;
  const [number, ...words] = cell.split(/\s+/);
  const replaced = type.elements[0] === 'R32' && NOT_A_NUMBER.test(number);
  const value = form.kind.read(replaced ? '0' : number);
  if (value === undefined) return { expected };
  let quality = (value.quality ?? 0) | (replaced ? QUALITY.IV : 0);
  for (const word of words.map((each) => each.toUpperCase())) {
    const field = form.kind.words?.[word];
    if (field !== undefined) value[field] = 1;
    else if (isQualityWord(form, word)) quality |= QUALITY[word];
    else return { expected };
  }
  if (form.quality.length > 0) value.quality = quality;
  return replaced ? { value, warning: 'a finite number; 0 with IV stands for it' } : { value };
}

/** How the value cell of a type is read. */
interface ValueForm {
  kind: ValueKind;
  /** Words for bits of the quality octet. */
  quality: readonly QualityWord[];
  /** All words. */
  all: readonly string[];
}

/** By type id: the types whose first element has a number. */
const FORMS: ReadonlyMap<number, ValueForm> = new Map(
  TYPES.flatMap(({ id, elements }) => {
    const found = KINDS[elements[0]];
    return found === undefined ? [] : [[id, formOf(found, elements)] as const];
  }),
);

function formOf(found: ValueKind, elements: readonly ElementName[]): ValueForm {
  const bits = qualityBitsOf(elements);
  const quality = QUALITY_WORDS.filter((word) => (bits & QUALITY[word]) !== 0);
  return { kind: found, quality, all: [...quality, ...Object.keys(found.words ?? {})] };
}

function isQualityWord(form: ValueForm, word: string): word is QualityWord {
  return form.quality.some((each) => each === word);
}
