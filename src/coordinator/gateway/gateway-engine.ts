/** The engine of the gateway: starts the shards, gives them their groups, and knows who is connected. `Gateway` in `gateway-api.ts` is its interface. */
import { join } from 'node:path';
import { allocateRing, RingProducer } from '../../channel/broadcast-ring.js';
import { settleLogLines } from '../../channel/dead-shard.js';
import type { GatewayShardEvent } from '../../channel/gateway/gateway-protocol.js';
import { GatewayTable, placesOf } from '../../channel/gateway/gateway-table.js';
import { LatencyTable } from '../../channel/latency-table.js';
import { GATEWAY_LOG, groupLogName } from '../../channel/log-names.js';
import { PauseTable } from '../../channel/pause-table.js';
import { ShardTable } from '../../channel/shard-table.js';
import { GROUP_COUNTER } from '../../gateway/counters.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { LogThread } from '../../log-writer/log-thread.js';
import { countOf } from '../../text/format.js';
import type { Hang, TimeStatusLine } from '../api.js';
import { COORDINATOR } from '../beat-timer.js';
import { BroadcastQueue } from '../broadcast-queue.js';
import { EngineClock } from '../engine-clock.js';
import { StartError } from '../errors.js';
import { LogStamps } from '../log-stamps.js';
import { Turns } from '../turns.js';
import { Watchdog } from '../watchdog.js';
import { Connections } from './connections.js';
import type { ConnectedMaster, Gateway, GatewayEvent, GroupRestart } from './gateway-api.js';
import type { GatewayOptions } from './gateway-options.js';
import { GatewayPool, placeGroups } from './gateway-pool.js';
import { restartGroup } from './restart-group.js';

/** Orderly end of the shards; the whole program has 2 s. */
const CLOSE_MS = 1500;
/** For the lines that shards left behind that did not end in order. */
const LAST_LINES_MS = 300;

/**
 * Starts the shards, which begin to connect to the RTUs.
 * Throws `StartError` (`SHARD`); then everything is stopped again.
 */
export async function startGateway(
  options: GatewayOptions,
  onEvent: (event: GatewayEvent) => void = () => {},
): Promise<Gateway> {
  const running = new RunningGateway(options);
  running.onEvent(onEvent);
  await running.start();
  return running;
}

class RunningGateway implements Gateway {
  readonly groups: GroupDefinition[];
  readonly table: GatewayTable;
  readonly lags: LatencyTable;
  readonly shardCounters: ShardTable;
  readonly pauses: PauseTable;
  readonly shards: number;
  readonly startedAt = Date.now();
  private readonly mostMasters: readonly number[];
  private readonly clock: EngineClock;
  private readonly ring: BroadcastQueue;
  private readonly pool: GatewayPool;
  private readonly logThread: LogThread;
  private readonly watchdog: Watchdog;
  private readonly stamps = new LogStamps(this.startedAt);
  private readonly connections: Connections;
  private readonly turns = new Turns();
  /** The groups as they were when their logs began: a port that the system chose is not in their names. */
  private readonly logged: GroupDefinition[];
  private readonly listeners = new Set<(event: GatewayEvent) => void>();
  /** Called when the restart of a group has reached the events of its links, by slot. */
  private readonly begun = new Map<number, () => void>();
  /** Events before the start is told; `undefined`: it is. */
  private early: GatewayEvent[] | undefined = [];
  /** ASDUs so far, when the watchdog last asked. */
  private moved = 0;

  constructor(private readonly options: GatewayOptions) {
    this.groups = [...options.groups];
    this.logged = [...options.groups];
    this.shards = Math.max(1, Math.min(options.shards, options.groups.length));
    this.mostMasters = options.groups.map(({ connections }) => connections);
    this.table = GatewayTable.allocate(options.groups);
    this.lags = LatencyTable.allocate(this.table.masterRows, this.shards);
    this.shardCounters = ShardTable.allocate(this.shards);
    this.pauses = PauseTable.allocate(this.shards);
    this.connections = new Connections(this.groups.length, (slot, place) =>
      place < 0 ? 0 : this.table.getMaster(slot, place, 'PORT'),
    );
    this.watchdog = new Watchdog(
      this.pauses,
      COORDINATOR,
      () => this.isMoving(),
      (news) => this.emit(news),
    );
    this.clock = new EngineClock(options.time);
    this.ring = new BroadcastQueue(new RingProducer(allocateRing(this.shards), this.shards));
    this.logThread = options.logThread ?? new LogThread();
    this.pool = this.makePool();
  }

  async start(): Promise<void> {
    const fromMs = performance.now();
    const loaded = (await this.pool.start()).reduce((sum, groups) => sum + groups, 0);
    if (loaded < this.groups.length) {
      await this.pool.destroy();
      if (this.options.logThread === undefined) await this.logThread.close(LAST_LINES_MS);
      throw new StartError('SHARD', ['a worker thread died while it started; see the lines above']);
    }
    const early = this.early ?? [];
    this.early = undefined;
    const ms = performance.now() - fromMs;
    this.emit({ kind: 'started', groups: this.groups.length, shards: this.shards, ms });
    for (const event of early) this.emit(event);
    this.clock.start(
      (wallOffsetMs) => this.ring.publish({ kind: 'clock', wallOffsetMs }),
      (status) => this.emit({ kind: 'time', status }),
    );
  }

  get placement(): readonly (readonly GroupDefinition[])[] {
    return this.pool.placement;
  }

  masters(slot: number): readonly ConnectedMaster[] {
    return this.connections.masters(slot);
  }

  rtuPeer(slot: number): string {
    return this.connections.rtu(slot);
  }

