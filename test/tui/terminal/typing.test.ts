/** What the user types and pastes, before the screen is up and on it. */
import { expect, it } from 'vitest';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('keeps the keys that were typed before the screen was up, Enter and Escape too', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  terminal.type('i7');
  terminal.keys('Enter');
  terminal.type('i');
  terminal.keys('Escape');
  terminal.type('4');
  await terminal.see('send 1: index 7');
});

it('does not send a pasted line', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  terminal.keys('i');
  terminal.paste('7\n');
  await terminal.see('Index to send [ 7 ');
  // Keys are taken in their order: a send would have begun before this.
  terminal.keys('Escape');
  terminal.type('4');
  expect((await terminal.see('Level: all')).join('\n')).not.toContain('send 1');
  terminal.keys('i', 'Enter');
  await terminal.see('send 1: index 7');
});
