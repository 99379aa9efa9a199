/** Sends that have ended, kept for a bounded time (`docs/behaviour.md` §4). */
import type { SendStatus } from './api.js';

/** So many are kept however old they are. */
const KEPT_IN_ANY_CASE = 1000;
/** The others are kept for so long after their last signal, ms, */
const KEPT_MS = 3_600_000;
/** and no more than so many in all, which name no more RTU numbers than this: memory stays bounded however fast sends come. */
const MOST_KEPT = 10_000;
const MOST_NUMBERS = 1_000_000;

export class EndedSends {
  /** By number, in the order in which they ended. */
  private readonly byId = new Map<number, SendStatus>();
  private numbers = 0;

  /** Number of sends kept. */
  get size(): number {
    return this.byId.size;
  }

  find(id: number): SendStatus | undefined {
    return this.byId.get(id);
  }

  /** The sends that ended last, at most `most`, in the order in which they ended. */
  latest(most: number): SendStatus[] {
    return [...this.byId.values()].slice(-most);
  }

  /** Takes a send that has ended now, and forgets what is too much. */
  add(send: SendStatus): void {
    this.byId.set(send.id, send);
    this.numbers += namedBy(send);
    for (const [id, oldest] of this.byId) {
      if (this.byId.size <= KEPT_IN_ANY_CASE) return;
      const isTooMuch = this.byId.size > MOST_KEPT || this.numbers > MOST_NUMBERS;
      if (!isTooMuch && send.settledMs - oldest.settledMs <= KEPT_MS) return;
      this.byId.delete(id);
      this.numbers -= namedBy(oldest);
    }
  }
}

function namedBy({ rtuNumbers }: SendStatus): number {
  return rtuNumbers?.length ?? 0;
}
