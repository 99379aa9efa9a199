/** Plans of faults on purpose, played with the program's own master, and with one that does not look at N(S). */
import { expect, it, onTestFinished } from 'vitest';
import type { RunReport } from '../../src/report/run-report.js';
import { pointRows, Workspace } from '../support/workspace.js';
import { CountingPeer } from './counting-peer.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

const LIMITS = ['fault-demanded=all', 'fault-recovery=30s', 'collateral-reconnects=0', 'lost=0'];

/** Six RTUs with CA 101…106, events kept, and a plan. */
async function siteOf(plan: readonly string[], rtus = 6): Promise<{ work: Workspace; ports: number[] }> {
  const work = new Workspace();
  const ports = await freePorts(rtus);
  work.write('i.csv', [
    'bind,127.0.0.1',
    'events,keep',
    'eoi,start',
    ...ports.map((port, i) => `${i + 1},R${i + 1},${101 + i},${port},,12,0,d.csv`),
  ]);
  work.write('data/d.csv', pointRows(1, 40));
  work.write('p.csv', plan);
  return { work, ports };
}

function playing(work: Workspace, limits: readonly string[]): Promise<Program> {
  const files = ['-i', 'i.csv', '--data', 'data', '--profile', 'p.csv', '--report', 'r.json'];
  const stated = limits.flatMap((limit) => ['--limit', limit]);
  return Program.listening([...files, ...stated, '--headless', '--exit-after-send'], work.folder);
}

it('a master that keeps the rules: everything as demanded, nothing lost, the others feel nothing', async () => {
  const { work } = await siteOf([
    'seed,7',
    '0,1,6,20',
    '1,reset,,,2,2,101',
    '1,ns-gap,,,,,102',
    '1.5,unknown-type,,,,,103',
    '2,boot,1,0.5,,,104',
    '2,quality,2,IV,,,105,50',
  ]);
  const program = await playing(work, LIMITS);
  Program.start(['master', '-i', 'i.csv', '--reconnect', '-w', '1'], work.folder);
  const { exitCode, output, lines } = await program.ended;
  expect(exitCode, [...lines, output].join('\n')).toBe(0);
  const report = JSON.parse(work.read('r.json')) as RunReport;
  expect(report.verdict).toBe('PASS');
  const told = report.faults?.map(({ name, word, times, hits }) => [
    name,
    word,
    times,
    hits.map(({ no, asDemanded }) => `${no} ${asDemanded}`).join(', '),
  ]);
  expect(told).toEqual([
    ['profile row 3', 'reset', 2, '1 yes, 1 yes'],
    ['profile row 4', 'ns-gap', 1, '2 yes'],
    ['profile row 5', 'unknown-type', 1, '3 yes'],
    ['profile row 6', 'boot', 1, '4 yes'],
    ['profile row 7', 'quality', 1, '5 yes'],
  ]);
  expect(report.faults?.[1].hits[0]).toMatchObject({ reaction: 'closed', lost: 0 });
  expect(report.faults?.[0].collateral).toMatchObject({ rtus: 1, reconnects: 0 });
  const { signals } = report.totals;
  // The one frame under a type that there is not; that with the wrong N(S) was sent again on the next connection.
  expect(signals.spoiled).toBeGreaterThan(0);
  expect(signals.offered).toBe(signals.acknowledged + signals.spoiled + signals.open);
  const log = lines.filter((line) => / fault \d+: /.test(line));
  expect(log.some((line) => line.includes('reset on 1 RTU (p.csv, row 3)'))).toBe(true);
});

it('a master that does not look at N(S): not as demanded', async () => {
  const { work, ports } = await siteOf(['0,1,5,20', '1,ns-gap,,,,,101'], 1);
  const program = await playing(work, ['fault-demanded=all']);
  const peer = await CountingPeer.start(ports[0], { every: 1 });
  onTestFinished(() => peer.close());
  const { exitCode, output } = await program.ended;
  expect(output).toContain(
    'FAIL      fault-demanded at most 0 not as demanded: 1 not as demanded (of 1; RTU 1 R1: the master did not close the connection)',
  );
  expect(exitCode).toBe(3);
});
