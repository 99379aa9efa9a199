/**
 * What the gateway adds and bears. RTUs and masters are in this process, so that one clock measures both ends; each scenario runs without a
 * relay, through the bare pipe and through the gateway in turn, so that the ratio is the cost of the gateway on any machine.
 * Standard output: one CSV row a figure, then a line for each bar. Standard error: notes.
 * Exit code 3: something was lost, out of order, there twice, or not closed. Times are never judged.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { FigureBook } from './gateway/figure-book.js';
import { measureInterrogations } from './gateway/interrogations.js';
import { measureCommands, measureLatency, measureStalled } from './gateway/latency.js';
import type { Plan } from './gateway/plan.js';
import { measureIdle, measureLoss, measureRefused } from './gateway/quiet.js';
import { measureAvalanche, measureFanOut, measureLink } from './gateway/rates.js';
import { numberOf, runBenchmark, wholeOf, wordOf } from './harness/arguments.js';
import { machineLoad } from './harness/child.js';
import { temporaryFolder } from './harness/flood-set.js';
import { findCTools } from './harness/tools.js';

const SCENARIOS = {
  latency: measureLatency,
  command: measureCommands,
  link: measureLink,
  'fan-out': measureFanOut,
  avalanche: measureAvalanche,
  idle: measureIdle,
  interrogation: measureInterrogations,
  stalled: measureStalled,
  loss: measureLoss,
  refused: measureRefused,
} as const;

const USAGE = `npm run bench:gateway -- [--only ${Object.keys(SCENARIOS).join(',')}] [--groups 200] [--masters 5] [--shards CORES]
  [--runs 3] [--seconds 10] [--idle-seconds 30] [--events 1000] [--k 12] [--w 8] [--first-port 22000] [--sink PATH --flood PATH] [--tools c|own] [--quick]

  --first-port  the RTUs' ports; as many behind them are the relay's, and one more its API's
  --tools own   the bench's own peers on the one link; else \`flood\` and \`sink\`, given or compiled, where that can be
  --quick       few groups, one short round of each`;

function readPlan(): { plan: Plan; names: string[] } {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      groups: { type: 'string' },
      masters: { type: 'string' },
      shards: { type: 'string' },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      'idle-seconds': { type: 'string' },
      events: { type: 'string' },
      k: { type: 'string' },
      w: { type: 'string' },
      'first-port': { type: 'string' },
      sink: { type: 'string' },
      flood: { type: 'string' },
      tools: { type: 'string' },
      quick: { type: 'boolean' },
    },
  });
  const all = Object.keys(SCENARIOS);
  const names = values.only?.split(',') ?? all;
  for (const name of names) wordOf('only', name, all);
  const quick = values.quick ?? false;
  const groups = wholeOf('groups', values.groups, quick ? 5 : 200, 1, 1000);
  const folder = temporaryFolder();
  const own = wordOf('tools', values.tools, ['c', 'own'] as const) === 'own';
  const k = wholeOf('k', values.k, 12, 1, 32_767);
  return {
    names,
    plan: {
      groups,
      masters: wholeOf('masters', values.masters, quick ? 3 : 5, 1, 50),
      shards: wholeOf('shards', values.shards, availableParallelism(), 1, 256),
      k,
      w: wholeOf('w', values.w, Math.min(8, k), 1, k),
      firstPort: wholeOf('first-port', values['first-port'], 22_000, 1024, 65_535 - 2 * groups),
      runs: wholeOf('runs', values.runs, quick ? 1 : 3, 1, 100),
      seconds: numberOf('seconds', values.seconds, quick ? 0.3 : 10, 0.1, 600),
      idleSeconds: numberOf('idle-seconds', values['idle-seconds'], quick ? 0.3 : 30, 0.1, 3600),
      events: wholeOf('events', values.events, quick ? 200 : 1000, 1, 1_000_000),
      tools: own ? undefined : findCTools(folder, values.sink, values.flood),
      folder,
    },
  };
}

await runBenchmark(USAGE, async () => {
  const { plan, names } = readPlan();
  const peers = plan.tools === undefined ? 'own peers' : 'flood and sink in C on the one link';
  process.stderr.write(
    `gateway, Node.js ${process.version}, ${availableParallelism()} cores, load ${machineLoad()}, ${peers}\n` +
      `node build/gateway.js ${process.argv.slice(2).join(' ')}\n`,
  );
  const book = new FigureBook();
  for (const name of names) {
    const beganMs = performance.now();
    await SCENARIOS[name as keyof typeof SCENARIOS](plan, book);
    process.stderr.write(
      `${name}: ${((performance.now() - beganMs) / 1000).toFixed(1)} s, load ${machineLoad()}\n`,
    );
  }
  if (book.hasFaults) process.exitCode = 3;
});
