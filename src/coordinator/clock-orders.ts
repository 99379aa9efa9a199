/** The order that moves the clock of every shard. */
import { RingFullError } from '../channel/broadcast-ring.js';

/** Pause before an offset is sent again that the shards had no room for. */
const RETRY_MS = 20;

/**
 * Sends the newest wall offset to the shards. While a shard has too many orders unread (`RING_FULL`) it is sent again a little later:
 * time must not end the program. Only the newest offset counts, so an older one that waits is dropped.
 */
export class ClockOrders {
  private timer: NodeJS.Timeout | undefined;

  /** `publish` may throw `RingFullError`. */
  constructor(private readonly publish: (wallOffsetMs: number) => void) {}

  /** Wall time = monotonic ms + `wallOffsetMs` from now on. */
  send(wallOffsetMs: number): void {
    this.close();
    try {
      this.publish(wallOffsetMs);
    } catch (error) {
      if (!(error instanceof RingFullError)) throw error;
      this.timer = setTimeout(() => this.send(wallOffsetMs), RETRY_MS);
      this.timer.unref();
    }
  }

  /** Sends nothing more that waits. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
