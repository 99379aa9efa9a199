/** One page of the reference that `man` shows, from a command of the table and the parts written by hand. */
import type { CommandSpecification, OptionSpecification } from '../../command-line/command-specification.js';
import { HELP_OPTION, VERSION_OPTION } from '../../command-line/command-specification.js';
import { optionForm, withChoices } from '../../command-line/option-form.js';
import { LIMIT_NAMES } from '../../report/limit-names.js';
import { limitHelp } from '../../report/limits.js';
import type { ManParts } from './man-parts.js';
import { bold, entry, italic, literal, prose, shown, textLine } from './roff.js';

/** A command of the table, loaded. */
export interface ManSubject {
  /** What its page is called: `iec104rs-compare`. */
  readonly page: string;
  readonly summary: string;
  readonly specification: CommandSpecification;
  readonly parts: ManParts;
}

/** What stands in the foot of every page. */
export interface ManFoot {
  readonly version: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

/** A page; `commands`: the subjects that it lists, `seeAlso`: the names of other pages. */
export function manPage(
  subject: ManSubject,
  commands: readonly ManSubject[],
  seeAlso: readonly string[],
  { version, date }: ManFoot,
): string {
  const { page, specification, parts } = subject;
  const notes = specification.notes.includes(limitHelp()) ? '' : specification.notes;
  const codes = exitCodes(notes);
  const lines = [
    `.TH ${literal(page.toUpperCase())} 1 ${date} "iec104rs ${version}" "User Commands"`,
    '.nh',
    '.ad l',
    ...section('NAME', [textLine(`${literal(page)} \\- ${prose(parts.summary ?? subject.summary)}`)]),
    ...section('SYNOPSIS', synopsis(specification, commands)),
    ...section('DESCRIPTION', [
      ...paragraphs([specification.description, ...(parts.description ?? [])]),
      ...notesOf(codes.rest),
    ]),
    ...section('COMMANDS', commands.flatMap(commandEntry)),
    ...section(
      'ARGUMENTS',
      specification.arguments.flatMap((one) => entry(italic(one.name), prose(withChoices(one)))),
    ),
    ...section('OPTIONS', optionsOf(specification).flatMap(optionEntry)),
    ...section('LIMITS', limitsOf(specification, commands)),
    ...section(
      'FILES',
      (parts.files ?? []).flatMap(([name, text]) => entry(italic(name), prose(text))),
    ),
    ...section(
      'ENVIRONMENT',
      (parts.environment ?? []).flatMap(([name, text]) => entry(bold(name), prose(text))),
    ),
    ...section('EXIT STATUS', [
      ...(codes.codes.length > 0 ? codes.codes : (parts.exitStatus ?? [])).flatMap(([code, text]) =>
        entry(bold(code), prose(text)),
      ),
      ...(codes.behind === '' ? [] : ['.PP', textLine(prose(codes.behind))]),
    ]),
    ...section(
      'EXAMPLES',
      (parts.examples ?? []).flatMap(([text, ...typed]) => ['.PP', textLine(prose(text)), ...shown(typed)]),
    ),
    ...section('SEE ALSO', [
      ...seeAlso.map((name, at) => `.BR ${literal(name)} (1)${at === seeAlso.length - 1 ? '' : ','}`),
      '.PP',
      'The manual of the program; on Debian below',
      `${italic('/usr/share/doc/iec104rs')}.`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(head: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  // What follows a heading is a paragraph by itself.
  return [`.SH ${head}`, ...(lines[0] === '.PP' ? lines.slice(1) : lines)];
}

function synopsis(
  { name, arguments: needed, firstWords }: CommandSpecification,
  commands: readonly ManSubject[],
) {
  const words = [
    bold(name),
    ...(firstWords === undefined ? [] : [`[${italic('name')}]`]),
    `[${italic('options')}]`,
    ...needed.map((argument) => italic(argument.name)),
  ];
  if (commands.length === 0) return [words.join(' ')];
  return [words.join(' '), '.br', `${bold(name)} ${italic('command')} [${italic('options')}]`];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['.PP', textLine(prose(text))]);
}

/** Notes of a command: paragraphs of joined lines, and indented lines as they are. */
function notesOf(notes: string): string[] {
  const lines: string[] = [];
  let words: string[] = [];
  let typed: string[] = [];
  const flush = (): void => {
    if (words.length > 0) lines.push(...paragraphs([words.join(' ')]));
    if (typed.length > 0) lines.push(...shown(typed));
    words = [];
    typed = [];
  };
  for (const line of notes.split('\n')) {
    const isTyped = line.startsWith('  ');
    if (line === '' || (isTyped ? words : typed).length > 0) flush();
    if (line !== '') (isTyped ? typed : words).push(line.trim());
  }
  flush();
  return lines;
}

/** Takes the exit codes out of the notes, where a line names them: `Exit codes: 0 well; 1 not; 2 usage. More of it.` */
export function exitCodes(notes: string): { codes: [string, string][]; behind: string; rest: string } {
  const line = /^Exit codes: .*$/m.exec(notes)?.[0];
  if (line === undefined) return { codes: [], behind: '', rest: notes };
  const codes = line
    .slice('Exit codes: '.length)
    .split(/; (?=\d )/)
    .map((one): [string, string] => [one[0], one.slice(2)]);
  const last = codes[codes.length - 1];
  const [, text, behind] = /^(.*?)\.(?: (.*))?$/.exec(last[1]) ?? [undefined, last[1], ''];
  last[1] = text;
  codes.sort(([a], [b]) => Number(a) - Number(b));
  return { codes, behind: behind ?? '', rest: notes.replace(line, '').trim() };
}

function commandEntry({ page, summary, specification }: ManSubject): string[] {
  return entry(bold(specification.name), `${prose(summary)}; see\n.BR ${literal(page)} (1)`);
}

function optionsOf({ options, version }: CommandSpecification): readonly OptionSpecification[] {
  return [...options, ...(version === undefined ? [] : [VERSION_OPTION]), HELP_OPTION];
}

function optionEntry(option: OptionSpecification): string[] {
  const { names, value } = optionForm(option);
  const head = names.map(bold).join(', ');
  return entry(value === undefined ? head : `${head} ${italic(value.name)}`, prose(withChoices(option)));
}

function limitsOf({ notes }: CommandSpecification, commands: readonly ManSubject[]): string[] {
  if (!notes.includes(limitHelp())) return [];
  if (commands.length === 0) return ['Those of', '.BR iec104rs (1).'];
  return [
    textLine(prose('For --limit. A figure equal to its limit passes; one that was not measured fails.')),
    ...LIMIT_NAMES.flatMap(({ example, sense, help }) => entry(bold(example), prose(`at ${sense}: ${help}`))),
  ];
}
