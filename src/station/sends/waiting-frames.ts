/** Frames that go out on one connection before its producers' frames. */
import { Fifo } from '../fifo.js';
import { COUNTER } from '../measures/counters.js';
import type { Account, Replies } from '../ports.js';
import { asInherited, type QueuedAsdu, type UnansweredFrame } from './unanswered.js';

/** A master that never reads its replies is disconnected at this number: far more than a window and a command list need. */
const MOST_REPLIES = 10_000;
/** The connection, for its queue. */
export interface WaitingOwner {
  /** Row of the stats table, see `COUNTER`. */
  readonly counters: Float64Array;
  /** Has the shell serve the connection. */
  wake(): void;
  /** Called when more replies wait than a master may leave unread. */
  overflow(detail: string, nowMs: number): void;
}

/** Events of the time without a connection, the oldest first. */
export interface EventSource {
  readonly frames: number;
  shift(): UnansweredFrame | undefined;
}

/**
 * Frames that wait for the window: first those inherited from the connection before, then what arose while there was none, then
 * replies and events, in order.
 */
export class WaitingFrames implements Replies {
  /** What arose while the group had no connection; `undefined`: this connection does not send it. */
  held: EventSource | undefined;
  private readonly inherited = new Fifo<UnansweredFrame>();
  private readonly replies = new Fifo<UnansweredFrame>();

  constructor(private readonly owner: WaitingOwner) {}

  get length(): number {
    return this.inherited.length + (this.held?.frames ?? 0) + this.replies.length;
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

  /** Takes over what the connection before left: frames that it had sent or inherited, and events that it had not sent. */
  inherit(frames: readonly UnansweredFrame[], events: readonly UnansweredFrame[]): void {
    for (const frame of asInherited(frames)) this.inherited.push(frame);
    for (const event of asInherited(events)) this.replies.push(event);
  }

  /** The frame that waits longest, or `undefined`. */
  shift(): UnansweredFrame | undefined {
    return this.inherited.shift() ?? this.held?.shift() ?? this.replies.shift();
  }

  /** Takes out all inherited frames. */
  takeInherited(): UnansweredFrame[] {
    return this.inherited.takeAll();
  }

  /** Takes out all replies and events; returns the events. */
  takeEvents(): QueuedAsdu[] {
    return this.replies.takeAll().filter((frame): frame is QueuedAsdu => frame.kind === 'event');
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

  spoiled(signals: number): void {
    this.counters[COUNTER.SPOILED] += signals;
  }

  /** Events were dropped from a full buffer. */
  dropped(signals: number): void {
    this.counters[COUNTER.UNSENT_BUFFER] += signals;
  }
}
