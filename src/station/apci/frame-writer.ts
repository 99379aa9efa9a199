/** Builds the frames of one connection. */
import type { TagClock } from '../time-tag.js';
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
  tag: Uint8Array;
  /** When the frames that follow were made: the simulator's own wall time, ms since 1970. */
  wallMs = 0;

  constructor(
    readonly session: Session,
    readonly outbox: Outbox,
    ca: number,
    /** The clock of `tag`. */
    public clock: TagClock,
  ) {
    this.caLow = ca & 0xff;
    this.caHigh = ca >> 8;
    this.tag = clock.tag.octets;
  }

  /** Sets the time tag of the frames that follow: what `clock` shows at the simulator's own wall time, ms since 1970. */
  setTag(wallMs: number, clock: TagClock): void {
    this.wallMs = wallMs;
    this.clock = clock;
    this.tag = clock.tag.octets;
    clock.tag.set(wallMs + clock.leadMs);
  }

  /** Writes one I frame with this ASDU. Only with `session.room` > 0. */
  writeAsdu(asdu: Uint8Array, nowMs: number): void {
    const at = this.session.beginI(asdu.length, nowMs);
    this.outbox.octets.set(asdu, at);
  }
}
