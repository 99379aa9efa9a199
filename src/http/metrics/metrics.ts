/** `GET /metrics`: the shared tables as Prometheus text, read again for each request. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, Registry } from 'prom-client';
import { monotonicMs } from '../../channel/clock.js';
import { withoutRemoved } from '../../channel/definitions.js';
import type { Engine } from '../../coordinator/api.js';
import { describeMetric, metricScale, TOTAL_COUNTERS, totalOf } from '../../figures/counter-rules.js';
import { readListenDrops } from '../../figures/listen-drops.js';
import { inSlices } from '../../figures/slices.js';
import type { LinkWatch } from '../views/link-watch.js';
import type { ApiContext } from '../views/views.js';
import { writeShardMetrics, writeTotalMeasures } from './measure-metrics.js';
import { writeRtuMetrics } from './rtu-metrics.js';

/** Metrics of an engine. */
export interface Metrics {
  readonly contentType: string;
  /** Prometheus text, in pieces. */
  read(): AsyncIterable<string>;
  /** Stops listening to the engine's events. */
  close(): void;
}

/** What is measured beside the engine. */
export interface MetricsSource extends ApiContext {
  readonly watch: LinkWatch;
  readonly version: string;
}

/** Makes the metrics. Deaths of shards count from this call on. */
export function createMetrics(engine: Engine, { watch, version, door, desk }: MetricsSource): Metrics {
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
  if (readListenDrops() !== undefined) {
    addTotal(
      registry,
      'iec104rs_machine_listen_overflows_total',
      "this machine since its start: connections that found a full listen queue, any program's",
      () => readListenDrops()?.overflows ?? 0,
    );
    addTotal(
      registry,
      'iec104rs_machine_listen_drops_total',
      "this machine since its start: connections that listening ports dropped, any program's",
      () => readListenDrops()?.drops ?? 0,
    );
  }
  const info = new Gauge({
    name: 'iec104rs_info',
    help: 'version of the program',
    labelNames: ['version'],
    registers: [registry],
  });
  info.set({ version }, 1);
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
  yield* writeShardMetrics(source.engine);
  yield* writeRtuMetrics(source);
}

/** What the API counts of its own clients. */
function addApiTotals(registry: Registry, { door, desk }: ApiContext): void {
  addTotal(registry, 'iec104rs_api_connections', 'HTTP API: connections open now', () => door.open);
  addTotal(
    registry,
    'iec104rs_api_connections_refused_total',
    'HTTP API: connections closed at once, because the most were open',
    () => door.refused,
  );
  addTotal(
    registry,
    'iec104rs_api_connections_timed_out_total',
    'HTTP API: connections closed because a request, or the taking of an answer, took too long',
    () => door.timedOut,
  );
  addTotal(
    registry,
    'iec104rs_api_connections_malformed_total',
    'HTTP API: connections closed because what came was no HTTP request',
    () => door.malformed,
  );
  addTotal(
    registry,
    'iec104rs_api_requests_busy_total',
    'HTTP API: requests refused because too many waited for long answers',
    () => desk.refused,
  );
}

function addTotal(registry: Registry, name: string, help: string, read: () => number): void {
  const options = { name, help, registers: [registry] };
  if (name.endsWith('_total')) {
    new Counter({
      ...options,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  } else {
    new Gauge({
      ...options,
      collect() {
        this.set(read());
      },
    });
  }
}
