/** The repository's sample, 153 RTUs, on a small and on a large screen. */
import { expect, it } from 'vitest';
import { attachMasters, sampleStage, smallStage } from './stage.js';
import { Terminal } from './tmux.js';

const sizes = [
  [80, 24],
  [160, 50],
] as const;

it.each(sizes)('is listed, scrolled, found and sorted on %i×%i', async (width, height) => {
  const { workspace } = await sampleStage();
  const terminal = new Terminal(workspace.folder, width, height);
  terminal.start();
  // The picture comes in pieces.
  const isWhole = (line: string, row: number): boolean => row >= height - 2 || line.length === width;
  const first = await terminal.see(
    (lines) => lines.join('').includes('1 Ahornbach 110') && lines.every(isWhole),
  );
  expect(first[0]).toMatch(/^┌ IEC 104 RTU Simulator ─ started .* ─ 153 RTUs, 0 online ─.*┐$/);
  expect(first[1]).toContain('│ Index to send [ 0            ]  Duration in sec [ 0       ]  [ Send ]');
  expect(first[2]).toContain('├ 1 RTUs │ 2 Compare │ 3 Throughput │ 4 Log ─');
  expect(first).toHaveLength(height);

  terminal.keys('End');
  await terminal.see('153 Hirschau HPP');
  terminal.keys('Home');
  await terminal.see('1 Ahornbach 110');

  terminal.keys('/');
  terminal.type('153');
  await terminal.see(/Find: \[ 153 [\s\S]*/);
  await terminal.see('153 Hirschau HPP');
  terminal.keys('Enter', 'Home', 'Right', 's', 's');
  const sorted = await terminal.see('by System, reversed');
  const names = sorted.slice(4, 12).map((line) => /^│ *\d+ (.*?) +NO/.exec(line)?.[1] ?? '');
  expect(names).toEqual([...names].sort((a, b) => b.localeCompare(a, undefined, { numeric: true })));
});

it.each(sizes)('sends index 0 with moving numbers, and stops, on %i×%i', async (width, height) => {
  const stage = await sampleStage();
  const terminal = new Terminal(stage.workspace.folder, width, height);
  terminal.start();
  await terminal.see('0 online');
  attachMasters(stage);
  await terminal.see('153 RTUs, 153 online');
  await terminal.see(/1 Ahornbach 110 +YES/);

  terminal.keys('i');
  terminal.type('0');
  terminal.keys('Tab');
  terminal.type('600');
  terminal.keys('Enter');
  await terminal.see('[ Stop ]');
  const row = (lines: readonly string[]) => lines.find((line) => /1 Ahornbach 110 .*Sending 0 /.test(line));
  const before = row(await terminal.see((lines) => row(lines) !== undefined));
  await terminal.see((lines) => row(lines) !== undefined && row(lines) !== before);

  terminal.keys('3');
  await terminal.see(/Signals\/s, all RTUs: [1-9]/);
  const times = String.raw`(?: +[\d.]+ m?s){3}`;
  await terminal.see(new RegExp(`last 1 s${times} +0 +\\d+ % +\\d+ %${times}`));
  await terminal.see(new RegExp(`last run${times} +1 +\\d+ % +\\d+ %${times}`));
  await terminal.see(/is the limit/);
  await terminal.see(/Slowest to be acknowledged, since the last run began\s[\s\S]* ms +[\d.]+ m?s /);
  terminal.keys('1');
  terminal.keys('x');
  await terminal.see('[ Send ]');
  await terminal.see((lines) => !lines.join('').includes('Sending'));
  await terminal.see(/Ahornbach 110 +YES .* 0 /);
});

it('is sorted by the latency that 99 of 100 acknowledgements keep', async () => {
  const stage = await smallStage();
  const terminal = new Terminal(stage.workspace.folder, 112, 24);
  terminal.start(['--send', '7:600']);
  await terminal.see('0 online');
  attachMasters(stage);
  await terminal.see('Sending 7');
  // Ten columns to the right of No.
  terminal.keys(...new Array<string>(10).fill('Right'), 's');
  const measured = (rows: readonly string[]) => rows.every((row) => /^│ +\d R\d .* [\d.]+ m?s /.test(row));
  const sorted = (rows: readonly string[]) => rows.some((row) => row.includes('by Ack p99 '));
  const lines = await terminal.see((rows) => sorted(rows) && measured(rows.slice(4, 7)));
  expect(lines[3]).toContain(' Ack p99');
  terminal.keys('s');
  await terminal.see('by Ack p99, reversed');
});
