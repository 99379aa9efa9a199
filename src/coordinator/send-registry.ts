/** The index sends of the program and how far each is. */
import type { SendTable } from '../channel/send-table.js';
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

/** What the registry knows of the shards without a message. */
export interface SendMemory {
  /** Counts of the open sends. */
  readonly table: Pick<SendTable, 'find' | 'clear'>;
  /** Number of RTUs on a shard that a send names. */
  rtusOf(shard: number, send: SendStatus): number;
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
    private readonly memory: SendMemory,
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

  /** All sends still kept, in the order of their numbers, with their counts up to now. */
  list(): SendStatus[] {
    return [...this.entries.values()].map((entry) => {
      if (entry.status.state !== 'settled') this.refresh(entry);
      return entry.status;
    });
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
    this.count(entry, shard, news.totals);
    if (news.kind === 'send-started') {
      const { requestedMs, status } = entry;
      status.firstFrameMs = least(status.firstFrameMs, news.firstWriteMs - requestedMs);
      status.lastFirstFrameMs = most(status.lastFirstFrameMs, news.lastWriteMs - requestedMs);
    }
    const step = news.kind.slice('send-'.length) as Step;
    this.reach(entry, shard, step);
  }

  /** A shard died: it will report nothing more about the present sends. What was under way there is unsent (link). */
  shardDied(shard: number): void {
    for (const entry of [...this.entries.values()]) {
      const { waiting, status } = entry;
      if (waiting.settled.has(shard)) {
        // Its RTUs did not send to the end: the totals must not look complete.
        status.shardsLost = [...status.shardsLost, shard];
        this.countDead(entry, shard);
      }
      for (const step of ['started', 'finished', 'settled'] as const) this.reach(entry, shard, step);
    }
    this.memory.table.clear(shard);
  }

  /** The counts of a send on a shard that died; one that had not begun there counts its RTUs as not started. */
  private countDead(entry: Entry, shard: number): void {
    const totals = this.memory.table.find(shard, entry.status.id) ?? entry.byShard.get(shard);
    if (totals === undefined) {
      this.count(entry, shard, { ...noTotals(), notStarted: this.memory.rtusOf(shard, entry.status) });
      return;
    }
    const { offered, acknowledged, unsentLink, unsentEnded, unsentFilter } = totals;
    const open = offered - acknowledged - unsentLink - unsentEnded - unsentFilter;
    this.count(entry, shard, { ...totals, unsentLink: unsentLink + open });
  }

  /** Reads the counts of the shards on which the send is not settled. */
  private refresh(entry: Entry): void {
    for (const shard of entry.waiting.settled) {
      const totals = this.memory.table.find(shard, entry.status.id);
      if (totals !== undefined) entry.byShard.set(shard, totals);
    }
    entry.status.totals = addUp(entry.byShard.values());
  }

  private count(entry: Entry, shard: number, totals: SendTotals): void {
    entry.byShard.set(shard, totals);
    entry.status.totals = addUp(entry.byShard.values());
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
