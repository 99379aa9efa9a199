/** A headless run in a terminal: a bar in the last line, which is gone when the run is over. */
import { expect, it } from 'vitest';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('shows a bar while it sends; lines of events stand above it', async () => {
  const stage = await smallStage();
  const terminal = new Terminal(stage.workspace.folder, 100, 40);
  attachMasters(stage);
  terminal.start(['--headless', '--send', '7:6', '--exit-after-send', '--signal-log', 'none']);
  const shown = await terminal.see(/^run \[=+-+\] \d+ %, sent [\d,]+, acknowledged [\d,]+$/m);
  // The bar is the last line.
  expect(shown.filter((line) => line !== '').at(-1)).toMatch(/^run \[/);
  await terminal.see('exit code 0');
  const left = terminal.lines();
  expect(left.filter((line) => line.startsWith('run ['))).toEqual([]);
  const verdict = left.findIndex((line) => line.startsWith('Verdict '));
  // No event stands behind the verdict.
  expect(left[verdict + 1]).toBe('exit code 0');
  expect(left.slice(0, verdict).join('\n')).toMatch(/send 1: index 7 ended:/);
});
