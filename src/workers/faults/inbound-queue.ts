/** Octets that came and that the RTU has not taken. */

/** So much is taken from the system, so that the end of the connection is seen behind it; what is beyond stays in the socket. */
const MOST_OCTETS = 65_536;

interface Chunk {
  octets: Uint8Array;
  /** Not before, monotonic ms. */
  readonly dueMs: number;
}

export class InboundQueue {
  private readonly chunks: Chunk[] = [];
  octets = 0;

  /** `deliver`: passes octets to the link; returns how many it took. */
  constructor(private readonly deliver: (octets: Uint8Array) => number) {}

  /** Keeps a copy of as many octets as there is room for; returns how many. */
  push(octets: Uint8Array, length: number, dueMs: number): number {
    const count = Math.min(length, MOST_OCTETS - this.octets);
    if (count === 0) return 0;
    const last = this.chunks.at(-1)?.dueMs ?? 0;
    this.chunks.push({ octets: octets.slice(0, count), dueMs: Math.max(last, dueMs) });
    this.octets += count;
    return count;
  }

  /** Passes on what is due; returns whether the link took all of it. */
  move(nowMs: number): boolean {
    for (let first = this.chunks[0]; first !== undefined && first.dueMs <= nowMs; first = this.chunks[0]) {
      const taken = this.deliver(first.octets);
      this.octets -= taken;
      if (taken < first.octets.length) {
        first.octets = first.octets.subarray(taken);
        return false;
      }
      this.chunks.shift();
    }
    return true;
  }

  /** When `move` has to be called next; Infinity: nothing waits. */
  nextDeadline(): number {
    return this.chunks[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }
}
