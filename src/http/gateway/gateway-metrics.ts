/** `GET /metrics` of the gateway: its tables as Prometheus text, read again for each request. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { monotonicMs } from '../../channel/clock.js';
import type { Gateway } from '../../coordinator/gateway/gateway-api.js';
import { describeMetric, metricScale } from '../../figures/counter-rules.js';
import { GROUP_COUNTERS, MASTER_COUNTERS, masterValue } from '../../figures/gateway-catalog.js';
import {
  groupTotalOf,
  interrogationsSaved,
  lagOfAll,
  lagOfGroup,
  lagOfMaster,
} from '../../figures/gateway-figures.js';
import { LatencyHistogram } from '../../figures/latency-histogram.js';
import { inSlices } from '../../figures/slices.js';
import { GROUP_COUNTER } from '../../gateway/counters.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import {
  addApiTotals,
  addInfo,
  addMachineTotals,
  addTotal,
  type Metrics,
} from '../metrics/program-totals.js';
import { histogramSamples, labelsText, metricHead, numberText, typeOf } from '../metrics/prometheus-text.js';
import { writeThreadMetrics } from '../metrics/thread-metrics.js';
import type { ApiContext } from '../views/thread-views.js';
import { gatewayThreads } from './gateway-views.js';

const PREFIX = 'iec104rs_gateway_';
const SAVED_HELP =
  'interrogations that masters asked for and that did not go to the RTU; those that wait are among them';
const LAG_HELP = 'from the read of an ASDU of the RTU to its write to a master';
const SHARES: readonly (readonly ['p50Ms' | 'p99Ms' | 'maxMs', string])[] = [
  ['p50Ms', '0.5'],
  ['p99Ms', '0.99'],
  ['maxMs', '1'],
];

/** A group, or a place of a master, during the making of the text. */
interface Labelled {
  readonly slot: number;
  readonly place: number;
  /** Without braces. */
  readonly labels: string;
}

/** Makes the metrics. Deaths of shards count from this call on. */
export function createGatewayMetrics(gateway: Gateway, context: ApiContext & { version: string }): Metrics {
  const registry = new Registry();
  const { table } = gateway;
  for (const counter of GROUP_COUNTERS) {
    if (counter.metric === undefined || counter.total === 'none') continue;
    const read = (): number => groupTotalOf(table, counter) * metricScale(counter);
    const whose = counter.total === 'max' ? 'most of all groups' : 'all groups';
    addTotal(registry, `${PREFIX}${counter.metric}`, `${whose}: ${describeMetric(counter, 'rtu')}`, read);
  }
  addTotal(registry, `${PREFIX}interrogations_saved`, `all groups: ${SAVED_HELP}`, () =>
    gateway.groups.reduce((sum, { slot }) => sum + interrogationsSaved(table, slot), 0),
  );
  addTotal(registry, `${PREFIX}groups`, 'groups loaded', () => gateway.groups.length);
  addTotal(registry, 'iec104rs_shards', 'worker threads', () => gateway.shards);
  addTotal(
    registry,
    'iec104rs_start_time_seconds',
    "the program's start, Unix time",
    () => gateway.startedAt / 1000,
  );
  let deaths = 0;
  addTotal(
    registry,
    'iec104rs_shard_deaths_total',
    'worker threads that died and were started again',
    () => deaths,
  );
  addApiTotals(registry, context);
  addMachineTotals(registry);
  addInfo(registry, context.version);
  async function* read(): AsyncGenerator<string> {
    yield `${await registry.metrics()}\n`;
    await nextTurn();
    yield* inSlices(writeMeasures(gateway));
  }
  const close = gateway.onEvent((event) => {
    if (event.kind === 'shard-died') deaths++;
  });
  return { contentType: registry.contentType, read, close };
}

function* writeMeasures(gateway: Gateway): Generator<string> {
  yield* writeLagTotal(gateway);
  yield* writeThreadMetrics(gatewayThreads(gateway));
  yield* writeGroups(gateway);
  yield* writeMasters(gateway);
}

