/** One master at a time commands a point (`docs/gateway.md` §5, commands). */
import type { AsduView } from './asdu-view.js';
import type { Master } from './parties.js';

/** A point that a master is commanding. */
export interface PointLock {
  readonly key: number;
  /** `undefined`: it has gone, and what it began is not over. */
  master: Master | undefined;
  /** Its requests for the point that are open. */
  open: number;
  /** Its select, as it went to the RTU, while the selection may hold; the number of that request, and until when it holds, monotonic ms. */
  selected: AsduView | undefined;
  selectedBy: number;
  selectedUntilMs: number;
}

/** The points of a group that are being commanded. */
export class PointLocks {
  private readonly locks = new Map<number, PointLock>();

  get size(): number {
    return this.locks.size;
  }

  /** The lock of a point; `undefined`: nobody commands it. */
  find(request: AsduView): PointLock | undefined {
    return this.locks.get(keyOf(request));
  }

  /** Whether `master` may command the point now: nobody else does. */
  isFreeFor(request: AsduView, master: Master): boolean {
    const lock = this.find(request);
    return lock === undefined || lock.master === master;
  }

  /** Who commands the point, in words. */
  holderOf(request: AsduView): string {
    return this.find(request)?.master?.peer ?? 'a master that has gone';
  }

  /** A request of `master` for the point is on its way. Only if `isFreeFor`. */
  take(request: AsduView, master: Master): PointLock {
    const key = keyOf(request);
    let lock = this.locks.get(key);
    if (lock === undefined) {
      lock = { key, master, open: 0, selected: undefined, selectedBy: -1, selectedUntilMs: 0 };
      this.locks.set(key, lock);
    }
    lock.open++;
    return lock;
  }

  /** One more request for the point is on its way, whoever has it. */
  hold(request: AsduView): void {
    const lock = this.find(request);
    if (lock !== undefined) lock.open++;
  }

  /** The RTU has confirmed a select: the point stays taken until the selection is used, cancelled or over. */
  select(request: AsduView, number: number, untilMs: number): void {
    const lock = this.find(request);
    if (lock === undefined) return;
    lock.selected = request;
    lock.selectedBy = number;
    lock.selectedUntilMs = untilMs;
  }

  /** Request `number` is over: it has used or cancelled the selection, unless it came before that. */
  deselect(request: AsduView, number: number): void {
    const lock = this.find(request);
    if (lock !== undefined && number >= lock.selectedBy) lock.selected = undefined;
  }

  /** A request for the point is over. Returns whether the point is free now. */
  release(request: AsduView): boolean {
    const lock = this.find(request);
    if (lock === undefined) return false;
    lock.open = Math.max(0, lock.open - 1);
    return this.freeIfDone(lock);
  }

  /** A master has gone: its locks stay until what it began is over. Returns its selections, to be cancelled. */
  abandon(master: Master): AsduView[] {
    const selections: AsduView[] = [];
    for (const lock of this.locks.values()) {
      if (lock.master !== master) continue;
      lock.master = undefined;
      if (lock.selected !== undefined) selections.push(lock.selected);
    }
    return selections;
  }

  /** The first end of a selection, monotonic ms; Infinity: there is none. */
  get nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { selected, selectedUntilMs } of this.locks.values()) {
      if (selected !== undefined && selectedUntilMs < next) next = selectedUntilMs;
    }
    return next;
  }

  /** Ends the selections whose time is over; returns whether a point is free now. */
  expire(nowMs: number): boolean {
    let isAnyFree = false;
    for (const lock of [...this.locks.values()]) {
      if (lock.selected === undefined || lock.selectedUntilMs > nowMs) continue;
      lock.selected = undefined;
      if (this.freeIfDone(lock)) isAnyFree = true;
    }
    return isAnyFree;
  }

  clear(): void {
    this.locks.clear();
  }

  private freeIfDone(lock: PointLock): boolean {
    if (lock.open > 0 || lock.selected !== undefined) return false;
    return this.locks.delete(lock.key);
  }
}

/** CA and IOA in one number below 2⁴⁰. */
function keyOf({ ca, ioa }: AsduView): number {
  return ca * 0x1000000 + ioa;
}
