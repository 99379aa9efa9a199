/** The completion script for bash 4 and newer. Pure. */
import type { ValueForm } from '../../command-line/option-form.js';
import type { CompletedCommand } from './completed-commands.js';

/** The script for these commands; the first is the simulator. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '# shellcheck shell=bash',
    '# Completion of iec104rs and iec104mm2ss for bash, made by: iec104rs completion bash',
    '',
    '# Sets `first` to the words that may follow a command, `options` to its options.',
    '_iec104rs_command() {',
    "  first='' options=''",
    '  case $1 in',
    ...commands.flatMap(commandCase),
    '  esac',
    '}',
    '',
    '# Sets `kind` to what an option of a command, or an argument by its place, takes: file, folder, words (then `offered` has them) or text; empty: nothing.',
    '_iec104rs_value() {',
    "  kind='' offered=''",
    '  case $1 in',
    ...commands.flatMap(valueCases),
    '  esac',
    '}',
    '',
    LOGIC.replace("'GROUPS'", () => quote(groupWords(commands).join(' '))),
    '',
    `complete -F _iec104rs ${commands.flatMap(programsOf).join(' ')}`,
    '',
  ].join('\n');
}

/** First words of commands of two. */
function groupWords(commands: readonly CompletedCommand[]): string[] {
  return [...new Set(commands.flatMap(({ word }) => (word.includes(' ') ? word.split(' ', 1) : [])))];
}

/** A program under its name and under that of its starter on Windows. */
function programsOf({ name, word }: CompletedCommand): string[] {
  return word === '' ? [name, `${name}.cmd`] : [];
}

function commandCase({ name, first, options }: CompletedCommand): string[] {
  const sets = first.length === 0 ? [] : [`      first=${quote(first.map(({ word }) => word).join(' '))}`];
  const names = options.flatMap((option) => option.names);
  return [`    ${quote(name)})`, ...sets, `      options=${quote(names.join(' '))}`, '      ;;'];
}

/** What the options and arguments of a command take, those that take the same together. */
function valueCases({ name, options, arguments: needed }: CompletedCommand): string[] {
  const patterns = new Map<string, string[]>();
  const add = (names: readonly string[], value: ValueForm): void => {
    const taken = takenOf(value);
    patterns.set(taken, [...(patterns.get(taken) ?? []), ...names]);
  };
  for (const { names, value } of options) if (value !== undefined) add(names, value);
  for (const [at, value] of needed.entries()) add([String(at + 1)], value);
  if (patterns.size === 0) return [];
  return [
    `    ${quote(name)})`,
    '      case $2 in',
    ...[...patterns].map(([taken, names]) => `        ${names.join(' | ')}) ${taken} ;;`),
    '      esac',
    '      ;;',
  ];
}

function takenOf({ kind, words }: ValueForm): string {
  return kind === 'words' ? `kind=words offered=${quote(words.join(' '))}` : `kind='${kind}'`;
}

function quote(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const LOGIC = `_iec104rs() {
  local command=\${1##*/} first options kind offered
  local groups='GROUPS'
  local at=1 last i word glue='' waiting='' arguments=0 current value typed
  local words=() IFS=$' \\t\\n'
  command=\${command%.cmd}
  COMPREPLY=()

  # bash ends words at = and : too. Here they are whole again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ $glue || $word =~ ^[=:]+$ ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    glue=''
    if [[ $word =~ ^[=:]+$ ]]; then glue=yes; fi
  done
  last=$((\${#words[@]} - 1))
  current=\${words[last]}

  _iec104rs_command "$command"
  if [[ $command == iec104rs && " $first " == *" \${words[1]} "* ]] && ((last > 1)); then
    command+=" \${words[1]}"
    at=2
    _iec104rs_command "$command"
  fi
  # The second word of a command of two.
  if [[ " \${groups} " == *" \${command#iec104rs } "* && " $first " == *" \${words[2]-} "* ]] && ((at == 2 && last > 2)); then
    command+=" \${words[2]}"
    at=3
    _iec104rs_command "$command"
  fi

  # Which option still waits for its value, and how many arguments there are.
  for ((i = at; i < last; i++)); do
    word=\${words[i]}
    if [[ $waiting ]]; then
      waiting=''
    elif [[ $word == -* ]]; then
      _iec104rs_value "$command" "$word"
      if [[ $kind ]]; then waiting=$word; fi
    else
      arguments=$((arguments + 1))
    fi
  done

  value=$current
  if [[ ! $waiting && $current == --*=* ]]; then
    waiting=\${current%%=*}
    value=\${current#*=}
  fi
  if [[ $waiting ]]; then
    _iec104rs_value "$command" "$waiting"
  elif [[ $current == -* ]]; then
    kind=words offered=$options
  elif [[ $first ]] && ((last == at)); then
    kind=words offered=$first
  else
    _iec104rs_value "$command" "$((arguments + 1))"
    if [[ ! $kind ]]; then kind=words offered=$options; fi
  fi

  case $kind in
    file) compopt -o default 2>/dev/null ;;
    folder) compopt -o dirnames 2>/dev/null ;;
    words)
      # bash puts a word in the place of what was typed behind the last = or : only.
      typed=\${COMP_WORDS[COMP_CWORD]}
      if [[ $typed =~ ^[=:]+$ ]]; then typed=''; fi
      for word in $offered; do
        if [[ $word != "$value"* ]]; then continue; fi
        word=\${current%"$value"}$word
        word=\${word#"\${current%"$typed"}"}
        if [[ $word ]]; then COMPREPLY+=("$word"); fi
      done
      if [[ \${COMPREPLY[0]-} == *[=:] ]]; then compopt -o nospace 2>/dev/null; fi
      ;;
  esac
}`;
