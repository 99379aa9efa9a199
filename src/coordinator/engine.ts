/** The engine: starts the shards, sends them orders, and adds up their reports. `Engine` in `api.ts` is its interface. */
import { join } from 'node:path';
import { allocateRing, type Broadcast, RingProducer } from '../channel/broadcast-ring.js';
import { monotonicMs } from '../channel/clock.js';
import type { RtuDefinition } from '../channel/definitions.js';
import { LatencyTable } from '../channel/latency-table.js';
import { PROGRAM_LOG } from '../channel/log-names.js';
import { PauseTable } from '../channel/pause-table.js';
import { SendTable } from '../channel/send-table.js';
import type { ListenResult, ShardEvent } from '../channel/shard-protocol.js';
import { ShardTable } from '../channel/shard-table.js';
import { StatsTable } from '../channel/stats-table.js';
import type { LatencyMark } from '../figures/latency-mark.js';
import { LogThread } from '../log-writer/log-thread.js';
import { Expectations } from '../reactions/expectations.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type {
  AddResult,
  Engine,
  EngineEvent,
  Hang,
  RemovalResult,
  RestartResult,
  RestartWish,
  SendOptions,
  SendStatus,
  TimeStatusLine,
} from './api.js';
import { COORDINATOR } from './beat-timer.js';
import { BroadcastQueue } from './broadcast-queue.js';
import type { DatabaseStore } from './databases/database-store.js';
import { startDatabases } from './databases/start-databases.js';
import { EngineClock } from './engine-clock.js';
import type { EngineOptions } from './engine-options.js';
import { StartError } from './errors.js';
import { FaultRegistry } from './fault-registry.js';
import { LogStamps } from './log-stamps.js';
import { MasterWaiters } from './master-waiters.js';
import { placeRtus } from './placement.js';
import { Points } from './points.js';
import { NO_REACTIONS, ReactionDesk } from './reaction-desk.js';
import { RtuChanges, SPARE_ROWS } from './rtu-changes.js';
import { RunMarks } from './run-marks.js';
import { SendRegistry } from './send-registry.js';
import { buryShard, describeFailures, sendMemory, shardReturned } from './shard-death.js';
import { ShardPool } from './shard-pool.js';
import { Watchdog } from './watchdog.js';

/** A common start is this far in the future, so that every shard has time to wake up and watch the clock. */
const START_LEAD_MS = 2;
/** Orderly end of the shards; `docs/behaviour.md` §6 allows 2 s for the whole program. */
const CLOSE_MS = 1500;
/** For the lines that shards left behind that did not end in order. */
const LAST_LINES_MS = 300;

