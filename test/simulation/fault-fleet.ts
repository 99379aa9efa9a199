/**
 * A fleet under a random plan of faults on purpose, with masters that keep every rule. The wire is full of errors here, so the
 * models of `fleet.ts` do not fit; what is held is: the books, exactly; RTUs that no fault hits; that every fault ends; that nothing is left.
 */
import {
  allocateRing,
  type Broadcast,
  RingConsumer,
  RingProducer,
} from '../../src/channel/broadcast-ring.js';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { SendTable } from '../../src/channel/send-table.js';
import { noTotals, type SendTotals, type ShardEvent } from '../../src/channel/shard-protocol.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import { StatsTable } from '../../src/channel/stats-table.js';
import { compileTable } from '../../src/config/database/compile-table.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { parseIni } from '../../src/config/ini.js';
import { FAULT_WORDS, type FaultWord, faultKind } from '../../src/faults/fault-catalog.js';
import { describeMisfit, findMisfits, imbalanceOf } from '../../src/figures/books.js';
import { signalFields } from '../../src/figures/counter-rules.js';
import type { CounterName } from '../../src/station/measures/counters.js';
import { Shard } from '../../src/workers/shard.js';
import { SimLogs } from './sim-logs.js';
import { createSimMachine } from './sim-machine.js';
import { SimNetwork, type WireTap } from './sim-network.js';
import { SteadyMaster } from './steady-master.js';
import type { Thread, World } from './world.js';

const WALL_OFFSET_MS = 1_800_000_000_000;
const FAULTS = 50;
const PLAN_MS = 30_000;
const COMMAND_IOA = 900;

interface FaultShard {
  readonly shard: Shard;
  readonly thread: Thread;
  readonly consumer: RingConsumer;
  readonly settled: Map<number, SendTotals>;
  isClosing: boolean;
  isClosed: boolean;
}

/** Nobody looks at the octets on the way. */
const NO_TAP: WireTap = {
  attached: () => {},
  missed: () => {},
  refused: () => {},
  written: () => {},
  receiving: () => {},
  received: () => {},
  dropped: () => {},
  isClosed: false,
  arrivedMs: 0,
  closed: () => {},
};

export class FaultFleet {
  readonly stats: StatsTable;
  private readonly definitions: readonly RtuDefinition[];
  private readonly shards: FaultShard[] = [];
  private readonly masters: SteadyMaster[] = [];
  private readonly network: SimNetwork;
  private readonly logs: SimLogs;
  private readonly ring: RingProducer;
  private readonly sends: number[] = [];
  /** Slots that are never hit. */
  private readonly spared: ReadonlySet<number>;
  /** By fault: slots on which it is not over. */
  private readonly open = new Map<number, Set<number>>();
  private lastPort = 20_000;

  constructor(private readonly world: World) {
    const { random } = world;
    const rtus = random.int(3, 7);
    const rows = Array.from(
      { length: rtus },
      (_, i) => `${i + 1},R${i + 1},${i + 1},${10_001 + i},,12,60,f.csv`,
    );
    const keep = random.chance(0.5);
    const settings = [
      `k,${random.int(2, 14)}`,
      'w,2',
      't1,3',
      't2,1',
      't3,5',
      `objects,${random.pick(['1', '3', 'max'])}`,
      `events,${keep ? 'keep' : 'drop'}`,
      `event_buffer,${random.pick([5, 60, 10_000])}`,
      `testfr,${random.pick(['passive', 'standard'])}`,
      `eoi,${random.pick(['start', 'never', 'every'])}`,
    ];
    const ini = parseIni([...settings, ...rows].join('\n'), 'faults.csv');
    const fault = ini.findings.find(({ severity }) => severity === 'error');
    if (fault !== undefined)
      world.fail(`the ini file has an error: ${fault.found}, expected ${fault.expected}`);
    this.definitions = ini.rtus;
    this.spared = new Set([random.int(0, rtus - 1), random.int(0, rtus - 1)]);
    this.logs = new SimLogs(world);
    this.network = new SimNetwork(world, () => NO_TAP);
    this.stats = StatsTable.allocate(rtus);
    const shards = random.int(1, 2);
    this.ring = new RingProducer(allocateRing(shards), shards);
    this.openShards(shards);
  }

