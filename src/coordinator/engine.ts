/** The running simulator: shards with their RTUs, sends, events. See `api.ts` for what it offers. */
import { join } from 'node:path';
import { allocateRing, RingProducer } from '../channel/broadcast-ring.js';
import { machineWallOffsetMs, monotonicMs } from '../channel/clock.js';
import type { Finding, RtuDefinition } from '../channel/definitions.js';
import { LatencyTable } from '../channel/latency-table.js';
import { formatFileStamp, logFileName } from '../channel/log-names.js';
import type { ListenResult, ShardEvent } from '../channel/shard-protocol.js';
import { ShardTable } from '../channel/shard-table.js';
import { StatsTable } from '../channel/stats-table.js';
import { type LatencyMark, markLatencies } from '../figures/latency-mark.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { Engine, EngineEvent, RestartResult, SendOptions, SendStatus, TimeStatusLine } from './api.js';
import { type DatabaseNews, DatabaseStore } from './databases/database-store.js';
import { StartError } from './errors.js';
import { placeRtus } from './placement.js';
import { restartRtu } from './restart.js';
import { SendRegistry } from './send-registry.js';
import { ShardPool } from './shard-pool.js';
import type { ClockSetter } from './time/clock-setter.js';
import { startTimeService, type TimeService } from './time/time-service.js';

