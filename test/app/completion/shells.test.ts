/** The script of completion in a real bash: what the function answers to words on the line. */
import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/app/commands.js';
import { completionScript } from '../../../src/app/completion/completion.js';
import { Workspace } from '../../support/workspace.js';

const has = (tool: string): boolean => spawnSync('which', [tool]).status === 0;

let script = '';
beforeAll(async () => {
  script = await completionScript('bash', COMMANDS);
});

/** What is offered for the last of these words, each as bash takes them apart. */
function offered(...words: readonly string[]): string[] {
  const asked = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iec104rs "$1"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', `set -u\n${script}\n${asked}`, 'bash', ...words], {
    encoding: 'utf8',
  });
  return text.split('\n').filter((line) => line !== '');
}

describe.skipIf(!has('bash'))('bash', () => {
  it.each([
    [
      ['iec104rs', 'co'],
      ['compare', 'completion'],
    ],
    [
      ['iec104rs', 'completion', ''],
      ['bash', 'zsh', 'powershell'],
    ],
    [
      ['iec104rs', '--e2e-r'],
      ['--e2e-rtus', '--e2e-resume'],
    ],
    [['iec104rs', '--no'], ['--no-set-clock']],
    [
      ['iec104rs', '--csv', ''],
      ['plain', 'excel'],
    ],
    [['iec104rs', '--csv', '=', 'e'], ['excel']],
    [
      ['iec104rs', '--csv', '='],
      ['plain', 'excel'],
    ],
    [
      ['iec104rs', '--limit', 'ack-p99'],
      ['ack-p99=', 'ack-p999='],
    ],
    [['iec104rs', '--limit', '=', 'pau'], ['pause=']],
    [['iec104rs', '--limit', 'lost', '=', '0', '--limit', 'stal'], ['stall=']],
    [['iec104rs', '--api', '127.0.0.1', ':', '80', '--stri'], ['--strict']],
    [['iec104rs', 'test', 'boot'], ['boot-storm']],
    [['iec104rs', 'test', 'boot-storm', '--skip', 'fl'], ['flisr']],
    [['iec104rs', 'master', '--behave', 'one'], ['one-by-one=']],
    [['iec104rs', 'master', '--show', 'all', '--sho'], ['--show']],
    [['./here/iec104rs.cmd', 'ga'], ['gateway']],
    [['iec104mm2ss', '--nog'], ['--nogui']],
    [['iec104mm2ss', 'ga'], []],
    [['iec104rs', 'repo'], ['report']],
    [['iec104rs', 'report', ''], ['build']],
    [['iec104rs', 'report', 'build', '--rem'], ['--remarks']],
    [
      ['iec104rs', 'report', 'build', 'run.json', '--paper', ''],
      ['a4', 'letter'],
    ],
    [['iec104rs', '--shards', ''], []],
    [['iec104rs', 'init', 'x', '--h'], ['--help']],
    [['iec104rs', 'nonsense', '--headl'], ['--headless']],
  ])('%j: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('asks for a file or a folder where a path stands', () => {
    const kindOf = (command: string, option: string): string =>
      execFileSync(
        'bash',
        ['-c', `${script}\n_iec104rs_value "$1" "$2"; echo "$kind"`, 'bash', command, option],
        {
          encoding: 'utf8',
        },
      ).trim();
    expect(kindOf('iec104rs', '--ini')).toBe('file');
    expect(kindOf('iec104rs', '--data')).toBe('folder');
    expect(kindOf('iec104rs compare', '2')).toBe('file');
    expect(kindOf('iec104rs init', '1')).toBe('folder');
    expect(kindOf('iec104rs', '--headless')).toBe('');
  });

  it.skipIf(!has('shellcheck'))('shellcheck has nothing to say', () => {
    const workspace = new Workspace();
    workspace.write('iec104rs.bash', script);
    const { stdout, status } = spawnSync('shellcheck', [workspace.path('iec104rs.bash')], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });
});

it.skipIf(!has('zsh'))('zsh finds no mistake in its script', async () => {
  const workspace = new Workspace();
  workspace.write('_iec104rs', await completionScript('zsh', COMMANDS));
  const { stderr, status } = spawnSync('zsh', ['-n', workspace.path('_iec104rs')], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
});
