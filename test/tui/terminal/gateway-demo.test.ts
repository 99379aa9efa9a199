/** `npm run demo:gateway` in a terminal: one dashboard, with RTUs and masters that end with it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freePorts } from '../../program/free-ports.js';
import { groupRow, writeGateway } from '../../program/gateway-kit.js';
import { Workspace } from '../../support/workspace.js';
import { Terminal } from './tmux.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

it('shows groups with five masters each, which end with it', async () => {
  const [a, b, inA, inB] = await freePorts(4);
  const workspace = new Workspace();
  writeGateway(workspace, [
    groupRow({ id: 1, port: inA, hosts: `127.0.0.1:${a}` }),
    groupRow({ id: 2, port: inB, hosts: `127.0.0.1:${b}` }),
  ]);
  const terminal = new Terminal(workspace.folder);
  terminal.type(`node '${MAIN}' demo --gateway --no-set-clock --shards 1; echo "exit code $?"`);
  terminal.keys('Enter');
  await terminal.see('masters 10, 10 started');
  const players = execFileSync('pgrep', ['-P', String(terminal.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  terminal.keys('C-c');
  await terminal.see('exit code 0');
  const runs = (pid: string) => spawnSync('kill', ['-0', pid]).status === 0;
  await terminal.see(() => !players.some(runs));
  expect(players).toHaveLength(6);
});
