/** Threads of the program that hang, and a program that is stopped: told while it lasts, and never as the masters' fault. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { REST_BEAT_MS } from '../../src/channel/pause-table.js';
import { MasterLink } from '../../src/master/master-link.js';
import type { RunReport } from '../../src/report/run-report.js';
import { soon } from '../support/patience.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

/** How long a program is stopped: far longer than the pauses of a busy machine. */
const STOP_MS = 3000;

interface LogLine {
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** The program with two RTUs on two shards and an API. */
class Bench {
  private files = 0;

  private constructor(
    readonly program: Program,
    readonly workspace: Workspace,
    readonly url: string,
    readonly ports: readonly number[],
  ) {}

  static async open(words: readonly string[] = []): Promise<Bench> {
    const [api, ...ports] = await freePorts(3);
    const workspace = new Workspace();
    workspace.write(
      'iec104rs.csv',
      ports.map((port, i) => rtuRow({ no: i + 1, port, options: ['bind=127.0.0.1'] })),
    );
    workspace.write('data/d.csv', pointRows(1, 50));
    const all = ['--shards', '2', '--api', `127.0.0.1:${api}`, ...words];
    const program = Program.start(all, workspace.folder, onTestFinished, 'hang on order');
    await program.line(/HTTP API at /);
    const bench = new Bench(program, workspace, `http://127.0.0.1:${api}`, ports);
    // The threads are watched from the turn after this line on.
    await bench.status();
    return bench;
  }

  /** Makes a thread hang; the answer lets it go on. */
  hang(thread: 'main' | number): () => void {
    const name = `go-on-${++this.files}`;
    this.program.hang(thread, this.workspace.path(name));
    return () => this.workspace.write(name, '');
  }

  async status(): Promise<{ hangs: { shard: number; forMs: number }[] }> {
    return (await (await fetch(`${this.url}/api/status`)).json()) as never;
  }

  async metric(name: string): Promise<number | undefined> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  }

  /** Lines of the program's log with this message. */
  log(message: string): LogLine[] {
    return this.workspace
      .read('log', 'iec104rs.log')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine)
      .filter(({ msg }) => msg === message);
  }
}

/** Stops all threads of the program for `STOP_MS`. */
async function stopFor(program: Program): Promise<void> {
  const fromMs = performance.now();
  program.kill('SIGSTOP');
  await soon(() => expect(performance.now() - fromMs).toBeGreaterThan(STOP_MS));
  program.kill('SIGCONT');
}

describe('a shard that hangs', () => {
  it('is named while it hangs: a line, the log, the API, the metrics; and its pause when it goes on', async () => {
    const bench = await Bench.open();
    const goOn = bench.hang(0);
    const line = await bench.program.line(/shard \d has not answered for /);
    const shard = Number(/shard (\d)/.exec(line)?.[1]);
    expect((await bench.status()).hangs).toMatchObject([{ shard }]);
    expect(await bench.metric(`iec104rs_shard_hang_seconds{shard="${shard}"}`)).toBeGreaterThanOrEqual(0.25);
    expect(await bench.metric(`iec104rs_shard_hang_seconds{shard="${1 - shard}"}`)).toBe(0);
    await soon(() => expect(bench.log('hang')).toContainEqual(expect.objectContaining({ level: 40, shard })));
    goOn();
    await bench.program.line(new RegExp(`shard ${shard} stood still for `));
    await soon(async () => expect((await bench.status()).hangs).toEqual([]));
    const paused = expect.arrayContaining([expect.objectContaining({ shard })]);
    await soon(() =>
      expect(bench.log('pause')).toContainEqual(expect.objectContaining({ who: 'threads', threads: paused })),
    );
    expect(await bench.metric(`iec104rs_shard_pauses_total{shard="${shard}"}`)).toBeGreaterThanOrEqual(1);
    expect(
      await bench.metric(`iec104rs_shard_pause_longest_seconds{shard="${shard}"}`),
    ).toBeGreaterThanOrEqual(0.25);
  });
});

describe('the points of a shard that hangs', () => {
  it('are refused within the time in which a hang is told, and are not set when it goes on', async () => {
    const bench = await Bench.open();
    const goOn = bench.hang(0);
    const line = await bench.program.line(/shard \d has not answered for /);
    // RTU 1 is on shard 0, RTU 2 on shard 1.
    const path = `${bench.url}/api/rtus/${Number(/shard (\d)/.exec(line)?.[1]) + 1}/points`;
    const headers = { 'content-type': 'application/json' };
    const [read, set] = await Promise.all([
      fetch(path),
      fetch(path, { method: 'POST', headers, body: JSON.stringify({ ioa: 1000, value: 1, quality: 'IV' }) }),
    ]);
    const refusal = {
      error: 'busy',
      detail: 'the shard of this RTU has not answered for 1 s, it hangs; try again later',
    };
    for (const answer of [read, set]) expect([answer.status, await answer.json()]).toEqual([503, refusal]);
    goOn();
    await soon(async () => expect((await bench.status()).hangs).toEqual([]));
    const { points } = (await (await fetch(path)).json()) as { points: object[] };
    expect(points[0]).toMatchObject({ ioa: 1000, value: '0', quality: '' });
  });
});

