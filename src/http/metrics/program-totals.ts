/** Figures without labels, and those that every program with an API has. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { readListenDrops } from '../../figures/listen-drops.js';
import type { ApiContext, LiveCounts } from '../views/thread-views.js';

/** What `GET /metrics` answers. */
export interface Metrics {
  readonly contentType: string;
  /** Prometheus text, in pieces. */
  read(): AsyncIterable<string>;
  /** Stops listening to the program's events. */
  close(): void;
}

/** What the machine dropped before any program saw it, where the system tells. */
export function addMachineTotals(registry: Registry): void {
  if (readListenDrops() === undefined) return;
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

/** The version of the program. */
export function addInfo(registry: Registry, version: string): void {
  const info = new Gauge({
    name: 'iec104rs_info',
    help: 'version of the program',
    labelNames: ['version'],
    registers: [registry],
  });
  info.set({ version }, 1);
}

/** What the API counts of its own clients. */
export function addApiTotals(registry: Registry, { door, desk }: ApiContext): void {
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

/** What the live page counts. */
export function addLiveTotals(registry: Registry, live: LiveCounts): void {
  addTotal(registry, 'iec104rs_live_pages', 'live page: pages that are open', () => live.open);
  addTotal(
    registry,
    'iec104rs_live_pages_refused_total',
    'live page: pages refused because the most were open',
    () => live.refused,
  );
  addTotal(
    registry,
    'iec104rs_live_pages_too_slow_total',
    'live page: pages closed because they did not read what was sent',
    () => live.tooSlow,
  );
  addTotal(registry, 'iec104rs_live_ticks_total', 'live page: ticks made', () => live.seq);
}

/** Adds a figure without labels; one whose name ends with `_total` is a counter. */
export function addTotal(registry: Registry, name: string, help: string, read: () => number): void {
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
