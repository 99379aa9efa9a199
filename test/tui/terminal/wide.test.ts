/** Names with emoji and other wide characters: their rows stand as all others do. */
import { expect, it } from 'vitest';
import { smallStage } from './stage.js';
import { Terminal } from './tmux.js';

const NAMES = ['R1', '⚡ Nord 🚀', '⚠\ufe0f Trafo', '👨\u200d👩\u200d👧 Werk', '🇩🇪 Süd', '変電所', '👍🏽 ok'];

/** From the column Online on. */
const behindName = (line: string) => line.slice(line.search(/ (NO|Online) /));

it.each([80, 160])('on %i columns', async (width) => {
  const { workspace } = await smallStage(NAMES);
  const terminal = new Terminal(workspace.folder, width, 24);
  terminal.start();
  const expectStraight = (lines: readonly string[]): void => {
    const rows = lines.slice(4, 4 + NAMES.length);
    const length = behindName(lines[3]).length;
    for (const row of rows) {
      expect(behindName(row)).toHaveLength(length);
      expect(row).toMatch(/^│.*│$/);
    }
  };
  expectStraight(await terminal.see('Süd'));
  // Drawn over by a dialog and by another order, and back.
  terminal.keys('Down', 'Enter');
  await terminal.see('Open log file');
  terminal.keys('Escape', 'Right', 's', 's');
  expectStraight(await terminal.see('by System, reversed'));
  terminal.keys('2');
  await terminal.see('Accepted hosts');
  terminal.keys('1');
  expectStraight(await terminal.see('by System, reversed'));
});
