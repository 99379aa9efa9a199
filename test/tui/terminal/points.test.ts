/** The points of an RTU, seen and set on a real screen, with masters that get what is set. */
import { expect, it } from 'vitest';
import { soon } from '../../support/patience.js';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('shows the points of an RTU and sets them', async () => {
  const stage = await smallStage();
  const terminal = new Terminal(stage.workspace.folder);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  attachMasters(stage);
  await terminal.see('3 RTUs, 3 online');
  terminal.keys('Down');
  terminal.type('p');
  await terminal.see('Points of RTU 2 R2');
  await terminal.see(/1000 M_SP_TB_1 +0 /);
  // The first point is OFF; an error stays at the field.
  terminal.keys('Enter');
  terminal.type('7 XY');
  terminal.keys('Enter');
  await terminal.see('Not set: value: found 7 XY, expected');
  await terminal.see('Value of IOA 1000: [ 7 XY');
  terminal.keys('C-u');
  terminal.type('1 IV');
  terminal.keys('Enter');
  await terminal.see('IOA 1000 is 1 IV, sent on 1 connection.');
  await terminal.see(/1000 M_SP_TB_1 +1 IV /);
  // Quality alone leaves the value; a toggle leaves the quality.
  terminal.type('u');
  await terminal.see('Quality of IOA 1000: [ IV');
  terminal.type('NT');
  terminal.keys('Enter');
  await terminal.see('IOA 1000 is 1 NT, sent on 1 connection.');
  terminal.type('t');
  await terminal.see('IOA 1000 is 0 NT, sent on 1 connection.');
  terminal.type('/');
  terminal.type('1199');
  terminal.keys('Enter');
  await terminal.see('200 of 200 points');
  terminal.type('a');
  await terminal.see('IOA 1199 is 1, sent on 1 connection.');
  terminal.keys('Escape');
  await terminal.see((lines) => !lines.join('').includes('Points of RTU'));
  // What was set is in the log of the RTU, with who asked; the pager shows what was written when it was opened.
  await soon(() => {
    const name =
      stage.workspace.list('log').find((each) => each.startsWith('R2-') && !each.endsWith('-gi.csv')) ?? '';
    expect(stage.workspace.read('log', name)).toContain('set by hand: dashboard');
  });
  terminal.keys('Enter');
  terminal.type('l');
  await terminal.see('set by hand: dashboard');
});
