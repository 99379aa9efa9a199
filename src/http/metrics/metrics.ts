/** `GET /metrics`: the shared tables as Prometheus text, read again for each request. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { monotonicMs } from '../../channel/clock.js';
import { withoutRemoved } from '../../channel/definitions.js';
import type { Engine } from '../../coordinator/api.js';
import { describeMetric, metricScale, TOTAL_COUNTERS, totalOf } from '../../figures/counter-rules.js';
import { inSlices } from '../../figures/slices.js';
import type { LinkWatch } from '../views/link-watch.js';
import type { ApiContext, LiveCounts } from '../views/thread-views.js';
import { threadsOf } from '../views/views.js';
import { writeTotalMeasures } from './measure-metrics.js';
import {
  addApiTotals,
  addInfo,
  addLiveTotals,
  addMachineTotals,
  addTotal,
  type Metrics,
} from './program-totals.js';
import { writeRtuMetrics } from './rtu-metrics.js';
import { writeThreadMetrics } from './thread-metrics.js';

/** What is measured beside the engine. */
export interface MetricsSource extends ApiContext {
  readonly watch: LinkWatch;
  readonly version: string;
  /** Absent: there is no live page. */
  readonly live?: LiveCounts | undefined;
}

/** Makes the metrics. Deaths of shards count from this call on. */
export function createMetrics(engine: Engine, { watch, version, door, desk, live }: MetricsSource): Metrics {
  const registry = new Registry();
  for (const counter of TOTAL_COUNTERS) {
    if (counter.metric === undefined) continue;
    const read = (): number => totalOf(engine.stats, counter) * metricScale(counter);
    addTotal(registry, `iec104rs_${counter.metric}`, describeMetric(counter, 'all'), read);
  }
  const { stats } = engine;
  addTotal(registry, 'iec104rs_rtus', 'RTUs loaded', () => withoutRemoved(engine.rtus).length);
  addTotal(registry, 'iec104rs_rtus_listening', 'RTUs whose port is open', () =>
    stats.countNonZero('LISTENING'),
  );
  addTotal(registry, 'iec104rs_rtus_online', 'RTUs with a started connection', () =>
    stats.countNonZero('STARTED'),
  );
  addTotal(registry, 'iec104rs_shards', 'worker threads', () => engine.shards);
  addTotal(registry, 'iec104rs_sends_total', 'index sends ordered', () => engine.sends().at(-1)?.id ?? 0);
  addTotal(registry, 'iec104rs_sends_running', 'index sends that are not settled', () => {
    return engine.sends().filter(({ state }) => state !== 'settled').length;
  });
  addTotal(
    registry,
    'iec104rs_start_time_seconds',
    "the program's start, Unix time",
    () => engine.startedAt / 1000,
  );
  let deaths = 0;
  addTotal(
    registry,
    'iec104rs_shard_deaths_total',
    'worker threads that died and were started again',
    () => deaths,
  );
  addApiTotals(registry, { door, desk });
  if (live !== undefined) addLiveTotals(registry, live);
  addMachineTotals(registry);
  addInfo(registry, version);
  async function* read(): AsyncGenerator<string> {
    yield `${await registry.metrics()}\n`;
    await nextTurn();
    yield* inSlices(writeMeasures({ engine, watch, nowMs: monotonicMs() }));
  }
  const close = engine.onEvent((event) => {
    if (event.kind === 'shard-died') deaths++;
  });
  return { contentType: registry.contentType, read, close };
}

function* writeMeasures(source: { engine: Engine; watch: LinkWatch; nowMs: number }): Generator<string> {
  yield* writeTotalMeasures(source);
  yield* writeThreadMetrics(threadsOf(source.engine));
  yield* writeRtuMetrics(source);
}
