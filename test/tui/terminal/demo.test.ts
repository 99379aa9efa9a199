/** `npm run demo`: simulator and masters together, gone together. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

it('shows RTUs with masters on them, which end with it', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.type(`node '${MAIN}' demo --no-set-clock; echo "exit code $?"`);
  terminal.keys('Enter');
  await terminal.see('3 RTUs, 3 online');
  // The interrogation of each.
  await terminal.see(/1 R1 +YES +1 +\d+ +1 /);
  const master = execFileSync('pgrep', ['-P', String(terminal.pid)], { encoding: 'utf8' }).trim();
  terminal.keys('q');
  await terminal.see('Quit?');
  terminal.keys('y');
  await terminal.see('exit code 0');
  await terminal.see(() => spawnSync('kill', ['-0', master]).status !== 0);
  expect(master).toMatch(/^\d+$/);
});
