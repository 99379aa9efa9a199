/**
 * A shard: a thread that owns the sockets, deadlines and logs of its RTUs (`design.md`, threads).
 * Socket octets → deframe → session → station → octets; broadcasts come through the ring, requests through Comlink.
 */
import type { Server } from 'node:net';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { type Broadcast, followRing } from '../channel/broadcast-ring.js';
import { monotonicMs } from '../channel/clock.js';
import type {
  Assignment,
  LinkEvent,
  ListenResult,
  ShardApi,
  ShardEvent,
  ShardTask,
} from '../channel/shard-protocol.js';
import { STATE_COLUMNS, StatsTable } from '../channel/stats-table.js';
import { COUNTER } from '../station/counters.js';
import type { IndexRun, RunCounts, SendOrder } from '../station/index-run.js';
import type { JournalEntry } from '../station/journal.js';
import type { Link } from '../station/link.js';
import { Outbox } from '../station/outbox.js';
import { Rtu, type StationHost } from '../station/rtu.js';
import { Site } from '../station/site.js';
import { TimeTag } from '../station/time-tag.js';
import type { Connection } from './connection.js';
import { Deadlines } from './deadlines.js';
import { LogFolder } from './log-files.js';
import { type ConnectionKeeper, RtuHost } from './rtu-host.js';
import { Sends } from './sends.js';
import { logFileName, SignalLog } from './signal-log.js';
import { type Accepted, createAcceptor } from './stream.js';

/** How many listeners are opened before others get a turn. */
const LISTEN_BATCH = 256;
/** Before a common start the shard stops sleeping and watches the clock. */
const WATCH_MS = 1.5;

const LINK_EVENTS: ReadonlySet<string> = new Set<LinkEvent>([
  'connect',
  'refuse',
  'startdt',
  'stopdt',
  'disconnect',
]);

/** The task of a shard's thread; ends at shutdown. */
export async function runShard(task: ShardTask): Promise<void> {
  const shard = new Shard(task);
  Comlink.expose(shard.api, nodeEndpoint(task.requests));
  await followRing(task.ring, task.shards, task.shard, (broadcast) => shard.take(broadcast));
  await shard.close();
  task.requests.close();
  task.events.close();
}

class Shard implements StationHost, ConnectionKeeper, ShardApi {
  readonly outbox = new Outbox();
  readonly journal: SignalLog;
  readonly timeTags = { local: new TimeTag('local'), utc: new TimeTag('utc') };
  wallOffsetMs: number;

  private readonly stats: StatsTable;
  private readonly folder: LogFolder;
  private readonly readBuffer = new Uint8Array(65536);
  private readonly hosts: RtuHost[] = [];
  private readonly slotOf = new Map<Rtu, number>();
  private readonly sites = new Map<number, Site>();
  private readonly connections = new Map<Link, Connection>();
  private woken: Connection[] = [];
  private serving: NodeJS.Immediate | undefined;
  private readonly deadlines = new Deadlines<Connection>((connection, nowMs) => {
    connection.link.tick(nowMs);
    this.finish(connection);
  });
  private readonly sends = new Sends((event) => this.post(event));
  private readonly waitingSends = new Map<number, NodeJS.Timeout | NodeJS.Immediate>();

  constructor(private readonly task: ShardTask) {
    this.wallOffsetMs = task.wallOffsetMs;
    this.stats = new StatsTable(task.stats, task.statsRows);
    this.journal = new SignalLog(task.log.signals, (rtu, link, entry) => this.observe(rtu, link, entry));
    this.journal.nowMs = monotonicMs;
    this.folder = new LogFolder(task.log.folder, (file, detail) => {
      this.post({ kind: 'trouble', slot: -1, detail: `${file}: ${detail}` });
    });
  }

  /** What Comlink may reach. */
  get api(): ShardApi {
    return {
      load: (assignment) => this.load(assignment),
      listen: () => this.listen(),
    };
  }

  // ShardApi

  load(assignment: Assignment): number {
    const tables = new Map(assignment.tables.map((table) => [table.file, table]));
    for (const definition of assignment.rtus) {
      const table = tables.get(definition.ioFile);
      if (table === undefined) throw new Error(`no table for ${definition.ioFile}`);
      const counters = this.stats.row(definition.slot);
      for (const column of STATE_COLUMNS) counters[COUNTER[column]] = 0;
      const rtu = new Rtu(definition, this.siteOf(definition.rtuNumber), table, counters, this);
      const { name, rtuNumber, port } = definition;
      const { startStamp } = this.task.log;
      this.journal.attach(rtu, this.folder, (kind) => logFileName(name, rtuNumber, port, startStamp, kind));
      this.hosts.push(new RtuHost(definition, rtu, this));
      this.slotOf.set(rtu, definition.slot);
    }
    return this.hosts.length;
  }

