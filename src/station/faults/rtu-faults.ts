/** The faults on purpose that are on at one RTU (`docs/behaviour.md` §13). */
import type { FaultWord } from '../../faults/fault-catalog.js';
import type { FaultOrder } from '../../faults/fault-order.js';

/** What a fault on an RTU tells the shell. */
export interface FaultListener {
  /** It had an effect for the first time, or again. */
  applied(order: FaultOrder, nowMs: number): void;
}

/** A fault that is on, with the shell that began it. */
interface Active {
  readonly order: FaultOrder;
  readonly listener: FaultListener;
  /** It happens once, and did. */
  isSpent: boolean;
}

export class RtuFaults {
  private readonly active = new Map<number, Active>();

  get size(): number {
    return this.active.size;
  }

  /** Those that are on, in the order in which they began; not those that happen once, and did. */
  get all(): readonly FaultOrder[] {
    return [...this.active.values()].filter(({ isSpent }) => !isSpent).map(({ order }) => order);
  }

  add(order: FaultOrder, listener: FaultListener): void {
    this.active.set(order.id, { order, listener, isSpent: false });
  }

  /** Returns the fault; `undefined`: it was not on. */
  remove(id: number): FaultOrder | undefined {
    const removed = this.active.get(id)?.order;
    this.active.delete(id);
    return removed;
  }

  /** The newest fault of a word that is on. */
  find(word: FaultWord): FaultOrder | undefined {
    let found: FaultOrder | undefined;
    for (const { order, isSpent } of this.active.values()) if (order.word === word && !isSpent) found = order;
    return found;
  }

  /** A fault had an effect. One without a duration has no other. */
  applied({ id }: FaultOrder, nowMs: number): void {
    const one = this.active.get(id);
    if (one === undefined) return;
    if (one.order.durationMs === 0) one.isSpent = true;
    one.listener.applied(one.order, nowMs);
  }
}