/**
 * Starts the shards, loads every RTU, then opens every port.
 * Throws `StartError` (`PORTS`, `SHARD`); then everything is stopped again.
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
  readonly pauses: PauseTable;
  private readonly sendTable: SendTable;
  readonly tables: ReadonlyMap<string, SignalTable>;
  readonly shards: number;
  readonly startedAt = Date.now();
  readonly points: Points;
  readonly faults: FaultRegistry;
  readonly reactions: ReactionDesk;
  private readonly watchdog: Watchdog;
  private readonly clock: EngineClock;
  private readonly ring: BroadcastQueue;
  private readonly pool: ShardPool;
  private readonly logThread: LogThread;
  private readonly registry: SendRegistry;
  private readonly databases: DatabaseStore | undefined;
  private readonly stamps = new LogStamps(this.startedAt);
  private readonly changes: RtuChanges;
  private readonly masters = new MasterWaiters(
    () => this.stats.countNonZero('STARTED'),
    () => this.placement.reduce((sum, { length }) => sum + length, 0),
  );
  private readonly listeners = new Set<(event: EngineEvent) => void>();
  private readonly marks: RunMarks;
  private up = false;

  constructor(private readonly options: EngineOptions) {
    this.rtus = options.rtus.map((rtu) => ({ ...rtu }));
    this.shards = Math.max(1, Math.min(options.shards, options.rtus.length));
    const rows = this.rtus.length + SPARE_ROWS;
    this.stats = StatsTable.allocate(rows);
    this.latencies = LatencyTable.allocate(rows, this.shards);
    this.shardCounters = ShardTable.allocate(this.shards);
    this.pauses = PauseTable.allocate(this.shards);
    this.watchdog = new Watchdog(
      this.pauses,
      COORDINATOR,
      () => this.registry.anyOpen,
      (news) => this.emit(news),
    );
    this.sendTable = SendTable.allocate(this.shards);
    this.marks = new RunMarks(this.latencies, this.stats);
    this.clock = new EngineClock(options.time);
    this.ring = new BroadcastQueue(new RingProducer(allocateRing(this.shards), this.shards));
    this.registry = new SendRegistry(
      this.shards,
      { wallMs: () => this.wallNow(), monotonicMs },
      (what, send) => this.emit({ kind: 'send', what, send }),
      sendMemory(this.sendTable, this),
    );
    const orders = {
      publish: (broadcast: Broadcast) => this.ring.publish(broadcast),
      clock: { wallMs: () => this.wallNow(), monotonicMs },
    };
    this.reactions = new ReactionDesk(
      options.reactions ?? NO_REACTIONS,
      { ...orders, report: (outcome) => this.emit({ kind: 'reaction', outcome }) },
      options.watchedCommands,
      options.expectations === undefined ? undefined : new Expectations(options.expectations),
    );
    this.faults = new FaultRegistry({
      ...orders,
      hasSlot: (slot) => this.rtus[slot] !== undefined && this.rtus[slot].removed === undefined,
      report: (what, fault) => this.emit({ kind: 'fault', what, fault }),
    });
    this.databases = startDatabases(options, (news) => this.changes.reload(news));
    this.tables = this.databases?.tables ?? options.tables;
    this.logThread = options.logThread ?? new LogThread();
    this.pool = this.makePool();
    this.points = new Points(this.pool);
    const { rtus, stats, pool, stamps, tables, databases } = this;
    this.changes = new RtuChanges({
      ...{ rtus, stats, pool, stamps, tables, databases },
      hangs: () => this.hangs(),
      left: (slot) => {
        this.faults.shardDied([slot]);
        this.masters.check();
      },
      emit: (event) => this.emit(event),
    });
  }

  async start(): Promise<void> {
    const fromMs = performance.now();
    const results = await this.pool.start();
    const failed = results.filter((result) => result.error !== undefined);
    if (failed.length > 0 || results.length < this.rtus.length) {
      this.databases?.close();
      await this.pool.destroy();
      if (this.options.logThread === undefined) await this.logThread.close(LAST_LINES_MS);
      const { lines, missingAddresses } = describeFailures(failed, this.rtus);
      throw lines.length > 0
        ? new StartError('PORTS', lines, missingAddresses)
        : new StartError('SHARD', ['a worker thread died while it started; see the lines above']);
    }
    for (const { slot, port } of results) {
      const rtu = this.rtus[slot];
      if (rtu !== undefined) rtu.port = port;
    }
    this.up = true;
    const ms = performance.now() - fromMs;
    this.emit({ kind: 'started', rtus: this.rtus.length, shards: this.shards, ms });
    this.clock.start(
      (wallOffsetMs) => this.ring.publish({ kind: 'clock', wallOffsetMs }),
      (status) => this.emit({ kind: 'time', status }),
    );
  }

  // Time

  timeStatus(): TimeStatusLine {
    return this.clock.line();
  }

  wallNow(): number {
    return this.clock.now();
  }

  // Sends and runs

  get runMark(): LatencyMark {
    return this.marks.newest;
  }

  markRun(): LatencyMark {
    return this.marks.record();
  }

  releaseRun(): void {
    this.marks.release();
  }

  send(index: number, durationMs: number, { startMs, ...options }: SendOptions = {}): SendStatus {
    const opensRun = startMs === undefined && !this.registry.anyOpen;
    const nowMs = monotonicMs();
    // Before the shards hear of it: this thread may be kept from going on until they have begun.
    if (opensRun) this.marks.mark();
    const commonStartMs = Math.max(startMs ?? 0, monotonicMs() + START_LEAD_MS);
    // First frames are measured from the request, or from the start instant if the request has one.
    const requestedMs = startMs === undefined ? nowMs : commonStartMs;
    const startedAt = commonStartMs + this.clock.wallOffsetMs;
    const work = { index, durationMs, ...options, startMs: commonStartMs };
    const send = this.registry.open({ work, requestedMs, startedAt });
    try {
      this.ring.publish({ kind: 'send', order: { ...work, id: send.id } });
    } catch (error) {
      this.registry.drop(send.id);
      throw error;
    }
    return send;
  }

  stopSend(id: number): boolean {
    const send = this.registry.find(id);
    if (send === undefined || send === 'gone' || send.state !== 'running') return false;
    if (send.stopped) return true;
    this.ring.publish({ kind: 'stop', id });
    this.registry.noteStopped(id);
    return true;
  }

  stopSends(): void {
    this.ring.publish({ kind: 'stop', id: 0 });
    for (const { id, state } of this.registry.list()) if (state === 'running') this.registry.noteStopped(id);
  }

  sends(): readonly SendStatus[] {
    return this.registry.list();
  }

  findSend(id: number): SendStatus | 'gone' | undefined {
    return this.registry.find(id);
  }

  settled(id: number): Promise<SendStatus> {
    return this.registry.settled(id);
  }

  awaitMasters(count: number): Promise<void> {
    return this.masters.reached(count);
  }

  // RTUs and their files

  restartRtu(slot: number, wish: RestartWish): Promise<RestartResult> {
    return this.changes.restart(slot, wish);
  }

  removeRtu(slot: number, together?: ReadonlySet<number>): Promise<RemovalResult> {
    return this.changes.remove(slot, together);
  }

  addRtu(definition: RtuDefinition): Promise<AddResult> {
    return this.changes.add(definition);
  }

  get placement(): readonly (readonly RtuDefinition[])[] {
    return this.pool.placement;
  }

  logFiles(slot: number): { main: string; interrogation: string } {
    return this.stamps.filesOf(this.rtuAt(slot), this.options.logFolder);
  }

  dataFile(slot: number): string {
    return join(this.options.databases?.folder ?? '', this.rtuAt(slot).ioFile);
  }

  logStamp(slot: number): string {
    return this.stamps.of(slot);
  }

  // The engine itself

  watchThreads(): void {
    this.watchdog.begin();
  }

  hangs(): Hang[] {
    return this.watchdog.hangs();
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.watchdog.close();
    this.reactions.close();
    this.databases?.close();
    this.clock.close();
    for (const shard of await this.pool.close(CLOSE_MS)) {
      const detail = `shard ${shard} did not end within ${CLOSE_MS} ms and was ended by force: its last lines may be missing`;
      this.emit({ kind: 'trouble', detail });
    }
    if (this.options.logThread === undefined) await this.logThread.close(LAST_LINES_MS);
  }

  private makePool(): ShardPool {
    const { logFolder: folder, signalLog: signals, sentList, programLog } = this.options;
    return new ShardPool({
      shards: this.shards,
      ring: this.ring,
      measures: {
        rtus: this.stats.rows,
        stats: this.stats.memory,
        latencies: this.latencies.memory,
        shards: this.shardCounters.memory,
        pauses: this.pauses.memory,
        sends: this.sendTable.memory,
      },
      log: {
        folder,
        signals,
        startStamp: this.stamps.first,
        ...(sentList === undefined ? {} : { sentList }),
        ...(programLog === 'written' ? { programLog: join(folder, PROGRAM_LOG) } : {}),
      },
      ...this.reactions.watched,
      openLogs: () => this.logThread.connect(),
      wallOffsetMs: () => this.clock.wallOffsetMs,
      tables: this.tables,
      stamps: this.stamps.restarted,
      placement: placeRtus(this.rtus, this.shards),
      onEvent: (shard, event) => this.take(shard, event),
      onDeath: (shard, detail) => this.shardDied(shard, detail),
      onSkip: (shard) => this.registry.shardDied(shard),
      onRestart: (shard, results, ms) => this.shardRestarted(shard, results, ms),
    });
  }

  private rtuAt(slot: number): RtuDefinition {
    const rtu = this.rtus[slot];
    if (rtu === undefined) throw new RangeError(`no RTU has slot ${slot}`);
    return rtu;
  }

  private take(shard: number, event: ShardEvent): void {
    switch (event.kind) {
      case 'link': {
        const rtu = this.rtus[event.slot];
        if (rtu !== undefined) this.emit({ ...event, rtu });
        if (event.what === 'startdt') this.masters.check();
        break;
      }
      case 'fault':
        this.faults.take(event);
        break;
      case 'reactions':
        this.reactions.take(event.news);
        break;
      case 'trouble':
        this.emit({ kind: 'trouble', detail: event.detail });
        break;
      default:
        this.registry.take(shard, event);
    }
  }

  private shardDied(shard: number, detail: string): void {
    if (shard >= 0) this.watchdog.forget(shard);
    const rtus = { own: this.placement[shard] ?? [], all: this.rtus };
    const at = { monotonicMs: monotonicMs(), wallMs: this.wallNow() };
    for (const event of buryShard(this, shard, detail, rtus, at)) this.emit(event);
    this.registry.shardDied(shard);
    this.faults.shardDied(rtus.own.map(({ slot }) => slot));
  }

  private shardRestarted(shard: number, results: ListenResult[], ms: number): void {
    for (const event of shardReturned(shard, results, this.rtus, ms)) this.emit(event);
  }

  private emit(event: EngineEvent): void {
    if (!this.up && event.kind === 'link') return;
    for (const listener of this.listeners) listener(event);
  }
}
