/**
 * The cable between the RTU and its master is pulled and put back: neither side is told, only their time-outs find it out. Two network
 * namespaces with a pair of virtual cards between them, which only root can make.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { MAIN } from './program.js';

const canMakeNetworks = process.getuid?.() === 0 && existsSync('/usr/sbin/ip');

const ip = (...words: string[]): void => void execFileSync('/usr/sbin/ip', words, { stdio: 'pipe' });

/** Two namespaces with a cable between them; they are removed at the end of the test. */
function cable() {
  const [rtu, master] = [`iec-rtu-${process.pid}`, `iec-master-${process.pid}`];
  const [near, far] = [`a${process.pid}`, `b${process.pid}`];
  for (const name of [rtu, master]) {
    ip('netns', 'add', name);
    onTestFinished(() => ip('netns', 'del', name));
  }
  ip('-n', rtu, 'link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', master);
  ip('-n', rtu, 'address', 'add', '10.104.0.1/24', 'dev', near);
  ip('-n', master, 'address', 'add', '10.104.0.2/24', 'dev', far);
  const set = (state: 'up' | 'down') => ip('-n', master, 'link', 'set', far, state);
  ip('-n', rtu, 'link', 'set', near, 'up');
  set('up');
  return { rtu, master, pull: () => set('down'), plug: () => set('up') };
}

/** The program in a namespace: what it says, and how it ends. */
function play(namespace: string, words: readonly string[], folder: string) {
  const line = ['netns', 'exec', namespace, process.execPath, MAIN, ...words];
  const child: ChildProcess = spawn('/usr/sbin/ip', line, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  const run = { said: '', exitCode, stop: () => child.kill('SIGINT') };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (run.said += text));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await run.exitCode;
  });
  return run;
}

it.skipIf(!canMakeNetworks)('what arises while the cable is pulled comes when it is put back', async () => {
  const workspace = new Workspace();
  const times = ['t1,2', 't2,1', 't3,3'];
  workspace.write('iec104rs.csv', ['events,keep', 'eoi,never', ...times, rtuRow({ port: 2404 })]);
  workspace.write('data/d.csv', pointRows(1, 50));
  // The event list has a row for each signal: a row has its IOA and its time tag.
  workspace.write('p.csv', ['0,1,12,20']);
  const { rtu, master, pull, plug } = cable();
  const own = ['--no-set-clock', '--headless', '--shards', '1', '--profile', 'p.csv', '--exit-after-send'];
  const limits = ['--limit', 'lost=0', '--limit', 'switchover=60s', '--report', 'r.json'];
  const program = play(rtu, [...own, ...limits], workspace.folder);
  await soon(() => expect(program.said).toContain(' listens on '));
  const far = ['master', '-i', 'iec104rs.csv', '--host', '10.104.0.1', '--retry', '60', '--reconnect'];
  const peer = play(
    master,
    [...far, '--t1', '2', '--t2', '1', '--t3', '3', '--event-list', 'e.csv'],
    workspace.folder,
  );
  await soon(() => expect(program.said).toContain('send 1: index 1 for 12 s on 1 RTU'));
  pull();
  // No FIN and no RST comes: t1 of the RTU ends the connection.
  await soon(() => expect(program.said).toMatch(/disconnect: 10\.104\.0\.2:\d+: T1_/));
  plug();
  expect(await program.exitCode).toBe(0);
  const report = JSON.parse(workspace.read('r.json'));
  expect(report.verdict).toBe('PASS');
  const { offered, acknowledged, open, unsentLink } = report.totals.signals;
  expect({ offered, acknowledged, open, unsentLink }).toEqual({
    ...{ offered: 240, acknowledged: 240 },
    ...{ open: 0, unsentLink: 0 },
  });
  expect(report.rtus[0].switchovers.times).toBe(1);
  peer.stop();
  await peer.exitCode;
  const [, ...rows] = workspace.read('e.csv').trimEnd().split('\n');
  const events = new Set(rows.map((row) => row.split(',').slice(2).join()));
  expect(events.size).toBe(240);
});
