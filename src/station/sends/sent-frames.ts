/** What went out in each outstanding I frame: whose signals, and enough to send them again on another connection. */
import { COT } from '../../codec/causes.js';
import type { Link } from '../link.js';
import type { IndexRun } from './index-run.js';
import type { Producer } from './producer.js';
import type { QueuedAsdu } from './reply-queue.js';
import type { SentList, SentTimes } from './sent-list.js';

/** Where and when (monotonic ms) a frame was written that is to be sent again. */
interface Written {
  link: Link;
  writtenMs: number;
}

/** Rows of an index send that were sent before, with the time that they had, and the ASDU where its values were not the rows'. */
export interface RowsFrame extends Written {
  kind: 'rows';
  run: IndexRun;
  row: number;
  count: number;
  wallMs: number;
  asdu?: Uint8Array;
}

/** What goes out before anything else, in order: for the most part what the connection before left (`docs/protocol.md` §1, several connections). */
export type UnansweredFrame =
  | RowsFrame
  /** A spontaneous or return-information ASDU that was sent before. */
  | ({ kind: 'again'; asdu: Uint8Array } & Written)
  /** Not sent yet. */
  | QueuedAsdu;

/** Whether another connection may send it: the answer to a read is for the connection that asked. */
export function mayMove(asdu: Uint8Array): boolean {
  return (asdu[2] & 0x3f) !== COT.REQUEST;
}

/** As another connection sends it: return information is for the connection that commanded, to the others it is spontaneous (`docs/behaviour.md` §3). */
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

/** Tells the list of frames that were to be sent again and won't be: nobody has said that they came. */
export function tellUnsentAgain(list: SentList | undefined, frames: readonly UnansweredFrame[]): void {
  if (list === undefined) return;
  for (const frame of frames) {
    if (frame.kind !== 'rows' && frame.kind !== 'again') continue;
    const { link, writtenMs, asdu } = frame;
    const times = { writtenMs, acknowledgedMs: Number.NaN };
    if (asdu !== undefined) list.asdu(link, asdu, times);
    else if (frame.kind === 'rows')
      list.rows(link, frame.run.table, frame.row, frame.count, frame.wallMs, times);
  }
}

/** By place in the session's ring, `ringMask & N(S)`. */
export class SentFrames {
  readonly producer: (Producer | undefined)[];
  readonly signals: Uint8Array;
  /** First row of a frame of an index send. */
  readonly row: Uint32Array;
  /** Wall time of a frame of an index send. */
  readonly wallMs: Float64Array;
  /** The ASDU of an event, or of a frame of an index send whose values are not the rows'. */
  readonly event: (Uint8Array | undefined)[];

  constructor(size: number) {
    this.producer = new Array(size).fill(undefined);
    this.event = new Array(size).fill(undefined);
    this.signals = new Uint8Array(size);
    this.row = new Uint32Array(size);
    this.wallMs = new Float64Array(size);
  }

  /** Tells the list what became of the frame at `place`, if signals went out unasked in it. */
  tell(list: SentList, link: Link, place: number, times: SentTimes): void {
    const asdu = this.event[place];
    const producer = this.producer[place];
    if (asdu !== undefined) {
      // The answer to a read was asked for.
      if (mayMove(asdu)) list.asdu(link, asdu, times);
    } else if (producer?.kind === 'index') {
      const { table } = producer as IndexRun;
      list.rows(link, table, this.row[place], this.signals[place], this.wallMs[place], times);
    }
  }

  /** A frame without signals: a reply; `trip` measures it where it ends the answer to a command. */
  noteReply(place: number, trip: Producer | undefined): void {
    this.producer[place] = trip;
    this.signals[place] = 0;
  }

  /** Takes the unacknowledged frames of its link that can be sent again out of the account, in order. */
  takeUnanswered(link: Link): UnansweredFrame[] {
    const { acknowledgeState, sendState, ringMask, sentAtMs } = link.session;
    const frames: UnansweredFrame[] = [];
    for (let n = acknowledgeState; n !== sendState; n = (n + 1) & 0x7fff) {
      const place = n & ringMask;
      const written = { link, writtenMs: sentAtMs[place] };
      const producer = this.producer[place];
      const asdu = this.event[place];
      if (producer?.kind === 'index') {
        frames.push({
          kind: 'rows',
          run: producer as IndexRun,
          row: this.row[place],
          count: this.signals[place],
          wallMs: this.wallMs[place],
          ...written,
          ...(asdu === undefined ? {} : { asdu }),
        });
      } else if (asdu !== undefined && mayMove(asdu)) frames.push({ kind: 'again', asdu, ...written });
      else continue;
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
