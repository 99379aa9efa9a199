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
  private readonly list: PendingReaction[] = [];

  get size(): number {
    return this.list.length;
  }

  /** When the first one is due, monotonic ms; Infinity: there is none. */
  get nextMs(): number {
    return this.list[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  add(reaction: PendingReaction): void {
    const { list } = this;
    let place = list.length;
    while (place > 0 && list[place - 1].dueMs > reaction.dueMs) place--;
    list.splice(place, 0, reaction);
  }

  /** Takes out those that are due. */
  takeDue(nowMs: number): PendingReaction[] {
    const { list } = this;
    let due = 0;
    while (due < list.length && list[due].dueMs <= nowMs) due++;
    return list.splice(0, due);
  }

  /** Takes out those of one row and RTU number; returns how many. */
  drop(instance: ReactionInstance): number {
    const before = this.list.length;
    const kept = this.list.filter((one) => one.instance !== instance);
    this.list.splice(0, before, ...kept);
    return before - kept.length;
  }

  of(row: ReactionRow): PendingReaction[] {
    return this.list.filter((one) => one.row === row);
  }

  has(instance: ReactionInstance): boolean {
    return this.list.some((one) => one.instance === instance);
  }
}