  /** Plays the plan to its end and checks everything. */
  async play(): Promise<void> {
    const { world } = this;
    await this.start();
    this.schedule();
    await world.run(world.nowMs + PLAN_MS, () => {});
    this.publish({ kind: 'fault-end', id: 0 });
    this.publish({ kind: 'stop', id: 0 });
    // Masters come back, and what was held goes out.
    await world.run(world.nowMs + 60_000, () => {});
    this.checkQuiet();
    for (const master of this.masters) master.finish();
    await world.run(world.nowMs + 5_000, () => {});
    this.publish({ kind: 'shutdown' });
    await world.run(
      world.nowMs + 60_000,
      () => {},
      () => this.shards.every(({ isClosed }) => isClosed),
    );
    await world.run(world.nowMs + 1_000_000, () => {});
    this.checkEnd();
  }

  private async start(): Promise<void> {
    const { random } = this.world;
    const rows = [
      ...Array.from(
        { length: 20 },
        (_, i) => `${1 + (i % 3)},Y,${i % 4 === 3 ? 1 : 30},${100 + i},${i % 2},0`,
      ),
      ...Array.from({ length: 6 }, (_, i) => `${1 + (i % 3)},Y,36,${200 + i},${i}.5,0`),
      `C,,45,${COMMAND_IOA},,100`,
    ];
    const table = compileTable(parseIoaFile(`${rows.join('\n')}\n`, 'f.csv'), 1);
    for (const [i, { shard }] of this.shards.entries()) {
      const rtus = this.definitions.filter(({ slot }) => slot % this.shards.length === i);
      shard.requests.load({ rtus, tables: [table], stamps: new Map() });
      await shard.requests.listen();
    }
    for (const { port, rtuNumber } of this.definitions) {
      const manners = { port, ca: rtuNumber, t1Ms: 3000, t3Ms: 5000, w: random.int(1, 2), t2Ms: 500 };
      this.masters.push(
        new SteadyMaster(
          this.world,
          this.network,
          { ...manners, commandIoa: COMMAND_IOA },
          () => ++this.lastPort,
        ),
      );
    }
  }

  private schedule(): void {
    const { world } = this;
    const { random } = world;
    for (let id = 1; id <= FAULTS; id++)
      world.after(random.between(500, PLAN_MS - 500), () => this.fault(id));
    for (let i = 0; i < 12; i++) world.after(random.between(500, PLAN_MS - 500), () => this.send());
    for (let i = 0; i < 60; i++)
      world.after(random.between(500, PLAN_MS + 20_000), () => random.pick(this.masters).ask());
    for (let i = 0; i < 6; i++)
      world.after(random.between(500, PLAN_MS), () =>
        this.publish({ kind: 'fault-end', id: random.int(1, FAULTS) }),
      );
  }

  private fault(id: number): void {
    const { random, nowMs } = this.world;
    const word: FaultWord = random.pick(FAULT_WORDS);
    const { span, value } = faultKind(word);
    const slots = this.definitions
      .map(({ slot }) => slot)
      .filter((slot) => !this.spared.has(slot) && random.chance(0.4));
    const lasts = span === 'lasting' || (span === 'either' && random.chance(0.5));
    const least = Math.max(value?.least ?? 0, -5);
    const order = {
      id,
      word,
      startMs: nowMs + random.between(0, 20),
      durationMs: lasts ? random.between(10, random.chance(0.2) ? 12_000 : 2000) : 0,
      value: value === undefined ? 0 : Math.min(value.most, (value.preset ?? least) + random.int(0, 3)),
      share: random.pick([100, 50, 10]),
      seed: random.int(0, 1000),
      slots,
    };
    this.open.set(id, new Set(slots));
    this.publish({ kind: 'fault', order });
  }

  private send(): void {
    const { random, nowMs } = this.world;
    const id = this.sends.length + 1;
    this.sends.push(id);
    const isOnce = random.chance(0.5);
    this.publish({
      kind: 'send',
      order: {
        id,
        index: random.int(0, 3),
        startMs: nowMs + random.between(0, 20),
        durationMs: isOnce ? 0 : random.int(200, 4000),
        ...(isOnce ? {} : { ratePerRtu: random.between(1, 60) }),
      },
    });
  }

  private publish(broadcast: Broadcast): void {
    const { world } = this;
    world.trace(() => `broadcast ${JSON.stringify(broadcast)}`);
    this.ring.publish(broadcast);
    for (const one of this.shards) {
      const read = (): void => {
        if (one.isClosing) return;
        if (one.consumer.read((next) => one.shard.broadcasts.take(next)) === 'go-on') return;
        one.isClosing = true;
        void one.shard.close().then(() => {
          one.isClosed = true;
        });
      };
      world.after(world.random.next() * 0.5, read, one.thread);
    }
  }

