/** Octets that wait for one write: all frames of a pass go out together (`docs/protocol.md` §6, 8). */
import { MAX_APDU_OCTETS } from '../../codec/apci.js';

/** Most octets that wait until a peer reads them, besides a full window. */
const MOST_UNREAD_OCTETS = 1024 * 1024;

/** Octets of a link with this k that may wait for the peer to read: no window can hold more. */
export function mostUnreadOctets(k: number): number {
  return k * MAX_APDU_OCTETS + MOST_UNREAD_OCTETS;
}
export class Outbox {
  octets: Uint8Array;
  length = 0;

  constructor(private readonly capacity = 65536) {
    this.octets = new Uint8Array(capacity);
  }

  /** Makes room for `count` octets at the end, counts them as written and returns where they begin. */
  reserve(count: number): number {
    const at = this.length;
    const end = at + count;
    if (end > this.octets.length) this.grow(end);
    this.length = end;
    return at;
  }

  /** Forgets the written octets; the same memory is used again. */
  clear(): void {
    this.length = 0;
  }

  /** Continues with fresh memory; the old memory is left unchanged for a reader that still needs it. */
  release(): void {
    this.octets = new Uint8Array(this.capacity);
    this.length = 0;
  }

  private grow(atLeast: number): void {
    const larger = new Uint8Array(Math.max(atLeast, this.octets.length * 2));
    larger.set(this.octets.subarray(0, this.length));
    this.octets = larger;
  }
}
