/** A queue whose head moves: taking an entry does not move the others each time. */

/** Most places of entries already taken that are kept. */
const MOST_TAKEN_KEPT = 1024;

/** First in, first out. */
export class Fifo<T> {
  private list: T[] = [];
  private at = 0;

  get length(): number {
    return this.list.length - this.at;
  }

  push(item: T): void {
    this.list.push(item);
  }

  /** Puts items before all others, in their order. */
  pushFirst(...items: readonly T[]): void {
    this.list.splice(this.at, 0, ...items);
  }

  shift(): T | undefined {
    const first = this.list[this.at];
    if (first === undefined) return undefined;
    this.at++;
    // A queue that never runs empty must not keep what was taken from it.
    if (this.at === this.list.length || this.at === MOST_TAKEN_KEPT) {
      this.list = this.list.slice(this.at);
      this.at = 0;
    }
    return first;
  }

  get last(): T | undefined {
    return this.length > 0 ? this.list[this.list.length - 1] : undefined;
  }

  takeAll(): T[] {
    const rest = this.list.slice(this.at);
    this.list = [];
    this.at = 0;
    return rest;
  }
}
