/** The measurements over all RTUs, and those of every shard, as Prometheus text. */

import type { ShardLatency } from '../../channel/latency-table.js';
import type { Engine } from '../../coordinator/api.js';
import { metricScale } from '../../figures/counter-rules.js';
import { LatencyHistogram } from '../../figures/latency-histogram.js';
import { mergeShards } from '../../figures/latency-summaries.js';
import { PAUSE_FIGURES, SHARD_COUNTS, SHARD_TIMES } from '../../figures/shard-catalog.js';
import type { CounterName } from '../../station/measures/counters.js';
import { DERIVED_FIELDS, type DerivedSource } from '../views/derived-fields.js';
import { histogramSamples, labelsText, metricHead, numberText } from './prometheus-text.js';

/** A histogram over all RTUs. */
interface TotalHistogram {
  name: string;
  help: string;
  what: ShardLatency;
  sum: CounterName;
}

const HISTOGRAMS: readonly TotalHistogram[] = [
  {
    name: 'iec104rs_ack_latency_seconds',
    help: 'all RTUs: time from an I frame to its acknowledgement',
    what: 'acknowledgement',
    sum: 'ACK_SUM_MS',
  },
  {
    name: 'iec104rs_command_round_trip_seconds',
    help: 'all RTUs: time from the arrival of a command to the acknowledgement of its last confirmation',
    what: 'command',
    sum: 'COMMAND_SUM_MS',
  },
];

const LOOP_DELAY = 'iec104rs_shard_event_loop_delay_seconds';
const HANG = 'iec104rs_shard_hang_seconds';
const HANG_HELP = 'worker thread: for how long it has not come round; 0: it answers';
const LOOP_DELAY_HELP =
  'worker thread: how late the event loop came round, asked every 20 ms while it works; the sum is exact to 4 µs a turn or 0.1 %';

/** Derived figures and histograms over all RTUs, metric by metric. */
export function* writeTotalMeasures(source: DerivedSource & { engine: Engine }): Generator<string> {
  const { engine } = source;
  const { stats } = engine;
  for (const field of DERIVED_FIELDS) {
    const name = `iec104rs_${field.metric}`;
    const value = field.ofAll(source);
    yield metricHead(name, typeOf(name), helpOf(field.totalDescription));
    if (!Number.isNaN(value)) yield `${name} ${numberText(value * metricScale(field))}\n`;
  }
  for (const { name, help, what, sum } of HISTOGRAMS) {
    yield metricHead(name, 'histogram', help);
    yield histogramSamples(name, mergeShards(engine, what, 'start'), stats.total(sum));
  }
}

/** The measurements of every shard, metric by metric. */
export function* writeShardMetrics(engine: Engine): Generator<string> {
  const { shardCounters, latencies, placement, shards } = engine;
  const all = Array.from({ length: shards }, (_, shard) => ({ shard, labels: labelsText({ shard }) }));
  yield metricHead('iec104rs_shard_rtus', 'gauge', 'RTUs of the worker thread');
  for (const { shard, labels } of all)
    yield `iec104rs_shard_rtus{${labels}} ${placement[shard]?.length ?? 0}\n`;
  for (const { name: column, metric, help } of SHARD_TIMES) {
    const name = `iec104rs_shard_${metric}`;
    yield metricHead(name, typeOf(name), `worker thread: ${help}`);
    for (const { shard, labels } of all) {
      const ms = shardCounters.get(shard, column);
      // NaN: this system does not report it.
      if (!Number.isNaN(ms)) yield `${name}{${labels}} ${numberText(ms / 1000)}\n`;
    }
  }
  yield* writePauses(engine, all);
  for (const { name: column, metric, help } of SHARD_COUNTS) {
    const name = `iec104rs_shard_${metric}`;
    yield metricHead(name, typeOf(name), `worker thread: ${help}`);
    for (const { shard, labels } of all) yield `${name}{${labels}} ${shardCounters.get(shard, column)}\n`;
  }
  yield metricHead(LOOP_DELAY, 'histogram', LOOP_DELAY_HELP);
  for (const { shard } of all) {
    const histogram = new LatencyHistogram().add(latencies.shard(shard, 'loop-delay'));
    const { count, meanMs } = histogram.figures();
    yield histogramSamples(LOOP_DELAY, histogram, count > 0 ? count * meanMs : 0, { shard });
  }
}

/** Pauses of the shards and of the coordinator, and the shards that hang. */
function* writePauses(
  engine: Engine,
  all: readonly { readonly shard: number; readonly labels: string }[],
): Generator<string> {
  for (const { metric, help, unit, read } of PAUSE_FIGURES) {
    const scale = unit === 'ms' ? 0.001 : 1;
    const ofShard = `iec104rs_shard_${metric}`;
    yield metricHead(ofShard, typeOf(ofShard), `worker thread: ${help}`);
    for (const { shard, labels } of all)
      yield `${ofShard}{${labels}} ${numberText(read(engine.pauses.shard(shard)) * scale)}\n`;
    const ofCoordinator = `iec104rs_coordinator_${metric}`;
    yield metricHead(ofCoordinator, typeOf(ofCoordinator), `coordinator: ${help}`);
    yield `${ofCoordinator} ${numberText(read(engine.pauses.coordinator) * scale)}\n`;
  }
  yield metricHead(HANG, 'gauge', HANG_HELP);
  const hangs = new Map(engine.hangs().map(({ shard, forMs }) => [shard, forMs]));
  for (const { shard, labels } of all)
    yield `${HANG}{${labels}} ${numberText((hangs.get(shard) ?? 0) / 1000)}\n`;
}

/** The type of a metric, by its name: those that end with `_total` are counters. */
export function typeOf(name: string): 'counter' | 'gauge' {
  return name.endsWith('_total') ? 'counter' : 'gauge';
}

/** The help of a metric from the description of a derived figure: the unit is in the name, and `null` becomes a missing sample. */
export function helpOf(description: string): string {
  return description.replace(/, ms\b/, '').replace('; null: ', '; left out: ');
}
