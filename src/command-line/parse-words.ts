import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  type CommandSpecification,
  HELP_OPTION,
  type OptionSpecification,
  type ReadWord,
  VERSION_OPTION,
} from './command-specification.js';

/** Receives text: a stream, or a collector of a test. */
export interface TextSink {
  write(text: string): unknown;
}

/** Where a command writes: results and help to `out`, everything else to `err`. */
export interface TextSinks {
  readonly out: TextSink;
  readonly err: TextSink;
}

/** The parsed words of a command line. */
export interface ParsedWords {
  /** By the long name of the option in camel case (`--ini` is `ini`). */
  readonly values: Readonly<Record<string, unknown>>;
  /** One word per argument of the command. */
  readonly arguments: readonly string[];
}

/** A command that ends before it starts: exit code 0 for help and version, 2 for a usage error. */
export interface EndedEarly {
  readonly exitCode: 0 | 2;
}

/** Reads the words after a command's name. Prints help, version and usage errors (one line) itself. */
export function parseWords(
  specification: CommandSpecification,
  words: readonly string[],
  sinks: TextSinks,
): ParsedWords | EndedEarly {
  const options = specification.options.map(makeOption);
  const command = makeCommand(specification, options, sinks);
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const needed = specification.arguments.length;
  if (command.args.length > needed) {
    const hint = specification.strayHint?.(command.args[needed]);
    const told = `too many arguments. Expected ${needed} argument${needed === 1 ? '' : 's'} but got ${command.args.length}`;
    return usageError(hint === undefined ? `${told}.` : `${told}; ${hint}`, sinks);
  }
  // An option without a value is false unless given. Set here, because help would print such a default after every option.
  const switches = options
    .filter((option) => option.isBoolean())
    .map((option) => [option.attributeName(), false]);
  return { values: { ...Object.fromEntries(switches), ...command.opts() }, arguments: command.args };
}

/** Ends a command whose options contradict each other: prints the reason as a usage error. */
export function usageError(reason: string, { err }: TextSinks): EndedEarly {
  err.write(`error: ${reason}\n`);
  return { exitCode: 2 };
}

function makeCommand(
  specification: CommandSpecification,
  options: readonly Option[],
  { out, err }: TextSinks,
): Command {
  const command = new Command(specification.name)
    .description(specification.description)
    .helpOption(HELP_OPTION.flags, HELP_OPTION.text)
    .allowExcessArguments(true)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) });
  if (specification.version !== undefined) {
    command.version(specification.version, VERSION_OPTION.flags, VERSION_OPTION.text);
  }
  for (const { name, text } of specification.arguments) command.argument(`<${name}>`, text);
  for (const option of options) command.addOption(option);
  return command.addHelpText('after', `\n${specification.notes}`);
}

function makeOption({
  flags,
  text,
  read,
  choices,
  fallback,
  fallbackText,
  repeats,
}: OptionSpecification): Option {
  const option = new Option(flags, text);
  if (choices !== undefined) option.choices(choices);
  if (read !== undefined || repeats)
    option.argParser(parserOf(read ?? asText, repeats === true ? 'list' : 'one'));
  if (fallback !== undefined) option.default(fallback, fallbackText);
  return option;
}

function parserOf(read: ReadWord, how: 'one' | 'list'): (text: string, before: unknown) => unknown {
  return (text, before) => {
    const result = read(text);
    if ('expected' in result) throw new InvalidArgumentError(result.expected);
    if (how === 'one') return result.value;
    return [...((before as readonly unknown[] | undefined) ?? []), result.value];
  };
}

function asText(text: string): { value: string } {
  return { value: text };
}
