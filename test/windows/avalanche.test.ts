/** Interrogation and avalanche on Windows, with exact counts; reports, load profile, limits, Ctrl-C. */
import { describe, expect, it } from 'vitest';
import { Program } from '../program/program.js';
import { WineProgram } from '../support/wine.js';
import type { Workspace } from '../support/workspace.js';
import { counted, ownLog, siteOf, unexplained } from './windows-kit.js';

const RTUS = 10;
const POINTS = 400;
const ALL = RTUS * POINTS;

/** A master on this machine, or one that runs on Windows too. */
const MASTERS = {
  'this machine': (words: string[], work: Workspace) => {
    const master = Program.start(['master', ...words], work.folder);
    return { interrupt: () => master.kill('SIGINT'), ended: master.ended };
  },
  Windows: (words: string[], work: Workspace) => WineProgram.start(['master', ...words], work.folder),
} as const;

describe.each(['this machine', 'Windows'] as const)('with the master on %s', (where) => {
  it('interrogates all, counts an avalanche to the last signal, and ends by Ctrl-C in order', async () => {
    const { work } = siteOf(RTUS, POINTS);
    const reports = ['run.json', 'run.html', 'run.csv'].flatMap((path) => ['--report', path]);
    const words = ['--headless', '--shards', '2', '--send', '7', '--sent-list', 'sent.csv', ...reports];
    const simulator = await WineProgram.listening(words, work.folder);
    const master = MASTERS[where](['--gi', '--ack', 'w', '--t2', '1', '--json', '--retry', '30'], work);
    const line = await simulator.line(/ send 1: index 7 ended: /);
    expect(line).toContain('offered 4,000, sent 4,000, acknowledged 4,000');
    master.interrupt();
    const end = await master.ended;
    expect(end.exitCode, end.lines.join('\n')).toBe(0);
    expect(counted(end)).toMatchObject({
      started: RTUS,
      interrogations: { done: RTUS, objects: ALL },
      byCot: { 3: ALL, 20: ALL },
      violations: 0,
    });

    simulator.interrupt();
    const { exitCode, lines } = await simulator.ended;
    expect([exitCode, lines.filter((each) => each.includes('lost at the end'))]).toEqual([0, []]);
    expect(ownLog(work).at(-1)).toMatchObject({ msg: 'ended' });
    const report = JSON.parse(work.read('run.json'));
    // The answers to the interrogations, and the send.
    expect(report.totals.signals).toMatchObject({ offered: 2 * ALL, acknowledged: 2 * ALL, open: 0 });
    expect(
      [report.totals.signals, ...report.rtus.map((rtu: { signals: never }) => rtu.signals)].map(unexplained),
    ).toEqual(Array(RTUS + 1).fill(0));
    expect(report.machine.system ?? report.machine.platform).toMatch(/win/i);
    expect(work.read('run.csv').trimEnd().split(/\r?\n/)).toHaveLength(1 + RTUS);
    expect(work.read('run.html')).toContain('</html>');
    expect(work.read('sent.csv').trimEnd().split('\n')).toHaveLength(1 + ALL);
    const logs = work.list('log').filter((name) => name.endsWith('.csv'));
    // One of the interrogation beside each.
    expect(logs).toHaveLength(2 * RTUS);
    for (const name of logs.filter((each) => !each.endsWith('-gi.csv')))
      expect(work.read('log', name)).toContain(',disconnect,');
  });
});

it('opens the ports of 153 RTUs, prints how long it takes, and answers the interrogation of all', async () => {
  const { work } = siteOf(153, 10);
  const simulator = await WineProgram.listening(['--headless'], work.folder);
  console.log(await simulator.line(/ 153 RTUs listen on \d+ shards? after /));
  const master = Program.start(['master', '--gi', '--seconds', '1', '--json'], work.folder);
  const end = await master.ended;
  expect(counted(end)).toMatchObject({ started: 153, interrogations: { done: 153, objects: 1530 } });
  simulator.interrupt();
  expect((await simulator.ended).exitCode).toBe(0);
});

describe('a load profile', () => {
  it('is played to its end, and a limit that was missed is exit code 3', async () => {
    const { work } = siteOf(4, 50);
    work.write('profile.csv', ['seed,104', '0,7,1,20', '0.5,7,,max,0.2,3']);
    const judged = ['--limit', 'lost=0', '--limit', 'online=5', '--report', 'run.json'];
    const words = [
      '--headless',
      '--profile',
      'profile.csv',
      '--await-masters',
      '4',
      '--exit-after-send',
      ...judged,
    ];
    const simulator = await WineProgram.listening(words, work.folder);
    Program.start(['master', '--gi', '--ack', 'w', '--t2', '1', '--retry', '30'], work.folder);
    const { exitCode, output } = await simulator.ended;
    expect(output).toContain('FAIL      online');
    expect(exitCode).toBe(3);
    const report = JSON.parse(work.read('run.json'));
    expect(report.verdict).toBe('FAIL');
    expect(unexplained(report.totals.signals)).toBe(0);
    // Three passes of 50 signals at full speed, and 20 a second and RTU for a second.
    expect(report.totals.signals.offered).toBeGreaterThanOrEqual(4 * 3 * 50 + 4 * 19);
    expect(report.totals.signals.acknowledged).toBe(report.totals.signals.offered);
  });
});
