/** Time tags of frames. */
import { cp56FromWallMs, type TimeZoneRule, writeCp56 } from '../codec/cp56.js';

const MINUTE_MS = 60_000;

/**
 * The clock that an RTU takes its time tags from. It is never changed: a clock sync that the RTU follows makes a new one, so that
 * a frame that is sent again keeps the tag of the old one.
 */
export interface TagClock {
  /** Writes its tags; shared with other RTUs of the shard. */
  readonly tag: TimeTag;
  /** How far the wall time of its tags is ahead of the simulator's own, ms. */
  readonly leadMs: number;
}

/** One tag for each rule, shared by all RTUs of a shard. */
export type TimeTags = Readonly<Record<TimeZoneRule, TimeTag>>;

export function newTimeTags(): TimeTags {
  return { local: new TimeTag('local'), utc: new TimeTag('utc'), summer: new TimeTag('summer') };
}

/** CP56Time2a octets of a wall time (`docs/protocol.md` §4). Within a minute only the two octets of the milliseconds are written. */
export class TimeTag {
  /** The seven octets. */
  readonly octets = new Uint8Array(7);
  /** The wall time of `octets`, whole milliseconds since 1970. */
  wallMs = Number.NaN;
  private minuteMs = Number.NaN;

  constructor(readonly zone: TimeZoneRule) {}

  /** Takes a wall time in milliseconds since 1970; fractions are cut off. */
  set(wallMs: number): void {
    const whole = Math.floor(wallMs);
    if (whole === this.wallMs) return;
    this.wallMs = whole;
    const minute = whole - (whole % MINUTE_MS);
    if (minute !== this.minuteMs) {
      this.minuteMs = minute;
      writeCp56(this.octets, 0, cp56FromWallMs(whole, this.zone));
      return;
    }
    const inMinute = whole - minute;
    this.octets[0] = inMinute & 0xff;
    this.octets[1] = inMinute >> 8;
  }
}
