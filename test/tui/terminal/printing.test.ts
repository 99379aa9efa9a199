/** What the program prints while the dashboard is open, and why it could not start. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePorts } from '../../program/free-ports.js';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

/** Holds a port until the test is over. */
async function takePort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

const isWhole = (lines: readonly string[]): boolean =>
  lines[0]?.startsWith('┌ IEC 104 RTU Simulator') === true &&
  lines.slice(3, 21).every((line) => line.startsWith('│') && line.endsWith('│'));

it('--api writes to the log tab, not over the picture', async () => {
  const { workspace } = await smallStage();
  const [api] = await freePorts(1);
  const terminal = new Terminal(workspace.folder);
  terminal.start(['--api', `127.0.0.1:${api}`]);
  await terminal.see('3 RTUs, 0 online');
  terminal.keys('4');
  expect(await terminal.see(`HTTP API at http://127.0.0.1:${api}`)).toSatisfy(isWhole);
});

it('a line for standard error goes to the log tab too, and is printed when the terminal is back', async () => {
  const { workspace } = await smallStage();
  workspace.write('print.mjs', [
    "process.on('SIGUSR2', () => {",
    "  console.error('a line for nobody');",
    "  process.emitWarning('a planned warning');",
    '});',
  ]);
  const terminal = new Terminal(workspace.folder);
  terminal.start([], ['--import', workspace.path('print.mjs')]);
  await terminal.see('3 RTUs, 0 online');
  process.kill(terminal.pid, 'SIGUSR2');
  terminal.keys('4');
  expect(await terminal.see(/a line for nobody[\s\S]*a planned warning/)).toSatisfy(isWhole);
  terminal.keys('C-c');
  await terminal.see(/^a line for nobody\n.*Warning: a planned warning\n[\s\S]*exit code 0/m);
});

it("says that the API's port is taken when the terminal is back", async () => {
  const { workspace } = await smallStage();
  const [api] = await freePorts(1);
  await takePort(api);
  const terminal = new Terminal(workspace.folder);
  terminal.start(['--api', `127.0.0.1:${api}`]);
  const lines = await terminal.see('exit code 1');
  expect(lines.join('\n')).toMatch(new RegExp(`^HTTP API: .*${api}.*\n[\\s\\S]*exit code 1`));
  expect(lines.join('\n')).not.toContain('IEC 104 RTU Simulator');
});

it("says which RTU's port is taken", async () => {
  const { workspace, ports } = await smallStage();
  await takePort(ports[1]);
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  const lines = await terminal.see('exit code 1');
  expect(lines.join('\n')).toMatch(new RegExp(`RTU 2 R2.*${ports[1]}.*\n[\\s\\S]*exit code 1`));
});

it('says that the sent list cannot be written', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start(['--sent-list', '/proc/none.csv']);
  const lines = await terminal.see('exit code 1');
  expect(lines.join('\n')).toMatch(/\/proc\/none\.csv.*\n[\s\S]*exit code 1/);
});
