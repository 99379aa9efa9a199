/** The scripts of completion: their text, and that nothing of the table is missing in them. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/app/commands.js';
import { bashCompletion } from '../../../src/app/completion/bash.js';
import { completedCommands } from '../../../src/app/completion/completed-commands.js';
import { completionScript, runCompletion } from '../../../src/app/completion/completion.js';
import { SHELLS } from '../../../src/app/completion/completion-options.js';
import { powershellCompletion } from '../../../src/app/completion/powershell.js';
import { zshCompletion } from '../../../src/app/completion/zsh.js';
import { LIMIT_NAMES } from '../../../src/report/limit-names.js';
import { SMALL } from './small-commands.js';

/** The lines from one that has `from` to the next that is `to`, both included. */
function part(script: string, from: string, to: string): string[] {
  const lines = script.split('\n');
  const begin = lines.findIndex((line) => line.includes(from));
  return lines.slice(begin, lines.indexOf(to, begin) + 1);
}

describe('bash', () => {
  const script = bashCompletion(SMALL);

  it('has the words and options of each command', () => {
    expect(part(script, '_iec104rs_command() {', '}')).toEqual([
      '_iec104rs_command() {',
      "  first='' options=''",
      '  case $1 in',
      '    iec104rs)',
      '      first=play',
      "      options='-i --ini --data --limit --no-clock -h --help'",
      '      ;;',
      "    'iec104rs play')",
      '      first=storm',
      "      options='-w --csv -h --help'",
      '      ;;',
      '    iec104mm2ss)',
      "      options='-h --help'",
      '      ;;',
      '  esac',
      '}',
    ]);
  });

  it('has what each option takes', () => {
    expect(part(script, '_iec104rs_value() {', '}')).toEqual([
      '_iec104rs_value() {',
      "  kind='' offered=''",
      '  case $1 in',
      '    iec104rs)',
      '      case $2 in',
      "        -i | --ini) kind='file' ;;",
      "        --data) kind='folder' ;;",
      "        --limit) kind=words offered='lost= stall=' ;;",
      '      esac',
      '      ;;',
      "    'iec104rs play')",
      '      case $2 in',
      "        -w) kind='text' ;;",
      "        --csv) kind=words offered='plain excel' ;;",
      "        1) kind='file' ;;",
      '      esac',
      '      ;;',
      '  esac',
      '}',
    ]);
  });

  it('is for both programs, and for their starters on Windows', () => {
    expect(script.trimEnd().split('\n').at(-1)).toBe(
      'complete -F _iec104rs iec104rs iec104rs.cmd iec104mm2ss iec104mm2ss.cmd',
    );
  });
});

describe('zsh', () => {
  const script = zshCompletion(SMALL);

  it('says on its first line what it is for', () => {
    expect(script.split('\n')[0]).toBe('#compdef iec104rs iec104rs.cmd iec104mm2ss iec104mm2ss.cmd');
  });

  it('has each name of an option with its text, and what completes its value', () => {
    expect(part(script, '  case $command in', '  esac')).toEqual([
      '  case $command in',
      '    iec104rs)',
      '      first=(',
      "        'play:play one'\\''s test'",
      '      )',
      '      if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then',
      "        _describe -t commands 'word' first",
      '        return',
      '      fi',
      '      _arguments \\',
      "        '(-i --ini)-i+[the file\\: \\[a\\] CSV]:file:_files' \\",
      "        '(-i --ini)--ini=[the file\\: \\[a\\] CSV]:file:_files' \\",
      "        '--data=[a folder]:dir:_files -/' \\",
      "        '*--limit=[a limit]:name=value:_iec104rs_words -- lost= stall=' \\",
      "        '--no-clock[leave the clock]' \\",
      "        '(-h --help)-h[show this help]' \\",
      "        '(-h --help)--help[show this help]'",
      '      ;;',
      '    iec104rs-play)',
      '      first=(',
      "        'storm'",
      '      )',
      '      if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then',
      "        _describe -t commands 'word' first",
      '        return',
      '      fi',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: zsh reads it
      '      if (( ${first[(Ie)$words[2]]} )); then',
      '        shift words',
      '        (( CURRENT-- ))',
      '      fi',
      '      _arguments \\',
      "        '-w+[±1 …]:n: ' \\",
      "        '--csv=[its form]:form:(plain excel)' \\",
      "        '(-h --help)-h[show this help]' \\",
      "        '(-h --help)--help[show this help]' \\",
      "        '1:what was sent:_files'",
      '      ;;',
      '    iec104mm2ss)',
      '      _arguments \\',
      "        '(-h --help)-h[show this help]' \\",
      "        '(-h --help)--help[show this help]'",
      '      ;;',
      '  esac',
    ]);
  });
});

