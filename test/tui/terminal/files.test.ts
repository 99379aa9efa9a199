/** Actions on an RTU: its files in a pager and in an editor, and back. */
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('opens the log in the pager, survives Ctrl-C there, and comes back whole', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  // Lines reach the disk a moment after they were logged.
  await terminal.see(() => workspace.list('log').some((name) => name.startsWith('R2-')));
  terminal.keys('Down', 'Enter');
  await terminal.see('Open log file');
  expect(terminal.lines().join('\n')).toContain('RTU 2 R2');
  terminal.keys('l');
  await terminal.see('time,event,connection');
  await terminal.see(/log\/R2-2-\d+-\d{8}T\d{6}\.csv/);
  terminal.keys('C-c', 'q');
  const back = await terminal.see('3 RTUs, 0 online');
  expect(back[2]).toContain('├ 1 RTUs │ 2 Compare');
  // Keys work as before.
  terminal.keys('Home', 'Enter');
  await terminal.see('RTU 1 R1');
  terminal.keys('Escape');
});

it('opens the IOA file in the editor of the user', async () => {
  const { workspace } = await smallStage();
  workspace.write('edit', ['#!/bin/sh', 'echo "editing $1"', 'read line']);
  chmodSync(workspace.path('edit'), 0o755);
  const terminal = new Terminal(workspace.folder, 80, 24, { EDITOR: workspace.path('edit') });
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  terminal.keys('Enter');
  await terminal.see('Open IOA data file');
  terminal.keys('d');
  await terminal.see('editing data/d.csv');
  terminal.keys('Enter');
  await terminal.see('3 RTUs, 0 online');
});

it('says why a file cannot be shown', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder, 80, 24, { PAGER: '/no/such/pager' });
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  terminal.keys('Enter');
  await terminal.see('Open GI log file');
  terminal.keys('g');
  await terminal.see('is not there yet');
  await terminal.see(() => workspace.list('log').some((name) => name.startsWith('R1-')));
  terminal.keys('Enter', 'Enter');
  await terminal.see('Open log file');
  terminal.keys('l');
  await terminal.see('is not installed');
  terminal.keys('Enter');
  await terminal.see((lines) => !lines.join('').includes('is not installed'));
});
