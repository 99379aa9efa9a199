/** From a command's table of options to values, help and usage errors. */
import { expect, it } from 'vitest';
import type { CommandSpecification } from '../../src/command-line/command-specification.js';
import { parseWords } from '../../src/command-line/parse-words.js';
import { number, wholeNumber } from '../../src/command-line/readers.js';

const SPECIFICATION: CommandSpecification = {
  name: 'tool run',
  description: 'Runs.',
  arguments: [{ name: 'file', text: 'what to run' }],
  version: '1.2.3',
  options: [
    { flags: '-c, --count <n>', text: 'how often', read: wholeNumber(1, 9), fallback: 3 },
    { flags: '--pause-time <s>', text: 'between two runs', read: number(0, 1.5) },
    { flags: '--name <text>', text: 'a name', repeats: true },
    { flags: '--size <n>', text: 'a size', read: wholeNumber(0, 99), repeats: true },
    { flags: '--quiet', text: 'no lines' },
    { flags: '--no-colour', text: 'plain lines' },
    { flags: '--mode <how>', text: 'how it runs', choices: ['fast', 'slow'], fallback: 'fast' },
  ],
  notes: 'The end.',
};

function parse(...words: string[]) {
  const text = { out: '', err: '' };
  const result = parseWords(SPECIFICATION, words, {
    out: {
      write: (more) => {
        text.out += more;
      },
    },
    err: {
      write: (more) => {
        text.err += more;
      },
    },
  });
  return { result, ...text };
}

it('fills in what is not given', () => {
  expect(parse('a.txt')).toEqual({
    result: { values: { count: 3, quiet: false, colour: true, mode: 'fast' }, arguments: ['a.txt'] },
    out: '',
    err: '',
  });
});

it('reads every kind of option', () => {
  const words =
    '-c 9 --pause-time 0.5 --name a --size 1 --name b --size 22 --quiet --no-colour --mode slow f';
  expect(parse(...words.split(' ')).result).toEqual({
    values: {
      count: 9,
      pauseTime: 0.5,
      name: ['a', 'b'],
      size: [1, 22],
      quiet: true,
      colour: false,
      mode: 'slow',
    },
    arguments: ['f'],
  });
});

it.each([
  [['-c', '0', 'f'], "error: option '-c, --count <n>' argument '0' is invalid. Expected a whole number 1…9."],
  [
    ['-c', '1.0', 'f'],
    "error: option '-c, --count <n>' argument '1.0' is invalid. Expected a whole number 1…9.",
  ],
  [
    ['--pause-time', '1.6', 'f'],
    "error: option '--pause-time <s>' argument '1.6' is invalid. Expected 0…1.5.",
  ],
  [['--pause-time', ' ', 'f'], "error: option '--pause-time <s>' argument ' ' is invalid. Expected 0…1.5."],
  [
    ['--mode', 'odd', 'f'],
    "error: option '--mode <how>' argument 'odd' is invalid. Allowed choices are fast, slow.",
  ],
  [
    ['--mode', 'solw', 'f'],
    "error: option '--mode <how>' argument 'solw' is invalid. Allowed choices are fast, slow. Did you mean slow?",
  ],
  [
    ['--mode', 'FAST', 'f'],
    "error: option '--mode <how>' argument 'FAST' is invalid. Allowed choices are fast, slow. Did you mean fast?",
  ],
  [['--nothing', 'f'], "error: unknown option '--nothing'"],
  [['--quit', 'f'], "error: unknown option '--quit'; did you mean --quiet?"],
  [['--siz', '1', 'f'], "error: unknown option '--siz'; did you mean --size?"],
  [['f', 'g'], 'error: too many arguments. Expected 1 argument but got 2.'],
  [[], "error: missing required argument 'file'"],
  [['f', '--name'], "error: option '--name <text>' argument missing"],
])('refuses %j in one line', (words, line) => {
  expect(parse(...words)).toEqual({ result: { exitCode: 2 }, out: '', err: `${line}\n` });
});

it('an argument with choices takes these alone', () => {
  const err: string[] = [];
  const sinks = { out: { write: () => true }, err: { write: (text: string) => err.push(text) } };
  const shells = {
    ...SPECIFICATION,
    arguments: [{ name: 'shell', text: 'a shell', choices: ['bash', 'zsh'] }],
  };
  expect(parseWords(shells, ['zsh'], sinks)).toMatchObject({ arguments: ['zsh'] });
  expect(parseWords(shells, ['bahs'], sinks)).toEqual({ exitCode: 2 });
  expect(err).toEqual([
    "error: command-argument value 'bahs' is invalid for argument 'shell'. Allowed choices are bash, zsh. Did you mean bash?\n",
  ]);
});

it('prints help and version', () => {
  const { result, out, err } = parse('--help');
  expect([result, err]).toEqual([{ exitCode: 0 }, '']);
  expect(out).toBe(
    [
      'Usage: tool run [options] <file>',
      '',
      'Runs.',
      '',
      'Arguments:',
      '  file              what to run',
      '',
      'Options:',
      '  -V, --version     show the version',
      '  -c, --count <n>   how often (default: 3)',
      '  --pause-time <s>  between two runs',
      '  --name <text>     a name',
      '  --size <n>        a size',
      '  --quiet           no lines',
      '  --no-colour       plain lines',
      '  --mode <how>      how it runs (choices: "fast", "slow", default: "fast")',
      '  -h, --help        show this help',
      '',
      'The end.',
      '',
    ].join('\n'),
  );
  expect(parse('-V')).toEqual({ result: { exitCode: 0 }, out: '1.2.3\n', err: '' });
});
