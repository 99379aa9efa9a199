/** Index sends whose common start instant is still to come (`docs/behaviour.md` §4). */
import { monotonicMs } from '../channel/clock.js';
import type { SendOrder } from '../station/sends/send-order.js';

/** Before a common start the shard stops sleeping and watches the clock. */
const WATCH_MS = 1.5;
/** The longest that a timer can wait. */
const MOST_SLEEP_MS = 0x7fffffff;

/** See the file's head. */
export class WaitingSends {
  private readonly timers = new Map<number, NodeJS.Timeout | NodeJS.Immediate>();

  constructor(private readonly begin: (order: SendOrder) => void) {}

  /** Begins the send at its instant, at once where that is over. */
  add(order: SendOrder): void {
    const watch = (): void => {
      if (monotonicMs() < order.startMs) {
        this.timers.set(order.id, setImmediate(watch));
        return;
      }
      this.timers.delete(order.id);
      this.begin(order);
    };
    const sleepMs = order.startMs - monotonicMs() - WATCH_MS;
    if (sleepMs < 1) watch();
    else
      this.timers.set(
        order.id,
        setTimeout(() => this.add(order), Math.min(Math.floor(sleepMs), MOST_SLEEP_MS)),
      );
  }

  /** Forgets one send, or all when `id` is 0; `cancelled` hears of each. */
  cancel(id: number, cancelled: (id: number) => void): void {
    for (const [waiting, timer] of this.timers) {
      if (id !== 0 && waiting !== id) continue;
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
      this.timers.delete(waiting);
      cancelled(waiting);
    }
  }
}
