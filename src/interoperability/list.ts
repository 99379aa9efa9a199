/**
 * The interoperability list as data: the check-box document that both partners of a link fill in before they are connected. What stands in it
 * follows the lists that vendors publish (PICS, `docs/protocol.md`).
 */

/**
 * `X`: used in the standard direction; `R`: in the reverse direction; `B`: in both; empty: not used; `black`: can't be chosen in
 * IEC 60870-5-104.
 */
export type Mark = 'X' | 'R' | 'B' | '' | 'black';

/** What a mark says in words, for people who do not see the box. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  X: 'used',
  R: 'used in the reverse direction',
  B: 'used in both directions',
  '': 'not used',
  black: 'not in IEC 60870-5-104',
};

/** The line of a type: its box, and the causes with which it is sent or, where it is a request, taken and answered. */
export interface TypeUse {
  readonly mark: Mark;
  /** Ascending; of an interrogation those that are used of 20…41. `undefined`: a list of others that does not say. */
  readonly causes: readonly number[] | undefined;
}

/** What is chosen; the form (`form.ts`, `type-lines.ts`) says what each entry means. */
export interface Choices {
  /** By the id of the box. */
  readonly boxes: Readonly<Record<string, Mark>>;
  /** By the id of the setting: numbers as numbers, seconds for times. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** By type id. */
  readonly types: Readonly<Record<number, TypeUse>>;
}

/** An RTU that a list is of. */
export interface Subject {
  /** First cell of its row. */
  readonly no: number;
  readonly name: string;
  /** Common address (CA). */
  readonly rtuNumber: number;
  /** Address that it listens on; empty: all. */
  readonly bind: string;
  readonly port: number;
  /** Addresses and networks of masters; empty: any. */
  readonly hosts: readonly string[];
  readonly ioFile: string;
}

/** The list of one RTU, or of all RTUs with the same one. */
export interface InteroperabilityList extends Choices {
  /** At least one of our own lists; a list of others may name none. */
  readonly subjects: readonly Subject[];
}
