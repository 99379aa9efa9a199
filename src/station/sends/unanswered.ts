/** Frames that go out first on a connection: mostly those that the connection before left (`docs/protocol.md` §1, several connections). */
import { COT } from '../../codec/causes.js';
import type { SentRows } from '../ports.js';
import type { IndexRun } from './index-run.js';

/** An ASDU that was not sent yet. An event carries one signal that must be accounted for. */
export interface QueuedAsdu {
  readonly kind: 'reply' | 'event';
  readonly asdu: Uint8Array;
  /** When the command came that this reply ends the answer to, monotonic ms. */
  commandMs?: number;
}

/** Rows of an index send that were sent before, or arose while there was no connection. */
export interface RowsFrame extends SentRows {
  readonly kind: 'rows';
  readonly run: IndexRun;
  readonly sentBefore: boolean;
}

/** A spontaneous or return-information ASDU that was sent before. */
export interface AsduFrame {
  readonly kind: 'again';
  readonly asdu: Uint8Array;
}

/** A frame that was sent and not acknowledged, or not sent yet. */
export type UnansweredFrame = RowsFrame | AsduFrame | QueuedAsdu;

/** Whether another connection may send this ASDU: the answer to a read is only for the connection that requested it. */
export function mayMove(asdu: Uint8Array): boolean {
  return (asdu[2] & 0x3f) !== COT.REQUEST;
}

/**
 * Changes an ASDU for another connection: return information is for the connection that commanded, to the others it is
 * spontaneous (`docs/behaviour.md` §3).
 */
function forOthers(asdu: Uint8Array): Uint8Array {
  if ((asdu[2] & 0x3f) !== COT.RETURN_INFO_REMOTE) return asdu;
  const spontaneous = asdu.slice();
  spontaneous[2] = COT.SPONTANEOUS;
  spontaneous[3] = 0;
  return spontaneous;
}

/** The signals of a frame that must be accounted for. */
export function signalsOf(frame: UnansweredFrame): number {
  if (frame.kind === 'rows') return frame.count;
  return frame.kind === 'reply' ? 0 : 1;
}

/** Changes frames for the connection that takes over. */
export function asInherited(frames: readonly UnansweredFrame[]): UnansweredFrame[] {
  return frames.map((frame) => (frame.kind === 'rows' ? frame : { ...frame, asdu: forOthers(frame.asdu) }));
}
