/**
 * Counts what RTUs send, with the project's own master, for machines without a C compiler. Same arguments as `sink` in C:
 * `node build/own-sink.js -p FIRST_PORT -n CONNECTIONS [-d SECONDS] [-w W]`; one JSON line with the names that `sink` uses.
 */
import { parseArgs } from 'node:util';
import { ControllingStation } from '../dist/master/controlling-station.js';
import { numberOf, runBenchmark, wholeOf } from './harness/arguments.js';

const USAGE = 'node build/own-sink.js -p FIRST_PORT -n CONNECTIONS [-d SECONDS] [-w W]';
/** RTUs may start at the same time as this program. */
const RETRY_MS = 20_000;
/** The station's k isn't known here, so the largest is allowed; a frame beyond the real k shows as an impossible count. */
const LARGEST_K = 32767;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', short: 'p' },
      connections: { type: 'string', short: 'n' },
      seconds: { type: 'string', short: 'd' },
      w: { type: 'string', short: 'w' },
    },
  });
  const firstPort = wholeOf('port', values.port, 2404, 1, 65535);
  const connections = wholeOf('connections', values.connections, 1, 1, 65536 - firstPort);
  const seconds = numberOf('seconds', values.seconds, 5, 0.01, 86_400);
  const w = wholeOf('w', values.w, 8, 1, LARGEST_K);
  const rtus = Array.from({ length: connections }, (_, i) => ({
    no: i + 1,
    name: `RTU ${i + 1}`,
    ca: i + 1,
    port: firstPort + i,
    bind: '127.0.0.1',
    k: LARGEST_K,
    line: 0,
    sharers: [],
  }));
  const station = new ControllingStation(rtus, { parameters: { w, ack: { kind: 'w' } } });
  const failures = [...(await station.connectAll(RETRY_MS)), ...(await station.startAll())];
  if (failures.length > 0) throw new Error(`not started: ${failures[0].link.label}: ${failures[0].reason}`);
  const begunMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { traffic, violations, started } = station.totals();
  const elapsed = (performance.now() - begunMs) / 1000;
  const first = station.links.map((link) => link.traffic.firstMs).filter(Number.isFinite);
  const figures = {
    conns: connections,
    up: started,
    elapsed_s: elapsed,
    apdus: traffic.apdus,
    objects: traffic.signals,
    errors: violations,
    apdu_per_s: traffic.apdus / elapsed,
    objects_per_s: traffic.signals / elapsed,
    first_skew_ms: first.length > 0 ? Math.max(...first) - Math.min(...first) : 0,
  };
  // Ends without STOPDT, like `sink`: frames under way stay unacknowledged.
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(violations > 0 ? 1 : 0));
}

await runBenchmark(USAGE, main);
