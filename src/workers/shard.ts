/**
 * A shard: a thread that owns the sockets, deadlines and logs of its RTUs (`docs/architecture.md`, threads).
 * Socket octets → deframe → session → station → octets; broadcasts come through the ring, requests through Comlink.
 */
import type { Server } from 'node:net';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { type Broadcast, followRing } from '../channel/broadcast-ring.js';
import { monotonicMs } from '../channel/clock.js';
import type { RtuDefinition } from '../channel/definitions.js';
import { LatencyTable } from '../channel/latency-table.js';
import { logFileName } from '../channel/log-names.js';
import type {
  Assignment,
  Departure,
  LinkEvent,
  ListenResult,
  Reservation,
  ShardApi,
  ShardEvent,
  ShardTask,
} from '../channel/shard-protocol.js';
import { ShardTable } from '../channel/shard-table.js';
import { accountForTheDead, beginState, StatsTable } from '../channel/stats-table.js';
import { Outbox } from '../station/apci/outbox.js';
import type { JournalEntry } from '../station/journal.js';
import type { Link } from '../station/link.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { Rtu, type StationHost } from '../station/rtu.js';
import type { IndexRun, RunCounts } from '../station/sends/index-run.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { SentList } from '../station/sends/sent-list.js';
import { Site } from '../station/site.js';
import { TimeTag } from '../station/time-tag.js';
import type { Connection } from './connection.js';
import { Deadlines } from './deadlines.js';
import { LogFolder } from './log-files.js';
import { type ConnectionKeeper, RtuHost } from './rtu-host.js';
import { Sends } from './sends.js';
import { SentListFile } from './sent-list-file.js';
import { ShardMeter } from './shard-meter.js';
import { SignalLog } from './signal-log.js';
import { type Accepted, createAcceptor } from './stream.js';
import { WaitingSends } from './waiting-sends.js';
import { warmUp } from './warm-up.js';

/** How many listeners are opened before others get a turn. */
const LISTEN_BATCH = 256;

const LINK_EVENTS: ReadonlySet<string> = new Set<LinkEvent>([
  'connect',
  'refuse',
  'startdt',
  'stopdt',
  'disconnect',
]);

/** The task of a shard's thread; ends at shutdown. */
export async function runShard(task: ShardTask): Promise<void> {
  try {
    const shard = new Shard(task);
    Comlink.expose(shard.api, nodeEndpoint(task.requests));
    await followRing(task.ring, task.shards, task.shard, (broadcast) => shard.take(broadcast));
    await shard.close();
  } finally {
    task.requests.close();
    task.events.close();
  }
}

class Shard implements StationHost, ConnectionKeeper, ShardApi {
  readonly outbox = new Outbox();
  readonly journal: SignalLog;
  readonly timeTags = { local: new TimeTag('local'), utc: new TimeTag('utc') };
  readonly ackLatency: LatencyRow;
  readonly commandTrips: LatencyRow;
  wallOffsetMs: number;

  private readonly latencies: LatencyTable;
  private readonly stats: StatsTable;
  private readonly folder: LogFolder;
  private readonly readBuffer = new Uint8Array(65536);
  private readonly hosts: RtuHost[] = [];
  /** RTUs whose port is open, but whose slot is still another's, by slot. */
  private readonly reserved = new Map<number, RtuHost>();
  /** Newest tables, by file. */
  private readonly tables = new Map<string, SignalTable>();
  private readonly slotOf = new Map<Rtu, number>();
  private readonly sites = new Map<number, Site>();
  private readonly connections = new Map<Link, Connection>();
  private isWarm = false;
  private woken: Connection[] = [];
  private serving: NodeJS.Immediate | undefined;
  private readonly deadlines = new Deadlines<Connection>((connection, nowMs) => {
    connection.link.tick(nowMs);
    this.finish(connection);
  });
  /** Behind what else the same turn tells: a link that was lost comes before the send that settles because of it. */
  private readonly sends = new Sends((event) => queueMicrotask(() => this.post(event)));
  private readonly waitingSends = new WaitingSends((order) => this.begin(order));
  private readonly meter: ShardMeter;
  private readonly sentListFile: SentListFile | undefined;

  constructor(private readonly task: ShardTask) {
    this.wallOffsetMs = task.wallOffsetMs;
    const { shard, measures } = task;
    this.stats = new StatsTable(measures.stats, measures.rtus);
    this.latencies = new LatencyTable(measures.latencies, measures.rtus, task.shards);
    this.ackLatency = this.latencies.shard(shard, 'acknowledgement');
    this.commandTrips = this.latencies.shard(shard, 'command');
    const ownRow = new ShardTable(measures.shards, task.shards).row(shard);
    this.meter = new ShardMeter(ownRow, this.latencies.shard(shard, 'loop-delay'));
    this.journal = new SignalLog(task.log.signals, (rtu, link, entry) => this.observe(rtu, link, entry));
    this.journal.nowMs = monotonicMs;
    const trouble = (file: string, detail: string): void => {
      this.post({ kind: 'trouble', slot: -1, detail: `${file}: ${detail}` });
    };
    this.folder = new LogFolder(task.log.folder, trouble);
    const { sentList } = task.log;
    this.sentListFile = sentList === undefined ? undefined : new SentListFile(sentList, trouble);
  }

  /** What Comlink may reach. */
  get api(): ShardApi {
    return {
      load: (assignment) => this.load(assignment),
      listen: () => this.listen(),
      reload: (table) => this.reload(table),
      pause: (slot) => this.pause(slot),
      reserve: (reservation) => this.reserve(reservation),
      release: (slot, detail, departure) => this.release(slot, detail, departure),
      activate: (slot) => this.activate(slot),
    };
  }