describe('PowerShell', () => {
  const script = powershellCompletion(SMALL);

  it('has each command as a table', () => {
    expect(part(script, "'iec104rs' = @{", '        }')).toEqual([
      "        'iec104rs' = @{",
      '            First = @(',
      "                @{ Word = 'play'; Text = 'play one''s test' }",
      '            )',
      '            Arguments = @(',
      '            )',
      '            Options = @(',
      "                @{ Names = @('-i', '--ini'); Text = 'the file: [a] CSV'; Takes = 'file' }",
      "                @{ Names = @('--data'); Text = 'a folder'; Takes = 'folder' }",
      "                @{ Names = @('--limit'); Text = 'a limit'; Takes = 'words'; Words = @('lost=', 'stall=') }",
      "                @{ Names = @('--no-clock'); Text = 'leave the clock' }",
      "                @{ Names = @('-h', '--help'); Text = 'show this help' }",
      '            )',
      '        }',
    ]);
    expect(script).toContain("@{ Names = @('-w'); Text = '+-1 ...'; Takes = 'text' }");
    expect(script).toContain("@{ Text = 'what was sent'; Takes = 'file' }");
  });

  it('is ASCII, with brackets in pairs', async () => {
    const whole = await completionScript('powershell', COMMANDS);
    expect(whole).toMatch(/^[\n\x20-\x7e]*$/);
    const code = whole.replace(/^\s*#.*$/gm, '').replace(/'(?:[^']|'')*'/g, '');
    for (const [open, close] of ['{}', '()', '[]']) {
      expect(code.split(open).length, `${open} and ${close}`).toBe(code.split(close).length);
    }
  });
});

it.each(SHELLS)(
  'the script of %s has every command, option, choice and limit of the table',
  async (shell) => {
    const script = await completionScript(shell, COMMANDS);
    const commands = await completedCommands(COMMANDS);
    // One more: the first word of `report build`.
    expect(commands).toHaveLength(COMMANDS.length + 1);
    for (const [at, { load }] of COMMANDS.entries()) {
      const { name } = commands[at];
      const lines = script.split('\n');
      const head = {
        bash: `    ${name.includes(' ') ? `'${name}'` : name})`,
        zsh: `    ${name.replaceAll(' ', '-')})`,
        powershell: `        '${name}' = @{`,
      };
      const begin = lines.indexOf(head[shell]);
      expect(begin, name).toBeGreaterThan(0);
      const end = lines.findIndex((line, i) => i > begin && /^(?: {6};;| {8}\})$/.test(line));
      const own = lines.slice(begin, end).join('\n');
      const { specification } = await load();
      const flags = [...specification.options.map((option) => option.flags), '-h, --help'];
      for (const flag of flags.flatMap((one) => one.replace(/ <.*/, '').split(', '))) {
        expect(own, `${name} ${flag}`).toMatch(new RegExp(`(?<![\\w-])${flag}(?![\\w-])`));
      }
      for (const choice of specification.options.flatMap(({ choices = [] }) => choices)) {
        expect(script, `${name} ${choice}`).toMatch(new RegExp(`\\b${choice}\\b`));
      }
    }
    for (const { name } of LIMIT_NAMES) expect(script).toContain(`${name}=`);
    for (const test of ['avalanche', 'boot-storm', 'worst-case']) expect(script).toContain(test);
  },
);

it('prints a script, or says which there are', async () => {
  const text = { out: '', err: '' };
  const sinks = {
    out: { write: (more: string) => (text.out += more) },
    err: { write: (more: string) => (text.err += more) },
  };
  expect(await runCompletion(['bash'], COMMANDS, sinks)).toBe(0);
  expect(text).toEqual({ out: await completionScript('bash', COMMANDS), err: '' });
  text.out = '';
  expect(await runCompletion(['fish'], COMMANDS, sinks)).toBe(2);
  expect(text).toEqual({
    out: '',
    err: "error: command-argument value 'fish' is invalid for argument 'shell'. Allowed choices are bash, zsh, powershell.\n",
  });
});
