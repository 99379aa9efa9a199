/** What went out in each outstanding I frame: whose signals, and enough to send them again on another connection. */
import { COT } from '../codec/causes.js';
import type { IndexRun } from './index-run.js';
import type { Producer } from './producer.js';
import type { QueuedAsdu } from './reply-queue.js';

/** What goes out before anything else, in order: for the most part what the connection before left (`protocol.md` §1, several connections). */
export type UnansweredFrame =
  /** Rows of an index send that were sent before, with the time that they had. */
  | { kind: 'rows'; run: IndexRun; row: number; count: number; wallMs: number }
  /** A spontaneous or return-information ASDU that was sent before. */
  | { kind: 'again'; asdu: Uint8Array }
  /** Not sent yet. */
  | QueuedAsdu;

/** Whether another connection may send it: the answer to a read is for the connection that asked. */
export function mayMove(asdu: Uint8Array): boolean {
  return (asdu[2] & 0x3f) !== COT.REQUEST;
}

/** As another connection sends it: return information is for the connection that commanded, to the others it is spontaneous (`spec.md` §3). */
function forOthers(asdu: Uint8Array): Uint8Array {
  if ((asdu[2] & 0x3f) !== COT.RETURN_INFO_REMOTE) return asdu;
  const spontaneous = asdu.slice();
  spontaneous[2] = COT.SPONTANEOUS;
  spontaneous[3] = 0;
  return spontaneous;
}

/** Frames as the connection that takes over sends them. */
export function inherit(frames: readonly UnansweredFrame[]): UnansweredFrame[] {
  return frames.map((frame) => (frame.kind === 'rows' ? frame : { ...frame, asdu: forOthers(frame.asdu) }));
}

/** By place in the session's ring, `ringMask & N(S)`. */
export class SentFrames {
  readonly producer: (Producer | undefined)[];
  readonly signals: Uint8Array;
  /** First row of a frame of an index send. */
  readonly row: Uint32Array;
  /** Wall time of a frame of an index send. */
  readonly wallMs: Float64Array;
  /** The ASDU of an event. */
  readonly event: (Uint8Array | undefined)[];

  constructor(size: number) {
    this.producer = new Array(size).fill(undefined);
    this.event = new Array(size).fill(undefined);
    this.signals = new Uint8Array(size);
    this.row = new Uint32Array(size);
    this.wallMs = new Float64Array(size);
  }

  /** A frame with nothing to account for: a reply. */
  noteReply(place: number): void {
    this.producer[place] = undefined;
    this.signals[place] = 0;
  }

  /** Takes the frames `first`…`end`−1 (modulo 32768) that can be sent again out of the account, in order. */
  takeUnanswered(first: number, end: number, mask: number): UnansweredFrame[] {
    const frames: UnansweredFrame[] = [];
    for (let n = first; n !== end; n = (n + 1) & 0x7fff) {
      const place = n & mask;
      const producer = this.producer[place];
      const asdu = this.event[place];
      if (asdu !== undefined && mayMove(asdu)) frames.push({ kind: 'again', asdu });
      else if (producer?.kind === 'index') {
        frames.push({
          kind: 'rows',
          run: producer as IndexRun,
          row: this.row[place],
          count: this.signals[place],
          wallMs: this.wallMs[place],
        });
      } else continue;
      this.producer[place] = undefined;
      this.event[place] = undefined;
    }
    return frames;
  }

  /** Takes the signals of the frames `first`…`end`−1 out of the account, by producer. */
  takeAll(first: number, end: number, mask: number): Map<Producer, number> {
    const lost = new Map<Producer, number>();
    for (let n = first; n !== end; n = (n + 1) & 0x7fff) {
      const place = n & mask;
      const producer = this.producer[place];
      if (producer === undefined) continue;
      lost.set(producer, (lost.get(producer) ?? 0) + this.signals[place]);
      this.producer[place] = undefined;
      this.event[place] = undefined;
    }
    return lost;
  }
}
