/** Index sends that wait for their common start (`docs/behaviour.md` §4). */
import type { SendOrder } from '../station/sends/send-order.js';
import type { Machine, TimerHandle } from './ports.js';

/** This long before its common start a send stops sleeping and watches the clock. */
const WATCH_MS = 1.5;
/** The longest time that a timer takes. */
const MOST_SLEEP_MS = 0x7fffffff;

/** Begins each send at its start instant: a timer until shortly before, then a check of the clock in every turn. */
export class WaitingSends {
  private readonly timers = new Map<number, TimerHandle>();

  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly begin: (order: SendOrder) => void,
  ) {}

  /** Begins the send at its instant, or at once if that has passed. */
  add(order: SendOrder): void {
    const { clock, timers } = this.machine;
    const watch = (): void => {
      if (clock.monotonicMs() < order.startMs) {
        this.timers.set(order.id, timers.setImmediate(watch));
        return;
      }
      this.timers.delete(order.id);
      this.begin(order);
    };
    const sleepMs = order.startMs - clock.monotonicMs() - WATCH_MS;
    if (sleepMs < 1) watch();
    else
      this.timers.set(
        order.id,
        timers.setTimeout(() => this.add(order), Math.min(Math.floor(sleepMs), MOST_SLEEP_MS)),
      );
  }

  /** Drops one send, or all for `id` 0; `cancelled` is called for each. */
  cancel(id: number, cancelled: (id: number) => void): void {
    for (const [waiting, timer] of this.timers) {
      if (id !== 0 && waiting !== id) continue;
      this.machine.timers.clearTimeout(timer);
      this.machine.timers.clearImmediate(timer);
      this.timers.delete(waiting);
      cancelled(waiting);
    }
  }
}
