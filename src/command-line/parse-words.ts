import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { nearestName } from '../text/nearest-name.js';
import {
  type ArgumentSpecification,
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
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      outputError: (text, write) => write(lackOf(text, specification) ?? inOneLine(text)),
    });
  if (specification.version !== undefined) {
    command.version(specification.version, VERSION_OPTION.flags, VERSION_OPTION.text);
  }
  for (const argument of specification.arguments) command.addArgument(makeArgument(argument));
  for (const option of options) command.addOption(option);
  return command.addHelpText('after', `\n${specification.notes}`);
}

/** What is told of an option that only another command has. */
function lackOf(text: string, { lacks = {} }: CommandSpecification): string | undefined {
  const option = /^error: unknown option '([^'=]+)/.exec(text)?.[1] ?? '';
  return Object.hasOwn(lacks, option) ? `error: ${lacks[option]}\n` : undefined;
}

/** Commander puts the word that may be meant on a second line. */
function inOneLine(text: string): string {
  return text.replace(/\n\(Did you mean (?:one of )?(.*)\?\)/, '; did you mean $1?');
}

function makeArgument({ name, text, choices }: ArgumentSpecification): Argument {
  const argument = new Argument(`<${name}>`, text);
  return choices === undefined ? argument : argument.choices(choices).argParser(choiceParser(choices));
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
  if (choices !== undefined) option.choices(choices).argParser(choiceParser(choices));
  if (read !== undefined || repeats)
    option.argParser(parserOf(read ?? asText, repeats === true ? 'list' : 'one'));
  if (fallback !== undefined) option.default(fallback, fallbackText);
  return option;
}

/** Takes one of some words; the message of another has them, with the one that may be meant. */
function choiceParser(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    const near = choices.find((one) => one === text.toLowerCase()) ?? nearestName(text, choices);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.${hint}`);
  };
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
