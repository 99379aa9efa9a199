/** Faults during unattended operation: a full disk, a closed terminal. The RTUs keep running. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { RawPeer } from '../support/raw-peer.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, withoutClock } from './program.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Every write to this device fails as on a full disk. */
const FULL = '/dev/full';

async function workspaceOn(port: number): Promise<Workspace> {
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ no: 1, port })]);
  workspace.write('data/d.csv', pointRows(1, 3));
  return workspace;
}

async function startsTransfer(port: number): Promise<void> {
  const peer = await RawPeer.connect(port);
  peer.send('68 04 07 00 00 00');
  await peer.expect('68 04 0B 00 00 00');
  peer.close();
}

it.runIf(existsSync(FULL))(
  'a full disk keeps lines of the program log waiting, says so once, and nothing else',
  async () => {
    const [port] = await freePorts(1);
    const workspace = await workspaceOn(port);
    mkdirSync(workspace.path('log'));
    symlinkSync(FULL, workspace.path('log', 'iec104rs.log'));
    const program = await Program.listening(['--headless'], workspace.folder);
    await startsTransfer(port);
    await startsTransfer(port);
    await program.line(/its lines wait/);
    program.kill('SIGTERM');
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    expect(lines.map(withoutClock).filter((line) => line.includes('its lines'))).toEqual([
      'log/iec104rs.log: ENOSPC: no space left on device, write; its lines wait until the disk takes them again',
    ]);
    expect(lines.at(-1)).toMatch(/^\d+ lines of the program's log were not written$/);
  },
);

it.runIf(existsSync(FULL))('a full disk under the sent list is told in one line at the start', async () => {
  const [port] = await freePorts(1);
  const workspace = await workspaceOn(port);
  const { exitCode, lines } = await Program.start(
    ['--headless', '--send', '1', '--sent-list', FULL],
    workspace.folder,
  ).ended;
  expect({ exitCode, last: lines.at(-1) }).toEqual({
    exitCode: 1,
    last: 'sent list /dev/full: the disk is full',
  });
});

it('keeps its RTUs running when the reader of its output is gone', async () => {
  const [port] = await freePorts(1);
  const workspace = await workspaceOn(port);
  const child = spawn(process.execPath, [MAIN, '--no-set-clock', '--headless'], {
    cwd: workspace.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.stderr.destroy();
  // Each connection causes lines of output, which can't be written any more.
  for (let turn = 0; turn < 3; turn++) await startsTransfer(port);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('refuses at the start to wait for more RTUs than there are', async () => {
  const [port] = await freePorts(1);
  const workspace = await workspaceOn(port);
  const { exitCode, lines } = await Program.start(['--send', '1', '--await-masters', '5'], workspace.folder)
    .ended;
  expect({ exitCode, lines }).toEqual({
    exitCode: 1,
    lines: ['--await-masters 5 can never be met: 1 RTU loaded'],
  });
});
