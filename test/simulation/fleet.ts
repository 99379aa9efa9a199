/** A whole fleet in one process: the program's own shards on simulated machines, their RTUs, and masters. */
import {
  allocateRing,
  type Broadcast,
  RingConsumer,
  RingProducer,
} from '../../src/channel/broadcast-ring.js';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PAUSE_MS, PauseTable } from '../../src/channel/pause-table.js';
import { SendTable } from '../../src/channel/send-table.js';
import type { SendTotals, ShardEvent } from '../../src/channel/shard-protocol.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { compileTable } from '../../src/config/database/compile-table.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { parseIni } from '../../src/config/ini.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import { Shard } from '../../src/workers/shard.js';
import { type Database, makeDatabase, makeIni } from './definitions.js';
import { LinkChecker } from './link-checker.js';
import { PauseChecker } from './pause-checker.js';
import type { Random } from './random.js';
import { takeHand } from './request-model.js';
import { RtuModel } from './rtu-model.js';
import { SimLogs } from './sim-logs.js';
import { createSimMachine, type Lateness } from './sim-machine.js';
import { SimMaster } from './sim-master.js';
import { SimNetwork, type WireTap } from './sim-network.js';
import { SiteModel } from './site-model.js';
import { OWN_SEED } from './walk-rules.js';
import { hex } from './wire.js';
import type { Thread, World } from './world.js';

/** Longest time for which a thread is held up: longer than the masters' and most RTUs' t1. */
const LONG_HOLD_MS = 30_000;
/** Wall time = simulated ms + this, at the start. */
const WALL_OFFSET_MS = 1_800_000_000_000;

/** Longest time until a shard reads a broadcast, ms. */
const MOST_READ_MS = 0.5;

/** One pass, or a duration. Without a rate the duration is short, because thousands of signals find no more faults than hundreds. */
function pace(random: Random): { durationMs: number; ratePerRtu?: number } {
  const what = random.next();
  if (what < 0.5) return { durationMs: 0 };
  if (what < 0.65) return { durationMs: 0, ratePerRtu: random.between(1, 300) };
  if (what < 0.75) return { durationMs: random.int(5, 60) };
  return { durationMs: random.int(50, 4000), ratePerRtu: random.between(1, 40) };
}

/** A walk of this send alone, or one that other sends share. */
function walkPlan(random: Random, id: number): WalkPlan {
  return random.chance(0.6)
    ? { seed: OWN_SEED + id, percent: random.between(0.1, 15) }
    : { seed: 1, percent: 2 };
}

/** One shard and its state in the simulation. */
export interface SimShard {
  shard: Shard;
  thread: Thread;
  consumer: RingConsumer;
  wallOffsetMs: number;
  /** `isClosing`: the shard has read the shutdown. `isClosed`: it has ended. */
  isClosing: boolean;
  isClosed: boolean;
  pauses: PauseChecker;
  /** Totals that the shard reported at the start and at the settlement of each send, by send. */
  started: Map<number, SendTotals>;
  settled: Map<number, SendTotals>;
}

export class Fleet {
  readonly shards: SimShard[] = [];
  readonly models: RtuModel[] = [];
  readonly masters: SimMaster[] = [];
  readonly network: SimNetwork;
  readonly logs: SimLogs;
  readonly databases = new Map<string, Database>();
  readonly definitions: RtuDefinition[];
  readonly ring: RingProducer;
  readonly lateness: Lateness;
  /** Numbers of the published sends. */
  readonly sends: number[] = [];
  /** Numbers of the stopped sends. */
  private readonly stopped = new Set<number>();
  readonly stats: StatsTable;
  readonly shardCounters: ShardTable;
  readonly sendTable: SendTable;
  private readonly sites = new Map<number, SiteModel>();
  private readonly numbers: number[];
  private readonly measurands: 'set' | 'walk';
  /** Disks may be full for a time: lines of logs and of the sent list may be lost. */
  readonly hasFullDisks: boolean;
  private readonly byPeer = new Map<string, LinkChecker>();
  /** Edits and restarts in progress: the coordinator makes one after the other. */
  private changes = 0;
  private versions = 1;
  private lastPort = 20_000;

