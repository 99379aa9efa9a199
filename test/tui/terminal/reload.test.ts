/** The ini file read again by a key, on a real screen with masters. */
import { it } from 'vitest';
import { rtuRow } from '../../support/workspace.js';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

it('shows what would change, asks, and does it', async () => {
  const { workspace, ports } = await smallStage();
  const terminal = new Terminal(workspace.folder);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  attachMasters({ workspace, ports });
  await terminal.see('3 RTUs, 3 online');
  terminal.type('R');
  await terminal.see('The ini file has nothing to change: 3 RTUs run as it says.');
  terminal.keys('Enter');
  // R2 gets another k, R3 goes, R4 comes on the fourth port; a row has an error.
  workspace.write('iec104rs.csv', [
    rtuRow({ no: 1, name: 'R1', port: ports[0] }),
    rtuRow({ no: 2, name: 'R2', port: ports[1], k: 20 }),
    rtuRow({ no: 4, name: 'R4', port: ports[3] }),
    '9,R9,70000,1',
  ]);
  terminal.type('R');
  await terminal.see('Read the ini file again?');
  await terminal.see(`restart 2 R2, RTU number 2, port ${ports[1]}: k`);
  await terminal.see(`add 4 R4, RTU number 4, port ${ports[3]}`);
  await terminal.see(`remove 3 R3, RTU number 3, port ${ports[2]}`);
  await terminal.see('iec104rs.csv:4 column 3 (RTU number): found "70000"');
  terminal.type('n');
  await terminal.see('3 RTUs, 3 online');
  terminal.type('R');
  await terminal.see('Read the ini file again?');
  terminal.type('y');
  await terminal.see('1 RTU restarted, 1 added, 1 removed.');
  // R1 keeps its link; the master does not come back by itself.
  await terminal.see('3 RTUs, 1 online');
  await terminal.see(/ 3 R3 +GONE /);
  await terminal.see(/ 4 R4 +NO /);
  attachMasters({ workspace, ports });
  await terminal.see('3 RTUs, 3 online');
  await terminal.see(/ 4 R4 +YES /);
  terminal.keys('Down', 'Down');
  terminal.type('p');
  await terminal.see('RTU 3 R3 was removed from the ini file');
  terminal.type('4');
  await terminal.see('read again: 1 RTU restarted, 1 added, 1 removed');
});
