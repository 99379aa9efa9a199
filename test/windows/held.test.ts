/** Files and ports that another program on Windows has. */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

import { soon } from '../support/patience.js';
import { RawPeer } from '../support/raw-peer.js';
import { holdFile, runWine, WineProgram } from '../support/wine.js';
import { pointRows } from '../support/workspace.js';
import { siteOf } from './windows-kit.js';

const HELD = 'another program has it open (close it there, such as in Excel)';

describe('an IOA file that another program holds', () => {
  it('at the start: a finding says what to do', async () => {
    const { work } = siteOf(1, 3);
    await holdFile(work.path('data/d.csv'));
    const { exitCode, lines } = await runWine(['--headless'], work.folder);
    expect(lines).toContain(`data\\d.csv: found "${HELD}", expected a readable CSV file`);
    expect(exitCode).toBe(1);
  });

  it('while it runs: the last good content stays until that lets go', async () => {
    const { work } = siteOf(1, 3);
    const simulator = await WineProgram.listening(['--headless', '--shards', '1'], work.folder);
    const letGo = await holdFile(work.path('data/d.csv'));
    work.write('data/d.csv', pointRows(7, 5));
    const kept = await simulator.line(/d\.csv.*it cannot be read/);
    expect(kept).toContain('d.csv');
    expect((await simulator.line(new RegExp(HELD.replace(/[()]/g, '.')))).length).toBeGreaterThan(0);
    await letGo();
    await simulator.line(/IOA file d\.csv was edited: 5 signals, used by 1 RTU/);
    simulator.interrupt();
    expect((await simulator.ended).exitCode).toBe(0);
  });
});

it('a log of an RTU that is quiet stays open: no other program can take it for itself', async () => {
  const { work, ports } = siteOf(1, 3);
  const simulator = await WineProgram.listening(['--headless', '--shards', '1'], work.folder);
  const visit = async () => {
    const peer = await RawPeer.connect(ports[0]);
    peer.close();
  };
  await visit();
  const logs = () => work.list('log').filter((name) => name.startsWith('R1-'));
  await soon(() => expect(work.read('log', logs()[0])).toContain(',disconnect,'));
  // It would be closed after a second without a line.
  const before = performance.now();
  await soon(() => expect(performance.now() - before).toBeGreaterThan(2500));
  await expect(holdFile(work.path('log', logs()[0]))).rejects.toThrow(/EBUSY/);
  await visit();
  await soon(() => expect(work.read('log', logs()[0]).match(/,disconnect,/g)).toHaveLength(2));
  simulator.interrupt();
  expect((await simulator.ended).exitCode).toBe(0);
});

it('a port in use: the RTU, the port, and what is wrong', async () => {
  const { work, ports } = siteOf(1, 3);
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(ports[0], '127.0.0.1', resolve));
  onTestFinished(() => void holder.close());
  const { exitCode, lines } = await runWine(['--headless'], work.folder);
  expect(exitCode).toBe(1);
  expect(lines.join('\n')).toContain(
    `RTU 1 R1: 127.0.0.1 port ${ports[0]} is in use by another program (netstat -ano names its process)`,
  );
});

describe('a report that another program holds', () => {
  it('is refused at the start', async () => {
    const { work } = siteOf(1, 3);
    work.write('run.csv', ['old']);
    await holdFile(work.path('run.csv'));
    const words = ['--headless', '--report', 'run.csv', '--send', '7'];
    const { exitCode, lines } = await runWine(words, work.folder);
    expect([exitCode, lines.at(-1)]).toEqual([1, expect.stringContaining(`report run.csv: ${HELD}`)]);
  });

  it('at the end of the run is written beside it', async () => {
    const { work } = siteOf(1, 3);
    work.write('run.csv', ['old']);
    work.write('p.csv', ['60,7,1']);
    const words = ['--headless', '--profile', 'p.csv', '--await-masters', '0', '--report', 'run.csv'];
    const simulator = await WineProgram.listening(words, work.folder);
    await simulator.line(/ p\.csv: 1 send in /);
    await holdFile(work.path('run.csv'));
    simulator.interrupt();
    const { exitCode, lines } = await simulator.ended;
    expect(lines).toContainEqual(expect.stringMatching(/report run\.csv: .*; this one is run-2\.csv$/));
    expect(exitCode).toBe(3);
    expect(work.read('run.csv')).toBe('old\n');
    expect(work.read('run-2.csv')).toMatch(/^No\.,Name,/);
    expect(work.list('.').filter((name) => name.startsWith('.report-'))).toEqual([]);
  });
});