  constructor(readonly world: World) {
    const { random } = world;
    this.numbers = Array.from({ length: random.int(1, 4) }, (_, i) => i + 1);
    this.hasFullDisks = random.chance(0.2);
    this.measurands = this.pickMeasurands();
    const files = Array.from({ length: random.int(1, 2) }, (_, i) => `f${i}.csv`);
    for (const file of files) this.databases.set(file, this.newDatabase(file));
    const ini = parseIni(makeIni(random, this.numbers, files), 'sim.csv');
    for (const { severity, found, expected } of ini.findings)
      if (severity === 'error') world.fail(`the ini file has an error: ${found}, expected ${expected}`);
    this.definitions = ini.rtus;
    this.lateness = {
      timerMs: random.chance(0.3) ? random.between(1, 1200) : 2,
      timerChance: random.next() * 0.2,
      holdMs: random.chance(0.3) ? random.between(1, random.chance(0.2) ? LONG_HOLD_MS : 1500) : 0,
    };
    this.logs = new SimLogs(world);
    this.network = new SimNetwork(world, (port, peer) => this.tap(port, peer));
    const shards = random.int(1, 2);
    this.ring = new RingProducer(allocateRing(shards), shards);
    this.stats = StatsTable.allocate(this.definitions.length);
    this.shardCounters = ShardTable.allocate(shards);
    this.sendTable = SendTable.allocate(shards);
    this.openShards(shards);
  }

  /** Creates the RTUs, opens their ports, and schedules the masters. */
  async start(): Promise<void> {
    for (const [i, { shard }] of this.shards.entries()) {
      const rtus = this.definitions.filter(({ rtuNumber }) => this.shardOf(rtuNumber) === i);
      const files = new Set(rtus.map(({ ioFile }) => ioFile));
      const tables = [...files].map((file) => this.compile(file, 'same'));
      shard.requests.load({ rtus, tables, stamps: new Map() });
      await shard.requests.listen();
    }
    this.addMasters();
  }

  protected addMasters(): void {
    for (const model of this.models) {
      for (let n = this.world.random.int(1, 3); n > 0; n--) {
        this.masters.push(
          new SimMaster(
            this.world,
            this.network,
            `10.0.0.${this.masters.length + 1}`,
            () => model.parameters,
            () => model.site.database,
            () => ++this.lastPort,
          ),
        );
      }
    }
  }

  /** Publishes a broadcast; each shard reads it a little later. */
  publish(broadcast: Broadcast): void {
    const { world } = this;
    world.trace(() => `broadcast ${JSON.stringify(broadcast)}`);
    this.ring.publish(broadcast);
    if (broadcast.kind === 'stop')
      for (const id of broadcast.id === 0 ? this.sends : [broadcast.id]) this.stopped.add(id);
    if (broadcast.kind === 'shutdown') for (const id of this.sends) this.stopped.add(id);
    for (const sim of this.shards) {
      const read = (): void => {
        if (sim.isClosing) return;
        const end = sim.consumer.read((one) => {
          if (one.kind === 'clock') sim.wallOffsetMs = one.wallOffsetMs;
          return sim.shard.broadcasts.take(one);
        });
        if (end === 'go-on') return;
        sim.isClosing = true;
        void sim.shard.close().then(() => {
          sim.isClosed = true;
        });
      };
      world.after(world.random.next() * MOST_READ_MS, read, sim.thread);
    }
  }

