/** The shards, seen by the engine: starts, requests, deaths and restarts (`docs/architecture.md`, threads). */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { LogChannel, ThreadTask } from '../channel/shard-protocol.js';
import type { BroadcastQueue } from './broadcast-queue.js';
import { type ShardThreads, startShardThreads } from './shard-threads.js';

/** What a pool needs from its engine. `Part`: what is placed on shards; `Event`: what a shard reports; `Result`: what its start brings. */
export interface TaskPoolOptions<Part, Event, Result> {
  shards: number;
  ring: BroadcastQueue;
  /** Opens a way to the writer of the logs, for each start of a shard. */
  openLogs: () => LogChannel;
  /** Parts by shard. The pool keeps this list and changes it in `place`. */
  placement: Part[][];
  onEvent(shard: number, event: Event): void;
  /** A shard died, after its last event was reported; -1: a thread that had no shard. */
  onDeath(shard: number, detail: string): void;
  /** The shard starts now and will not see broadcasts published before. */
  onSkip?(shard: number): void;
  /** A shard runs again, `ms` after its restart began. */
  onRestart(shard: number, results: Result[], ms: number): void;
}

/** What distinguishes the shards of one program. */
export interface ShardWork<Part, Task extends ThreadTask, Api, Result> {
  /** The module of the task, and its function. */
  readonly file: URL;
  readonly name: string;
  /** The task of a shard that starts now. */
  taskOf(common: ThreadTask): Task;
  /** Gives a shard that has just started its parts. */
  begin(api: Comlink.Remote<Api>, parts: readonly Part[]): Promise<Result[]>;
  /** Whether something of the start has to be tried again, and how; absent: never. */
  readonly again?: {
    isNeeded(results: readonly Result[]): boolean;
    retry(api: Comlink.Remote<Api>, results: readonly Result[]): Promise<Result[]>;
  };
}

/** A shard that runs. */
interface RunningShard<Api> {
  api: Comlink.Remote<Api>;
  requests: MessagePort;
  /** Resolves when the task ended. */
  ended: Promise<void>;
}

/** A shard that dies so soon after its start is restarted after a pause, which doubles each time. */
const SOON_MS = 1000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** The ports of a dead thread may not be free immediately. */
const TRIES = 50;
const RETRY_MS = 20;

/**
 * Each shard is a task that normally ends only at shutdown. If it ends before, the shard has died: it is started again with
 * its parts.
 */
export class TaskPool<Part extends { readonly slot: number }, Task extends ThreadTask, Api, Event, Result> {
  private readonly threads: ShardThreads<Task>;
  /** Resolves when a thread died that had no shard: at the start, one that could not load its modules. */
  private readonly threadFailed: Promise<void>;
  private readonly running = new Map<number, RunningShard<Api>>();
  private closing = false;
  /** By shard: when it was last started, and how many starts in a row ended soon. */
  private readonly starts = new Map<number, { atMs: number; soonDeaths: number }>();

  /** `threads`: default worker threads. */
  constructor(
    protected readonly options: TaskPoolOptions<Part, Event, Result>,
    private readonly work: ShardWork<Part, Task, Api, Result>,
    threads?: ShardThreads<Task>,
  ) {
    let fail = (): void => {};
    this.threadFailed = new Promise((resolve) => {
      fail = resolve;
    });
    this.threads =
      threads ??
      startShardThreads(work, options.shards, (detail) => {
        options.onDeath(-1, detail);
        fail();
      });
  }

  /** Starts every shard and gives it its parts. Some results are missing if a thread died meanwhile. */
  start(): Promise<Result[]> {
    // The task of a thread that never comes would be waited for without end.
    return Promise.race([this.startAll(), this.threadFailed.then((): Result[] => [])]);
  }

  private async startAll(): Promise<Result[]> {
    const shards = this.options.placement.map((_, shard) => shard);
    if (!this.threads.oneByOne) {
      const results = await Promise.all(shards.map((shard) => this.startShard(shard)));
      return results.flat();
    }
    const results: Result[] = [];
    for (const shard of shards) results.push(...(await this.startShard(shard)));
    return results;
  }

  /** Parts by shard, as they are now. */
  get placement(): readonly (readonly Part[])[] {
    return this.options.placement;
  }

  /** The shard of a slot; -1: nothing has it. */
  shardOf(slot: number): number {
    return this.options.placement.findIndex((parts) => parts.some((part) => part.slot === slot));
  }

  /** Places a part: from now on each start of `shard` loads it, and no other shard has its slot. */
  place(definition: Part, shard: number): void {
    const { placement } = this.options;
    this.displace(definition.slot);
    placement[shard] = [...placement[shard], definition].sort((a, b) => a.slot - b.slot);
  }

  /** Takes a part off its shard: no start of a shard loads it any more. */
  displace(slot: number): void {
    const { placement } = this.options;
    for (const [i, parts] of placement.entries()) placement[i] = parts.filter((part) => part.slot !== slot);
  }

  /** Sends a request to a shard; `undefined` if it does not run or dies before it answers. */
  async ask<T>(shard: number, request: (api: Comlink.Remote<Api>) => Promise<T>): Promise<T | undefined> {
    const running = this.running.get(shard);
    if (running === undefined) return undefined;
    return Promise.race([request(running.api), running.ended.then(() => undefined)]);
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

  private async startShard(shard: number): Promise<Result[]> {
    const { options, work } = this;
    options.ring.skip(shard);
    options.onSkip?.(shard);
    const { soonDeaths = 0 } = this.starts.get(shard) ?? {};
    this.starts.set(shard, { atMs: performance.now(), soonDeaths });
    const requests = new MessageChannel();
    const events = new MessageChannel();
    events.port1.on('message', (event: Event) => options.onEvent(shard, event));
    // The port closes after the last event: so every event of a shard is reported before its death.
    const allHeard = new Promise<void>((resolve) => events.port1.once('close', resolve));
    const logs = options.openLogs();
    const task = work.taskOf({
      shard,
      shards: options.shards,
      ring: options.ring.memory,
      requests: requests.port2,
      events: events.port2,
      logs,
    });
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
    const api = Comlink.wrap<Api>(nodeEndpoint(requests.port1));
    this.running.set(shard, { api, requests: requests.port1, ended });
    const answer = work.begin(api, options.placement[shard] ?? []);
    // A shard that dies does not answer.
    return Promise.race([answer, ended.then((): Result[] => [])]);
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
    const { again } = this.work;
    for (let tries = 1; again?.isNeeded(results) && tries < TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (!this.running.has(shard) || this.closing) return;
      const before = results;
      results = (await this.ask(shard, (api) => again.retry(api, before))) ?? [];
    }
    // If it died again meanwhile, the next restart reports.
    if (this.running.has(shard)) this.options.onRestart(shard, results, performance.now() - fromMs);
  }
}

function pauseAfter(soonDeaths: number): number {
  return soonDeaths === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (soonDeaths - 1));
}
