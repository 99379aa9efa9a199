/** The index sends of the program and how far each is. */
import type { SendTable } from '../channel/send-table.js';
import { addCounts, noTotals, type SendTotals, type ShardEvent } from '../channel/shard-protocol.js';
import { imbalanceOf } from '../figures/books.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { SendStatus } from './api.js';
import { EndedSends } from './ended-sends.js';

/** Ended sends in the list; more are kept. */
const ENDED_LISTED = 100;

type SendNews = Extract<ShardEvent, { kind: 'send-started' | 'send-finished' | 'send-settled' }>;
type Step = 'started' | 'finished' | 'settled';

/** One send, and the counts of each shard; its totals are their sum. */
interface Entry {
  status: { -readonly [K in keyof SendStatus]: SendStatus[K] };
  /** Monotonic ms. */
  requestedMs: number;
  byShard: Map<number, SendTotals>;
  /** RTUs that were on no shard when it began. */
  between: number;
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
  /** Number of all RTUs that a send names. */
  rtusNamed(send: SendStatus): number;
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
  /** Open sends. */
  private readonly entries = new Map<number, Entry>();
  private readonly ended = new EndedSends();
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
    this.entries.set(id, { status, requestedMs, byShard: new Map(), between: 0, waiting, waiters: [] });
    return status;
  }

  /** The send with a number, with its counts up to now; `gone`: it is no longer kept; `undefined`: there was none. */
  find(id: number): SendStatus | 'gone' | undefined {
    const entry = this.entries.get(id);
    if (entry !== undefined) return this.upToNow(entry);
    return this.ended.find(id) ?? (Number.isInteger(id) && id > 0 && id <= this.lastId ? 'gone' : undefined);
  }

  /** Open sends and the last 100 that ended, in the order of their numbers, with their counts up to now. */
  list(): SendStatus[] {
    const open = [...this.entries.values()].map((entry) => this.upToNow(entry));
    return [...this.ended.latest(ENDED_LISTED), ...open].sort((a, b) => a.id - b.id);
  }

  /** Whether any send is not settled yet. */
  get anyOpen(): boolean {
    return this.entries.size > 0;
  }

  /** Notes that a running send was stopped. */
  noteStopped(id: number): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.status.stopped = true;
  }

  /** Removes the newest send, because it could not be ordered; the next one gets its number. */
  drop(id: number): void {
    if (this.entries.delete(id) && id === this.lastId) this.lastId--;
  }

  /** Resolves when the send is settled; rejects with `RangeError` if there is no such send. */
  settled(id: number): Promise<SendStatus> {
    const ended = this.ended.find(id);
    if (ended !== undefined) return Promise.resolve(ended);
    const entry = this.entries.get(id);
    if (entry === undefined) return Promise.reject(new RangeError(`no send ${id}`));
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
    // What was held is gone with the rest.
    const gone = { ...totals, held: 0 };
    this.count(entry, shard, { ...gone, unsentLink: gone.unsentLink + imbalanceOf(gone) });
  }

  /** Reads the counts of the shards on which the send is not settled. */
  private upToNow(entry: Entry): SendStatus {
    for (const shard of entry.waiting.settled) {
      const totals = this.memory.table.find(shard, entry.status.id);
      if (totals !== undefined) entry.byShard.set(shard, totals);
    }
    return this.addUp(entry);
  }

  private count(entry: Entry, shard: number, totals: SendTotals): void {
    entry.byShard.set(shard, totals);
    this.addUp(entry);
  }

  private addUp(entry: Entry): SendStatus {
    const { status, between } = entry;
    const totals = noTotals();
    for (const part of entry.byShard.values()) addCounts(totals, part);
    totals.notStarted += between;
    status.totals = totals;
    return status;
  }

  /** Every shard has begun: RTUs that none of them has counted were on none, because they were being restarted. */
  private countBetween(entry: Entry): void {
    const { running, missing, notStarted } = entry.status.totals;
    entry.between = Math.max(0, this.memory.rtusNamed(entry.status) - running - missing - notStarted);
    this.addUp(entry);
  }

  private reach(entry: Entry, shard: number, step: Step): void {
    const waiting = entry.waiting[step];
    if (!waiting.delete(shard) || waiting.size > 0) return;
    if (step === 'started') this.countBetween(entry);
    else entry.status.state = step;
    if (step === 'finished') {
      entry.status.finishedAt = this.clock.wallMs();
      entry.status.finishedMs = this.clock.monotonicMs();
    }
    if (step === 'settled') {
      entry.status.settledAt = this.clock.wallMs();
      entry.status.settledMs = this.clock.monotonicMs();
    }
    if (step === 'settled') {
      this.entries.delete(entry.status.id);
      this.ended.add(entry.status);
    }
    this.report(step, entry.status);
    if (step === 'settled') for (const waiter of entry.waiters.splice(0)) waiter(entry.status);
  }
}

/** The smaller one; `a` is NaN before the first. */
function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

/** The larger one; `a` is NaN before the first. */
function most(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
