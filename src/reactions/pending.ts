/** Reactions that have begun and whose delay is not over. */
import type { Commanded } from './new-value.js';
import type { ReactionInstance, ReactionRow } from './plan.js';

/** A row that has begun for one RTU number. */
export interface PendingReaction {
  /** Place of its row in the plan. */
  readonly row: ReactionRow;
  readonly instance: ReactionInstance;
  readonly command: Commanded | undefined;
  /** When it changes its point, monotonic ms. */
  readonly dueMs: number;
  /** How many reactions in a row, each soon after the one before, have led to it. */
  readonly depth: number;
}

/** In the order in which they are due; those that are due at one time in the order in which they began. */
export class PendingReactions {
  private list: PendingReaction[] = [];
  /** How many there are of an instance, where there are any. */
  private readonly counts = new Map<ReactionInstance, number>();

  get size(): number {
    return this.list.length;
  }

  /** When the first one is due, monotonic ms; Infinity: there is none. */
  get nextMs(): number {
    return this.list[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  add(reaction: PendingReaction): void {
    const { list } = this;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle].dueMs > reaction.dueMs) high = middle;
      else low = middle + 1;
    }
    list.splice(low, 0, reaction);
    const { instance } = reaction;
    this.counts.set(instance, (this.counts.get(instance) ?? 0) + 1);
  }

  /** Takes out those that are due. */
  takeDue(nowMs: number): PendingReaction[] {
    const { list } = this;
    let due = 0;
    while (due < list.length && list[due].dueMs <= nowMs) due++;
    const taken = list.splice(0, due);
    for (const { instance } of taken) {
      const left = (this.counts.get(instance) ?? 0) - 1;
      if (left > 0) this.counts.set(instance, left);
      else this.counts.delete(instance);
    }
    return taken;
  }

  /** Takes out those of one row and RTU number; returns how many. */
  drop(instance: ReactionInstance): number {
    const dropped = this.counts.get(instance) ?? 0;
    if (dropped === 0) return 0;
    this.counts.delete(instance);
    this.list = this.list.filter((one) => one.instance !== instance);
    return dropped;
  }

  of(row: ReactionRow): PendingReaction[] {
    return this.list.filter((one) => one.row === row);
  }

  has(instance: ReactionInstance): boolean {
    return this.counts.has(instance);
  }
}
