/**
 * Time from `engine.send(1)` to the first signal on the last of all connections, and the times between.
 * The engine runs here, the controlling side in a process of its own; both read CLOCK_MONOTONIC.
 * Each send starts after the previous one has settled; the first of a new engine (code not yet compiled) is reported separately.
 * Exit code 3: the median is above the limit.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../dist/config/load.js';
import type { Engine } from '../dist/coordinator/api.js';
import { startEngine } from '../dist/coordinator/engine.js';
import { placeRtus } from '../dist/coordinator/placement.js';
import type { PeerAnswer, PeerOrder } from './first-signal-peer.js';
import { runBenchmark, wholeOf, wordOf } from './harness/arguments.js';
import { machineLoad } from './harness/child.js';
import { cell, median } from './harness/figures.js';
import { FLOOD_INDEX, temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { builtFile } from './harness/tools.js';

const USAGE = `node build/first-signal.js [--rtus 150] [--shards CORES] [--sends 20] [--starts 3] [--objects 1|max]
  [--signal-log none|all] [--first-port 22000] [--limit MS] [--rows] [--quick]

  --starts  fresh engines, each with so many --sends
  --rows    one CSV row a send, not only the summary
  --quick   one engine, five sends`;

const LIMIT_MS = 10;

/** One send: ms after the request. */
interface Sample {
  start: number;
  send: number;
  /** Written on the first and on the last RTU, as the engine reports it. */
  firstWriteMs: number;
  lastWriteMs: number;
  /** Read on the first and on the last connection. */
  firstReadMs: number;
  lastReadMs: number;
  /** The same of each shard's connections. */
  byShard: { firstMs: number; lastMs: number }[];
}

/** The peer's process, one order at a time. */
class Peer {
  private readonly child: ChildProcess = fork(builtFile('first-signal-peer.js'), {
    serialization: 'advanced',
  });

  ask(order: PeerOrder): Promise<PeerAnswer> {
    return new Promise((resolve, reject) => {
      const over = (): void => reject(new Error(`the peer ended during ${order.kind}`));
      this.child.once('exit', over);
      this.child.once('message', (answer) => {
        this.child.off('exit', over);
        resolve(answer as PeerAnswer);
      });
      this.child.send(order);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.disconnect();
    });
  }
}

const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

async function measureSend(
  engine: Engine,
  peer: Peer,
  shardOf: readonly number[],
): Promise<Omit<Sample, 'start' | 'send'>> {
  await peer.ask({ kind: 'arm' });
  const requestedMs = monotonicMs();
  const { id } = engine.send(FLOOD_INDEX, 0);
  const status = await engine.settled(id);
  const answer = await peer.ask({ kind: 'report' });
  if (answer.kind !== 'report') throw new Error(`the peer answered ${answer.kind}`);
  const after = answer.firstMs.map((ms) => (ms ?? Number.NaN) - requestedMs);
  const silent = after.filter(Number.isNaN).length;
  if (silent > 0) throw new Error(`nothing came on ${silent} connections`);
  const shards = Array.from({ length: engine.shards }, (_, shard) =>
    after.filter((_, slot) => shardOf[slot] === shard),
  );
  return {
    firstWriteMs: status.firstFrameMs,
    lastWriteMs: status.lastFirstFrameMs,
    firstReadMs: Math.min(...after),
    lastReadMs: Math.max(...after),
    byShard: shards.map((times) => ({ firstMs: Math.min(...times), lastMs: Math.max(...times) })),
  };
}

