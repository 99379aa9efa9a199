/** The command line of the built program: help, version, and one clear line for what it doesn't understand. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../support/workspace.js';
import { MAIN, runProgram } from './program.js';

it('prints its help', async () => {
  const { folder } = new Workspace();
  for (const word of ['-h', '--help']) {
    const { exitCode, lines, output } = await runProgram([word], folder);
    expect([exitCode, lines]).toEqual([0, []]);
    const options = [
      '-i, --ini',
      '-t, --ntp_update_every_sec',
      '-s, --ntp_server',
      '--data',
      '--log',
      '--headless',
      '--shards',
      '--check',
      '--strict',
      '--signal-log',
      '--send',
      '--await-masters',
      '--exit-after-send',
    ];
    for (const option of options) expect(output).toContain(option);
    for (const command of ['compare', 'demo', 'gateway', 'init', 'master'])
      expect(output).toMatch(new RegExp(`^ {2}iec104rs ${command} `, 'm'));
  }
});

it('prints its version', async () => {
  const { exitCode, output } = await runProgram(['--version'], new Workspace().folder);
  expect(exitCode).toBe(0);
  const here = `source; Node.js ${process.version}; ${process.platform} ${process.arch}`;
  expect(output).toMatch(/^iec104rs \d+\.\d+\.\d+(?:-[\w.]+)? /);
  expect(output.slice(output.indexOf('('))).toBe(`(${here})\n`);
});

it.each([
  [['--nonsense'], "error: unknown option '--nonsense'"],
  [
    ['word'],
    "error: there is no command 'word'; the commands are addresses, compare, completion, demo, gateway, init, interoperability, master, report build, test; options begin with -",
  ],
  [
    ['mastre'],
    "error: there is no command 'mastre'; did you mean master?; the commands are addresses, compare, completion, demo, gateway, init, interoperability, master, report build, test; options begin with -",
  ],
  [
    ['my.csv'],
    "error: there is no command 'my.csv'; an ini file is named by -i: -i my.csv; the commands are addresses, compare, completion, demo, gateway, init, interoperability, master, report build, test; options begin with -",
  ],
  [['compare', 'one.csv'], "error: missing required argument 'events'"],
  [
    ['master', 'my.csv'],
    'error: too many arguments. Expected 0 arguments but got 1; an ini file is named by -i: -i my.csv',
  ],
  [['master', '-w', '0'], "error: option '-w <n>' argument '0' is invalid. Expected a whole number 1…32767."],
])('refuses %j in one line, exit code 2', async (words, line) => {
  const { exitCode, lines, output } = await runProgram(words, new Workspace().folder);
  expect({ exitCode, lines, output }).toEqual({ exitCode: 2, lines: [line], output: '' });
});

/** Runs the program in a shell with a `redirection` whose reader is gone before the program starts; returns the exit code. */
function runUnread(words: readonly string[], stream: '1' | '2', folder: string): Promise<number | null> {
  // The background job holds the other end of the pipe; `wait` lets it end first.
  const script = `exec 9> >(exec true); wait $!; exec "$@" ${stream}>&9`;
  const child = spawn('bash', ['-c', script, 'bash', process.execPath, MAIN, ...words], {
    cwd: folder,
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('close', resolve));
}

describe('the exit code is the same without a reader of the output', () => {
  it.each([[['compare', 'one.csv']], [['master', '-w', '0']], [['word']], [['--nonsense']]])(
    'a usage error of %j: 2',
    async (words) => {
      expect(await runUnread(words, '2', new Workspace().folder)).toBe(2);
    },
  );

  it.each([[['compare', '--help']], [['master', '--help']], [['--help']]])(
    'the help of %j: 0',
    async (words) => {
      expect(await runUnread(words, '1', new Workspace().folder)).toBe(0);
    },
  );
});
