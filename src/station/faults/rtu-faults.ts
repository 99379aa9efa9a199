/** The faults on purpose that are on at one RTU (`docs/behaviour.md` §13). */
import type { FaultWord } from '../../faults/fault-catalog.js';
import type { FaultOrder } from '../../faults/fault-order.js';

/** What a fault on an RTU tells the shell. */
export interface FaultListener {
  /** It had an effect for the first time, or again. */
  applied(order: FaultOrder, nowMs: number): void;
}

export class RtuFaults {
  private readonly active = new Map<number, FaultOrder>();

  constructor(private readonly listener: FaultListener) {}

  get size(): number {
    return this.active.size;
  }

  /** Those that are on, in the order in which they began. */
  get all(): readonly FaultOrder[] {
    return [...this.active.values()];
  }

  add(order: FaultOrder): void {
    this.active.set(order.id, order);
  }

  remove(id: number): FaultOrder | undefined {
    const order = this.active.get(id);
    this.active.delete(id);
    return order;
  }

  /** The newest fault of a word that is on; `undefined`: none. */
  find(word: FaultWord): FaultOrder | undefined {
    let found: FaultOrder | undefined;
    for (const order of this.active.values()) if (order.word === word) found = order;
    return found;
  }

  /** A fault had an effect. */
  applied(order: FaultOrder, nowMs: number): void {
    this.listener.applied(order, nowMs);
  }
}
