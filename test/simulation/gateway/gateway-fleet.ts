/** Gateways in one process: the program's own shards on simulated machines, with RTUs behind them and masters in front of them. */
import type { GatewayShardEvent } from '../../../src/channel/gateway/gateway-protocol.js';
import { GatewayTable, placesOf } from '../../../src/channel/gateway/gateway-table.js';
import { LatencyTable } from '../../../src/channel/latency-table.js';
import { PauseTable } from '../../../src/channel/pause-table.js';
import { ShardTable } from '../../../src/channel/shard-table.js';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import { Group } from '../../../src/gateway/group.js';
import type { GroupHost } from '../../../src/gateway/ports.js';
import { GatewayShard } from '../../../src/workers/gateway/gateway-shard.js';
import type { Random } from '../random.js';
import { SimLogs } from '../sim-logs.js';
import { createSimMachine, type Lateness } from '../sim-machine.js';
import { SimNetwork, type WireTap } from '../sim-network.js';
import type { Thread, World } from '../world.js';
import { GroupBook } from './group-book.js';
import { makeGroup, masterAddress, masterManners, rtuManners } from './group-plan.js';
import { type MasterSettings, SimFrontEnd } from './sim-front-end.js';
import { SimRtu } from './sim-rtu.js';

const WALL_OFFSET_MS = 1_800_000_000_000;
const OTHER_CA = 4711;
/** Sequence numbers shortly before the wrap. */
const LATE_NUMBER = 32_760;

/** What is behind a group, and what may happen to it. */
export type RtuSide = Pick<SimRtu, 'isConnected' | 'begin' | 'burst' | 'die' | 'misbehave' | 'finish'>;

/** What is behind all groups, if it is not an RTU of their own. */
export interface Behind {
  readonly definitions: readonly GroupDefinition[];
  readonly Book: typeof GroupBook;
  /** `tapOf` is called for each connection that the gateway makes. */
  rtu(definition: GroupDefinition, network: SimNetwork, tapOf: () => WireTap): RtuSide;
  /** Set-points of the RTU of a group. */
  commands(definition: GroupDefinition): MasterSettings['commands'];
}

/** One group with everything around it. */
export interface SimGroup {
  readonly definition: GroupDefinition;
  readonly book: GroupBook;
  readonly rtu: RtuSide;
  readonly masters: readonly SimFrontEnd[];
  readonly thread: Thread;
}

interface SimShard {
  readonly shard: GatewayShard;
  readonly thread: Thread;
  isClosed: boolean;
}

export class GatewayFleet {
  readonly groups: SimGroup[] = [];
  readonly shards: SimShard[] = [];
  readonly network: SimNetwork;
  readonly logs: SimLogs;
  readonly lateness: Lateness;
  readonly table: GatewayTable;
  private lastPort = 20_000;
  private lastSerial = 0;
  private restarts = 0;
  private isRestarting = false;

  constructor(
    readonly world: World,
    private readonly behind?: Behind,
  ) {
    const { random } = world;
    this.lateness = {
      timerMs: random.chance(0.2) ? random.between(1, 300) : 2,
      timerChance: random.next() * 0.2,
      holdMs: random.chance(0.3) ? random.between(1, 3000) : 0,
    };
    this.network = new SimNetwork(world, (port, peer) => this.bookOf(port).arrive(port, peer));
    this.logs = new SimLogs(world);
    const definitions =
      behind?.definitions ?? Array.from({ length: random.int(1, 3) }, (_, slot) => makeGroup(random, slot));
    this.table = GatewayTable.allocate(definitions);
    const threads = Array.from({ length: random.int(1, 2) }, (_, i) => ({
      name: `shard ${i}`,
      heldFromMs: 0,
      heldUntilMs: 0,
    }));
    for (const definition of definitions)
      this.addGroup(definition, threads[definition.slot % threads.length]);
    this.openShards(threads, definitions);
  }

  /** Begins to connect. */
  start(): void {
    for (const [i, { shard, thread }] of this.shards.entries()) {
      const groups = this.groups.map(({ definition }) => definition);
      const own = groups.filter(({ slot }) => slot % this.shards.length === i);
      this.world.after(0, () => shard.requests.load({ groups: own, stamps: new Map() }), thread);
    }
  }

