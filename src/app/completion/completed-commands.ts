/** The table of commands as completion scripts need it. */
import {
  type CommandSpecification,
  HELP_OPTION,
  type OptionSpecification,
  VERSION_OPTION,
} from '../../command-line/command-specification.js';
import { argumentForm, type OptionForm, optionForm, type ValueForm } from '../../command-line/option-form.js';
import type { Command } from '../command.js';
import { type CommandGroup, groupsOf } from '../command-groups.js';

/** A word with what it means. */
export interface ExplainedWord {
  readonly word: string;
  readonly text: string;
}

/** An option of a command. */
export interface CompletedOption extends OptionForm {
  readonly text: string;
  readonly repeats: boolean;
}

/** A command with what may be typed after it. */
export interface CompletedCommand {
  /** The words to type: `iec104rs compare`. */
  readonly name: string;
  /** Its own word; `''`: it is a program. */
  readonly word: string;
  /** Words that may stand directly after its name. Of the simulator the other commands. */
  readonly first: readonly ExplainedWord[];
  readonly arguments: readonly (ValueForm & { readonly text: string })[];
  readonly options: readonly CompletedOption[];
}

/** Every command of the table, in its order, and the first words of those of two; the first is the simulator. */
export async function completedCommands(commands: readonly Command[]): Promise<CompletedCommand[]> {
  const named = commands.filter(({ word, isProgram }) => word !== '' && isProgram !== true);
  const groups = groupsOf(commands);
  const programs = named.filter(({ word }) => !word.includes(' '));
  const words = [
    ...programs.map((one) => ({ word: one.word, text: one.summary })),
    ...groups.map(({ word, members }) => ({ word, text: members.map(({ second }) => second).join(', ') })),
  ];
  const loaded = await Promise.all(
    commands.map(async ({ word, isProgram, load }) => {
      const { specification } = await load();
      const { name, firstWords } = specification;
      const first = (firstWords?.() ?? []).map((one) => ({ word: one, text: '' }));
      return {
        name,
        word: isProgram === true ? '' : word,
        first: word === '' ? words : first,
        arguments: specification.arguments.map((one) => ({ ...argumentForm(one), text: one.text })),
        options: optionsOf(specification),
      };
    }),
  );
  return [...loaded, ...groups.map(completedGroup)];
}

/** The first word of commands of two: only their second words follow it, or a wish for help. */
function completedGroup({ word, members }: CommandGroup): CompletedCommand {
  const help = { ...optionForm(HELP_OPTION), text: HELP_OPTION.text, repeats: false };
  return {
    name: `iec104rs ${word}`,
    word,
    first: members.map(({ second, command }) => ({ word: second, text: command.summary })),
    arguments: [],
    options: [help],
  };
}

/** All options of a command, those that the table does not name included. */
export function optionsOf({ options, version }: CommandSpecification): CompletedOption[] {
  const all: readonly OptionSpecification[] = [
    ...options,
    ...(version === undefined ? [] : [VERSION_OPTION]),
    HELP_OPTION,
  ];
  return all.map((option) => ({
    ...optionForm(option),
    text: option.text,
    repeats: option.repeats === true,
  }));
}
