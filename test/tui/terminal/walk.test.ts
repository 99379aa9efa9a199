/** A walk from end to end by keys. */
import { expect, it } from 'vitest';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('takes OK, a remark and the end from keys, helps with others, keeps what is there, and goes on with it', async () => {
  const stage = await smallStage(['R1']);
  stage.workspace.write('data/d.csv', ['1,Y,30,201,0']);
  const terminal = new Terminal(stage.workspace.folder, 140, 40);
  attachMasters(stage);
  terminal.start(['--e2e', 'key', '--e2e-sheet', 'sheet.csv']);
  await terminal.see('step 1 of 3');
  terminal.keys('o');
  await terminal.see('step 2 of 3');
  terminal.keys('x');
  await terminal.see('keys: Enter next');
  terminal.keys('w');
  await terminal.see('what is wrong?');
  terminal.type('no lamp');
  terminal.keys('Enter');
  await terminal.see('wrong: no lamp');
  await terminal.see('step 3 of 3');
  terminal.keys('q');
  await terminal.see('1 OK, 1 wrong, 0 not seen, 1 not tested');
  await terminal.see('exit code 3');
  const rows = stage.workspace.read('sheet.csv').trimEnd().split('\n').slice(1);
  expect(rows.map((row) => row.split(',').slice(-2))).toEqual([
    ['OK', ''],
    ['wrong', 'no lamp'],
    ['not tested', ''],
  ]);
  attachMasters(stage);
  terminal.start(['--e2e', 'key', '--e2e-sheet', 'sheet.csv', '--e2e-resume']);
  await terminal.see('sheet.csv: 1 of 3 steps is left');
  await terminal.see('step 3 of 3');
  terminal.keys('o');
  await terminal.see('2 OK, 1 wrong, 0 not seen, 0 not tested');
});

it.each([
  ['o', 'PASS        e2e', 'exit code 0'],
  ['w', 'FAIL        e2e', 'exit code 3'],
])('the test e2e of the book is judged by keys (%s)', async (key, verdict, exitCode) => {
  const stage = await smallStage(['R1']);
  stage.workspace.write('data/d.csv', ['1,Y,30,201,0']);
  const terminal = new Terminal(stage.workspace.folder, 140, 40);
  attachMasters(stage);
  terminal.startCommand(['test', 'e2e', '-i', 'iec104rs.csv', '--no-set-clock', '--report', 'e.html']);
  for (const step of [1, 2, 3]) {
    await terminal.see(`step ${step} of 3`);
    terminal.keys(key);
    if (key !== 'w') continue;
    await terminal.see('what is wrong?');
    terminal.keys('Enter');
  }
  await terminal.see(verdict);
  await terminal.see(exitCode);
  expect(stage.workspace.read('e.html')).toContain('<article id="e2e">');
  expect(stage.workspace.list('e-chapters')).toContain('e2e-sheet.csv');
});
