/**
 * The shards' threads: Piscina hosts one endless task per thread; a task that ends before shutdown is a shard that died
 * and is started again with its RTUs (`docs/architecture.md`, threads).
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { Piscina } from 'piscina';
import type { RingProducer } from '../channel/broadcast-ring.js';
import type { RtuDefinition } from '../channel/definitions.js';
import type {
  ListenResult,
  MeasureMemory,
  ShardApi,
  ShardEvent,
  ShardTask,
  SignalLogOptions,
} from '../channel/shard-protocol.js';
import type { SignalTable } from '../station/points/signal-table.js';

/** What a pool is made of. */
export interface ShardPoolOptions {
  shards: number;
  ring: RingProducer;
  measures: MeasureMemory;
  log: SignalLogOptions;
  wallOffsetMs: () => number;
  /** Tables in use; a shard that is started anew gets what is in it then. */
  tables: ReadonlyMap<string, SignalTable>;
  /** RTUs by shard; the pool keeps it, see `place`. */
  placement: RtuDefinition[][];
  /** Stamps of the log names of RTUs that were restarted, by slot. */
  stamps?: ReadonlyMap<number, string>;
  onEvent(shard: number, event: ShardEvent): void;
  onDeath(shard: number, detail: string): void;
  /** The shard is about to start and will see no broadcast published before. */
  onSkip(shard: number): void;
  onRestart(shard: number, results: ListenResult[], ms: number): void;
}

/** A shard that runs. */
interface RunningShard {
  api: Comlink.Remote<ShardApi>;
  requests: MessagePort;
  /** Resolves when the task ended. */
  ended: Promise<void>;
}

/** A shard that dies again this soon after its start waits before the next one, longer each time. */
const SOON_MS = 1000;
const LONGEST_PAUSE_MS = 5000;
/** Ports of a dead thread may take a moment to be free. */
const LISTEN_TRIES = 50;
const LISTEN_RETRY_MS = 20;

/** See the file's head. */
export class ShardPool {
  private readonly pool: Piscina;
  private readonly running = new Map<number, RunningShard>();
  private closing = false;
  /** By shard: when it was started last, and how often it died soon after a start. */
  private readonly starts = new Map<number, { atMs: number; soonDeaths: number }>();

  constructor(private readonly options: ShardPoolOptions) {
    const { shards } = options;
    this.pool = new Piscina({
      filename: new URL('../workers/shard.js', import.meta.url).href,
      name: 'runShard',
      minThreads: shards,
      maxThreads: shards,
      concurrentTasksPerWorker: 1,
      // With the default an idle worker blocks in Atomics.wait, and its sockets with it.
      atomics: 'disabled',
      recordTiming: false,
    });
    // Task errors are seen by the task's promise; a thread without a task reports here.
    this.pool.on('error', (error: Error) => options.onDeath(-1, error.message));
  }

  /** Starts every shard, loads its RTUs and opens its ports. */
  async start(): Promise<ListenResult[]> {
    const results = await Promise.all(this.options.placement.map((_, shard) => this.startShard(shard)));
    return results.flat();
  }

  /** RTUs by shard, as they are now. */
  get placement(): readonly (readonly RtuDefinition[])[] {
    return this.options.placement;
  }

  /** The shard of a slot. */
  shardOf(slot: number): number {
    return this.options.placement.findIndex((rtus) => rtus.some((rtu) => rtu.slot === slot));
  }

  /** The shard that serves this RTU number apart from `exceptSlot`, or `undefined`. */
  shardOfNumber(rtuNumber: number, exceptSlot: number): number | undefined {
    const shard = this.options.placement.findIndex((rtus) =>
      rtus.some((rtu) => rtu.rtuNumber === rtuNumber && rtu.slot !== exceptSlot),
    );
    return shard < 0 ? undefined : shard;
  }

  /** From now on `shard` has this RTU at its start, and no other shard has one of that slot. */
  place(definition: RtuDefinition, shard: number): void {
    const { placement } = this.options;
    for (const [i, rtus] of placement.entries())
      placement[i] = rtus.filter(({ slot }) => slot !== definition.slot);
    placement[shard] = [...placement[shard], definition].sort((a, b) => a.slot - b.slot);
  }

  /** Asks a shard; `undefined` when it doesn't run, or dies before it answers. */
  async ask<T>(
    shard: number,
    request: (api: Comlink.Remote<ShardApi>) => Promise<T>,
  ): Promise<T | undefined> {
    const running = this.running.get(shard);
    if (running === undefined) return undefined;
    return Promise.race([request(running.api), running.ended.then(() => undefined)]);
  }

