/** The gateway's dashboard: groups, masters, Compare with a restart that works and one that is refused, the end. */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts } from '../../program/free-ports.js';
import { groupRow, startRtus, writeGateway, writeMasters } from '../../program/gateway-kit.js';
import { Program } from '../../program/program.js';
import { Workspace } from '../../support/workspace.js';
import { Terminal } from './tmux.js';

const ESCAPE = String.fromCharCode(27);

/** Two RTUs with a group each; one more port is free. */
async function twoGroups() {
  const workspace = new Workspace();
  const [rtuA, rtuB, a, b, free] = await freePorts(5);
  await startRtus(workspace, [rtuA, rtuB]);
  writeGateway(workspace, [
    groupRow({ id: 1, port: a, hosts: `127.0.0.1:${rtuA}` }),
    groupRow({ id: 2, port: b, hosts: `127.0.0.1:${rtuB}` }),
  ]);
  writeMasters(workspace, [a, b]);
  return { workspace, a, b, free };
}

/** A master on both groups, until the test is over. */
function attachMaster(workspace: Workspace): void {
  Program.start(['master', '-i', 'masters.csv', '--gi', '--seconds', '600'], workspace.folder);
}

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

it.each([
  [80, 24],
  [160, 50],
])('shows groups and masters on %i×%i, and closes a connection', async (width, height) => {
  const { workspace } = await twoGroups();
  const terminal = new Terminal(workspace.folder, width, height);
  terminal.startCommand(['gateway', '--no-set-clock']);
  await terminal.see(/IEC 104 gateway ─ started .* 2 groups/);
  await terminal.see('RTUs 2 connected, 0 started');
  await terminal.see(/1 G1 +NO +\d+ +1 +0 connected/);
  attachMaster(workspace);
  await terminal.see('RTUs 2 connected, 2 started');
  await terminal.see('masters 2, 2 started');
  await terminal.see(/2 G2 +YES +\d+ +2 \d\d:\d\d:\d\d\.\d{3} +1 started/);

  terminal.keys('Down', 'Enter');
  await terminal.see('Masters: see them, close one');
  terminal.keys('m');
  await terminal.see('Group 2 G2: 1 master, at most 5');
  const [line = ''] = (await terminal.see(/127\.0\.0\.1:\d+ +YES/)).filter((each) => each.includes(' YES '));
  const [peer] = /127\.0\.0\.1:\d+/.exec(line) ?? [];
  terminal.keys('c');
  await terminal.see(`connection of master ${peer} is`);
  terminal.keys('y');
  await terminal.see(`The connection of master ${peer} is closed.`);
  await terminal.see('Group 2 G2: 0 masters, at most 5');
  terminal.keys('Escape');
  await terminal.see(/2 G2 +NO /);

  terminal.keys('3');
  await terminal.see(/group 2 G2: master 127\.0\.0\.1:\d+: disconnect/);
  terminal.keys('q');
  await terminal.see('The gateway ends');
  terminal.keys('y');
  await terminal.see('exit code 0');
});

it('restarts a group on an edited port, and refuses a bad one', async () => {
  const { workspace, a, b, free } = await twoGroups();
  const terminal = new Terminal(workspace.folder);
  terminal.startCommand(['gateway', '--no-set-clock']);
  await terminal.see('RTUs 2 connected, 0 started');
  terminal.keys('2');
  await terminal.see(/A {2}Group 1 G1 .*B {2}Group 2 G2 /);
  await terminal.see(/Log G1-\S+.* follows /);
  await terminal.see(/\d\d:\d\d:\d\d\.\d{3} listen/);

  terminal.keys('Tab', 'Tab');
  await terminal.see('Port: where its masters connect to');
  terminal.type(String(free));
  terminal.keys('Enter');
  await terminal.see('Restart group 1?');
  await terminal.see(`Port: ${a} → ${free}`);
  terminal.keys('y');
  await terminal.see('Group 1 G1 is restarted, changed: Port.');
  expect(await opens(a)).toBe(false);

  terminal.type(String(b));
  terminal.keys('Enter');
  await terminal.see('Restart group 1?');
  terminal.keys('y');
  await terminal.see('Not restarted');
  await terminal.see('a port of its own; group 2 G2');
  await terminal.see('Nothing was changed.');
  terminal.keys('Enter', 'Escape');
  await terminal.see(`Port [ ${free} ]`);
  // The RTU is dialled anew before the port opens.
  await expect.poll(() => opens(free)).toBe(true);
  expect(await opens(b)).toBe(true);
});

it('opens the log of a group in the pager, and comes back whole', async () => {
  const { workspace } = await twoGroups();
  const terminal = new Terminal(workspace.folder);
  terminal.startCommand(['gateway', '--no-set-clock']);
  await terminal.see('RTUs 2 connected, 0 started');
  // Lines reach the disk a moment after they were logged.
  await terminal.see(() => workspace.list('log').some((name) => name.startsWith('G1-')));
  terminal.keys('Enter');
  await terminal.see('Open log file');
  terminal.keys('l');
  await terminal.see('time,event,link,direction');
  terminal.keys('q');
  const back = await terminal.see('RTUs 2 connected');
  expect(back.join('\n')).toContain('├ 1 Groups │ 2 Compare │ 3 Log ');
  terminal.keys('C-c');
  await terminal.see('exit code 0');
});

it('takes the mouse', async () => {
  const { workspace } = await twoGroups();
  const terminal = new Terminal(workspace.folder);
  terminal.startCommand(['gateway', '--no-set-clock']);
  const lines = await terminal.see('RTUs 2 connected, 0 started');
  const click = (x: number, y: number) => {
    terminal.type(`${ESCAPE}[<0;${x};${y}M`);
    terminal.type(`${ESCAPE}[<0;${x};${y}m`);
  };
  // A row, then what is done with it.
  const row = lines.findIndex((line) => line.includes(' G2 ')) + 1;
  click(10, row);
  click(10, row);
  await terminal.see('─ Group 2 G2 ─');
  terminal.keys('Escape');
  await terminal.see((all) => !all.join('').includes('Group 2 G2'));
  // The heading System: sorted by it, the second time in reverse.
  click(10, row - 2);
  click(10, row - 2);
  await terminal.see(', by System, reversed ');
  await terminal.see((all) => all[row - 2]?.includes(' G2 ') === true);
  // The tab Compare.
  click(16, row - 3);
  await terminal.see(/A {2}Group 1 G1 .*B {2}Group 2 G2 /);
});

it('has none where the file says nogui', async () => {
  const { workspace } = await twoGroups();
  writeGateway(workspace, ['nogui', ...workspace.read('iec104mm2ss.csv').split('\n').slice(1)]);
  const terminal = new Terminal(workspace.folder);
  terminal.startCommand(['gateway', '--no-set-clock']);
  await terminal.see('group 2 G2: listen');
  expect(terminal.lines().join('\n')).not.toContain('1 Groups');
});
