/** Octets that wait to go out. */
import type { PeerSocket } from '../ports.js';

/** A slow line sends at least so long together, ms: else each octet would take a timer. */
const LEAST_STEP_MS = 20;

interface Chunk {
  readonly octets: Uint8Array;
  /** Not before, monotonic ms. */
  readonly dueMs: number;
}

/** How octets go out: see `PathMode`. */
export interface OutboundMode {
  readonly octetsPerSecond: number;
  readonly segmentOctets: number;
}

export class OutboundQueue {
  private chunks: Chunk[] = [];
  /** Octets of the first chunk that went out. */
  private gone = 0;
  octets = 0;
  /** Octets that a slow line may send, and since when more are added, monotonic ms. */
  private allowance = 0;
  private allowanceMs = Number.NaN;

  constructor(private readonly socket: Pick<PeerSocket, 'write' | 'destroyed' | 'writableEnded'>) {}

  push(octets: Uint8Array, dueMs: number): void {
    // A delay that ended does not let octets overtake those before them.
    const last = this.chunks.at(-1)?.dueMs ?? 0;
    this.chunks.push({ octets, dueMs: Math.max(last, dueMs) });
    this.octets += octets.length;
  }

  clear(): void {
    this.chunks = [];
    this.octets = 0;
    this.gone = 0;
  }

  /** Sends what is due. */
  move(nowMs: number, { octetsPerSecond, segmentOctets }: OutboundMode): void {
    const isSlow = octetsPerSecond !== Number.POSITIVE_INFINITY;
    if (isSlow) this.renew(nowMs, octetsPerSecond);
    else this.allowanceMs = Number.NaN;
    for (let first = this.chunks[0]; first !== undefined && first.dueMs <= nowMs; first = this.chunks[0]) {
      const left = first.octets.length - this.gone;
      const allowed = isSlow ? Math.floor(this.allowance) : left;
      const count = Math.min(left, allowed, segmentOctets);
      if (count === 0) return;
      this.send(first.octets.subarray(this.gone, this.gone + count));
      if (isSlow) this.allowance -= count;
      this.octets -= count;
      this.gone += count;
      if (this.gone < first.octets.length) continue;
      this.chunks.shift();
      this.gone = 0;
    }
  }

  /** When `move` has to be called next; Infinity: nothing waits. */
  nextDeadline(octetsPerSecond: number): number {
    const first = this.chunks[0];
    if (first === undefined) return Number.POSITIVE_INFINITY;
    if (octetsPerSecond === Number.POSITIVE_INFINITY || Number.isNaN(this.allowanceMs)) return first.dueMs;
    const oneMs = ((1 - this.allowance) * 1000) / octetsPerSecond;
    return Math.max(first.dueMs, this.allowanceMs + Math.max(LEAST_STEP_MS, oneMs));
  }

  private renew(nowMs: number, octetsPerSecond: number): void {
    const sinceMs = Number.isNaN(this.allowanceMs) ? nowMs : this.allowanceMs;
    // What a quiet line saves up is not sent in one burst later.
    const most = Math.max(1, (octetsPerSecond * LEAST_STEP_MS) / 1000);
    const grown = this.allowance + ((nowMs - sinceMs) * octetsPerSecond) / 1000;
    this.allowance = this.octets === 0 ? Math.min(grown, most) : grown;
    this.allowanceMs = nowMs;
  }

  private send(octets: Uint8Array): void {
    const { socket } = this;
    if (!socket.destroyed && !socket.writableEnded) socket.write(octets);
  }
}