  private heard(one: FaultShard, event: ShardEvent): void {
    this.world.trace(() => `${one.thread.name} ${JSON.stringify(event)}`);
    if (event.kind === 'trouble') this.world.fail(`trouble: ${event.detail}`);
    if (event.kind === 'send-settled') one.settled.set(event.id, event.totals);
    if (event.kind === 'fault' && event.step === 'over') this.open.get(event.id)?.delete(event.slot);
  }

  private openShards(shards: number): void {
    const { world } = this;
    const rtus = this.definitions.length;
    const measures = {
      rtus,
      stats: this.stats.memory,
      latencies: LatencyTable.allocate(rtus, shards).memory,
      pauses: PauseTable.allocate(shards).memory,
      shards: ShardTable.allocate(shards).memory,
      sends: SendTable.allocate(shards).memory,
    };
    for (let shard = 0; shard < shards; shard++) {
      const thread = { name: `shard ${shard}`, heldFromMs: 0, heldUntilMs: 0 };
      const lateness = { timerMs: 2, timerChance: 0.1, holdMs: 0 };
      const machine = createSimMachine(world, thread, this.network, this.logs.filesFor(thread), lateness);
      const log = { folder: 'log', signals: 'none', startStamp: 'S' } as const;
      const one: FaultShard = {
        shard: new Shard({ shard, shards, measures, wallOffsetMs: WALL_OFFSET_MS, log }, machine, {
          post: (event) => this.heard(one, event),
          warmUp: async () => {},
        }),
        thread,
        consumer: new RingConsumer(this.ring.memory, shards, shard),
        settled: new Map(),
        isClosing: false,
        isClosed: false,
      };
      this.shards.push(one);
    }
  }

  private count(slot: number, name: CounterName): number {
    return this.stats.get(slot, name);
  }

  /** Faults are over, masters are back, and everything has gone out. */
  private checkQuiet(): void {
    const { world } = this;
    for (const [id, slots] of this.open)
      if (slots.size > 0) world.fail(`fault ${id} is not over on ${[...slots].join(', ')}`);
    for (const { slot } of this.definitions) {
      const name = `RTU ${slot}`;
      for (const [counter, expected] of [
        ['FAULTS', 0],
        ['STARTED', 1],
        ['LISTENING', 1],
        ['HELD', 0],
        ['RUNS', 0],
      ] as const)
        if (this.count(slot, counter) !== expected)
          world.fail(`${name}: ${counter} is ${this.count(slot, counter)}, expected ${expected}`);
      if (!this.spared.has(slot)) continue;
      const acknowledged = this.count(slot, 'SIGNALS_ACKNOWLEDGED');
      const got = this.masters[slot].signals;
      if (acknowledged !== got) world.fail(`${name}: ${acknowledged} acknowledged, the master got ${got}`);
      for (const counter of ['SPOILED', 'UNSENT_LINK', 'DISCONNECTS', 'SIGNALS_RESENT'] as const)
        if (this.count(slot, counter) !== 0)
          world.fail(`${name} was not hit: ${counter} is ${this.count(slot, counter)}`);
    }
  }

  private checkEnd(): void {
    const { world, stats, network, logs } = this;
    const rtus = this.definitions.map(({ slot }) => ({
      name: `RTU ${slot}`,
      signals: signalFields((counter) => stats.get(slot, counter.name)),
    }));
    const sends = this.sends.flatMap((id) =>
      this.shards.map(({ settled, thread }) => {
        const totals = settled.get(id);
        if (totals === undefined) world.fail(`send ${id} never settled on ${thread.name}`);
        const { running: _, missing: __, notStarted: ___, sent: ____, ...signals } = totals ?? noTotals();
        return { name: `send ${id} of ${thread.name}`, signals, state: 'settled' as const };
      }),
    );
    const whole = signalFields(({ name }) => stats.total(name));
    for (const misfit of findMisfits({ whole, sends, rtus })) world.fail(describeMisfit(misfit));
    if (imbalanceOf(whole) !== 0) world.fail(`the whole is off by ${imbalanceOf(whole)}`);
    if (network.openPorts > 0) world.fail(`${network.openPorts} ports are open after the end`);
    if (network.connections.size > 0) world.fail(`${network.connections.size} connections are left`);
    if (world.pending > 0) world.fail(`${world.pending} timers are left after the end`);
    logs.checkEnd();
  }
}