  /** Begins a random send. */
  send(): void {
    const { random, nowMs } = this.world;
    const id = this.sends.length + 1;
    this.sends.push(id);
    const order = {
      id,
      index: random.chance(0.3) ? 0 : random.int(1, 5),
      startMs: nowMs + random.between(0, 30),
      ...pace(random),
      ...(this.measurands === 'walk' && random.chance(0.5) ? { walk: walkPlan(random, id) } : {}),
      ...(random.chance(0.2) ? { rtuNumbers: [random.pick(this.numbers)] } : {}),
      ...(random.chance(0.15) ? { cot: random.pick([1, 2] as const) } : {}),
    };
    for (const model of this.models) model.pendingSends.push({ ...order, publishedMs: nowMs });
    this.publish({ kind: 'send', order });
  }

  /** Gives an edited file to the shards that use it. */
  edit(): void {
    const file = this.world.random.pick([...this.databases.keys()]);
    if (this.changes > 0) return;
    this.world.trace(() => `edit of ${file}`);
    const database = this.newDatabase(file);
    this.databases.set(file, database);
    const table = this.compile(file);
    for (const [i, { shard, thread }] of this.shards.entries()) {
      const uses = ({ parameters }: RtuModel): boolean =>
        parameters.ioFile === file && this.shardOf(parameters.rtuNumber) === i;
      this.changes++;
      this.world.after(
        this.world.random.next(),
        () => {
          this.changes--;
          if (this.shards[i].isClosing) return;
          shard.requests.reload(table);
          for (const site of new Set(this.models.filter(uses).map((model) => model.site)))
            site.edit(database);
        },
        thread,
      );
    }
  }

  /** Sets a point by hand, on an RTU that may be restarting. */
  hand(): void {
    const { random } = this.world;
    const model = random.pick(this.models);
    const sim = this.shards[this.shardOf(model.parameters.rtuNumber)];
    const on = random.int(0, 1);
    const quality = random.pick([0, 0x80, 0x40]);
    const set = (): void => {
      const points = [...model.site.database.points.values()].filter(
        ({ plain, isStatus }) => isStatus && (plain === 1 || plain === 3),
      );
      if (sim.isClosing || points.length === 0) return;
      const { plain, ioa } = random.pick(points);
      this.world.trace(() => `hand on ${model.name} ${plain} ${ioa}: ${on}, quality ${quality}`);
      const value = plain === 1 ? { spi: on, quality } : { dpi: 1 + on, quality };
      const order = { ioa, pointType: plain, value, rest: 'zero', who: 'somebody' } as const;
      const change = sim.shard.requests.setPoint(model.parameters.slot, order, Number.POSITIVE_INFINITY);
      if (change === undefined || change === 'silent') return;
      const octet = quality | (plain === 1 ? on : 1 + on);
      const links = takeHand(model, plain, ioa, hex([octet]));
      if (change.connections !== links)
        this.world.fail(`hand on ${model.name}: ${change.connections} connections, expected ${links}`);
    };
    this.world.after(random.next(), set, sim.thread);
  }

  /** Restarts an RTU as the coordinator does: the new RTU opens its port after the old one closed it. */
  restart(): void {
    const { random } = this.world;
    const model = random.pick(this.models);
    const { slot, rtuNumber } = model.parameters;
    if (this.changes > 0) return;
    this.changes++;
    const sim = this.shards[this.shardOf(rtuNumber)];
    const { shard, thread } = sim;
    const changed = { ...model.parameters, k: random.int(model.parameters.w, 30) };
    const stamp = `R${this.versions++}`;
    const table = this.compile(changed.ioFile, 'same');
    const begin = async (): Promise<void> => {
      if (sim.isClosing) return;
      this.world.trace(() => `restart of ${model.name}`);
      shard.requests.pause(slot);
      const { error } = await shard.requests.reserve({ rtu: changed, table, stamp });
      if (error !== undefined) this.world.fail(`restart of ${model.name}: ${error.message}`);
      this.world.after(
        random.interval(5),
        () => {
          if (sim.isClosing) return;
          shard.requests.release(slot, 'restart', 'returns');
          model.parameters = changed;
          model.resetClock();
          model.loseHeld();
          shard.requests.activate(slot);
          this.changes--;
        },
        thread,
      );
    };
    this.world.after(0, () => void begin(), thread);
  }