  async listen(): Promise<ListenResult[]> {
    const results: ListenResult[] = [];
    const closed = this.hosts.filter((host) => !host.isListening);
    for (let from = 0; from < closed.length; from += LISTEN_BATCH) {
      const batch = closed.slice(from, from + LISTEN_BATCH);
      results.push(...(await Promise.all(batch.map((host) => host.listen()))));
    }
    return results;
  }

  // Broadcasts

  take(broadcast: Broadcast): 'go-on' | 'end' {
    switch (broadcast.kind) {
      case 'send':
        this.awaitStart(broadcast);
        return 'go-on';
      case 'stop':
        this.stop(broadcast.id);
        return 'go-on';
      case 'clock':
        this.wallOffsetMs = broadcast.wallOffsetMs;
        return 'go-on';
      case 'shutdown':
        return 'end';
    }
  }

  /** Stops sends, closes links and ports, flushes the logs. */
  async close(): Promise<void> {
    this.stop(0);
    for (const host of this.hosts) host.close('the simulator stops');
    for (const connection of [...this.connections.values()]) this.finish(connection);
    this.deadlines.close();
    await this.folder.close();
  }

  // StationHost

  wake(link: Link, connection = this.connections.get(link)): void {
    if (connection === undefined || connection.queued) return;
    connection.queued = true;
    this.woken.push(connection);
    this.serving ??= setImmediate(() => this.serveWoken());
  }

  runFinished(_rtu: Rtu, run: IndexRun): void {
    this.sends.finished(run.order);
  }

  runSettled(_rtu: Rtu, order: SendOrder, counts: RunCounts): void {
    this.sends.settled(order, counts);
  }

  // ConnectionKeeper

  now(): number {
    return monotonicMs();
  }

  createServer(onAccept: (accepted: Accepted) => void): Server {
    return createAcceptor(this.readBuffer, onAccept);
  }

  opened(connection: Connection): void {
    this.connections.set(connection.link, connection);
    this.finish(connection);
  }

  received(connection: Connection, octets: Uint8Array, length: number): void {
    const { link } = connection;
    link.receive(octets, length, monotonicMs());
    if (link.closeReason === undefined) this.wake(link, connection);
    if (this.outbox.length > 0 || link.closeReason !== undefined) this.finish(connection);
  }

  gone(connection: Connection): void {
    this.connections.delete(connection.link);
    this.deadlines.drop(connection);
  }

  /**
   * Fills and writes every woken connection, after all sockets that had something to say were read:
   * reads in one go and writes in one go cost the peer, and this thread, far fewer wake-ups than read and write in turn.
   */
  private serveWoken(): void {
    this.serving = undefined;
    const batch = this.woken;
    this.woken = [];
    for (const connection of batch) {
      connection.queued = false;
      connection.link.pump(monotonicMs());
      this.finish(connection);
    }
  }

  private finish(connection: Connection): void {
    connection.flush(this.outbox);
    if (connection.link.closeReason === undefined) {
      this.deadlines.note(connection);
      return;
    }
    this.deadlines.drop(connection);
    connection.end();
  }

  private awaitStart(order: SendOrder): void {
    const begin = (): void => {
      if (monotonicMs() < order.startMs) {
        this.waitingSends.set(order.id, setImmediate(begin));
        return;
      }
      this.waitingSends.delete(order.id);
      this.begin(order);
    };
    const sleepMs = order.startMs - monotonicMs() - WATCH_MS;
    if (sleepMs >= 1) this.waitingSends.set(order.id, setTimeout(begin, Math.floor(sleepMs)));
    else begin();
  }

  private begin(order: SendOrder): void {
    this.sends.start(
      order,
      this.hosts.map((host) => host.rtu),
      monotonicMs,
      () => this.serveWoken(),
    );
  }

  private stop(id: number): void {
    for (const [waiting, timer] of this.waitingSends) {
      if (id !== 0 && waiting !== id) continue;
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
      this.waitingSends.delete(waiting);
      this.sends.cancelled(waiting);
    }
    for (const host of this.hosts) host.rtu.stopSend(id);
    this.serveWoken();
  }

  private siteOf(rtuNumber: number): Site {
    let site = this.sites.get(rtuNumber);
    if (site === undefined) {
      site = new Site(rtuNumber);
      this.sites.set(rtuNumber, site);
    }
    return site;
  }

  private observe(rtu: Rtu, link: Link | undefined, entry: JournalEntry): void {
    if (!LINK_EVENTS.has(entry.event)) return;
    this.post({
      kind: 'link',
      wallMs: monotonicMs() + this.wallOffsetMs,
      slot: this.slotOf.get(rtu) ?? -1,
      what: entry.event as LinkEvent,
      peer: link?.peer ?? '',
      detail: entry.detail ?? '',
    });
  }

  private post(event: ShardEvent): void {
    this.task.events.postMessage(event);
  }
}
