/** What a headless run prints: its summary and verdict on standard output, last; all else on standard error. */
import { expect, it, onTestFinished } from 'vitest';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { CountingPeer } from './counting-peer.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

async function started(...words: string[]): Promise<{ program: Program; peer: CountingPeer }> {
  const [port] = await freePorts(1);
  const workspace = new Workspace();
  workspace.write('iec104rs.csv', [rtuRow({ port })]);
  workspace.write('data/d.csv', pointRows(1, 20));
  const program = await Program.listening(['--shards', '1', ...words], workspace.folder);
  const peer = await CountingPeer.start(port, { every: 1 });
  onTestFinished(() => peer.close());
  return { program, peer };
}

const SUMMARY = /^(Run|Links|Signals|Ack|Slowest|Limiter|Warning|Note|PASS|Verdict) /;

it('the summary, with the verdict as its last line, is all of standard output', async () => {
  const { program } = await started(
    '--send',
    '1',
    '--exit-after-send',
    '--report',
    'r.json',
    '--limit',
    'lost=0',
  );
  const { exitCode, lines, output } = await program.ended;
  expect(exitCode).toBe(0);
  const printed = output.trimEnd().split('\n');
  expect(printed.filter((line) => !SUMMARY.test(line))).toEqual([]);
  expect(printed.at(-1)).toMatch(/^Verdict {3}PASS: the limit was kept/);
  // No part of it is on standard error, where everything else is.
  expect(lines.filter((line) => /Verdict|Limiter/.test(line))).toEqual([]);
  const said = lines.join('\n');
  for (const part of ['report: r.json', 'send 1: index 1 ended:', 'SHUTDOWN']) expect(said).toContain(part);
});

it('it is printed at once where the RTUs stay', async () => {
  const { program } = await started('--send', '1');
  expect(await program.printed(/^Verdict /)).toMatch(/^Verdict {3}NONE: no limit was stated/);
  program.kill('SIGTERM');
  const { output } = await program.ended;
  expect(output.match(/^Verdict /gm)).toHaveLength(1);
});

it('a run that is ended early prints it too', async () => {
  const { program } = await started('--send', '1:60');
  await program.line(/send 1: index 1 for 60 s/);
  program.kill('SIGTERM');
  const { output } = await program.ended;
  expect(output.match(/^Verdict /gm)).toHaveLength(1);
});