  /** Fills the disk for a time. It has room again at `endMs`, so that the files can report lost lines. */
  fillDisk(endMs: number): void {
    const { random, nowMs } = this.world;
    const untilMs = Math.min(nowMs + random.between(1, 1500), endMs);
    this.logs.disk.fullUntilMs = untilMs;
  }

  /** Lets the disk hang, or takes all descriptors, for a time: nothing is lost by it. */
  stallDisk(): void {
    const { random, nowMs } = this.world;
    if (random.chance(0.5)) this.logs.hang(nowMs + random.between(1, 3000));
    else this.logs.disk.noDescriptorUntilMs = nowMs + random.between(1, 1500);
  }

  /** Holds up a random thread. */
  hold(): void {
    const { thread, pauses } = this.world.random.pick(this.shards);
    const untilMs = this.world.nowMs + this.world.random.next() * this.lateness.holdMs;
    if (thread.heldUntilMs < this.world.nowMs) thread.heldFromMs = this.world.nowMs;
    thread.heldUntilMs = Math.max(thread.heldUntilMs, untilMs);
    pauses.held();
    this.world.trace(() => `${thread.name} is held up until ${thread.heldUntilMs.toFixed(3)}`);
  }

  /** The shard of an RTU. */
  shardFor({ parameters }: RtuModel): SimShard {
    return this.shards[this.shardOf(parameters.rtuNumber)];
  }

  private shardOf(rtuNumber: number): number {
    return rtuNumber % this.shards.length;
  }

  private readonly tables = new Map<string, SignalTable>();

  private compile(file: string, which: 'new' | 'same' = 'new'): SignalTable {
    const known = this.tables.get(file);
    if (which === 'same' && known !== undefined) return known;
    const parsed = parseIoaFile(this.databases.get(file)?.text ?? '', file);
    const fault = parsed.findings.find(({ severity }) => severity === 'error');
    if (fault !== undefined)
      this.world.fail(`${file} has an error: ${fault.found}, expected ${fault.expected}`);
    const table = compileTable(parsed, this.versions++);
    this.tables.set(file, table);
    return table;
  }

  protected pickMeasurands(): 'set' | 'walk' {
    return this.world.random.chance(0.7) ? 'set' : 'walk';
  }

  /** A random version of a file. */
  protected newDatabase(file: string): Database {
    return makeDatabase(this.world.random, file, this.numbers, this.measurands);
  }

  private openShards(shards: number): void {
    const { world, definitions } = this;
    const rtus = definitions.length;
    const pauses = PauseTable.allocate(shards);
    const measures = {
      rtus,
      stats: this.stats.memory,
      latencies: LatencyTable.allocate(rtus, shards).memory,
      pauses: pauses.memory,
      shards: this.shardCounters.memory,
      sends: this.sendTable.memory,
    };
    for (let shard = 0; shard < shards; shard++) {
      const thread = { name: `shard ${shard}`, heldFromMs: 0, heldUntilMs: 0 };
      const files = this.logs.filesFor(thread);
      const machine = createSimMachine(world, thread, this.network, files, this.lateness);
      const log = { folder: 'log', signals: 'all', startStamp: 'S', sentList: 'sent.csv' } as const;
      const setup = { shard, shards, measures, wallOffsetMs: WALL_OFFSET_MS, log };
      const sim: SimShard = {
        shard: new Shard(setup, machine, {
          post: (event) => this.heard(sim, event),
          warmUp: async () => {},
        }),
        thread,
        pauses: new PauseChecker(world, thread, pauses.shard(shard)),
        consumer: new RingConsumer(this.ring.memory, shards, shard),
        wallOffsetMs: WALL_OFFSET_MS,
        isClosing: false,
        isClosed: false,
        started: new Map(),
        settled: new Map(),
      };
      this.shards.push(sim);
    }
    for (const definition of definitions) {
      const { rtuNumber, ioFile, slot } = definition;
      const site = this.sites.get(rtuNumber) ?? new SiteModel(this.databases.get(ioFile) as Database);
      this.sites.set(rtuNumber, site);
      const sim = this.shards[this.shardOf(rtuNumber)];
      const pace = {
        thread: sim.thread,
        timerMs: this.lateness.timerMs,
        stopped: this.stopped,
        arrivedMs: (nowMs: number) => this.arrivedMs(sim, nowMs),
      };
      this.models.push(
        new RtuModel(world, definition, site, () => sim.wallOffsetMs, this.stats.row(slot), pace),
      );
    }
    for (const model of this.models) model.ports = this.models.filter(({ site }) => site === model.site);
  }

