/** The running simulator: shards with their RTUs, sends, events. See `interface.ts` for what it offers. */
import { allocateRing, RingProducer } from '../channel/broadcast-ring.js';
import { machineWallOffsetMs, monotonicMs } from '../channel/clock.js';
import type { RtuDefinition } from '../channel/definitions.js';
import type { ListenResult, ShardEvent } from '../channel/shard-protocol.js';
import { StatsTable } from '../channel/stats-table.js';
import type { SignalTable } from '../station/signal-table.js';
import { StartError } from './errors.js';
import type { Engine, EngineEvent, SendStatus } from './interface.js';
import { placeRtus } from './placement.js';
import { SendRegistry } from './send-registry.js';
import { ShardPool } from './shard-pool.js';

/** A common start lies this far ahead: time for every shard to wake up and watch the clock. */
const START_LEAD_MS = 3;
/** Orderly end of the shards; `spec.md` §6 allows 2 s for the whole program. */
const CLOSE_MS = 1500;

/** What an engine needs. */
export interface EngineOptions {
  /** `slot` counts from 0 without gaps. */
  rtus: readonly RtuDefinition[];
  /** By file name; every RTU's file is in it. */
  tables: ReadonlyMap<string, SignalTable>;
  shards: number;
  logFolder: string;
  signalLog: 'all' | 'none';
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `YYYYMMDDTHHMMSS`, local time. */
export function formatFileStamp(wallMs: number): string {
  const at = new Date(wallMs);
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/**
 * Starts the shards, loads every RTU, then opens every port.
 * Throws `StartError` (`PORTS`, `SHARD`) with nothing left running.
 */
export async function startEngine(
  options: EngineOptions,
  onEvent: (event: EngineEvent) => void = () => {},
): Promise<Engine> {
  const running = new RunningEngine(options);
  running.onEvent(onEvent);
  await running.start();
  return running;
}

class RunningEngine implements Engine {
  readonly rtus: RtuDefinition[];
  readonly stats: StatsTable;
  readonly shards: number;
  readonly startedAt = Date.now();
  private readonly ring: RingProducer;
  private readonly pool: ShardPool;
  private readonly registry: SendRegistry;
  private readonly listeners = new Set<(event: EngineEvent) => void>();
  private readonly wallOffsetMs = machineWallOffsetMs();
  private up = false;
  private masterWaiters: { count: number; resolve: () => void }[] = [];

  constructor(options: EngineOptions) {
    this.rtus = options.rtus.map((rtu) => ({ ...rtu }));
    this.shards = Math.max(1, Math.min(options.shards, options.rtus.length));
    this.stats = StatsTable.allocate(this.rtus.length);
    this.ring = new RingProducer(allocateRing(this.shards), this.shards);
    this.registry = new SendRegistry(this.shards, (what, send) => this.emit({ kind: 'send', what, send }));
    this.pool = new ShardPool({
      shards: this.shards,
      ring: this.ring,
      stats: this.stats,
      log: {
        folder: options.logFolder,
        signals: options.signalLog,
        startStamp: formatFileStamp(this.startedAt),
      },
      wallOffsetMs: () => this.wallOffsetMs,
      tables: options.tables,
      placement: placeRtus(this.rtus, this.shards),
      onEvent: (shard, event) => this.take(shard, event),
      onDeath: (shard, detail) => this.shardDied(shard, detail),
      onRestart: (shard, results, ms) => this.shardRestarted(shard, results, ms),
    });
  }

  async start(): Promise<void> {
    const fromMs = performance.now();
    const results = await this.pool.start();
    const failed = results.filter((result) => result.error !== undefined);
    if (failed.length > 0 || results.length < this.rtus.length) {
      await this.pool.destroy();
      const lines = failed.map((result) => this.describeFailure(result));
      throw lines.length > 0
        ? new StartError('PORTS', lines)
        : new StartError('SHARD', ['a worker thread died while it started; see the lines above']);
    }
    for (const { slot, port } of results) {
      const rtu = this.rtus[slot];
      if (rtu !== undefined) rtu.port = port;
    }
    this.up = true;
    const ms = performance.now() - fromMs;
    this.emit({ kind: 'started', rtus: this.rtus.length, shards: this.shards, ms });
  }

  send(index: number, durationMs: number): SendStatus {
    const nowMs = monotonicMs();
    const startMs = nowMs + START_LEAD_MS;
    const send = this.registry.open(index, durationMs, nowMs, startMs + this.wallOffsetMs);
    this.ring.publish({ kind: 'send', id: send.id, index, startMs, durationMs });
    return send;
  }

  stopSend(id: number): boolean {
    if (this.registry.find(id)?.state !== 'running') return false;
    this.ring.publish({ kind: 'stop', id });
    return true;
  }

  sends(): readonly SendStatus[] {
    return this.registry.list();
  }

  settled(id: number): Promise<SendStatus> {
    return this.registry.settled(id);
  }

  awaitMasters(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.masterWaiters.push({ count, resolve });
      this.checkMasters();
    });
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.pool.close(CLOSE_MS);
  }

  private take(shard: number, event: ShardEvent): void {
    switch (event.kind) {
      case 'link': {
        const rtu = this.rtus[event.slot];
        if (rtu !== undefined) this.emit({ ...event, rtu });
        if (event.what === 'startdt') this.checkMasters();
        break;
      }
      case 'trouble':
        this.emit({ kind: 'trouble', detail: event.detail });
        break;
      default:
        this.registry.take(shard, event);
    }
  }

  private checkMasters(): void {
    if (this.masterWaiters.length === 0) return;
    const started = this.stats.countNonZero('STARTED');
    const ready = this.masterWaiters.filter((waiter) => waiter.count <= started);
    this.masterWaiters = this.masterWaiters.filter((waiter) => waiter.count > started);
    for (const waiter of ready) waiter.resolve();
  }

  private shardDied(shard: number, detail: string): void {
    this.emit({ kind: 'shard-died', shard, detail });
    this.registry.shardDied(shard);
  }

  private shardRestarted(shard: number, results: ListenResult[], ms: number): void {
    for (const result of results) {
      if (result.error !== undefined) this.emit({ kind: 'trouble', detail: this.describeFailure(result) });
    }
    const rtus = results.filter((result) => result.error === undefined).length;
    this.emit({ kind: 'shard-restarted', shard, rtus, ms });
  }

  private describeFailure(result: ListenResult): string {
    const rtu = this.rtus[result.slot];
    return `RTU ${rtu?.no} ${rtu?.name}: ${result.error?.message}`;
  }

  private emit(event: EngineEvent): void {
    if (!this.up && event.kind === 'link') return;
    for (const listener of this.listeners) listener(event);
  }
}