  restartGroup(slot: number, wish: Readonly<Record<string, string>>): Promise<GroupRestart> {
    return this.turns.take(async () => {
      const { groups, pool, stamps, logged } = this;
      const context = {
        ...{ groups, pool, stamps },
        mostMasters: (of: number) => this.mostMasters[of],
        hangs: () => this.hangs(),
      };
      const begun = new Promise<void>((resolve) => this.begun.set(slot, resolve));
      const result = await restartGroup(context, slot, wish);
      if (result.outcome === 'restarted') {
        const { group, changed } = result;
        // Its old links have ended for whoever looks now.
        await begun;
        logged[slot] = group;
        this.emit({ kind: 'restarted', group, changed, findings: [] });
      }
      return result;
    });
  }

  async closeMaster(slot: number, place: number, connection: number): Promise<boolean> {
    const shard = this.pool.shardOf(slot);
    return (await this.pool.ask(shard, (api) => api.closeMaster(slot, place, connection))) ?? false;
  }

  logFile(slot: number): string | undefined {
    const group = this.logged[slot];
    if (group === undefined) throw new RangeError(`no group has slot ${slot}`);
    if (group.log === 'none') return undefined;
    return join(this.options.logFolder, groupLogName(group, this.stamps.of(slot)));
  }

  watchThreads(): void {
    this.watchdog.begin();
  }

  hangs(): readonly Hang[] {
    return this.watchdog.hangs();
  }

  timeStatus(): TimeStatusLine {
    return this.clock.line();
  }

  wallNow(): number {
    return this.clock.now();
  }

  onEvent(listener: (event: GatewayEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.watchdog.close();
    this.clock.close();
    for (const shard of await this.pool.close(CLOSE_MS)) {
      const detail = `shard ${shard} did not end within ${CLOSE_MS} ms and was ended by force: its last lines may be missing`;
      this.emit({ kind: 'trouble', detail });
    }
    if (this.options.logThread === undefined) await this.logThread.close(LAST_LINES_MS);
  }

  private makePool(): GatewayPool {
    const { logFolder: folder, signalLog: signals, programLog } = this.options;
    return new GatewayPool({
      shards: this.shards,
      ring: this.ring,
      measures: {
        places: placesOf(this.groups),
        table: this.table.memory,
        lags: this.lags.memory,
        shards: this.shardCounters.memory,
        pauses: this.pauses.memory,
      },
      log: {
        folder,
        signals,
        startStamp: this.stamps.first,
        ...(programLog === 'written' ? { programLog: join(folder, GATEWAY_LOG) } : {}),
      },
      openLogs: () => this.logThread.connect(),
      wallOffsetMs: () => this.clock.wallOffsetMs,
      stamps: this.stamps.restarted,
      placement: placeGroups(this.groups, this.shards),
      onEvent: (_shard, event) => this.take(event),
      onDeath: (shard, detail) => this.shardDied(shard, detail),
      onRestart: (shard, [groups = 0], ms) => this.shardRestarted(shard, groups, ms),
    });
  }

  private take(event: GatewayShardEvent): void {
    if (event.kind === 'trouble') {
      const { slot, detail } = event;
      this.emit({ kind: 'trouble', detail, ...(slot < 0 ? {} : { group: this.groups[slot] }) });
      return;
    }
    const group = this.groups[event.slot];
    if (group === undefined) return;
    if (event.kind === 'link') {
      this.connections.take(event);
      this.emit({ ...event, group });
      return;
    }
    if (event.kind === 'begin') {
      this.connections.clear(event.slot);
      this.begun.get(event.slot)?.();
      return;
    }
    const ports = group.ports.map((port, i) => (i === event.port ? { ...port, port: event.number } : port));
    const opened = { ...group, ports };
    this.groups[event.slot] = opened;
    this.pool.place(opened, this.pool.shardOf(event.slot));
  }

  /** What a dead shard left is settled: its links count as ended, what only it had as undelivered. */
  private shardDied(shard: number, detail: string): void {
    const own = this.placement[shard] ?? [];
    if (shard >= 0) this.watchdog.forget(shard);
    let masters = 0;
    for (const { slot } of own) {
      const cells = this.table.group(slot);
      masters += cells[GROUP_COUNTER.MASTERS];
      cells[GROUP_COUNTER.RTU_LOSSES] += cells[GROUP_COUNTER.RTU_CONNECTED];
      cells[GROUP_COUNTER.UNDELIVERED] += cells[GROUP_COUNTER.AT_RISK];
      this.table.beginGroup(slot);
      this.connections.clear(slot);
      this.begun.get(slot)?.();
    }
    this.emit({ kind: 'shard-died', shard, detail, groups: own.length, masters });
    const lines = shard < 0 ? 0 : settleLogLines(this.shardCounters, shard);
    if (lines > 0)
      this.emit({
        kind: 'trouble',
        detail: `${countOf(lines, 'line')} of the logs went with shard ${shard}`,
      });
  }

  private shardRestarted(shard: number, groups: number, ms: number): void {
    for (const { slot } of this.placement[shard]) this.logged[slot] = this.groups[slot];
    this.emit({ kind: 'shard-restarted', shard, groups, ms });
  }

  /** Whether ASDUs have passed since it was last asked: then short pauses matter. */
  private isMoving(): boolean {
    const before = this.moved;
    this.moved = this.table.total('FROM_RTU') + this.table.total('FROM_MASTERS');
    return this.moved !== before;
  }

  private emit(event: GatewayEvent): void {
    if (this.early !== undefined && event.kind === 'link') {
      this.early.push(event);
      return;
    }
    for (const listener of this.listeners) listener(event);
  }
}
