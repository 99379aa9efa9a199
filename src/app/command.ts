import type { CommandSpecification } from '../command-line/command-specification.js';

/** A command of the table. */
export interface Command {
  /** The first words of the command line, one or two (`report build`); `''`: the simulator, which also takes lines that begin with an option. */
  readonly word: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** It is a program of its own beside `iec104rs`, which names its word: not in the list of commands. */
  readonly isProgram?: true;
  /** Imports its options and its code: no command loads those of the others. */
  readonly load: () => Promise<LoadedCommand>;
}

/** A command's options and what runs it. */
export interface LoadedCommand {
  readonly specification: CommandSpecification;
  /** Runs it with the words after its own; sets the exit code or ends the process. */
  readonly run: (words: readonly string[]) => Promise<void>;
}
