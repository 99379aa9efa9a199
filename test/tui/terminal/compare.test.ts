/** Compare: an edited port, a restart that works, one that is refused; Throughput and Log beside it. */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { attachMasters, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    setTimeout(() => socket.destroy(), 500);
  });
}

it.each([
  [80, 24],
  [160, 50],
])('restarts an RTU on an edited port on %i×%i, and refuses a bad one', async (width, height) => {
  const { workspace, ports } = await smallStage();
  const [first, second, , free] = ports;
  const terminal = new Terminal(workspace.folder, width, height);
  terminal.start();
  await terminal.see('3 RTUs, 0 online');
  terminal.keys('Enter');
  await terminal.see('Show in Compare A');
  terminal.keys('a');
  await terminal.see('A  RTU 1 R1');
  await terminal.see(`Port [ ${first} ]`);
  await terminal.see(/listen +all addresses, port/);

  terminal.keys('Tab', 'Tab', 'Tab');
  terminal.type(String(free));
  await terminal.see(`Port [ ${free} ]`);
  terminal.keys('Enter');
  await terminal.see('Restart RTU 1?');
  await terminal.see(`Port: ${first} → ${free}`);
  terminal.keys('y');
  await terminal.see('RTU 1 R1 is restarted.');
  await terminal.see(`Log R1-1-${free}-`);
  expect(await opens(free)).toBe(true);
  expect(await opens(first)).toBe(false);
  terminal.keys('F2');
  await terminal.see(new RegExp(`1 R1 +NO +1 +${free}`));

  terminal.keys('2', 'Tab', 'Tab', 'Tab');
  await terminal.see('Port: the TCP port');
  terminal.type(String(second));
  terminal.keys('Enter');
  await terminal.see('Restart RTU 1?');
  terminal.keys('y');
  await terminal.see('Not restarted');
  await terminal.see('a port of its own; RTU 2 R2');
  await terminal.see('Nothing was changed.');
  terminal.keys('Enter', 'Escape');
  await terminal.see(`Port [ ${free} ]`);
  expect(await opens(free)).toBe(true);
});

it('shows a live log, moving charts and the log of the program', async () => {
  const stage = await smallStage();
  const terminal = new Terminal(stage.workspace.folder);
  terminal.start();
  await terminal.see('0 online');
  attachMasters(stage);
  await terminal.see('3 RTUs, 3 online');
  terminal.keys('i');
  terminal.type('7');
  terminal.keys('Tab');
  terminal.type('600');
  terminal.keys('Enter');
  await terminal.see('Sending 7');

  terminal.keys('2');
  await terminal.see(/signal +tx type 30 COT 3 IOA 1\d\d\d/);
  const log = terminal.lines()[11];
  await terminal.see((lines) => lines[11] !== log);

  terminal.keys('F4');
  await terminal.see(/Signals\/s, all RTUs: [\d,]{4,} now/);
  const chart = await terminal.see(/[▁▂▃▄▅▆▇█]/);
  await terminal.see((lines) => lines.slice(4, 10).join() !== chart.slice(4, 10).join());
  await terminal.see(/limit/);
  await terminal.see('Slowest to be acknowledged');

  terminal.keys('4');
  await terminal.see(/RTU 3 R3, CA 3, port \d+: startdt/);
  await terminal.see('send 1: index 7');
  terminal.type('/R2');
  terminal.keys('Enter');
  await terminal.see((lines) => lines.join('').includes('RTU 2 R2') && !lines.join('').includes('RTU 3 R3'));
});
