/** Replies and events of one connection that wait for the window, in the order in which they came about. */

import type { Link } from '../link.js';
import { COUNTER } from '../measures/counters.js';
import type { Producer } from './producer.js';

/** An ASDU that waits; an event carries one signal that must be accounted for. */
export interface QueuedAsdu {
  asdu: Uint8Array;
  kind: 'reply' | 'event';
  /** The last answer to a command: when that came, monotonic ms. */
  askedMs?: number;
}

/** How many places of taken ones are kept at most. */
const KEPT = 1024;

/** First in, first out, without moving what waits each time. */
export class ReplyQueue<T = QueuedAsdu> {
  private list: T[] = [];
  private at = 0;

  get length(): number {
    return this.list.length - this.at;
  }

  push(queued: T): void {
    this.list.push(queued);
  }

  /** Puts one before all that waits. */
  pushFirst(queued: T): void {
    this.list.splice(this.at, 0, queued);
  }

  /** The oldest, or `undefined`. */
  shift(): T | undefined {
    const first = this.list[this.at];
    if (first === undefined) return undefined;
    this.at++;
    // A queue that never runs empty must not keep what was taken from it.
    if (this.at === this.list.length || this.at === KEPT) {
      this.list = this.list.slice(this.at);
      this.at = 0;
    }
    return first;
  }

  /** The newest, or `undefined`. */
  get last(): T | undefined {
    return this.length > 0 ? this.list[this.list.length - 1] : undefined;
  }

  /** Empties the queue and returns what was in it. */
  takeAll(): T[] {
    const rest = this.list.slice(this.at);
    this.list = [];
    this.at = 0;
    return rest;
  }
}

/** Accounts for events: they have no producer of their own. */
export const EVENTS: Producer = {
  kind: 'event',
  done: true,
  ready: false,
  fill: () => 0,
  nextDeadline: () => Number.POSITIVE_INFINITY,
  tick: () => {},
  acknowledged: () => {},
  lost: (link: Link, signals: number) => {
    link.rtu.counters[COUNTER.UNSENT_LINK] += signals;
  },
};
