/** The shards, seen by the engine: starts, requests, deaths and restarts (`docs/architecture.md`, threads). */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { RtuDefinition } from '../channel/definitions.js';
import type {
  ListenResult,
  LogChannel,
  MeasureMemory,
  ShardApi,
  ShardEvent,
  ShardTask,
  SignalLogOptions,
} from '../channel/shard-protocol.js';
import type { WatchList } from '../reactions/plan.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { BroadcastQueue } from './broadcast-queue.js';
import { type ShardThreads, startShardThreads } from './shard-threads.js';

/** The parts that a pool needs from the engine. */
export interface ShardPoolOptions {
  shards: number;
  ring: BroadcastQueue;
  measures: MeasureMemory;
  log: SignalLogOptions;
  /** What reactions watch; absent: there are none. */
  watched?: WatchList;
  /** Opens a way to the writer of the logs, for each start of a shard. */
  openLogs: () => LogChannel;
  wallOffsetMs: () => number;
  /** Tables in use, by file name; read at each start of a shard. */
  tables: ReadonlyMap<string, SignalTable>;
  /** RTUs by shard. The pool keeps this list and changes it in `place`. */
  placement: RtuDefinition[][];
  /** Stamps of the log names of RTUs that were restarted, by slot; read at each start of a shard. */
  stamps: ReadonlyMap<number, string>;
  onEvent(shard: number, event: ShardEvent): void;
  /** A shard died, after its last event was reported; -1: a thread that had no shard. */
  onDeath(shard: number, detail: string): void;
  /** The shard starts now and will not see broadcasts published before. */
  onSkip(shard: number): void;
  /** A shard runs again, `ms` after its restart began. */
  onRestart(shard: number, results: ListenResult[], ms: number): void;
}

/** A shard that runs. */
interface RunningShard {
  api: Comlink.Remote<ShardApi>;
  requests: MessagePort;
  /** Resolves when the task ended. */
  ended: Promise<void>;
}

/** A shard that dies so soon after its start is restarted after a pause, which doubles each time. */
const SOON_MS = 1000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** The ports of a dead thread may not be free immediately. */
const LISTEN_TRIES = 50;
const LISTEN_RETRY_MS = 20;

/**
 * Each shard is a task that normally ends only at shutdown. If it ends before, the shard has died: it is started again with
 * its RTUs, and their ports listen again.
 */
export class ShardPool {
  private readonly threads: ShardThreads;
  private readonly running = new Map<number, RunningShard>();
  private closing = false;
  /** By shard: when it was last started, and how many starts in a row ended soon. */
  private readonly starts = new Map<number, { atMs: number; soonDeaths: number }>();

  /** `threads`: default worker threads. */
  constructor(
    private readonly options: ShardPoolOptions,
    threads?: ShardThreads,
  ) {
    this.threads = threads ?? startShardThreads(options.shards, (detail) => options.onDeath(-1, detail));
  }

  /** Starts every shard, loads its RTUs and opens its ports. */
  async start(): Promise<ListenResult[]> {
    const shards = this.options.placement.map((_, shard) => shard);
    if (!this.threads.oneByOne) {
      const results = await Promise.all(shards.map((shard) => this.startShard(shard)));
      return results.flat();
    }
    const results: ListenResult[] = [];
    for (const shard of shards) results.push(...(await this.startShard(shard)));
    return results;
  }

  /** RTUs by shard, as they are now. */
  get placement(): readonly (readonly RtuDefinition[])[] {
    return this.options.placement;
  }

  /** The shard of a slot; -1: no RTU has it. */
  shardOf(slot: number): number {
    return this.options.placement.findIndex((rtus) => rtus.some((rtu) => rtu.slot === slot));
  }

  /** The shard that serves this RTU number on a slot other than `exceptSlot`, or `undefined`. */
  shardOfNumber(rtuNumber: number, exceptSlot: number): number | undefined {
    const shard = this.options.placement.findIndex((rtus) =>
      rtus.some((rtu) => rtu.rtuNumber === rtuNumber && rtu.slot !== exceptSlot),
    );
    return shard < 0 ? undefined : shard;
  }

  /** The shard with the fewest RTUs. */
  get emptiest(): number {
    const counts = this.options.placement.map(({ length }) => length);
    return counts.indexOf(Math.min(...counts));
  }

