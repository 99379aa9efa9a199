/** Builds the frames of one connection. */
import type { TimeTag } from '../time-tag.js';
import type { Outbox } from './outbox.js';
import type { Session } from './session.js';

/**
 * What every I frame of a connection needs besides its objects: the next numbers, the outbox, the CA and the time tag.
 * A frame begins with `session.beginI`; its octets then go to `outbox.octets`. Callers use both directly on purpose: this
 * saves a call per frame.
 */
export class FrameWriter {
  /** Low and high octet of the CA. */
  readonly caLow: number;
  readonly caHigh: number;
  /** Octets of the time tag, CP56Time2a; valid from `setTag` until another RTU of the shard sets its own. */
  readonly tag: Uint8Array;
  /** Wall time of `tag`, ms since 1970. */
  tagWallMs = 0;

  constructor(
    readonly session: Session,
    readonly outbox: Outbox,
    ca: number,
    private readonly timeTag: TimeTag,
  ) {
    this.caLow = ca & 0xff;
    this.caHigh = ca >> 8;
    this.tag = timeTag.octets;
  }

  /** Sets the time tag of the frames that follow, ms since 1970. */
  setTag(wallMs: number): void {
    this.tagWallMs = wallMs;
    this.timeTag.set(wallMs);
  }

  /** Writes one I frame with this ASDU. Only with `session.room` > 0. */
  writeAsdu(asdu: Uint8Array, nowMs: number): void {
    const at = this.session.beginI(asdu.length, nowMs);
    this.outbox.octets.set(asdu, at);
  }
}
