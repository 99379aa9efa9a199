/** Reports of real runs: the counts equal those of masters that share no code with the project; limits decide the exit code. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunReport } from '../../src/report/run-report.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { type Acknowledging, CountingPeer } from './counting-peer.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

interface Setup {
  how: readonly Acknowledging[];
  words: readonly string[];
  options?: readonly string[];
  database?: readonly string[];
  profile?: readonly string[];
}

/** Starts the program with one RTU and one peer for each way of acknowledging. */
async function begin({ how, words, options = [], database = pointRows(1, 60), profile }: Setup) {
  const ports = await freePorts(how.length);
  const workspace = new Workspace();
  const rows = ports.map((port, i) => rtuRow({ no: i + 1, name: `N${i + 1}`, port, options }));
  workspace.write('iec104rs.csv', rows);
  workspace.write('data/d.csv', database);
  if (profile !== undefined) workspace.write('p.csv', profile);
  const all = ['--shards', '2', '--exit-after-send', '--report', 'r.json', ...words];
  const program = await Program.listening(all, workspace.folder);
  const peers = await Promise.all(ports.map((port, i) => CountingPeer.start(port, how[i])));
  onTestFinished(() => {
    for (const peer of peers) peer.close();
  });
  const end = async () => {
    const ended = await program.ended;
    return { ...ended, report: JSON.parse(workspace.read('r.json')) as RunReport };
  };
  return { program, workspace, peers, end };
}

const sumOf = (peers: readonly CountingPeer[], what: 'signals' | 'acknowledged'): number =>
  peers.reduce((sum, { seen }) => sum + seen[what], 0);

describe('the counts of a report are exact', () => {
  it('with masters that acknowledge every eighth frame', async () => {
    const { peers, end, workspace } = await begin({
      how: [{ every: 8 }, { every: 1 }],
      words: ['--send', '1:1', '--report', 'r.csv', '--report', 'r.html', '--limit', 'lost=0'],
    });
    const { report, exitCode } = await end();
    expect(exitCode).toBe(0);
    const total = sumOf(peers, 'signals');
    expect(total).toBeGreaterThan(1000);
    expect(sumOf(peers, 'acknowledged')).toBe(total);
    const counts = { offered: total, sent: total, acknowledged: total, unsentLink: 0, unsentEnded: 0 };
    expect(report.totals.signals).toEqual({
      ...counts,
      unsentFilter: 0,
      unsentBuffer: 0,
      open: 0,
      held: 0,
      spoiled: 0,
    });
    expect(report.sends.map(({ signals }) => signals.acknowledged)).toEqual([total]);
    for (const rtu of report.rtus) {
      expect(rtu.signals.acknowledged).toBe(peers[rtu.no - 1].seen.signals);
    }
    // Frames per acknowledgement, as the peers do it; the last one of a connection may cover fewer.
    const w = (no: number) => report.rtus.find((rtu) => rtu.no === no)?.effectiveW ?? 0;
    expect(w(1)).toBeGreaterThan(7);
    expect(w(1)).toBeLessThanOrEqual(8);
    expect(w(2)).toBe(1);
    const rows = parse(workspace.read('r.csv'), { columns: true }) as Record<string, string>[];
    const acknowledged = rows.map((row) => Number(row['Signals acknowledged']));
    expect(acknowledged.reduce((sum, n) => sum + n, 0)).toBe(total);
    expect(workspace.read('r.html')).toContain('PASS');
    expect(report.series.acknowledgedPerSecond.length).toBeGreaterThan(5);
  });

  it('with interrogations under way at the start and at the end of the run', async () => {
    const started = await begin({
      how: [{ every: 8 }, { every: 8 }],
      words: ['--send', '1:1', '--await-masters', '2', '--limit', 'unsent=0'],
      database: pointRows(1, 400),
    });
    started.peers.forEach((peer, i) => {
      peer.interrogateOnAndOn(i + 1);
    });
    const { report, output, exitCode } = await started.end();
    expect(output).not.toContain('ERROR');
    expect(exitCode).toBe(0);
    const { offered, acknowledged, open } = report.totals.signals;
    expect(report.totals.interrogated).toBeGreaterThan(800);
    expect(offered).toBe(acknowledged + open);
    expect(report.rtus.reduce((sum, rtu) => sum + rtu.signals.acknowledged, 0)).toBe(acknowledged);
  });

  it('with a master that dies during the run', async () => {
    const started = await begin({ how: [{ every: 8 }, { every: 8 }], words: ['--send', '1:1'] });
    started.peers[1].dieAfterFrames = 100;
    const { report } = await started.end();
    const [alive, dead] = started.peers.map(({ seen }) => seen);
    const [rtu] = report.rtus.filter(({ no }) => no === 2);
    expect(rtu.signals.acknowledged).toBe(dead.acknowledged);
    // What was written and never acknowledged counts as lost, whether it was received or not.
    expect(rtu.signals.sent).toBe(rtu.signals.acknowledged + rtu.signals.unsentLink);
    expect(rtu.signals.sent).toBeGreaterThanOrEqual(dead.signals);
    expect(rtu.signals.open).toBe(0);
    expect(report.rtus.find(({ no }) => no === 1)?.signals.acknowledged).toBe(alive.signals);
    expect(report.links.map(({ no }) => no)).toEqual([2]);
    expect(report.totals.onlineLeast).toBe(1);
    expect(report.totals.disconnects).toBe(1);
  });

  it('with a master that acknowledges late; the latency is its delay', async () => {
    const { peers, end } = await begin({ how: [{ afterMs: 120 }], words: ['--send', '1:2'] });
    const { report } = await end();
    expect(report.totals.signals.acknowledged).toBe(peers[0].seen.signals);
    const delays = peers[0].delaysMs.sort((a, b) => a - b);
    const median = delays[Math.ceil(delays.length / 2) - 1];
    expect(median).toBeGreaterThanOrEqual(119);
    // `build/ack-latency.js` measures the difference of the two; on a busy machine only this bound is certain.
    expect(report.latency.p50Ms).toBeGreaterThan(median - 1);
    expect(report.totals.stallShare).toBeGreaterThan(0.8);
    // On a busy machine the simulator may have paused: then nobody is named.
    const paused = (report.pauses?.longestMs ?? 0) > 0;
    expect(paused ? ['master', 'unknown'] : ['master']).toContain(report.limiter.who);
  });

  it('with a master that never acknowledges: nothing is acknowledged, a limit is missed', async () => {
    const { peers, end } = await begin({
      how: ['never'],
      words: ['--send', '1:1', '--limit', 'lost=0', '--limit', 'ack-p99=1s'],
      options: ['t1=2', 't2=1'],
    });
    const { report, exitCode, output } = await end();
    expect(exitCode).toBe(3);
    expect(report.totals.signals.acknowledged).toBe(0);
    expect(peers[0].seen.frames).toBe(12);
    // The window of 12 holds the end of initialization and eleven frames of the send.
    expect(report.totals.signals.unsentLink).toBe(peers[0].seen.signals);
    expect(report.totals.signals.offered).toBe(peers[0].seen.signals);
    expect(report.verdict).toBe('FAIL');
    expect(report.limits.map(({ verdict }) => verdict)).toEqual(['FAIL', 'FAIL']);
    expect(report.links[0].reason).toMatch(/^T1_I_FRAME: /);
    expect(report.rtus[0].oldestUnackedMs).toBeGreaterThanOrEqual(2000);
    expect(output).toContain('\nFAIL      lost at most 0 signals');
  });
});

