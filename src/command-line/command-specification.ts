/** Reads the text of an option or argument: its value, or a sentence with what was expected. */
export type ReadWord = (text: string) => { value: unknown } | { expected: string };

/** One option of a command. */
export interface OptionSpecification {
  /**
   * As commander writes it: `-i, --ini <file>`; `--no-x` sets `x`, which is true otherwise, to false. `<file>` and `<dir>` are paths,
   * which completion offers.
   */
  readonly flags: string;
  /** What it does, in one line, without a full stop. */
  readonly text: string;
  /** Absent: the option takes no value, or any text. */
  readonly read?: ReadWord;
  readonly choices?: readonly string[];
  /** What completion offers where other values are allowed too. A word that ends in `=` or `:` is the begin of a value. */
  readonly words?: readonly string[] | (() => readonly string[]);
  /** Value when the option is not given; absent: `undefined`, and `false` for an option without a value. */
  readonly fallback?: unknown;
  /** How help shows `fallback`; absent: as the value itself. */
  readonly fallbackText?: string;
  /** May be given several times: its values become a list. */
  readonly repeats?: true;
}

/** One word that a command needs after its options. */
export interface ArgumentSpecification {
  readonly name: string;
  readonly text: string;
  /** Absent: any text. */
  readonly choices?: readonly string[];
  /** What it is a path of; absent: `file` and `dir` as the name say it, every other is none. */
  readonly path?: 'file' | 'folder';
}

/** A command, its arguments and its options; help and the manual's reference are generated from it. */
export interface CommandSpecification {
  /** The words to type: `iec104rs compare`. */
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentSpecification[];
  readonly options: readonly OptionSpecification[];
  /** Words one of which may stand before the options, for completion: the names of tests. */
  readonly firstWords?: () => readonly string[];
  /** What to do about a word too many, such as `an ini file is named by -i`; absent: nothing is said. */
  readonly strayHint?: (word: string) => string;
  /** Options that it does not have though another command has them, with the sentence that says why: `--web`. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Printed by `-V, --version`; absent: there is no such option. */
  readonly version?: string;
  /** Text that help prints after the options. */
  readonly notes: string;
}

/** Every command has this option. */
export const HELP_OPTION = { flags: '-h, --help', text: 'show this help' } as const;

/** Commands with a version have this option. */
export const VERSION_OPTION = { flags: '-V, --version', text: 'show the version' } as const;
