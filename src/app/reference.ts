/** The command line as a chapter of the manual (`docs/manual/command-line.md`), from the table of commands. */
import {
  type CommandSpecification,
  HELP_OPTION,
  VERSION_OPTION,
} from '../command-line/command-specification.js';
import { withChoices } from '../command-line/option-form.js';
import { COMMANDS } from './commands.js';

/** The chapter as Markdown. */
export async function commandLineReference(): Promise<string> {
  const loaded = await Promise.all(COMMANDS.map(({ load }) => load()));
  const specifications = loaded.map(({ specification }) => specification);
  const rows = specifications.map(({ name }, i) => `| \`${name}\` | ${COMMANDS[i].summary} |`);
  return [
    '# The command line',
    '',
    'This page is made from the table of commands: `npm run docs:reference` writes it.',
    '',
    '| command | what it does |',
    '|---|---|',
    ...rows,
    ...specifications.flatMap((each, i) => sectionOf(each, specifications.slice(0, i))),
    '',
  ].join('\n');
}

function sectionOf(specification: CommandSpecification, earlier: readonly CommandSpecification[]): string[] {
  const { name, description, arguments: needed } = specification;
  const usage = [name, '[options]', ...needed.map((argument) => `<${argument.name}>`)].join(' ');
  return [
    '',
    `## ${name}`,
    '',
    description,
    '',
    `    ${usage}`,
    '',
    ...(needed.length === 0
      ? []
      : [
          ...table(
            'argument',
            needed.map((argument) => [`<${argument.name}>`, withChoices(argument)]),
          ),
          '',
        ]),
    ...optionsOf(specification, earlier),
  ];
}

/** The table of options and the notes, or which earlier command has the same. */
function optionsOf(
  { options, notes, version }: CommandSpecification,
  earlier: readonly CommandSpecification[],
): string[] {
  const same = earlier.find((other) => other.options === options);
  if (same !== undefined) return [`Its options are those of \`${same.name}\`.`];
  const rows: (readonly [string, string])[] = options.map((option) => [option.flags, withChoices(option)]);
  if (version !== undefined) rows.push([VERSION_OPTION.flags, VERSION_OPTION.text]);
  rows.push([HELP_OPTION.flags, HELP_OPTION.text]);
  return [...table('option', rows), ...(notes === '' ? [] : ['', '```text', notes.trim(), '```'])];
}

function table(head: string, rows: readonly (readonly [string, string])[]): string[] {
  return [
    `| ${head} | meaning |`,
    '|---|---|',
    // A bar ends a cell, in code too.
    ...rows.map(([left, right]) => `| \`${left.replaceAll('|', '\\|')}\` | ${forCell(right)} |`),
  ];
}

function forCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
