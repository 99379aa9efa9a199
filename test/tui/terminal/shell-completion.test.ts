/** The Tab key in real shells: bash and zsh with the scripts that the program prints. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { Workspace } from '../../support/workspace.js';
import { Terminal } from './tmux.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** A folder with the script of a shell, a program that prints its words, and files. */
function stage(shell: 'bash' | 'zsh'): Workspace {
  const workspace = new Workspace();
  const { stdout } = spawnSync(process.execPath, [MAIN, 'completion', shell], { encoding: 'utf8' });
  workspace.write('script', stdout);
  workspace.write('bin/iec104rs', '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done; echo\n');
  spawnSync('chmod', ['+x', workspace.path('bin/iec104rs')]);
  workspace.write('my rtus.csv', '');
  workspace.write('other.csv', '');
  mkdirSync(workspace.path('signals of all'));
  return workspace;
}

/** Makes the shell ready: what is typed stands in the second line of the screen from then on. */
async function begin(terminal: Terminal): Promise<void> {
  terminal.type("PS1='ready$ '; clear; echo begun");
  terminal.keys('Enter');
  await terminal.see((lines) => lines[0] === 'begun' && lines[1] === 'ready$');
}

/** Types the begin of a line and Tab, waits for the whole line, and takes it away again. */
async function tab(terminal: Terminal, typed: string, whole: string): Promise<void> {
  terminal.type(typed);
  terminal.keys('Tab');
  await terminal.see((lines) => lines[1] === `ready$ ${whole}`.trimEnd());
  terminal.keys('C-u');
  await terminal.see((lines) => lines[1] === 'ready$');
}

const LINES = [
  ['iec104rs gat', 'iec104rs gateway '],
  ['iec104rs --headl', 'iec104rs --headless '],
  ['iec104rs gateway --no-s', 'iec104rs gateway --no-set-clock '],
  ['iec104rs --limit stal', 'iec104rs --limit stall='],
  ['iec104rs --limit=stal', 'iec104rs --limit=stall='],
  ['iec104rs --csv=ex', 'iec104rs --csv=excel '],
  ['iec104rs --api 127.0.0.1:80 --csv ex', 'iec104rs --api 127.0.0.1:80 --csv excel '],
  ['iec104rs test flis', 'iec104rs test flisr '],
  ['iec104rs test flisr --skip e2', 'iec104rs test flisr --skip e2e '],
  ['iec104rs completion pow', 'iec104rs completion powershell '],
  ['iec104rs -i oth', 'iec104rs -i other.csv '],
  ['iec104rs -i my', 'iec104rs -i my\\ rtus.csv '],
  ['iec104rs --ini=oth', 'iec104rs --ini=other.csv '],
  ['iec104rs --data s', 'iec104rs --data signals\\ of\\ all/'],
  ['iec104rs compare oth', 'iec104rs compare other.csv '],
  ['./bin/iec104rs mast', './bin/iec104rs master '],
] as const;

describe('bash', () => {
  it('completes what is typed', async () => {
    const { folder } = stage('bash');
    const terminal = new Terminal(folder, 80, 24, { PATH: `${folder}/bin:${process.env.PATH}` });
    terminal.type('source ./script');
    terminal.keys('Enter');
    await begin(terminal);
    for (const [typed, whole] of LINES) await tab(terminal, typed, whole);
    // A folder, never a file.
    await tab(terminal, 'iec104rs --data oth', 'iec104rs --data oth');
    terminal.type('iec104rs --limit ack-p9');
    terminal.keys('Tab', 'Tab');
    await terminal.see(/ack-p90= +ack-p999= +ack-p99=/);
  });
});

describe.skipIf(spawnSync('which', ['zsh']).status !== 0)('zsh', () => {
  it.each(['read by source', 'as a file of $fpath'])(
    'completes what is typed: the script %s',
    async (how) => {
      const workspace = stage('zsh');
      const { folder } = workspace;
      workspace.write('functions/_iec104rs', workspace.read('script'));
      const terminal = new Terminal(folder, 80, 24, { PATH: `${folder}/bin:${process.env.PATH}` });
      terminal.type("PS1='zsh$ ' zsh -f");
      terminal.keys('Enter');
      await terminal.see(/^zsh\$/m);
      if (how !== 'read by source') terminal.type('fpath=($PWD/functions $fpath); ');
      terminal.type('autoload -U compinit && compinit -D -u');
      if (how === 'read by source') terminal.type(' && source ./script');
      terminal.keys('Enter');
      await begin(terminal);
      for (const [typed, whole] of LINES) await tab(terminal, typed, whole);
      terminal.type('iec104rs co');
      terminal.keys('Tab', 'Tab');
      await terminal.see(/compare +-- compare a list of sent events/);
    },
  );
});