function line(label: string, samples: readonly Sample[]): string {
  const figures = (pick: (sample: Sample) => number): string => {
    const values = samples.map(pick);
    return `${median(values).toFixed(2)} (max ${Math.max(...values).toFixed(2)})`;
  };
  const shards = samples[0].byShard.map((_, shard) => {
    const first = median(samples.map((sample) => sample.byShard[shard].firstMs));
    const last = median(samples.map((sample) => sample.byShard[shard].lastMs));
    return `shard ${shard} ${first.toFixed(2)}–${last.toFixed(2)}`;
  });
  return [
    `${label}, ${samples.length} sends, ms after the request:`,
    `written on first RTU ${figures((sample) => sample.firstWriteMs)},`,
    `on last ${figures((sample) => sample.lastWriteMs)};`,
    `read on first connection ${figures((sample) => sample.firstReadMs)},`,
    `on last ${figures((sample) => sample.lastReadMs)}; read per shard ${shards.join(', ')}`,
  ].join(' ');
}

const COLUMNS = 'start,send,first_write_ms,last_write_ms,first_read_ms,last_read_ms';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rtus: { type: 'string' },
      shards: { type: 'string' },
      sends: { type: 'string' },
      starts: { type: 'string' },
      objects: { type: 'string' },
      'signal-log': { type: 'string' },
      'first-port': { type: 'string' },
      limit: { type: 'string' },
      rows: { type: 'boolean' },
      quick: { type: 'boolean' },
    },
  });
  const firstPort = wholeOf('first-port', values['first-port'], 22_000, 1024, 65_000);
  const rtus = wholeOf('rtus', values.rtus, 150, 1, 65_536 - firstPort);
  const shards = wholeOf('shards', values.shards, availableParallelism(), 1, 256);
  const sends = wholeOf('sends', values.sends, values.quick ? 5 : 20, 2, 1000);
  const starts = wholeOf('starts', values.starts, values.quick ? 1 : 3, 1, 100);
  const limitMs = wholeOf('limit', values.limit, LIMIT_MS, 1, 10_000);
  const signalLog = wordOf('signal-log', values['signal-log'], ['none', 'all'] as const);
  const objects = wordOf('objects', values.objects, ['1', 'max'] as const);
  const { ini, data, log } = writeFloodSet(temporaryFolder(), { rtus, firstPort, k: 12, objects });

  console.log(
    `first signal, Node.js ${process.version}, ${rtus} RTUs, ${shards} shards, objects=${objects}, signal log ${signalLog}, load ${machineLoad()}`,
  );
  if (values.rows) console.log(COLUMNS);
  const samples: Sample[] = [];
  for (let start = 1; start <= starts; start++) {
    const configuration = loadConfiguration({ iniFile: ini, dataDir: data });
    const engine = await startEngine({ ...configuration, shards, logFolder: log, signalLog });
    const shardOf: number[] = [];
    placeRtus(engine.rtus, engine.shards).forEach((list, shard) => {
      for (const { slot } of list) shardOf[slot] = shard;
    });
    const peer = new Peer();
    try {
      await peer.ask({ kind: 'open', ports: engine.rtus.map(({ port }) => port) });
      await engine.awaitMasters(rtus);
      for (let send = 1; send <= sends; send++) {
        const sample = { start, send, ...(await measureSend(engine, peer, shardOf)) };
        samples.push(sample);
        const { firstWriteMs, lastWriteMs, firstReadMs, lastReadMs } = sample;
        const figures = [firstWriteMs, lastWriteMs, firstReadMs, lastReadMs].map((value) => cell(value, 3));
        if (values.rows) console.log([start, send, ...figures].join(','));
      }
    } finally {
      await peer.close();
      await engine.close();
    }
  }
  const medianMs = median(samples.map((sample) => sample.lastReadMs));
  console.log(
    line(
      'first send of an engine',
      samples.filter(({ send }) => send === 1),
    ),
  );
  console.log(
    line(
      'later sends',
      samples.filter(({ send }) => send > 1),
    ),
  );
  const verdict = medianMs <= limitMs ? 'within' : 'ABOVE';
  console.log(
    `# all ${samples.length}: median ${medianMs.toFixed(2)} ms to the last of ${rtus}, ${verdict} ${limitMs} ms`,
  );
  if (medianMs > limitMs) process.exitCode = 3;
}

await runBenchmark(USAGE, main);