  /** Something happens to an RTU, or to a thread. */
  disturb(): void {
    const { random } = this.world;
    const { rtu } = random.pick(this.groups);
    const what = random.next();
    if (what < 0.3) rtu.burst(random.int(5, 60));
    else if (what < 0.4) {
      rtu.die(random.pick(['fin', 'reset', 'silence']));
      this.world.after(random.interval(2000), () => rtu.begin(random.chance(0.8) ? 'up' : 'silent'));
    } else if (what < 0.45) rtu.begin();
    else if (what < 0.48) rtu.misbehave();
    else if (what < 0.5) this.restart();
    else if (what < 0.51) this.logs.hang(this.world.nowMs + random.between(1, 3000));
    else if (what < 0.53) this.closeMaster();
    else if (what < 0.63 && this.lateness.holdMs > 0) this.hold();
    else rtu.burst(random.int(1, 4));
  }

  check(): void {
    for (const { book } of this.groups) book.checkTimes();
  }

  compare(): void {
    for (const { book, definition } of this.groups) book.compare(this.table, definition.slot);
  }

  /** From now on masters only acknowledge, and RTUs are up and send nothing. */
  settle(): void {
    for (const { rtu, masters } of this.groups) {
      rtu.finish();
      if (!rtu.isConnected) rtu.begin();
      for (const master of masters) master.settle();
    }
  }

  /** Masters have got, and acknowledged, everything. */
  get isDrained(): boolean {
    return this.groups.every(({ book }) => book.isDrained);
  }

  checkQuiet(): void {
    this.compare();
    for (const { book, definition } of this.groups) book.checkQuiet(this.table, definition.slot);
  }

  close(): void {
    for (const sim of this.shards) {
      this.world.after(
        0,
        () =>
          void sim.shard.close().then(() => {
            sim.isClosed = true;
          }),
        sim.thread,
      );
    }
  }

  get isClosed(): boolean {
    return this.shards.every(({ isClosed }) => isClosed);
  }

  /** All shards have ended: nothing is left of them. */
  checkEnd(): void {
    if (!this.isClosed) this.world.fail('a shard does not end');
    if (this.network.openPorts > 0) this.world.fail(`${this.network.openPorts} ports are open at the end`);
    if (this.network.connections.size > 0)
      this.world.fail(`${this.network.connections.size} connections are open at the end`);
    if (this.world.pending > 0) this.world.fail(`${this.world.pending} timers are left`);
    for (const { book, definition } of this.groups) book.checkEnd(this.table, definition.slot);
    this.logs.checkEnd();
  }

  /** ASDUs that masters have acknowledged: shows that something was simulated. */
  get delivered(): number {
    return this.groups.reduce((sum, { book }) => sum + book.delivered, 0);
  }

  /** Requests of masters, interrogations left out. */
  get requests(): number {
    return this.groups.reduce((sum, { book }) => sum + book.requests.count, 0);
  }

  /** A group is restarted by hand. The coordinator has one restarted after the other. */
  private restart(): void {
    if (this.isRestarting) return;
    this.isRestarting = true;
    const { definition, thread } = this.world.random.pick(this.groups);
    const { shard } = this.shardOf(thread);
    const stamp = `R${++this.restarts}`;
    const begin = async (): Promise<void> => {
      this.world.trace(() => `group ${definition.id} is restarted`);
      const error = await shard.requests.restart(definition, stamp);
      this.isRestarting = false;
      if (error !== undefined) this.world.fail(`restart of group ${definition.id}: ${error.message}`);
    };
    this.world.after(0, () => void begin(), thread);
  }

  /** The link of a master is closed by hand. */
  private closeMaster(): void {
    const { book, definition, thread } = this.world.random.pick(this.groups);
    const { shard } = this.shardOf(thread);
    const close = (): void => {
      const views = book.views.filter(({ phase, isClosed }) => phase === 'connected' && !isClosed);
      if (views.length === 0) return;
      const { place, connection } = this.world.random.pick(views).place;
      if (!shard.requests.closeMaster(definition.slot, place, connection))
        book.fail(`does not know master ${connection} at place ${place}`);
    };
    this.world.after(0, close, thread);
  }

  private shardOf(thread: Thread): SimShard {
    return this.shards.find((one) => one.thread === thread) as SimShard;
  }

