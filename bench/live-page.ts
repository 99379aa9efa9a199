/**
 * What open live pages cost: processor time of the coordinator (the program's main thread), signals a second of an avalanche, octets of
 * a tick. Program and masters are processes of their own; the pages are read here and not shown. Rounds with 0, 1
 * and 5 pages alternate. Standard output: one CSV row a round, then a line for each number of pages. Only on a quiet machine; Linux.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runBenchmark, wholeOf } from './harness/arguments.js';
import { Child, machineLoad } from './harness/child.js';
import { median } from './harness/figures.js';
import { FLOOD_INDEX, temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { PROGRAM } from './harness/tools.js';

const USAGE = `npm run bench:live -- [--rtus 153] [--seconds 10] [--runs 3] [--first-port 25210]

  --first-port  the RTUs' ports; the one before is the API's`;

const START_MS = 120_000;
const PAGES = [0, 1, 5] as const;
const TICKS_PER_SECOND = 100;

/** Processor time of the main thread of a process, s. */
function mainThreadSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** An open page: its stream is read and counted. */
class Page {
  ticks = 0;
  octets = 0;
  private readonly ended = new AbortController();

  constructor(api: string) {
    void this.read(api).catch(() => {});
  }

  close(): void {
    this.ended.abort();
  }

  private async read(api: string): Promise<void> {
    const answer = await fetch(`${api}/api/live`, { signal: this.ended.signal });
    let hasBegun = false;
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const text = Buffer.from(part).toString('latin1');
      const ticks = text.split('event: tick').length - 1;
      hasBegun ||= ticks > 0;
      if (!hasBegun) continue;
      this.ticks += ticks;
      this.octets += part.length;
    }
  }
}

/** One round: its figures. */
interface Round {
  readonly pages: number;
  readonly idleCpu: number;
  readonly sendCpu: number;
  readonly signals: number;
  readonly tickOctets: number;
}

async function ask<T>(api: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${api}${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function playRound(api: string, pid: number, pages: number, seconds: number): Promise<Round> {
  const open = Array.from({ length: pages }, () => new Page(api));
  await sleep(1500);
  /** The share of a processor that the main thread takes meanwhile. */
  const share = async (work: () => Promise<unknown>): Promise<number> => {
    const [fromMs, from] = [performance.now(), mainThreadSeconds(pid)];
    await work();
    return (mainThreadSeconds(pid) - from) / ((performance.now() - fromMs) / 1000);
  };
  const idleCpu = await share(() => sleep(seconds * 1000));
  const { id } = await ask<{ id: number }>(api, '/api/send', { index: FLOOD_INDEX, duration: seconds });
  const sendCpu = await share(() => sleep(seconds * 1000));
  let send: { state: string; totals: { sent: number } };
  do {
    await sleep(200);
    send = await ask(api, `/api/sends/${id}`);
  } while (send.state !== 'settled');
  for (const page of open) page.close();
  const [first] = open;
  return {
    pages,
    idleCpu,
    sendCpu,
    signals: send.totals.sent / seconds,
    tickOctets: first === undefined || first.ticks === 0 ? 0 : first.octets / first.ticks,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rtus: { type: 'string' },
      seconds: { type: 'string' },
      runs: { type: 'string' },
      'first-port': { type: 'string' },
    },
  });
  const rtus = wholeOf('rtus', values.rtus, 153, 1, 20_000);
  const seconds = wholeOf('seconds', values.seconds, 10, 1, 3600);
  const runs = wholeOf('runs', values.runs, 3, 1, 100);
  const firstPort = wholeOf('first-port', values['first-port'], 25_210, 2, 60_000);
  const folder = temporaryFolder();
  const set = writeFloodSet(folder, { rtus, firstPort, k: 12, objects: 'max' });
  const address = `127.0.0.1:${firstPort - 1}`;
  const api = `http://${address}`;
  const files = ['-i', set.ini, '--data', set.data, '--log', set.log];
  const program = new Child(process.execPath, [
    ...[PROGRAM, ...files, '--headless', '--no-set-clock', '--signal-log', 'none'],
    ...['--web', '--api', address],
  ]);
  await program.line(/HTTP API at/, START_MS);
  const master = new Child(process.execPath, [PROGRAM, 'master', '-i', set.ini, '--retry', '60', '--json']);
  while ((await ask<{ online: number }>(api, '/api/status')).online < rtus) await sleep(200);
  process.stdout.write('run,pages,idle_cpu,send_cpu,signals_per_s,tick_octets\n');
  const rounds: Round[] = [];
  for (let run = 1; run <= runs; run++) {
    for (const pages of PAGES) {
      const round = await playRound(api, program.pid, pages, seconds);
      rounds.push(round);
      const { idleCpu, sendCpu, signals, tickOctets } = round;
      process.stdout.write(
        `${run},${pages},${idleCpu.toFixed(4)},${sendCpu.toFixed(4)},${signals.toFixed(0)},${tickOctets.toFixed(0)}\n`,
      );
    }
  }
  await master.stop();
  await program.stop();
  const of = (pages: number, read: (round: Round) => number): number =>
    median(rounds.filter((round) => round.pages === pages).map(read));
  const base = of(0, ({ signals }) => signals);
  for (const pages of PAGES) {
    const [idle, send, signals] = [
      of(pages, ({ idleCpu }) => idleCpu),
      of(pages, ({ sendCpu }) => sendCpu),
      of(pages, ({ signals: count }) => count),
    ];
    process.stdout.write(
      `${rtus} RTUs, ${pages} pages: coordinator ${percent(idle)} of a processor idle, ${percent(send)} in an avalanche; ` +
        `${signals.toFixed(0)} signals/s (${percent(signals / base)}); machine load ${machineLoad()}\n`,
    );
  }
}

await runBenchmark(USAGE, main);
