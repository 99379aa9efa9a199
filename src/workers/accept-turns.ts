/** Opens few new connections in each turn of the event loop, so that masters that come and go keep no link waiting (`docs/behaviour.md` §3). */

/** A connection costs some 0.2 ms, its end included. */
const ACCEPTS_PER_TURN = 4;
/** More do not wait: they hold descriptors. */
const MOST_WAITING = 256;

/** The connections of a shard that wait to be opened, in the order of their coming. */
export class AcceptTurns {
  private readonly waiting: (() => void)[] = [];
  private accepted = 0;

  /** Whether a turn is needed. */
  get isWaiting(): boolean {
    return this.accepted > 0;
  }

  /** Opens a connection now or in a later turn. */
  add(open: () => void): void {
    this.waiting.push(open);
    if (this.accepted < ACCEPTS_PER_TURN || this.waiting.length > MOST_WAITING) this.next();
  }

  /** A turn of the event loop: opens those that wait. */
  take(): void {
    this.accepted = 0;
    while (this.waiting.length > 0 && this.accepted < ACCEPTS_PER_TURN) this.next();
  }

  /** Opens all: what they wait for ends. */
  close(): void {
    while (this.waiting.length > 0) this.next();
  }

  private next(): void {
    this.accepted++;
    this.waiting.shift()?.();
  }
}
