/**
 * Measures the times that `docs/behaviour.md` promises to users, on the built program: the end of a program that sends,
 * the use of an edited IOA file, the restart of a dead shard. Tests check that these things happen, not how soon.
 * Exit code 3: a promise was not kept.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { loadConfiguration } from '../dist/config/load.js';
import type { EngineEvent } from '../dist/coordinator/api.js';
import { startEngine } from '../dist/coordinator/engine.js';
import { runBenchmark, wholeOf } from './harness/arguments.js';
import { Child, machineLoad } from './harness/child.js';
import { median } from './harness/figures.js';
import { temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { openIdleMasters, type Place } from './harness/idle-peers.js';
import { PROGRAM } from './harness/tools.js';

const USAGE = `node build/promises.js [--runs 5] [--first-port 26000]`;

const RTUS = 50;
const END_LIMIT_MS = 2000;
const EDIT_LIMIT_MS = 1000;
const RESTART_LIMIT_MS = 1000;
/** Only ends a benchmark that hangs. */
const HANG_MS = 60_000;

/** A set of files and where its RTUs listen. */
interface FloodFiles {
  ini: string;
  data: string;
  places: Place[];
}

let missed = 0;

function judge(name: string, samplesMs: readonly number[], limitMs: number): void {
  const worstMs = Math.max(...samplesMs);
  const isKept = worstMs <= limitMs;
  if (!isKept) missed++;
  const figures = `median ${median(samplesMs).toFixed(0)} ms, longest ${worstMs.toFixed(0)} ms`;
  console.log(`${isKept ? 'ok    ' : 'MISSED'}  ${name}: ${figures}, limit ${limitMs} ms`);
}

function floodFiles(folder: string, firstPort: number): FloodFiles {
  mkdirSync(folder, { recursive: true });
  const { ini, data } = writeFloodSet(folder, { rtus: RTUS, firstPort, k: 12, objects: '1' });
  const places = Array.from({ length: RTUS }, (_, i) => ({ host: '127.0.0.1', port: firstPort + i }));
  return { ini, data, places };
}

/** Time from SIGTERM to the end of the process, while it sends to masters that never acknowledge, ms. */
async function measureEnd(set: FloodFiles, log: string): Promise<number> {
  const words = ['--headless', '--ini', set.ini, '--data', set.data, '--log', log];
  const program = new Child(process.execPath, [PROGRAM, ...words, '--send', '1:60', '--await-masters', '1']);
  try {
    await program.line(/ RTUs? listens? on /, HANG_MS);
    const sockets = await openIdleMasters(set.places, performance.now() + HANG_MS);
    await program.line(/send 1: index 1 for 60 s/, HANG_MS);
    const fromMs = performance.now();
    process.kill(program.pid, 'SIGTERM');
    await program.ended;
    for (const socket of sockets) socket.destroy();
    return performance.now() - fromMs;
  } finally {
    await program.stop();
  }
}

/** Times from the write of an IOA file to its use in all shards, and from the death of a shard to its open ports, ms. */
async function measureEngine(set: FloodFiles, log: string): Promise<{ editMs: number; restartMs: number }> {
  const configuration = loadConfiguration({ iniFile: set.ini, dataDir: set.data, ntpServers: [] });
  const workers: Worker[] = [];
  const note = (worker: Worker): void => void workers.push(worker);
  process.on('worker', note);
  const waiters = new Map<EngineEvent['kind'], () => void>();
  const next = (kind: EngineEvent['kind']): Promise<void> =>
    new Promise((resolve) => waiters.set(kind, resolve));
  const engine = await startEngine(
    {
      rtus: configuration.rtus,
      tables: configuration.tables,
      shards: 2,
      logFolder: log,
      signalLog: 'none',
      databases: { folder: set.data, findings: configuration.findings, readAtMs: Date.now() },
    },
    (event) => waiters.get(event.kind)?.(),
  );
  process.off('worker', note);
  try {
    const reloaded = next('reloaded');
    let fromMs = performance.now();
    appendFileSync(join(set.data, 'flood.csv'), '1,Y,1,65000,1\n');
    await reloaded;
    const editMs = performance.now() - fromMs;
    const restarted = next('shard-restarted');
    fromMs = performance.now();
    await workers[0].terminate();
    await restarted;
    return { editMs, restartMs: performance.now() - fromMs };
  } finally {
    await engine.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, 'first-port': { type: 'string' } } });
  const runs = wholeOf('runs', values.runs, 5, 1, 100);
  const firstPort = wholeOf('first-port', values['first-port'], 26_000, 1024, 65_000);
  const folder = temporaryFolder();
  console.log(`promises, Node.js ${process.version}, ${runs} runs of ${RTUS} RTUs, load ${machineLoad()}`);
  const ends: number[] = [];
  const edits: number[] = [];
  const restarts: number[] = [];
  for (let run = 0; run < runs; run++) {
    const set = floodFiles(join(folder, `set-${run}`), firstPort);
    ends.push(await measureEnd(set, join(folder, `end-${run}`)));
    const { editMs, restartMs } = await measureEngine(set, join(folder, `engine-${run}`));
    edits.push(editMs);
    restarts.push(restartMs);
  }
  judge('SIGTERM in an avalanche to the end of the program', ends, END_LIMIT_MS);
  judge('an edited IOA file to its use by every RTU', edits, EDIT_LIMIT_MS);
  judge('death of a shard to its ports open again', restarts, RESTART_LIMIT_MS);
  if (missed > 0) process.exitCode = 3;
}

await runBenchmark(USAGE, main);
