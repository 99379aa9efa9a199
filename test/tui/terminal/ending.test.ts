/** Every way out gives the terminal back whole; resizing and the kinds of terminals on the way. */
import { expect, it, onTestFinished } from 'vitest';
import { freePorts } from '../../program/free-ports.js';
import type { Workspace } from '../../support/workspace.js';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

async function startedIn(terminal: Terminal, node: readonly string[] = []): Promise<void> {
  terminal.start([], node);
  await terminal.see('3 RTUs, 0 online');
}

/** The shell is there again, shows what is typed, and lines end where they should. */
async function expectUsable(terminal: Terminal, exitCode: number): Promise<void> {
  await terminal.see(`exit code ${exitCode}`);
  const left = terminal.lines().join('\n');
  expect(left).not.toContain('IEC 104 RTU Simulator');
  terminal.type('clear; printf "one\\ntwo\\n"; stty -a | tr ";" "\\n" | grep -c -w -- -icanon');
  terminal.keys('Enter');
  await terminal.see(/^one\ntwo\n0\nready\$/);
}

/** Written last, when everything else was closed. */
function expectOrder(workspace: Workspace): void {
  expect(workspace.read('log', 'iec104rs.log')).toContain('"msg":"ended"');
}

it('q quits after a question', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  await startedIn(terminal);
  terminal.keys('q');
  await terminal.see('Quit?');
  terminal.keys('n');
  await terminal.see((lines) => !lines.join('').includes('Quit?'));
  terminal.keys('q');
  await terminal.see('Quit?');
  terminal.keys('y');
  await expectUsable(terminal, 0);
  expectOrder(workspace);
});

it('Ctrl-C ends it like SIGINT', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  await startedIn(terminal);
  terminal.keys('C-c');
  await expectUsable(terminal, 0);
  expectOrder(workspace);
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('%s ends it in order', async (signal) => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  await startedIn(terminal);
  process.kill(terminal.pid, signal);
  await expectUsable(terminal, 0);
  expectOrder(workspace);
});

it('ends in order when the terminal is closed', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  // The shell outlives its terminal, writes down how the program ended, and keeps SIGHUP from it.
  terminal.type("trap '' HUP");
  terminal.keys('Enter');
  terminal.start([], [], 'end.txt');
  await terminal.see('3 RTUs, 0 online');
  const { pid } = terminal;
  terminal.closeWindow();
  await terminal.gone(pid);
  expectOrder(workspace);
  await expect.poll(() => workspace.list('.')).toContain('end.txt');
  await expect.poll(() => workspace.read('end.txt')).toBe('0\n');
});

it('a terminal that nobody reads delays neither the API nor the end', async () => {
  const { workspace } = await smallStage();
  const [api] = await freePorts(1);
  const terminal = new Terminal(workspace.folder);
  terminal.start(['--api', `127.0.0.1:${api}`]);
  await terminal.see('3 RTUs, 0 online');
  const answers = async (): Promise<number> => (await fetch(`http://127.0.0.1:${api}/api/rtus`)).status;
  await expect.poll(() => answers().catch(() => 0)).toBe(200);
  const { pid } = terminal;
  const { resize, readOn } = terminal.stopReading();
  onTestFinished(readOn);
  // Each size makes a whole new picture: more than the terminal keeps.
  for (let turn = 0; turn < 40; turn++) {
    resize(180 + (turn % 2), 50);
    expect(await answers()).toBe(200);
  }
  process.kill(pid, 'SIGTERM');
  await terminal.gone(pid);
  expectOrder(workspace);
});

it('SIGTERM ends the pager too', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  await startedIn(terminal);
  // Lines reach the disk a moment after they were logged.
  await terminal.see(() => workspace.list('log').some((name) => name.startsWith('R1-')));
  terminal.keys('Enter');
  await terminal.see('Open log file');
  terminal.keys('l');
  await terminal.see('time,event,connection');
  process.kill(terminal.pid, 'SIGTERM');
  await expectUsable(terminal, 0);
  expectOrder(workspace);
});

/** Uncaught faults. */
const FAULTS = {
  'a thrown error': "throw new Error('a planned fault');",
  'an unhandled rejection': "void Promise.reject(new Error('a planned fault'));",
} as const;

it.each(Object.entries(FAULTS))(
  '%s is printed below a working terminal, and ends the program in order',
  async (_, code) => {
    const stage = await smallStage();
    const { workspace } = stage;
    workspace.write('fault.mjs', [`process.on('SIGUSR2', () => { ${code} });`]);
    const terminal = new Terminal(workspace.folder);
    await startedIn(terminal, ['--import', workspace.path('fault.mjs')]);
    attachMasters(stage);
    await terminal.see('3 RTUs, 3 online');
    const { pid } = terminal;
    process.kill(pid, 'SIGUSR2');
    await terminal.gone(pid);
    await terminal.see(/^Error: a planned fault\n[\s\S]*exit code 1\n/);
    await expectUsable(terminal, 1);
    expectOrder(workspace);
    expect(workspace.read('log', 'iec104rs.log')).toContain('a planned fault');
    const logs = workspace.list('log').filter((name) => /^R\d.*csv$/.test(name) && !name.includes('-gi'));
    expect(logs).toHaveLength(3);
    for (const name of logs) expect(workspace.read('log', name)).toMatch(/,disconnect,.*\n$/);
  },
);

it('redraws when the terminal gets another size', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  await startedIn(terminal);
  for (const [width, height] of [
    [160, 50],
    [100, 30],
    [80, 24],
  ] as const) {
    terminal.resize(width, height);
    await terminal.see(
      (lines) =>
        lines.length === height &&
        lines[0]?.length === width &&
        lines[0].endsWith('┐') &&
        lines[height - 3]?.startsWith('└') === true &&
        lines.filter((line) => line.includes('IEC 104')).length === 1,
    );
  }
  terminal.resize(50, 10);
  await terminal.see('The dashboard needs');
});

it('is plain without UTF-8', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder, 80, 24, { LANG: 'C', LC_ALL: 'C' });
  await startedIn(terminal);
  for (const key of ['2', '3', '4', '1', '?']) {
    terminal.keys(key);
    await terminal.see(/^\+ IEC 104 RTU Simulator - started/);
    expect(terminal.lines().join('\n')).toMatch(/^[\n -~]*$/);
  }
});

it('has colours, but none with NO_COLOR', async () => {
  const { workspace } = await smallStage();
  const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*(3[0-7]|4[0-7]|[34]8;5;\\d+)m`);
  const plain = new Terminal(workspace.folder, 80, 24, { NO_COLOR: '1' });
  await startedIn(plain);
  expect(plain.coloured()).not.toMatch(colour);
  plain.keys('C-c');
  await plain.see('exit code 0');
  const coloured = new Terminal(workspace.folder);
  await startedIn(coloured);
  expect(coloured.coloured()).toMatch(colour);
});
