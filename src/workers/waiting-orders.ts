/** Orders that wait for their common start: index sends (`docs/behaviour.md` §4), faults (§13). */
import type { Machine, TimerHandle } from './ports.js';

/** This long before its common start an order stops sleeping and watches the clock. */
const WATCH_MS = 1.5;
/** The longest time that a timer takes. */
const MOST_SLEEP_MS = 0x7fffffff;

/** An order with a number of its own. */
export interface Order {
  readonly id: number;
  /** Common start, monotonic ms. */
  readonly startMs: number;
}

/** Begins each order at its start instant: a timer until shortly before, then a check of the clock in every turn. */
export class WaitingOrders<T extends Order> {
  private readonly waiting = new Map<number, { readonly order: T; readonly timer: TimerHandle }>();

  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly begin: (order: T) => void,
  ) {}

  /** Begins the order at its instant, or at once if that has passed. */
  add(order: T): void {
    const { clock, timers } = this.machine;
    const watch = (): void => {
      if (clock.monotonicMs() < order.startMs) {
        this.waiting.set(order.id, { order, timer: timers.setImmediate(watch) });
        return;
      }
      this.waiting.delete(order.id);
      this.begin(order);
    };
    const sleepMs = order.startMs - clock.monotonicMs() - WATCH_MS;
    if (sleepMs < 1) watch();
    else
      this.waiting.set(order.id, {
        order,
        timer: timers.setTimeout(() => this.add(order), Math.min(Math.floor(sleepMs), MOST_SLEEP_MS)),
      });
  }

  /**
   * Begins those whose instant is `ms` (monotonic) or earlier, in the order of their instants. For an order of another kind that begins
   * now: the clock is looked at for one order after the other, and the thread may be kept from going on in between.
   */
  beginUntil(ms: number): void {
    if (this.waiting.size === 0) return;
    const due = [...this.waiting.values()].filter(({ order }) => order.startMs <= ms);
    for (const { order } of due.sort((a, b) => a.order.startMs - b.order.startMs)) {
      this.drop(order.id);
      this.begin(order);
    }
  }

  /** Drops one order, or all for `id` 0; `cancelled` is called for each. */
  cancel(id: number, cancelled: (order: T) => void): void {
    for (const [waiting, { order }] of this.waiting) {
      if (id !== 0 && waiting !== id) continue;
      this.drop(waiting);
      cancelled(order);
    }
  }

  private drop(id: number): void {
    const timer = this.waiting.get(id)?.timer;
    this.machine.timers.clearTimeout(timer);
    this.machine.timers.clearImmediate(timer);
    this.waiting.delete(id);
  }
}
