/**
 * Checks the acknowledgement latency that the simulator reports. A peer in a process of its own acknowledges each frame after
 * a fixed delay and measures that delay itself; the figures of both are compared.
 * Exit code 3: the medians differ by more than the limit.
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { loadConfiguration } from '../dist/config/load.js';
import { startEngine } from '../dist/coordinator/engine.js';
import { LatencyHistogram } from '../dist/figures/latency-histogram.js';
import { numberOf, runBenchmark, wholeOf } from './harness/arguments.js';
import { cell } from './harness/figures.js';
import { FLOOD_INDEX, temporaryFolder, writeFloodSet } from './harness/flood-set.js';
import { builtFile } from './harness/tools.js';

const USAGE = `node build/ack-latency.js [--delays 5,20,50,100,200,500] [--seconds 5] [--port 22500] [--limit 1]

  --limit  most ms by which the medians may differ`;

async function measure(delayMs: number, seconds: number, port: number): Promise<number> {
  const { ini, data, log } = writeFloodSet(temporaryFolder(), {
    rtus: 1,
    firstPort: port,
    k: 12,
    objects: '1',
  });
  const { rtus, tables } = loadConfiguration({ iniFile: ini, dataDir: data });
  const engine = await startEngine({ rtus, tables, shards: 1, logFolder: log, signalLog: 'none' });
  try {
    const words = [builtFile('ack-latency-peer.js'), String(port), String(delayMs), String(seconds + 1)];
    const peer = promisify(execFile)(process.execPath, words, { maxBuffer: 1e9 });
    await engine.awaitMasters(1);
    engine.send(FLOOD_INDEX, seconds * 1000);
    const { stdout } = await peer;
    const own = (JSON.parse(stdout) as number[]).sort((a, b) => a - b);
    const at = (share: number): number => own[Math.max(0, Math.ceil(own.length * share) - 1)] ?? Number.NaN;
    const reported = new LatencyHistogram().add(engine.latencies.rtu(0)).figures();
    const row = [
      delayMs,
      reported.count,
      reported.p50Ms,
      at(0.5),
      reported.p50Ms - at(0.5),
      reported.p99Ms,
      at(0.99),
    ];
    console.log(row.map((value, i) => cell(value, i < 2 ? 0 : 3)).join(','));
    return Math.abs(reported.p50Ms - at(0.5));
  } finally {
    await engine.close();
  }
}

await runBenchmark(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      delays: { type: 'string' },
      seconds: { type: 'string' },
      port: { type: 'string' },
      limit: { type: 'string' },
    },
  });
  const seconds = numberOf('seconds', values.seconds, 5, 0.5, 600);
  const port = wholeOf('port', values.port, 22_500, 1, 65_535);
  const limitMs = numberOf('limit', values.limit, 1, 0, 1000);
  const delays = (values.delays ?? '5,20,50,100,200,500').split(',');
  console.log('delay ms,frames,p50 reported,p50 of the peer,difference,p99 reported,p99 of the peer');
  let worstMs = 0;
  for (const delay of delays) {
    worstMs = Math.max(worstMs, await measure(numberOf('delays', delay, 0, 1, 60_000), seconds, port));
  }
  console.log(`medians differ by ${worstMs.toFixed(3)} ms at most, limit ${limitMs} ms`);
  if (!(worstMs <= limitMs)) process.exitCode = 3;
});
