/** What a field of a group is, and the ways to read its text. Source: `docs/gateway.md` §2. */
import type { FindingSeverity } from '../../channel/definitions.js';
import type { GroupSettings, MasterPort } from '../../gateway/definition.js';
import { readDigits, readSeconds } from '../../text/numbers.js';

/** What the fields of a row set: the settings of the group, and those of its one port. */
export type GroupRow = GroupSettings & Pick<MasterPort, 'port' | 'bind' | 'filter' | 'admitsNobody'>;

/** One problem of a field's text. `error`: something is left out because of it. */
export interface GroupFieldProblem {
  readonly severity: FindingSeverity;
  readonly found: string;
  readonly expected: string;
}

/** The settings from a text, and its problems; `patch` is absent if the text can't be used. */
export interface GroupFieldReading {
  readonly patch?: Partial<GroupRow>;
  readonly problems: readonly GroupFieldProblem[];
}

/** One field: a cell of a row, or a `name=value` option. */
export interface GroupField {
  /** Name in the HTTP body, and of an option in the file. */
  readonly name: string;
  /** Name of its column in the file. */
  readonly label: string;
  /** Unit, range or choices in words. */
  readonly expected: string;
  /** What it is for, in words. */
  readonly means: string;
  /** Text that is read if none is given; `undefined`: the field must be given. */
  readonly initial: string | undefined;
  /** The text is no number: a comma in it is never a decimal sign. */
  readonly isText?: true;
  /** Reads the text, trimmed. */
  read(text: string): GroupFieldReading;
  /** The text that reads as what the row has. */
  write(row: GroupRow): string;
}

/** Names of a field. Without `label` the label is the name; without `initial` the field must be given. */
export interface FieldNames {
  readonly name: string;
  readonly label?: string;
  readonly initial?: string;
  readonly isText?: true;
  readonly means: string;
}

type Writer = GroupField['write'];

export const NO_PROBLEMS: readonly GroupFieldProblem[] = [];

/** A field whose text is either read or refused with `expected`. */
export function plainField(
  names: FieldNames,
  expected: string,
  read: (text: string) => Partial<GroupRow> | undefined,
  write: Writer,
): GroupField {
  return fieldOf(
    names,
    expected,
    (text) => {
      const patch = read(text);
      return patch === undefined ? refused(text, expected) : { patch, problems: NO_PROBLEMS };
    },
    write,
  );
}

/** A field that says itself what is wrong with its text. */
export function fieldOf(
  { name, label = name, initial, isText, means }: FieldNames,
  expected: string,
  read: GroupField['read'],
  write: Writer,
): GroupField {
  return { name, label, expected, means, initial, ...(isText === undefined ? {} : { isText }), read, write };
}

/** The reading of a text that can't be used. */
export function refused(found: string, expected: string): GroupFieldReading {
  return { problems: [{ severity: 'error', found, expected }] };
}

/** The lowest and the highest value of a field. */
type Range = readonly [low: number, high: number];

/** Settings that are numbers; of times those in ms. */
type NumberKey = {
  [K in keyof GroupRow]: GroupRow[K] extends number ? K : never;
}[keyof GroupRow];

/** A whole number within the range. */
export function wholeField(names: FieldNames, [low, high]: Range, key: NumberKey): GroupField {
  return plainField(
    names,
    `a whole number ${low}…${high}`,
    (text) => {
      const value = readDigits(text, low, high);
      return value === undefined ? undefined : { [key]: value };
    },
    (row) => String(row[key]),
  );
}

/** Seconds with decimals within the range, kept as whole milliseconds. */
export function secondsField(names: FieldNames, [low, high]: Range, key: NumberKey): GroupField {
  return plainField(
    names,
    `seconds ${low}…${high}`,
    (text) => {
      const value = readSeconds(text, low, high);
      return value === undefined ? undefined : { [key]: Math.round(value * 1000) };
    },
    (row) => String(row[key] / 1000),
  );
}

/** Settings that are words. */
type WordKey = 'sameIp' | 'gi' | 'conflict' | 'eoi' | 'rtuIp' | 'ca';

/** One of a few words, in upper or lower case; the first is the default. `isLater`: a text that a later version takes. */
export function wordField<K extends WordKey>(
  names: FieldNames,
  key: K,
  words: readonly (GroupRow[K] & string)[],
  isLater: (text: string) => boolean = () => false,
): GroupField {
  const expected = choiceOf(words);
  return fieldOf(
    { initial: words[0], ...names },
    expected,
    (text) => {
      const word = words.find((candidate) => candidate === text.toLowerCase());
      if (word !== undefined) return { patch: { [key]: word }, problems: NO_PROBLEMS };
      return refused(text, isLater(text.toLowerCase()) ? laterWords(expected) : expected);
    },
    (row) => row[key],
  );
}

/** An option that has one value so far; `isLater`: a text that a later version takes. */
export function laterField(
  names: FieldNames & { initial: string },
  isLater: (text: string) => boolean,
): GroupField {
  const expected = `${names.initial}, the only value so far`;
  return fieldOf(
    names,
    expected,
    (text) => {
      if (text.toLowerCase() === names.initial) return { patch: {}, problems: NO_PROBLEMS };
      return refused(text, isLater(text.toLowerCase()) ? laterWords(names.initial) : expected);
    },
    () => names.initial,
  );
}

function laterWords(expected: string): string {
  return `${expected}; this value is not built yet`;
}

/** `a, b or c`. */
export function choiceOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
