/** N(R) under the faults `no-ack` and `late-ack`: what the RTU has received, and what it says. */

/** A number that is due to be said. */
interface Due {
  readonly nr: number;
  /** Monotonic ms. */
  readonly atMs: number;
}

export class ReceiveNumbers {
  private waiting: Due[] = [];
  /** A number has become due that no frame has said yet. */
  isNews = false;

  /** `said`: the N(R) that goes out until another one is due. */
  constructor(private said: number) {}

  /** The N(R) that goes out instead of `nr`; `lateMs`: it is said so much later; Infinity: never. */
  instead(nr: number, lateMs: number, nowMs: number): number {
    this.settle(nowMs);
    if (lateMs === 0) {
      this.said = nr;
      this.waiting = [];
    } else if (lateMs !== Number.POSITIVE_INFINITY && nr !== (this.waiting.at(-1)?.nr ?? this.said)) {
      this.waiting.push({ nr, atMs: nowMs + lateMs });
    }
    return this.said;
  }

  /** Notes what is due to be said: see `isNews`. */
  settle(nowMs: number): void {
    while (this.waiting.length > 0 && this.waiting[0].atMs <= nowMs) {
      const due = this.waiting.shift();
      if (due !== undefined) this.said = due.nr;
      this.isNews = true;
    }
  }

  get current(): number {
    return this.said;
  }

  /** When `settle` has something to say; Infinity: never. */
  nextDeadline(): number {
    return this.waiting[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}