  /** Hands an edited table to the shards that use its file; returns how many RTUs took it. */
  async reload(table: SignalTable): Promise<number> {
    const { placement } = this.options;
    const using = [...placement.keys()].filter((shard) =>
      placement[shard].some((rtu) => rtu.ioFile === table.file),
    );
    const taken = await Promise.all(using.map((shard) => this.ask(shard, (api) => api.reload(table))));
    return taken.reduce<number>((sum, rtus) => sum + (rtus ?? 0), 0);
  }

  /** Ends all shards in order; after `timeoutMs` their threads are ended without asking. */
  async close(timeoutMs: number): Promise<void> {
    this.closing = true;
    try {
      this.options.ring.publish({ kind: 'shutdown' });
    } catch {
      // A shard that reads nothing is ended by the time-out.
    }
    const ended = Promise.all([...this.running.values()].map((shard) => shard.ended));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([ended, timeout]);
    clearTimeout(timer);
    await this.pool.destroy();
  }

  /** Ends every thread at once, as when the start failed half way. */
  async destroy(): Promise<void> {
    this.closing = true;
    await this.pool.destroy();
  }

  private async startShard(shard: number): Promise<ListenResult[]> {
    const { options } = this;
    options.ring.skipTo(shard);
    options.onSkip(shard);
    const { soonDeaths = 0 } = this.starts.get(shard) ?? {};
    this.starts.set(shard, { atMs: performance.now(), soonDeaths });
    const requests = new MessageChannel();
    const events = new MessageChannel();
    events.port1.on('message', (event: ShardEvent) => options.onEvent(shard, event));
    // The port closes behind the last event: what a shard told before it ended is heard.
    const told = new Promise<void>((resolve) => events.port1.once('close', resolve));
    const task: ShardTask = {
      shard,
      shards: options.shards,
      ring: options.ring.memory,
      measures: options.measures,
      wallOffsetMs: options.wallOffsetMs(),
      log: options.log,
      requests: requests.port2,
      events: events.port2,
    };
    const ended = this.pool
      .run(task, { transferList: [requests.port2, events.port2] })
      .then(() => 'ended without being asked')
      .catch((error: Error) => error.message)
      .then(async (detail) => {
        await told;
        this.ended(shard, detail);
      });
    const api = Comlink.wrap<ShardApi>(nodeEndpoint(requests.port1));
    this.running.set(shard, { api, requests: requests.port1, ended });
    const rtus = options.placement[shard] ?? [];
    const files = new Set(rtus.map((rtu) => rtu.ioFile));
    const tables = [...options.tables.values()].filter((table) => files.has(table.file));
    const answer = (async () => {
      await api.load({ rtus, tables, stamps: options.stamps ?? new Map() });
      return api.listen();
    })();
    // A shard that dies never answers.
    return Promise.race([answer, ended.then((): ListenResult[] => [])]);
  }

  private ended(shard: number, detail: string): void {
    const dead = this.running.get(shard);
    this.running.delete(shard);
    dead?.requests.close();
    if (this.closing) return;
    this.options.onDeath(shard, detail);
    const start = this.starts.get(shard) ?? { atMs: 0, soonDeaths: 0 };
    start.soonDeaths = performance.now() - start.atMs < SOON_MS ? start.soonDeaths + 1 : 0;
    const pauseMs = start.soonDeaths === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 50 * 2 ** start.soonDeaths);
    // From now on it is expected to have read everything: it will begin behind what is published meanwhile.
    this.options.ring.skipTo(shard);
    setTimeout(() => {
      this.restart(shard).catch((error: Error) => this.options.onDeath(shard, error.message));
    }, pauseMs);
  }

  private async restart(shard: number): Promise<void> {
    if (this.closing) return;
    const fromMs = performance.now();
    let results = await this.startShard(shard);
    for (let tries = 1; results.some((result) => result.error) && tries < LISTEN_TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, LISTEN_RETRY_MS));
      const running = this.running.get(shard);
      if (running === undefined || this.closing) return;
      const retried = (await this.ask(shard, (api) => api.listen())) ?? [];
      results = [...results.filter((result) => !result.error), ...retried];
    }
    // Died again meanwhile: the next restart reports.
    if (this.running.has(shard)) this.options.onRestart(shard, results, performance.now() - fromMs);
  }
}
