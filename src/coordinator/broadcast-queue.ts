/** Orders for the shards, in one sequence: those that the broadcast ring has no room for wait here. */
import {
  type Broadcast,
  checkBroadcast,
  RingFullError,
  type RingProducer,
} from '../channel/broadcast-ring.js';

/** Sends that wait at most; each may hold the RTU numbers that it names. */
export const MOST_WAITING = 1024;
/** Pause before the ring is looked at again. */
const RETRY_MS = 2;

/** The orders of the coordinator. A shard that reads nothing for a while delays them; it does not refuse them. */
export class BroadcastQueue {
  private readonly waiting: Broadcast[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ring: RingProducer) {}

  /** Memory of the ring, for the shards. */
  get memory(): SharedArrayBuffer {
    return this.ring.memory;
  }

  /**
   * Gives an order to every shard, behind those that wait. Throws `RangeError` if a send names an RTU number outside
   * 1…65535, `RING_FULL` if a send or a fault would be one more than 1,024 that wait. Other orders are never refused.
   */
  publish(broadcast: Broadcast): void {
    checkBroadcast(broadcast);
    if (this.waiting.length === 0 && this.ring.slowest === undefined) {
      this.ring.publish(broadcast);
      return;
    }
    if (this.replacesWaiting(broadcast)) return;
    const { kind } = broadcast;
    if ((kind === 'send' || kind === 'fault') && this.waiting.length >= MOST_WAITING) {
      throw new RingFullError(`shard ${this.ring.slowest ?? 0} reads no orders, and ${MOST_WAITING} wait`);
    }
    this.waiting.push(broadcast);
    this.timer ??= setTimeout(() => this.retry(), RETRY_MS);
  }

  /** A shard does not run any more: it delays nothing until it starts again. */
  leave(shard: number): void {
    this.ring.leave(shard);
    this.passOn();
  }

  /** A shard starts: it sees orders from now on, not those that wait. */
  skip(shard: number): void {
    this.ring.skip(shard, this.waiting.length);
  }

  /** Drops what waits. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting.length = 0;
  }

  /**
   * Only the newest offset of the clock counts, and stopping the same twice does nothing: neither needs a place of its own.
   * No place becomes free by that, because `skip` counts places.
   */
  private replacesWaiting(broadcast: Broadcast): boolean {
    const { waiting } = this;
    const last = waiting.at(-1);
    if (broadcast.kind === 'stop') return last?.kind === 'stop' && last.id === broadcast.id;
    if (broadcast.kind !== 'clock') return false;
    const at = waiting.findIndex(({ kind }) => kind === 'clock');
    if (at >= 0) waiting[at] = broadcast;
    return at >= 0;
  }

  private retry(): void {
    this.timer = undefined;
    this.passOn();
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.retry(), RETRY_MS);
  }

  private passOn(): void {
    let passed = 0;
    while (passed < this.waiting.length && this.ring.slowest === undefined) {
      this.ring.publish(this.waiting[passed]);
      passed++;
    }
    this.waiting.splice(0, passed);
  }
}
