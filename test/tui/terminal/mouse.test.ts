/** The mouse, as xterm and its like tell of it: SGR coordinates, from 1. */
import { it } from 'vitest';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

const ESCAPE = String.fromCharCode(27);

it('opens tabs, chooses rows, presses buttons and scrolls', async () => {
  const { workspace } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  const click = (x: number, y: number) => {
    terminal.type(`${ESCAPE}[<0;${x};${y}M`);
    terminal.type(`${ESCAPE}[<0;${x};${y}m`);
  };
  // Row 2 is chosen, then acted upon.
  click(10, 6);
  click(10, 6);
  await terminal.see('RTU 2 R2');
  terminal.keys('Escape');
  await terminal.see((lines) => !lines.join('').includes('RTU 2 R2'));
  // The tab Log.
  click(41, 3);
  await terminal.see('Level: all');
  // The button Send.
  click(66, 2);
  await terminal.see('Send 1 starts: index 0');
  await terminal.see('send 1: index 0');
});
