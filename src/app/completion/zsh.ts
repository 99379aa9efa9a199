/** The completion script for zsh. Pure. */
import type { ValueForm } from '../../command-line/option-form.js';
import type { CompletedCommand, CompletedOption } from './completed-commands.js';

/** The script for these commands; the first is the simulator. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const programs = commands.flatMap(({ name, word }) => (word === '' ? [name, `${name}.cmd`] : []));
  return [
    `#compdef ${programs.join(' ')}`,
    '# Completion of iec104rs and iec104mm2ss for zsh, made by: iec104rs completion zsh',
    '',
    '# Offers words behind which a value may go on, such as ack-p99=',
    '_iec104rs_words() {',
    '  compadd -S "" "$@"',
    '}',
    '',
    '_iec104rs() {',
    NAMES,
    '  local -a first',
    '',
    '  # Behind a command, its options are those of a program of that name.',
    '  if [[ $command == iec104rs ]] && (( CURRENT > 2 )); then',
    '    case $words[2] in',
    `      ${commands[0].first.map(({ word }) => word).join(' | ')})`,
    '        command+="-$words[2]"',
    '        shift words',
    '        (( CURRENT-- ))',
    '        ;;',
    '    esac',
    '  fi',
    ...groupCase(commands),
    '',
    '  case $command in',
    ...commands.flatMap(commandCase),
    '  esac',
    '}',
    '',
    '# As a file of $fpath it is the function itself; read by `source` it only says what it is for.',
    'if [[ $funcstack[1] == _iec104rs ]]; then',
    '  _iec104rs "$@"',
    'else',
    `  compdef _iec104rs ${programs.join(' ')}`,
    'fi',
    '',
  ].join('\n');
}

/** The second word of commands of two. */
function groupCase(commands: readonly CompletedCommand[]): string[] {
  const names = commands.filter(({ word }) => word.includes(' ')).map(({ name }) => name.replace(' ', '-'));
  if (names.length === 0) return [];
  return [
    '  if (( CURRENT > 2 )); then',
    '    case "$command $words[2]" in',
    `      ${names.map(quote).join(' | ')})`,
    '        command+="-$words[2]"',
    '        shift words',
    '        (( CURRENT-- ))',
    '        ;;',
    '    esac',
    '  fi',
  ];
}

const SKIP = `      if (( \${first[(Ie)$words[2]]} )); then
        shift words
        (( CURRENT-- ))
      fi`;

const NAMES = `  local command=\${\${service:t}%.cmd}
  local curcontext="\${curcontext%:*:*}:$command:"`;

function commandCase(command: CompletedCommand): string[] {
  const { name, arguments: needed, options } = command;
  const specs = [
    ...options.flatMap(optionSpecs),
    ...needed.map((value, at) => `${at + 1}:${message(value.text)}:${action(value)}`),
  ];
  return [
    `    ${name.replaceAll(' ', '-')})`,
    ...(command.first.length === 0 ? [] : firstWords(command)),
    '      _arguments \\',
    ...specs.map((spec, at) => `        ${quote(spec)}${at === specs.length - 1 ? '' : ' \\'}`),
    '      ;;',
  ];
}

function firstWords({ first, word: own }: CompletedCommand): string[] {
  return [
    '      first=(',
    ...first.map(({ word, text }) => `        ${quote(text === '' ? word : `${word}:${text}`)}`),
    '      )',
    '      if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then',
    "        _describe -t commands 'word' first",
    '        return',
    '      fi',
    // `_arguments` ends at a word that it does not expect.
    ...(own === '' ? [] : [SKIP]),
  ];
}

/** An option as `_arguments` reads it, once for each of its names. */
function optionSpecs({ names, text, value, repeats }: CompletedOption): string[] {
  const before = repeats ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const taken = value === undefined ? '' : `:${message(value.name)}:${action(value)}`;
  return names.map((name) => {
    const how = value === undefined ? '' : name.startsWith('--') ? '=' : '+';
    return `${before}${name}${how}[${message(text)}]${taken}`;
  });
}

/** What completes a value. */
function action({ kind, words }: ValueForm): string {
  if (kind === 'file') return '_files';
  if (kind === 'folder') return '_files -/';
  if (kind === 'text') return ' ';
  const listed = words.map((word) => word.replaceAll(':', '\\:')).join(' ');
  return words.some((word) => /[=:]$/.test(word)) ? `_iec104rs_words -- ${listed}` : `(${listed})`;
}

/** A text within a specification, where colons and brackets have a meaning. */
function message(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
