/** Frames that go out on one connection before its producers' frames. */
import { COUNTER } from '../measures/counters.js';
import type { Account, Replies } from '../ports.js';
import { asInherited, type QueuedAsdu, type UnansweredFrame } from './unanswered.js';

/** A master that never reads its replies is disconnected at this number: far more than a window and a command list need. */
const MOST_REPLIES = 10_000;
/** Most places of frames already taken that are kept. */
const MOST_TAKEN_KEPT = 1024;

/** First in, first out; taking an entry does not move the others each time. */
class Fifo<T> {
  private list: T[] = [];
  private at = 0;

  get length(): number {
    return this.list.length - this.at;
  }

  push(item: T): void {
    this.list.push(item);
  }

  pushFirst(item: T): void {
    this.list.splice(this.at, 0, item);
  }

  shift(): T | undefined {
    const first = this.list[this.at];
    if (first === undefined) return undefined;
    this.at++;
    // A queue that never runs empty must not keep what was taken from it.
    if (this.at === this.list.length || this.at === MOST_TAKEN_KEPT) {
      this.list = this.list.slice(this.at);
      this.at = 0;
    }
    return first;
  }

  get last(): T | undefined {
    return this.length > 0 ? this.list[this.list.length - 1] : undefined;
  }

  takeAll(): T[] {
    const rest = this.list.slice(this.at);
    this.list = [];
    this.at = 0;
    return rest;
  }
}

/** The connection, for its queue. */
export interface WaitingOwner {
  /** Row of the stats table, see `COUNTER`. */
  readonly counters: Float64Array;
  /** Has the shell serve the connection. */
  wake(): void;
  /** Called when more replies wait than a master may leave unread. */
  overflow(detail: string, nowMs: number): void;
}

/** Frames that wait for the window: first those inherited from the connection before, then replies and events, in order. */
export class WaitingFrames implements Replies {
  private readonly inherited = new Fifo<UnansweredFrame>();
  private readonly replies = new Fifo<QueuedAsdu>();

  constructor(private readonly owner: WaitingOwner) {}

  get length(): number {
    return this.inherited.length + this.replies.length;
  }

  reply(asdu: Uint8Array): void {
    this.replies.push({ asdu, kind: 'reply' });
  }

  event(asdu: Uint8Array, nowMs: number): void {
    this.owner.counters[COUNTER.SIGNALS_OFFERED]++;
    this.replies.push({ asdu, kind: 'event' });
    this.limit(nowMs);
    this.owner.wake();
  }

  timeLast(commandMs: number): void {
    const { last } = this.replies;
    if (last?.kind === 'reply') last.commandMs = commandMs;
  }

  /** Queues a reply before everything else, inherited frames too. */
  replyFirst(asdu: Uint8Array): void {
    this.inherited.pushFirst({ asdu, kind: 'reply' });
  }

  /** Closes the connection if more replies wait than a master may leave unread. */
  limit(nowMs: number): void {
    if (this.replies.length > MOST_REPLIES) {
      this.owner.overflow(`${MOST_REPLIES} replies wait for the window`, nowMs);
    }
  }

  /** Takes over the frames that the connection before left. */
  inherit(frames: readonly UnansweredFrame[]): void {
    for (const frame of asInherited(frames)) this.inherited.push(frame);
  }

  /** The frame that waits longest, or `undefined`. */
  shift(): UnansweredFrame | undefined {
    return this.inherited.shift() ?? this.replies.shift();
  }

  /** Takes out all inherited frames. */
  takeInherited(): UnansweredFrame[] {
    return this.inherited.takeAll();
  }

  /** Takes out all replies and events; returns the events. */
  takeEvents(): QueuedAsdu[] {
    return this.replies.takeAll().filter(({ kind }) => kind === 'event');
  }
}

/** Accounts for events: status changes and answers to reads, which no producer sends. */
export class EventAccount implements Account {
  constructor(
    /** Row of the stats table, see `COUNTER`. */
    private readonly counters: Float64Array,
  ) {}

  acknowledged(signals: number): void {
    this.counters[COUNTER.SIGNALS_ACKNOWLEDGED] += signals;
  }

  lost(signals: number): void {
    this.counters[COUNTER.UNSENT_LINK] += signals;
  }
}