  /** Places an RTU: from now on each start of `shard` loads it, and no other shard has its slot. */
  place(definition: RtuDefinition, shard: number): void {
    const { placement } = this.options;
    this.displace(definition.slot);
    placement[shard] = [...placement[shard], definition].sort((a, b) => a.slot - b.slot);
  }

  /** Takes an RTU off its shard: no start of a shard loads it any more. */
  displace(slot: number): void {
    const { placement } = this.options;
    for (const [i, rtus] of placement.entries()) placement[i] = rtus.filter((rtu) => rtu.slot !== slot);
  }

  /** Sends a request to a shard; `undefined` if it does not run or dies before it answers. */
  async ask<T>(
    shard: number,
    request: (api: Comlink.Remote<ShardApi>) => Promise<T>,
  ): Promise<T | undefined> {
    const running = this.running.get(shard);
    if (running === undefined) return undefined;
    return Promise.race([request(running.api), running.ended.then(() => undefined)]);
  }

  /** Gives an edited table to the shards that use its file; returns how many RTUs use it now. */
  async reload(table: SignalTable): Promise<number> {
    const { placement } = this.options;
    const using = [...placement.keys()].filter((shard) =>
      placement[shard].some((rtu) => rtu.ioFile === table.file),
    );
    const taken = await Promise.all(using.map((shard) => this.ask(shard, (api) => api.reload(table))));
    return taken.reduce<number>((sum, rtus) => sum + (rtus ?? 0), 0);
  }

  /** Makes all shards end in order; after `timeoutMs` ends their threads. Returns the shards that had not ended by then. */
  async close(timeoutMs: number): Promise<number[]> {
    this.closing = true;
    // If a shard does not read any more, this order waits, and the time-out ends the shard.
    this.options.ring.publish({ kind: 'shutdown' });
    const ended = Promise.all([...this.running.values()].map((shard) => shard.ended));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([ended, timeout]);
    clearTimeout(timer);
    const late = [...this.running.keys()];
    this.options.ring.close();
    await this.threads.destroy();
    return late;
  }

  /** Ends every thread at once, for example after a failed start. */
  async destroy(): Promise<void> {
    this.closing = true;
    this.options.ring.close();
    await this.threads.destroy();
  }

  private async startShard(shard: number): Promise<ListenResult[]> {
    const { options } = this;
    options.ring.skip(shard);
    options.onSkip(shard);
    const { soonDeaths = 0 } = this.starts.get(shard) ?? {};
    this.starts.set(shard, { atMs: performance.now(), soonDeaths });
    const requests = new MessageChannel();
    const events = new MessageChannel();
    events.port1.on('message', (event: ShardEvent) => options.onEvent(shard, event));
    // The port closes after the last event: so every event of a shard is reported before its death.
    const allHeard = new Promise<void>((resolve) => events.port1.once('close', resolve));
    const logs = options.openLogs();
    const task: ShardTask = {
      shard,
      shards: options.shards,
      ring: options.ring.memory,
      measures: options.measures,
      wallOffsetMs: options.wallOffsetMs(),
      log: options.log,
      ...(options.watched === undefined ? {} : { watched: options.watched }),
      requests: requests.port2,
      events: events.port2,
      logs,
    };
    const ended = this.threads
      .run(task, [requests.port2, events.port2, logs.port])
      .then(() => 'ended before shutdown')
      .catch((error: Error) => error.message)
      .then(async (detail) => {
        // Still here if no thread took them over; somebody waits for each to close.
        events.port2.close();
        logs.port.close();
        await allHeard;
        this.ended(shard, detail);
      });
    const api = Comlink.wrap<ShardApi>(nodeEndpoint(requests.port1));
    this.running.set(shard, { api, requests: requests.port1, ended });
    const rtus = options.placement[shard] ?? [];
    const files = new Set(rtus.map((rtu) => rtu.ioFile));
    const tables = [...options.tables.values()].filter((table) => files.has(table.file));
    const answer = (async () => {
      await api.load({ rtus, tables, stamps: options.stamps });
      return api.listen();
    })();
    // A shard that dies does not answer.
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
    const pauseMs = pauseAfter(start.soonDeaths);
    // The shard will skip the orders until its restart, so it must not delay them, however long that takes.
    this.options.ring.leave(shard);
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
    // If it died again meanwhile, the next restart reports.
    if (this.running.has(shard)) this.options.onRestart(shard, results, performance.now() - fromMs);
  }
}

function pauseAfter(soonDeaths: number): number {
  return soonDeaths === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (soonDeaths - 1));
}
