/** `npm run simulate -- --seeds N --from S`, or `--seed X --trace` for one; `--faults`: plans of faults on purpose; `--gateway`: gateways, with `--stations` of real stations. */
import { parseArgs } from 'node:util';
import { simulateGateway } from './gateway/simulate-gateway.js';
import { simulateStations } from './gateway/simulate-stations.js';
import { simulate, simulateFaults } from './simulate.js';

const TRACE_TAIL = 25;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    gateway: { type: 'boolean', default: false },
    stations: { type: 'boolean', default: false },
  },
});

const kind = values.gateway || values.stations ? 'gateway' : values.faults ? 'faults' : 'fleet';
const playGateway = values.stations ? simulateStations : simulateGateway;
const play = { gateway: playGateway, faults: simulateFaults, fleet: simulate }[kind];
const flags = kind === 'fleet' ? '' : `--${kind} ${values.stations ? '--stations ' : ''}`;
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
let failed = 0;
let signals = 0;
let spoiled = 0;
let requests = 0;
const fromMs = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
  let outcome = await play(seed, values.trace);
  signals += outcome.acknowledged;
  spoiled += outcome.spoiled ?? 0;
  requests += outcome.requests ?? 0;
  if (values.trace) console.log(outcome.trace.join('\n'));
  if (outcome.fault === undefined) continue;
  failed++;
  if (!values.trace) {
    outcome = await play(seed, true);
    if (!values['keep-going']) console.log(outcome.trace.slice(-TRACE_TAIL).join('\n'));
  }
  console.log(`FAULT ${outcome.fault}`);
  if (!values['keep-going']) {
    console.log(`Replay: npm run simulate -- ${flags}--seed ${seed} --trace`);
    break;
  }
}
const seconds = (performance.now() - fromMs) / 1000;
const { user, system } = process.cpuUsage();
const perCpuSecond = (seeds / (user + system)) * 1e6;
const acknowledged = {
  fleet: `${signals} signals acknowledged`,
  faults: `${signals} signals acknowledged, ${spoiled} spoiled`,
  gateway: `${signals} ASDUs acknowledged by masters, ${requests} requests`,
};
console.log(
  `${seeds} seeds from ${from}, ${failed} failed, ${acknowledged[kind]}, ${seconds.toFixed(1)} s, ${perCpuSecond.toFixed(1)} seeds per CPU second`,
);
process.exitCode = failed > 0 ? 1 : 0;