  // ShardApi

  load(assignment: Assignment): number {
    for (const table of assignment.tables) this.tables.set(table.file, table);
    for (const definition of assignment.rtus) {
      const table = this.tables.get(definition.ioFile);
      if (table === undefined) throw new Error(`no table for ${definition.ioFile}`);
      const stamp = assignment.stamps?.get(definition.slot) ?? this.task.log.startStamp;
      this.hosts.push(this.makeHost(definition, table, stamp));
      const row = this.stats.row(definition.slot);
      beginState(row);
      accountForTheDead(row);
    }
    return this.hosts.length;
  }

  reload(table: SignalTable): number {
    this.tables.set(table.file, table);
    const all = [...this.hosts, ...this.reserved.values()];
    const users = all.filter(({ definition }) => definition.ioFile === table.file);
    for (const { rtu } of users) rtu.replaceTable(table);
    return users.length;
  }

  pause(slot: number): void {
    this.hosts.find(({ definition }) => definition.slot === slot)?.pause();
  }

  async reserve({ rtu: definition, table, stamp }: Reservation): Promise<ListenResult> {
    // RTUs of one number share states by table: the copy that this thread has already is the one to use.
    const known = this.tables.get(table.file);
    const own = known?.version === table.version ? known : table;
    this.tables.set(own.file, own);
    const host = this.makeHost(definition, own, stamp);
    this.reserved.set(definition.slot, host);
    const result = await host.listen('hold');
    if (result.error === undefined) return result;
    this.reserved.delete(definition.slot);
    this.forget(host, 'leaves');
    return result;
  }

  release(slot: number, detail: string, departure: Departure): void {
    const at = this.hosts.findIndex(({ definition }) => definition.slot === slot);
    if (at < 0) return;
    const [host] = this.hosts.splice(at, 1);
    const links = [...host.rtu.links];
    host.close(detail);
    for (const link of links) {
      const connection = this.connections.get(link);
      if (connection !== undefined) this.finish(connection);
    }
    this.forget(host, departure);
  }

  activate(slot: number): void {
    const host = this.reserved.get(slot);
    if (host === undefined) return;
    this.reserved.delete(slot);
    beginState(this.stats.row(slot));
    this.hosts.push(host);
    this.hosts.sort((a, b) => a.definition.slot - b.definition.slot);
    host.serve();
  }

  async listen(): Promise<ListenResult[]> {
    await this.warmUpOnce();
    const results: ListenResult[] = [];
    const closed = this.hosts.filter((host) => !host.isListening);
    for (let from = 0; from < closed.length; from += LISTEN_BATCH) {
      const batch = closed.slice(from, from + LISTEN_BATCH);
      results.push(...(await Promise.all(batch.map((host) => host.listen()))));
    }
    return results;
  }

  /** Before the first port opens: see `warm-up.ts`. */
  private async warmUpOnce(): Promise<void> {
    const first = this.hosts[0];
    if (this.isWarm || first === undefined) return;
    this.isWarm = true;
    await warmUp(first.definition, first.rtu.table, this.task.log.signals);
  }

  // Broadcasts

  take(broadcast: Broadcast): 'go-on' | 'end' {
    switch (broadcast.kind) {
      case 'send':
        this.waitingSends.add(broadcast.order);
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
    for (const host of [...this.hosts, ...this.reserved.values()]) host.close('the simulator stops');
    for (const connection of [...this.connections.values()]) this.finish(connection);
    this.deadlines.close();
    this.meter.close();
    await Promise.all([this.folder.close(), this.sentListFile?.close()]);
  }

  // StationHost

  get sentList(): SentList | undefined {
    return this.sentListFile;
  }

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
    if (connection.isOverfull) connection.link.close('UNREAD', 'the peer does not read', monotonicMs());
    if (connection.link.closeReason === undefined) {
      this.deadlines.note(connection);
      return;
    }
    this.deadlines.drop(connection);
    connection.end();
  }

  private begin(order: SendOrder): void {
    const all = this.hosts.map((host) => host.rtu);
    const named = order.rtuNumbers && new Set(order.rtuNumbers);
    const rtus = named === undefined ? all : all.filter(({ ca }) => named.has(ca));
    this.sends.start(order, rtus, monotonicMs, () => this.serveWoken());
  }

  private stop(id: number): void {
    this.waitingSends.cancel(id, (waiting) => this.sends.cancelled(waiting));
    for (const host of this.hosts) host.rtu.stopSend(id, monotonicMs());
    this.serveWoken();
  }

  private makeHost(definition: RtuDefinition, table: SignalTable, stamp: string): RtuHost {
    const { name, rtuNumber, port, bind, slot } = definition;
    const memory = { counters: this.stats.row(slot), ackLatency: this.latencies.rtu(slot) };
    const rtu = new Rtu(definition, this.siteOf(rtuNumber), table, memory, this);
    this.sentListFile?.attach(rtu, definition);
    this.journal.attach(rtu, this.folder, (kind) => logFileName(name, rtuNumber, port, bind, stamp, kind));
    this.slotOf.set(rtu, slot);
    return new RtuHost(definition, rtu, this);
  }

  private forget({ rtu }: RtuHost, departure: Departure): void {
    rtu.detach();
    this.slotOf.delete(rtu);
    if (departure === 'leaves' && rtu.site.rtus.size === 0) this.sites.delete(rtu.ca);
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