  /** Since when the shard takes octets that it reads now to have come; checks that its thread or its timers were late. */
  private arrivedMs({ shard, thread }: SimShard, nowMs: number): number {
    const arrivedMs = shard.arrivedMs(nowMs);
    if (arrivedMs > nowMs || arrivedMs < Math.min(nowMs, thread.heldFromMs) - PAUSE_MS)
      this.world.fail(
        `octets may have come since ${arrivedMs.toFixed(3)} ms, without a pause as long as that`,
      );
    return arrivedMs;
  }

  private tap(port: number, peer: string): WireTap {
    const model = this.models.find(({ parameters }) => parameters.port === port);
    if (model === undefined) throw new Error(`no RTU on port ${port}`);
    const link = new LinkChecker(this.world, model, peer);
    this.byPeer.set(peer, link);
    const { pauses } = this.shardFor(model);
    return {
      attached: (unread) => link.attached(unread),
      missed: () => link.missed(),
      refused: () => link.refused(),
      written: (octets) => link.written(octets),
      receiving: (octets, sinceMs) => link.receiving(octets, sinceMs),
      received: () => {
        pauses.check();
        link.received();
      },
      dropped: (octets) => link.dropped(octets),
      get isClosed() {
        return link.isClosed;
      },
      get arrivedMs() {
        return model.arrivedMs;
      },
      closed: () => link.closed(),
    };
  }

  /** Handles an event of a shard. */
  protected heard(sim: SimShard, event: ShardEvent): void {
    if (event.kind === 'link') {
      this.world.trace(() => `${event.what} ${event.peer} ${event.detail}`);
      const link = this.byPeer.get(event.peer);
      if (event.what === 'connect') link?.opened();
      if (event.what === 'refuse')
        this.models.find(({ parameters }) => parameters.slot === event.slot)?.linkRefused(event.detail);
      if (event.what === 'disconnect') link?.close(event.detail);
      return;
    }
    this.world.trace(() => JSON.stringify(event));
    if (event.kind === 'trouble' && !this.hasFullDisks) this.world.fail(`trouble: ${event.detail}`);
    if (event.kind === 'send-started') this.sendStarted(sim, event.id, event.totals);
    else if (event.kind === 'send-settled') {
      if (sim.settled.has(event.id)) this.world.fail(`send ${event.id} is settled twice`);
      sim.settled.set(event.id, event.totals);
      // A send that was stopped before its start never begins.
      for (const model of this.models)
        if (this.shardFor(model) === sim)
          model.pendingSends = model.pendingSends.filter(({ id }) => id !== event.id);
    }
  }

  private sendStarted(sim: SimShard, id: number, totals: SendTotals): void {
    sim.started.set(id, totals);
    for (const model of this.models) {
      if (this.shardFor(model) !== sim) continue;
      const send = model.pendingSends.find((one) => one.id === id);
      if (send === undefined) continue;
      if (model.isLate(Math.max(send.startMs, send.publishedMs + MOST_READ_MS)))
        this.world.fail(`send ${id} begins late`);
      for (const link of model.links) if (link.state === 'started') model.begin(link, send);
      model.pendingSends = model.pendingSends.filter((one) => one.id !== id);
    }
  }
}
