/** The measurements of every thread as Prometheus text: of the simulator and of the gateway. */
import { LatencyHistogram } from '../../figures/latency-histogram.js';
import { PAUSE_FIGURES, SHARD_TIMES } from '../../figures/shard-catalog.js';
import type { ThreadSource } from '../views/thread-views.js';
import { histogramSamples, labelsText, metricHead, numberText, typeOf } from './prometheus-text.js';

const LOOP_DELAY = 'iec104rs_shard_event_loop_delay_seconds';
const HANG = 'iec104rs_shard_hang_seconds';
const HANG_HELP = 'worker thread: for how long it has not come round; 0: it answers';
const LOOP_DELAY_HELP =
  'worker thread: how late the event loop came round, asked every 20 ms while it works; the sum is exact to 4 µs a turn or 0.1 %';

/** The measurements of every shard, metric by metric. */
export function* writeThreadMetrics(source: ThreadSource): Generator<string> {
  const { shardCounters, latencies, counts, owned, shards } = source;
  const all = Array.from({ length: shards }, (_, shard) => ({ shard, labels: labelsText({ shard }) }));
  const owning = `iec104rs_shard_${owned.name}`;
  yield metricHead(owning, 'gauge', `${owned.help} of the worker thread`);
  for (const { shard, labels } of all) yield `${owning}{${labels}} ${owned.count(shard)}\n`;
  for (const { name: column, metric, help } of SHARD_TIMES) {
    const name = `iec104rs_shard_${metric}`;
    yield metricHead(name, typeOf(name), `worker thread: ${help}`);
    for (const { shard, labels } of all) {
      const ms = shardCounters.get(shard, column);
      // NaN: this system does not report it.
      if (!Number.isNaN(ms)) yield `${name}{${labels}} ${numberText(ms / 1000)}\n`;
    }
  }
  yield* writePauses(source, all);
  for (const { name: column, metric, help } of counts) {
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
  { pauses, hangs }: Pick<ThreadSource, 'pauses' | 'hangs'>,
  all: readonly { readonly shard: number; readonly labels: string }[],
): Generator<string> {
  for (const { metric, help, unit, read } of PAUSE_FIGURES) {
    const scale = unit === 'ms' ? 0.001 : 1;
    const ofShard = `iec104rs_shard_${metric}`;
    yield metricHead(ofShard, typeOf(ofShard), `worker thread: ${help}`);
    for (const { shard, labels } of all)
      yield `${ofShard}{${labels}} ${numberText(read(pauses.shard(shard)) * scale)}\n`;
    const ofCoordinator = `iec104rs_coordinator_${metric}`;
    yield metricHead(ofCoordinator, typeOf(ofCoordinator), `coordinator: ${help}`);
    yield `${ofCoordinator} ${numberText(read(pauses.coordinator) * scale)}\n`;
  }
  yield metricHead(HANG, 'gauge', HANG_HELP);
  const hanging = new Map(hangs().map(({ shard, forMs }) => [shard, forMs]));
  for (const { shard, labels } of all)
    yield `${HANG}{${labels}} ${numberText((hanging.get(shard) ?? 0) / 1000)}\n`;
}