function* writeLagTotal(gateway: Gateway): Generator<string> {
  const name = `${PREFIX}lag_seconds`;
  const histogram = lagOfAll(gateway);
  yield metricHead(name, 'histogram', `all groups: ${LAG_HELP}; the sum is exact to 4 µs an ASDU or 0.1 %`);
  yield histogramSamples(name, histogram, sumMsOf(histogram));
}

function* writeGroups(gateway: Gateway): Generator<string> {
  const { table } = gateway;
  const groups = [...gateway.groups].map(
    (group): Labelled => ({ slot: group.slot, place: 0, labels: labelsText(labelsOf(group)) }),
  );
  for (const counter of GROUP_COUNTERS) {
    const { name: column, metric } = counter;
    if (metric === undefined) continue;
    const scale = metricScale(counter);
    const read = ({ slot }: Labelled) => table.group(slot)[GROUP_COUNTER[column]] * scale;
    yield* writeEach(`${PREFIX}group_${metric}`, describeMetric(counter, 'rtu'), groups, read);
  }
  const saved = ({ slot }: Labelled) => interrogationsSaved(table, slot);
  yield* writeEach(`${PREFIX}group_interrogations_saved`, SAVED_HELP, groups, saved);
  yield* writeLags(`${PREFIX}group_lag_seconds`, groups, ({ slot }, into) => lagOfGroup(gateway, slot, into));
}

function* writeMasters(gateway: Gateway): Generator<string> {
  const { table } = gateway;
  const nowMs = monotonicMs();
  const masters = [...gateway.groups].flatMap((group) =>
    gateway.masters(group.slot).map(({ place, peer }): Labelled => {
      // Without the port of the peer, which is another one each time: a label of ever new values would fill the reader's memory.
      const address = peer.replace(/:\d+$/, '');
      return { slot: group.slot, place, labels: labelsText({ ...labelsOf(group), place, address }) };
    }),
  );
  for (const counter of MASTER_COUNTERS) {
    const { name: column, metric } = counter;
    if (metric === undefined) continue;
    const scale = metricScale(counter);
    const read = ({ slot, place }: Labelled) => masterValue(table.master(slot, place), column, nowMs) * scale;
    yield* writeEach(`${PREFIX}master_${metric}`, describeMetric(counter, 'rtu'), masters, read);
  }
  yield* writeLags(`${PREFIX}master_lag_seconds`, masters, ({ slot, place }, into) =>
    lagOfMaster(gateway, slot, place, into),
  );
}

/** One metric with a number for each group or master; NaN: left out. */
function* writeEach(
  name: string,
  help: string,
  all: readonly Labelled[],
  read: (one: Labelled) => number,
): Generator<string> {
  yield metricHead(name, typeOf(name), help);
  for (const one of all) {
    const value = read(one);
    if (!Number.isNaN(value)) yield `${name}{${one.labels}} ${numberText(value)}\n`;
  }
}

/** A summary of each group or master. */
function* writeLags(
  name: string,
  all: readonly Labelled[],
  read: (one: Labelled, into: LatencyHistogram) => LatencyHistogram,
): Generator<string> {
  yield metricHead(name, 'summary', LAG_HELP);
  const used = new LatencyHistogram();
  for (const one of all) {
    const histogram = read(one, used);
    const figures = histogram.figures();
    let text = '';
    if (figures.count > 0) {
      for (const [key, quantile] of SHARES) {
        text += `${name}{${one.labels},quantile="${quantile}"} ${numberText(figures[key] / 1000)}\n`;
      }
    }
    text += `${name}_sum{${one.labels}} ${numberText(sumMsOf(histogram) / 1000)}\n`;
    yield `${text}${name}_count{${one.labels}} ${figures.count}\n`;
  }
}

function sumMsOf(histogram: LatencyHistogram): number {
  const { count, meanMs } = histogram.figures();
  return count > 0 ? count * meanMs : 0;
}

function labelsOf({ id, name, rtuNumber }: GroupDefinition): Record<string, string | number> {
  return { id, name, rtu_number: rtuNumber };
}