describe('a coordinator that hangs', () => {
  it('is named by a shard in the log while it hangs, and by itself when it goes on', async () => {
    const bench = await Bench.open();
    const goOn = bench.hang('main');
    const hang = expect.objectContaining({ level: 40, thread: 'coordinator' });
    await soon(() => expect(bench.log('hang')).toContainEqual(hang));
    goOn();
    await bench.program.line(/the coordinator stood still for /);
    expect(await bench.metric('iec104rs_coordinator_pauses_total')).toBeGreaterThanOrEqual(1);
  });
});

describe('a program that is stopped', () => {
  it('says one line for all its threads when it goes on', async () => {
    const bench = await Bench.open();
    await stopFor(bench.program);
    await bench.program.line(/the program stood still for /);
    const whole = await soon(() => {
      const lines = bench.log('pause').filter(({ who }) => who === 'program') as { longestMs?: number }[];
      expect(lines).not.toEqual([]);
      return lines;
    });
    expect(whole[0].longestMs).toBeGreaterThanOrEqual(STOP_MS - REST_BEAT_MS);
    // Nobody takes the others for hung, nor is it told once for each thread.
    const alone = bench
      .log('pause')
      .filter(({ who, longestMs }) => who !== 'program' && Number(longestMs) >= STOP_MS);
    expect([...alone, ...bench.log('hang').filter(({ forMs }) => Number(forMs) >= STOP_MS)]).toEqual([]);
  });
});

/** Masters on all RTUs, started; they acknowledge at once. */
async function connectAll(bench: Bench): Promise<void> {
  const links = bench.ports.map(
    (port, i) =>
      new MasterLink(
        { name: '', ca: i + 1, port, bind: '', k: 12 },
        { parameters: { ack: { kind: 'eager' } } },
      ),
  );
  onTestFinished(() => {
    for (const link of links) link.close();
  });
  await Promise.all(links.map((link) => link.connect()));
  await Promise.all(links.map((link) => link.start()));
}

/** Starts a run of 4 s with these limits, calls `disturb` while it sends, and returns what came out. */
async function disturbedRun(
  limits: readonly string[],
  disturb: (bench: Bench) => Promise<void>,
  seconds: number,
): Promise<{ exitCode: number | null; report: RunReport; output: string }> {
  const words = ['--send', `1:${seconds}`, '--exit-after-send', '--report', 'run.json'];
  const bench = await Bench.open([...words, ...limits.flatMap((limit) => ['--limit', limit])]);
  await connectAll(bench);
  await bench.program.line(/send 1: index 1 for \d s/);
  await disturb(bench);
  const { exitCode, output } = await bench.program.ended;
  return { exitCode, output, report: JSON.parse(bench.workspace.read('run.json')) as RunReport };
}

/** A shard hangs until it is named. */
async function hangShard(bench: Bench): Promise<void> {
  const goOn = bench.hang(0);
  await bench.program.line(/has not answered for/);
  goOn();
}

describe('a run in which a shard hangs', () => {
  it('passes with a caveat, and nobody is named the limit', async () => {
    const { exitCode, report, output } = await disturbedRun(['lost=0'], hangShard, 2);
    expect([exitCode, report.verdict]).toEqual([0, 'PASS']);
    // The part of it that lies in the run: on a busy machine the hang may begin before the first write.
    expect(report.pauses?.longestMs).toBeGreaterThanOrEqual(250);
    expect(report.limiter.who).not.toBe('master');
    const caveat = /^Verdict +PASS: the limit was kept, with a caveat: .*the tester itself paused .* \(.*\)$/;
    expect(output.split('\n').filter((line) => caveat.test(line))).toHaveLength(1);
    // 1 of 2 shards: each RTU has the pause of its own.
    expect(Math.max(...report.rtus.map(({ shardPauseMs = 0 }) => shardPauseMs))).toBeGreaterThanOrEqual(250);
  });

  it('is not judged by times where pauses have a limit: exit code 3', async () => {
    const limits = ['pause=250ms', 'ack-p99=1s', 'lost=0'];
    const { exitCode, report } = await disturbedRun(limits, hangShard, 2);
    expect([exitCode, report.verdict]).toEqual([3, 'NOT JUDGED']);
    expect(report.limits.map(({ verdict }) => verdict)).toEqual(['NOT JUDGED', 'NOT JUDGED', 'PASS']);
  });
});

describe('a run in which the program is stopped', () => {
  it('never names the masters; the pause is that of the program', async () => {
    const { report, output } = await disturbedRun([], async ({ program }) => stopFor(program), 4);
    expect(report.pauses).toMatchObject({ longestOf: 'program' });
    expect(report.pauses?.longestMs).toBeGreaterThanOrEqual(STOP_MS - REST_BEAT_MS);
    // On a busy machine its own limit is named before, with the pause.
    expect(report.limiter.who).not.toBe('master');
    expect(report.limiter.text).toMatch(/The simulator paused .* s/);
    expect(output).toMatch(/the tester itself paused .* \(all its threads\)/);
  });
});