  private hold(): void {
    const { random, nowMs } = this.world;
    const { thread } = random.pick(this.shards);
    if (thread.heldUntilMs < nowMs) thread.heldFromMs = nowMs;
    thread.heldUntilMs = Math.max(thread.heldUntilMs, nowMs + random.next() * this.lateness.holdMs);
    this.world.trace(() => `${thread.name} is held up until ${thread.heldUntilMs.toFixed(3)}`);
  }

  private bookOf(port: number): GroupBook {
    const group = this.groups.find(({ definition }) => definition.ports.some((one) => one.port === port));
    if (group === undefined) throw new Error(`no group on port ${port}`);
    return group.book;
  }

  private addGroup(definition: GroupDefinition, thread: Thread): void {
    const { world } = this;
    const { random } = world;
    const isListening = random.chance(0.4);
    const manners = rtuManners(random);
    const isLate = this.behind === undefined && random.chance(0.3);
    const first = isLate
      ? { send: LATE_NUMBER + random.int(0, 7), receive: LATE_NUMBER + random.int(0, 7) }
      : { send: 0, receive: 0 };
    const readers = new Set(
      definition.rights.filter(({ may }) => may === 'read').map(({ network }) => network),
    );
    const Book = this.behind?.Book ?? GroupBook;
    const book = new Book(
      world,
      definition,
      thread,
      this.lateness.timerMs,
      first,
      this.behind !== undefined || manners.ends,
      isListening,
      readers,
    );
    const settings = {
      ca: definition.rtuNumber,
      k: definition.k,
      w: definition.w,
      addresses: definition.hosts,
      first: { send: first.receive, receive: first.send },
    };
    const tapOf = (): WireTap => book.rtuArrives();
    const rtu =
      this.behind?.rtu(definition, this.network, tapOf) ??
      new SimRtu(world, this.network, settings, manners, tapOf);
    const badness = random.chance(0.3) ? 0 : random.between(0.01, 0.1);
    const breaks = random.chance(0.3);
    const masters = Array.from({ length: random.int(1, 6) }, (_, i) => {
      const address = masterAddress(definition.slot, random.chance(0.2) ? 0 : i);
      const port = random.pick(definition.ports);
      const master = masterManners(random, definition, { isListening, badness, breaks });
      return new SimFrontEnd(
        world,
        this.network,
        {
          port: port.port,
          address,
          ca: port.masterCa ?? definition.rtuNumber,
          t1Ms: definition.t1Ms,
          answerMs: definition.answerMs,
          otherCa: OTHER_CA,
          commands: this.behind?.commands(definition),
        },
        master,
        () => ++this.lastPort,
        () => ++this.lastSerial,
      );
    });
    this.groups.push({ definition, book, rtu, masters, thread });
    world.after(random.chance(0.5) ? 0 : random.interval(1500), () => rtu.begin());
  }

  private openShards(threads: readonly Thread[], definitions: readonly GroupDefinition[]): void {
    const { world, table } = this;
    const shards = threads.length;
    const measures = {
      places: placesOf(definitions),
      table: table.memory,
      lags: LatencyTable.allocate(table.masterRows, shards).memory,
      shards: ShardTable.allocate(shards).memory,
      pauses: PauseTable.allocate(shards).memory,
    };
    const log = { folder: 'log', signals: 'all', startStamp: 'S' } as const;
    for (const [shard, thread] of threads.entries()) {
      const machine = createSimMachine(
        world,
        thread,
        this.network,
        this.logs.filesFor(thread),
        this.lateness,
      );
      const setup = { shard, shards, measures, wallOffsetMs: WALL_OFFSET_MS, log };
      const one = new GatewayShard(
        setup,
        machine,
        (event) => this.heard(event),
        (definition, host, memory) =>
          new Group(definition, seeded(host, world.random), memory, this.groups[definition.slot].book.first),
      );
      this.shards.push({ shard: one, thread, isClosed: false });
    }
  }

  private heard(event: GatewayShardEvent): void {
    if (event.kind === 'link') this.groups[event.slot].book.event(event);
    else if (event.kind === 'begin') this.groups[event.slot].book.begins();
    else if (event.kind === 'trouble') this.world.fail(`trouble: ${event.detail}`);
  }
}

/** The host itself, so that it keeps what it is told, with random numbers of the seed. */
function seeded(host: GroupHost, random: Random): GroupHost {
  return Object.defineProperty(host, 'random', { value: () => random.next() });
}
