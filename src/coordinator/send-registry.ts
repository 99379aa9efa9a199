/** The index sends of the program and how far each is. */
import { addCounts, noTotals, type SendTotals, type ShardEvent } from '../channel/shard-protocol.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { SendStatus } from './api.js';

/** Settled sends that are kept for the lists; older ones are forgotten. */
const KEEP_ENDED = 100;

type SendNews = Extract<ShardEvent, { kind: 'send-started' | 'send-finished' | 'send-settled' }>;
type Step = 'started' | 'finished' | 'settled';

/** One send, and the counts of each shard; its totals are their sum. */
interface Entry {
  status: { -readonly [K in keyof SendStatus]: SendStatus[K] };
  /** Monotonic ms. */
  requestedMs: number;
  byShard: Map<number, SendTotals>;
  /** Shards that have not reached a step yet. */
  waiting: Record<Step, Set<number>>;
  waiters: ((status: SendStatus) => void)[];
}

/** The two clocks of the program. */
export interface SendClock {
  /** ms since 1970. */
  wallMs(): number;
  monotonicMs(): number;
}

/** A send that is about to be ordered. */
export interface SendOpening {
  /** Its order, without its number. */
  work: Omit<SendOrder, 'id'>;
  /** When it was requested, monotonic ms: first frames are measured from here. */
  requestedMs: number;
  /** Wall time of the common start, ms since 1970. */
  startedAt: number;
}

/**
 * Adds up the reports of the shards for each send. A send has reached a step when every shard has reached it;
 * a dead shard counts as having reached all steps.
 */
export class SendRegistry {
  private readonly entries = new Map<number, Entry>();
  private lastId = 0;

  /** `report` is called for each step that a send reaches. */
  constructor(
    private readonly shards: number,
    private readonly clock: SendClock,
    private readonly report: (what: Step, send: SendStatus) => void,
  ) {}

  /** Registers a new send and gives it its number. */
  open({ work, requestedMs, startedAt }: SendOpening): SendStatus {
    const id = ++this.lastId;
    const all = () => new Set(Array.from({ length: this.shards }, (_, shard) => shard));
    const status = {
      ...work,
      id,
      startedAt,
      finishedAt: Number.NaN,
      settledAt: Number.NaN,
      finishedMs: Number.NaN,
      settledMs: Number.NaN,
      stopped: false,
      state: 'running' as const,
      totals: noTotals(),
      firstFrameMs: Number.NaN,
      lastFirstFrameMs: Number.NaN,
      shardsLost: [] as readonly number[],
    };
    const waiting = { started: all(), finished: all(), settled: all() };
    this.entries.set(id, { status, requestedMs, byShard: new Map(), waiting, waiters: [] });
    return status;
  }

  /** The send with a number, if it is still kept. */
  find(id: number): SendStatus | undefined {
    return this.entries.get(id)?.status;
  }

  /** All sends still kept, in the order of their numbers. */
  list(): SendStatus[] {
    return [...this.entries.values()].map((entry) => entry.status);
  }

  /** Whether any send is not settled yet. */
  get anyOpen(): boolean {
    for (const { status } of this.entries.values()) if (status.state !== 'settled') return true;
    return false;
  }

  /** Notes that a running send was stopped. */
  noteStopped(id: number): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.status.stopped = true;
  }

  /** Removes a send that could not be ordered. */
  drop(id: number): void {
    this.entries.delete(id);
  }

  /** Resolves when the send is settled; rejects with `RangeError` if there is no such send. */
  settled(id: number): Promise<SendStatus> {
    const entry = this.entries.get(id);
    if (entry === undefined) return Promise.reject(new RangeError(`no send ${id}`));
    if (entry.status.state === 'settled') return Promise.resolve(entry.status);
    return new Promise((resolve) => entry.waiters.push(resolve));
  }

  /** Takes a report of a shard. */
  take(shard: number, news: SendNews): void {
    const entry = this.entries.get(news.id);
    if (entry === undefined) return;
    entry.byShard.set(shard, news.totals);
    entry.status.totals = addUp(entry.byShard.values());
    if (news.kind === 'send-started') {
      const { requestedMs, status } = entry;
      status.firstFrameMs = least(status.firstFrameMs, news.firstWriteMs - requestedMs);
      status.lastFirstFrameMs = most(status.lastFirstFrameMs, news.lastWriteMs - requestedMs);
    }
    const step = news.kind.slice('send-'.length) as Step;
    this.reach(entry, shard, step);
  }

  /** A shard died: it will report nothing more about the present sends. */
  shardDied(shard: number): void {
    for (const entry of [...this.entries.values()]) {
      const { waiting, status } = entry;
      // The later counts of the shard are lost: the totals must not look complete.
      if (waiting.settled.has(shard)) status.shardsLost = [...status.shardsLost, shard];
      for (const step of ['started', 'finished', 'settled'] as const) this.reach(entry, shard, step);
    }
  }

  private reach(entry: Entry, shard: number, step: Step): void {
    const waiting = entry.waiting[step];
    if (!waiting.delete(shard) || waiting.size > 0) return;
    if (step !== 'started') entry.status.state = step;
    if (step === 'finished') {
      entry.status.finishedAt = this.clock.wallMs();
      entry.status.finishedMs = this.clock.monotonicMs();
    }
    if (step === 'settled') {
      entry.status.settledAt = this.clock.wallMs();
      entry.status.settledMs = this.clock.monotonicMs();
    }
    this.report(step, entry.status);
    if (step !== 'settled') return;
    for (const waiter of entry.waiters.splice(0)) waiter(entry.status);
    this.forgetOldest();
  }

  private forgetOldest(): void {
    const ended = [...this.entries.values()].filter((entry) => entry.status.state === 'settled');
    for (const entry of ended.slice(0, -KEEP_ENDED)) this.entries.delete(entry.status.id);
  }
}

function addUp(parts: Iterable<SendTotals>): SendTotals {
  const sum = noTotals();
  for (const part of parts) addCounts(sum, part);
  return sum;
}

/** The smaller one; `a` is NaN before the first. */
function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

/** The larger one; `a` is NaN before the first. */
function most(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