describe('before a run', () => {
  it.each([
    [['--report', 'iec104rs.csv'], 'report iec104rs.csv: the run reads it'],
    [['--report', './data/../data/d.csv'], 'report ./data/../data/d.csv: the run reads it'],
    [['--sent-list', 'iec104rs.csv'], 'sent list iec104rs.csv: the run reads it'],
    [['--report', 'x.csv', '--sent-list', 'x.csv'], 'sent list x.csv: another report or list goes there'],
    [['--report', 'none/x.html'], 'report none/x.html: the folder is not there'],
  ])('%j is refused, and no file changes', async (words, line) => {
    const workspace = new Workspace();
    workspace.write('iec104rs.csv', [rtuRow({ port: 1 })]);
    workspace.write('data/d.csv', pointRows(1, 2));
    const before = [workspace.read('iec104rs.csv'), workspace.read('data/d.csv')];
    const { exitCode, lines } = await runProgram(['--send', '1', ...words], workspace.folder);
    expect([exitCode, lines.at(-1)]).toEqual([1, line]);
    expect([workspace.read('iec104rs.csv'), workspace.read('data/d.csv')]).toEqual(before);
    expect(workspace.list('.')).toEqual(['data', 'iec104rs.csv']);
  });
});

describe('a run', () => {
  it('that is ended early has a report that says so, and misses its limits', async () => {
    const { program, peers, end } = await begin({
      how: [{ every: 8 }],
      words: ['--send', '1:60', '--limit', 'lost=0'],
    });
    await program.line(/send 1: index 1 for 60 s/);
    program.kill('SIGINT');
    const { report, exitCode } = await end();
    expect(exitCode).toBe(3);
    expect(report.ending).toBe('interrupted');
    expect(report.verdict).toBe('FAIL');
    expect(report.totals.signals.acknowledged).toBeLessThanOrEqual(peers[0].seen.signals);
  });

  it('plays a profile with exact rates and repetitions, on the given RTU numbers', async () => {
    const { peers, end } = await begin({
      how: [{ every: 1 }, { every: 1 }],
      words: ['--profile', 'p.csv', '--limit', 'unsent=0'],
      database: [...pointRows(1, 60), ...pointRows(2, 7, 3000)],
      profile: ['second,index,duration,rate,every,times,RTU numbers', '0,1,1.5,200,,,2', '0.1,2,,,0.5,3,'],
    });
    const { report, exitCode } = await end();
    expect(exitCode).toBe(0);
    // Row 2: 200 signals/s for 1.5 s on CA 2 only. Row 3: index 2 (7 signals) three times on both.
    expect(report.sends.map(({ signals }) => signals.offered)).toEqual([300, 42]);
    expect(report.sends.map(({ times }) => times)).toEqual([1, 3]);
    expect(peers.map(({ seen }) => seen.signals)).toEqual([21, 321]);
    expect(report.sends[0].finishedAt - report.sends[0].startedAt).toBeGreaterThan(1490);
  });
});