/** A common start lies this far ahead: time for every shard to wake up and watch the clock. */
const START_LEAD_MS = 2;
/** Orderly end of the shards; `docs/behaviour.md` §6 allows 2 s for the whole program. */
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
  /** Path of the sent list, which is there with its header. */
  sentList?: string;
  /** NTP servers; without it time is the machine's. */
  time?: {
    servers: readonly string[];
    updateEverySec: number;
    /** Sets the machine's clock; absent: never. */
    setClock?: ClockSetter;
  };
  /** Where the tables came from; without it files are neither watched nor read again. */
  databases?: {
    /** As `loadConfiguration` had it. */
    folder: string;
    /** What was found in them, and perhaps in other files. */
    findings: readonly Finding[];
    /** Wall time before the first was read, ms since 1970. */
    readAtMs: number;
  };
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
  readonly latencies: LatencyTable;
  readonly shardCounters: ShardTable;
  readonly tables: ReadonlyMap<string, SignalTable>;
  readonly shards: number;
  readonly startedAt = Date.now();
  private readonly ring: RingProducer;
  private readonly pool: ShardPool;
  private readonly registry: SendRegistry;
  private readonly databases: DatabaseStore | undefined;
  /** When RTUs that were restarted were started last, ms since 1970, by slot; and as stamps. */
  private readonly restartedAt = new Map<number, number>();
  private readonly stamps = new Map<number, string>();
  /** Reloads and restarts come one after the other. */
  private changes: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(event: EngineEvent) => void>();
  private mark: LatencyMark;
  private wallOffsetMs = machineWallOffsetMs();
  private timeService: TimeService | undefined;
  private up = false;
  private masterWaiters: { count: number; resolve: () => void }[] = [];

  constructor(private readonly options: EngineOptions) {
    this.rtus = options.rtus.map((rtu) => ({ ...rtu }));
    this.shards = Math.max(1, Math.min(options.shards, options.rtus.length));
    this.stats = StatsTable.allocate(this.rtus.length);
    this.latencies = LatencyTable.allocate(this.rtus.length, this.shards);
    this.shardCounters = ShardTable.allocate(this.shards);
    this.mark = markLatencies(this.latencies, this.stats, monotonicMs());
    this.ring = new RingProducer(allocateRing(this.shards), this.shards);
    this.registry = new SendRegistry(
      this.shards,
      () => this.wallNow(),
      (what, send) => this.emit({ kind: 'send', what, send }),
    );
    const { databases, tables } = options;
    if (databases !== undefined) {
      const { folder, findings, readAtMs } = databases;
      this.databases = new DatabaseStore(folder, tables, findings, readAtMs, (news) => this.reload(news));
    }
    this.tables = this.databases?.tables ?? tables;
    this.pool = new ShardPool({
      shards: this.shards,
      ring: this.ring,
      measures: {
        rtus: this.rtus.length,
        stats: this.stats.memory,
        latencies: this.latencies.memory,
        shards: this.shardCounters.memory,
      },
      log: {
        folder: options.logFolder,
        signals: options.signalLog,
        startStamp: formatFileStamp(this.startedAt),
        ...(options.sentList === undefined ? {} : { sentList: options.sentList }),
      },
      wallOffsetMs: () => this.wallOffsetMs,
      tables: this.tables,
      stamps: this.stamps,
      placement: placeRtus(this.rtus, this.shards),
      onEvent: (shard, event) => this.take(shard, event),
      onDeath: (shard, detail) => this.shardDied(shard, detail),
      onSkip: (shard) => this.registry.shardDied(shard),
      onRestart: (shard, results, ms) => this.shardRestarted(shard, results, ms),
    });
  }

  async start(): Promise<void> {
    const fromMs = performance.now();
    const results = await this.pool.start();
    const failed = results.filter((result) => result.error !== undefined);
    if (failed.length > 0 || results.length < this.rtus.length) {
      this.databases?.close();
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
    this.startTime();
  }

  timeStatus(): TimeStatusLine {
    const { state, text } = this.timeService?.status ?? { state: 'off', text: '' };
    return { text, state: state === 'updated' ? 'good' : state === 'trying' ? 'busy' : 'bad' };
  }

  wallNow(): number {
    return monotonicMs() + this.wallOffsetMs;
  }

  get runMark(): LatencyMark {
    return this.mark;
  }

  markRun(): LatencyMark {
    this.mark = markLatencies(this.latencies, this.stats, monotonicMs());
    return this.mark;
  }

  send(index: number, durationMs: number, { startMs, ...options }: SendOptions = {}): SendStatus {
    const work = { index, durationMs, ...options };
    const opensRun = startMs === undefined && !this.registry.anyOpen;
    const nowMs = monotonicMs();
    const commonStartMs = Math.max(startMs ?? 0, nowMs + START_LEAD_MS);
    // A start that was named ahead is what the first frame is measured from.
    const requestedMs = startMs === undefined ? nowMs : commonStartMs;
    const send = this.registry.open({
      work,
      requestedMs,
      startedAt: commonStartMs + this.wallOffsetMs,
    });
    try {
      this.ring.publish({ kind: 'send', order: { ...work, id: send.id, startMs: commonStartMs } });
    } catch (error) {
      this.registry.drop(send.id);
      throw error;
    }
    // While the shards wait for the common start: nothing of this run is acknowledged yet.
    if (opensRun) this.markRun();
    return send;
  }

  stopSend(id: number): boolean {
    if (this.registry.find(id)?.state !== 'running') return false;
    this.ring.publish({ kind: 'stop', id });
    this.registry.noteStopped(id);
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

  restartRtu(slot: number, fields: Readonly<Record<string, string>>): Promise<RestartResult> {
    return this.inTurn(async () => {
      const { rtus, pool, tables, databases } = this;
      const result = await restartRtu(
        {
          rtus,
          pool,
          openTable: (file) => {
            const table = tables.get(file);
            if (table !== undefined) return { table, findings: [] };
            return databases?.open(file) ?? { findings: [] };
          },
          nextStamp: (of) => formatFileStamp(this.nextStartMs(of)),
          started: (of, stamp) => {
            this.restartedAt.set(of, this.nextStartMs(of));
            this.stamps.set(of, stamp);
          },
        },
        slot,
        fields,
      );
      databases?.keepOnly(new Set(rtus.map((rtu) => rtu.ioFile)));
      if (result.outcome === 'restarted') {
        const { rtu, changed, findings } = result;
        this.emit({ kind: 'restarted', rtu, changed, findings: [...findings] });
      }
      return result;
    });
  }

  get placement(): readonly (readonly RtuDefinition[])[] {
    return this.pool.placement;
  }

  logFiles(slot: number): { main: string; interrogation: string } {
    const { name, rtuNumber, port, bind } = this.rtuAt(slot);
    const path = (kind: 'main' | 'interrogation'): string =>
      join(this.options.logFolder, logFileName(name, rtuNumber, port, bind, this.logStamp(slot), kind));
    return { main: path('main'), interrogation: path('interrogation') };
  }

  dataFile(slot: number): string {
    return join(this.options.databases?.folder ?? '', this.rtuAt(slot).ioFile);
  }

  logStamp(slot: number): string {
    return this.stamps.get(slot) ?? formatFileStamp(this.startedAt);
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.databases?.close();
    this.timeService?.close();
    await this.pool.close(CLOSE_MS);
  }

  /** Asks the NTP servers, or follows the machine's clock where there are none. */
  private startTime(): void {
    const { servers = [], updateEverySec = 900, setClock } = this.options.time ?? {};
    this.timeService = startTimeService({
      servers,
      updateEverySec,
      setClock,
      now: monotonicMs,
      initialWallOffsetMs: this.wallOffsetMs,
      onOffset: (wallOffsetMs) => {
        this.wallOffsetMs = wallOffsetMs;
        this.ring.publish({ kind: 'clock', wallOffsetMs });
      },
      onStatus: (status) => this.emit({ kind: 'time', status }),
    });
    const { status } = this.timeService;
    if (status.state !== 'off') this.emit({ kind: 'time', status });
  }

  /** When an RTU that starts now is said to start, so that the names of its logs, in whole seconds, differ from those before. */
  private nextStartMs(slot: number): number {
    return Math.max(Date.now(), (this.restartedAt.get(slot) ?? this.startedAt) + 1000);
  }

  private reload(news: DatabaseNews): void {
    void this.inTurn(async () => {
      if (news.kind === 'kept') {
        this.emit(news);
        return;
      }
      const { table, findings } = news;
      const rtus = await this.pool.reload(table);
      const { file, version, rows } = table;
      this.emit({ kind: 'reloaded', file, version, rows, rtus, findings });
    });
  }

  private rtuAt(slot: number): RtuDefinition {
    const rtu = this.rtus[slot];
    if (rtu === undefined) throw new RangeError(`no RTU has slot ${slot}`);
    return rtu;
  }

  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const result = this.changes.then(job);
    this.changes = result.catch(() => {});
    return result;
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
