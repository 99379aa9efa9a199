/** Faults on purpose, and the test book, on Windows. */
import { cpSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bookTest } from '../program/book-stage.js';
import { Program } from '../program/program.js';
import { WineProgram, winePorts } from '../support/wine.js';
import { Workspace } from '../support/workspace.js';
import { siteOf, unexplained } from './windows-kit.js';

it('plays faults on purpose: a master that keeps the rules does what the standard demands', async () => {
  const { work, ports } = siteOf(4, 40);
  work.write('i.csv', [
    'bind,127.0.0.1',
    'events,keep',
    'eoi,start',
    ...ports.map((port, i) => `${i + 1},R${i + 1},${101 + i},${port},,12,0,d.csv`),
  ]);
  work.write('p.csv', [
    'seed,7',
    '0,7,3,20',
    '1,reset,,,,,101',
    '1,ns-gap,,,,,102',
    '1.5,unknown-type,,,,,103',
  ]);
  const limits = ['fault-demanded=all', 'fault-recovery=30s', 'collateral-reconnects=0', 'lost=0'];
  const words = [
    '-i',
    'i.csv',
    '--profile',
    'p.csv',
    '--report',
    'r.json',
    '--headless',
    '--exit-after-send',
  ];
  const simulator = await WineProgram.listening(
    [...words, ...limits.flatMap((limit) => ['--limit', limit])],
    work.folder,
  );
  Program.start(['master', '-i', 'i.csv', '--reconnect', '-w', '1'], work.folder);
  const { exitCode, output, lines } = await simulator.ended;
  expect(exitCode, [...lines, output].join('\n')).toBe(0);
  const report = JSON.parse(work.read('r.json'));
  expect(report.verdict).toBe('PASS');
  expect(report.faults.map(({ word, times }: { word: string; times: number }) => [word, times])).toEqual([
    ['reset', 1],
    ['ns-gap', 1],
    ['unknown-type', 1],
  ]);
  expect(unexplained(report.totals.signals)).toBe(0);
});

it('plays a test of the book in its short form', async () => {
  const test = bookTest('avalanche');
  const work = new Workspace();
  cpSync(test.example.data, work.path('data'), { recursive: true });
  const ini = readFileSync(test.example.ini, 'utf8');
  const ports = winePorts((ini.match(/,24\d\d,/g) ?? []).length);
  work.write(
    'iec104rs.csv',
    ini.replace(/,24\d\d,/g, () => `,${ports.shift()},`),
  );
  work.write(
    'roles.csv',
    test.points.map(({ name, ioa, rtuNumber }) => `${name},${ioa},${rtuNumber}`),
  );
  const words = [
    'test',
    test.name,
    '--short',
    '-i',
    'iec104rs.csv',
    '--no-set-clock',
    '--shards',
    '1',
    '--headless',
  ];
  const book = WineProgram.start([...words, '--report', 'b.html', '--report', 'b.json'], work.folder);
  const master = [
    'master',
    '-i',
    'iec104rs.csv',
    '--retry',
    '60',
    '--host',
    '127.0.0.1',
    '--gi',
    '--reconnect',
  ];
  Program.start(master, work.folder);
  const { exitCode, output, lines } = await book.ended;
  expect(exitCode, [...lines, output].join('\n')).toBe(0);
  expect(output).toContain('PASS        avalanche');
  expect(JSON.parse(work.read('b.json')).verdict).toBe('PASS');
  expect(work.read('b.html')).toContain('<article id="avalanche">');
});
