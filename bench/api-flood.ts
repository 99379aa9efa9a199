/**
 * From `POST /api/send` to the first signal on the wire, without and with a flood of requests for long answers of the HTTP API.
 * The program, the flood and the measuring side are processes of their own.
 * Exit code 3: the worst with the flood is later than the limit after the worst without.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FloodCounts, FloodOrder } from './api-flood-clients.js';
import { runBenchmark, wholeOf } from './harness/arguments.js';
import { Child, machineLoad } from './harness/child.js';
import { median } from './harness/figures.js';
import { FLOOD_INDEX, temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { builtFile, PROGRAM } from './harness/tools.js';

const USAGE = `node build/api-flood.js [--rtus 1000] [--connections 50] [--sends 20] [--port 23100] [--limit 50] [--program FILE] [PATH]...

  --port     the port of every RTU, each on an address of its own; the API has the next one
  --program  another build, to compare: its dist/main.js
  PATH       what the flood asks for; default: /api/rtus and /metrics`;

const START_MS = 120_000;
const STARTDT_ACT = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
const WARM_SENDS = 3;

/** A master on one RTU that acknowledges each frame and knows when the first signal of a send came. */
class Master {
  private received = 0;
  private held = Buffer.alloc(0);
  private first: (() => void) | undefined;
  private started: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).on('data', (octets) => this.take(octets));
  }

  static async start(host: string, port: number): Promise<Master> {
    const socket = connect(port, host);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const master = new Master(socket);
    await new Promise<void>((resolve) => {
      master.started = resolve;
      socket.write(STARTDT_ACT);
    });
    return master;
  }

  /** Resolves with the monotonic time, ms, of the next I frame. */
  nextSignal(): Promise<number> {
    return new Promise((resolve) => {
      this.first = () => resolve(performance.now());
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(octets: Buffer): void {
    this.held = Buffer.concat([this.held, octets]);
    while (this.held.length >= 2 && this.held.length >= 2 + this.held[1]) {
      const control = this.held[2];
      this.held = this.held.subarray(2 + this.held[1]);
      if (control === 0x0b) this.started?.();
      if ((control & 1) !== 0) continue;
      this.first?.();
      this.first = undefined;
      this.received = (this.received + 1) & 0x7fff;
      this.socket.write(Uint8Array.of(0x68, 4, 1, 0, (this.received << 1) & 0xff, this.received >> 7));
    }
  }
}

/** Orders `count` sends, one after the other; returns the times from the request to the first signal, ms. */
async function measure(api: string, master: Master, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const signal = master.nextSignal();
    const fromMs = performance.now();
    const answer = await fetch(`${api}/api/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ index: FLOOD_INDEX, rtuNumbers: [1] }),
    });
    if (answer.status !== 202) throw new Error(`POST /api/send: ${answer.status} ${await answer.text()}`);
    times.push((await signal) - fromMs);
    // A send of ten frames is over long before.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times;
}

/** The flood in a process of its own; the returned function ends it. */
async function flood(order: Extract<FloodOrder, { kind: 'begin' }>): Promise<() => Promise<FloodCounts>> {
  const child: ChildProcess = fork(builtFile('api-flood-clients.js'));
  const next = <T>(): Promise<T> => new Promise((resolve) => child.once('message', (it) => resolve(it as T)));
  const begun = next<string>();
  child.send(order);
  await begun;
  return async () => {
    const counts = next<FloodCounts>();
    child.send({ kind: 'end' } satisfies FloodOrder);
    return counts;
  };
}

const figures = (times: readonly number[]): string =>
  `median ${median(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rtus: { type: 'string' },
      connections: { type: 'string' },
      sends: { type: 'string' },
      port: { type: 'string' },
      limit: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const rtus = wholeOf('rtus', values.rtus, 1000, 1, 30_000);
  const connections = wholeOf('connections', values.connections, 50, 1, 1000);
  const sends = wholeOf('sends', values.sends, 20, 1, 1000);
  const port = wholeOf('port', values.port, 23_100, 1, 65_534);
  const limitMs = wholeOf('limit', values.limit, 50, 1, 60_000);
  const paths = positionals.length > 0 ? positionals : ['/api/rtus', '/metrics'];
  const folder = temporaryFolder();
  const set = writeFloodSet(folder, { rtus: 1, firstPort: port, k: 12, objects: 'max' });
  const hostOf = (i: number): string => `127.1.${(i >> 8) & 0xff}.${(i & 0xff) + 1}`.replace('.256', '.0');
  const ini = join(folder, 'ini.csv');
  const rows = Array.from(
    { length: rtus },
    (_, i) => `${i + 1},F${i + 1},${i + 1},${port},,12,60,flood.csv,bind=${hostOf(i)}`,
  );
  writeFileSync(ini, ['eoi,never', ...rows, ''].join('\n'));
  const words = [values.program ?? PROGRAM, '-i', ini, '--data', set.data, '--log', set.log];
  const api = `127.0.0.1:${port + 1}`;
  const program = new Child(process.execPath, [
    ...words,
    ...['--headless', '--no-set-clock', '--signal-log', 'none', '--api', api],
  ]);
  await program.line(/HTTP API at/, START_MS);
  const master = await Master.start(hostOf(0), port);
  await measure(`http://${api}`, master, WARM_SENDS);
  const quiet = await measure(`http://${api}`, master, sends);
  const end = await flood({ kind: 'begin', port: port + 1, connections, paths });
  const fromMs = performance.now();
  await measure(`http://${api}`, master, WARM_SENDS);
  const busy = await measure(`http://${api}`, master, sends);
  const seconds = (performance.now() - fromMs) / 1000;
  const { answers, broken } = await end();
  master.close();
  await program.stop();
  const laterMs = Math.max(...busy) - Math.max(...quiet);
  const told = Object.entries(answers).map(([status, n]) => `${(n / seconds).toFixed(1)} × ${status}`);
  process.stdout.write(
    [
      `POST /api/send to the first signal, ${rtus} RTUs, ${sends} sends, machine load ${machineLoad()}:`,
      `  without the flood: ${figures(quiet)}`,
      `  ${connections} connections asking for ${paths.join(' and ')}: ${figures(busy)}`,
      `  answers a second: ${told.join(', ') || 'none'}; broken connections: ${broken}`,
      `  the worst is ${laterMs.toFixed(1)} ms later; the limit is ${limitMs} ms`,
      '',
    ].join('\n'),
  );
  if (laterMs > limitMs) process.exitCode = 3;
}

await runBenchmark(USAGE, main);
