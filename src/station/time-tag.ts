/** Time tags of frames. */
import { type Cp56, cp56FromWallMs, type TimeZoneRule, writeCp56 } from '../codec/cp56.js';

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

/** Whether tags say that their time is valid (IV 0) or not (IV 1). */
export type TagValidity = 'valid' | 'invalid';

/** One tag for each rule and validity, shared by all RTUs of a shard. */
export type TimeTags = Readonly<Record<TagValidity, Readonly<Record<TimeZoneRule, TimeTag>>>>;

export function newTimeTags(): TimeTags {
  const ofAllRules = (validity: TagValidity) => ({
    local: new TimeTag('local', validity),
    utc: new TimeTag('utc', validity),
    summer: new TimeTag('summer', validity),
  });
  return { valid: ofAllRules('valid'), invalid: ofAllRules('invalid') };
}

/** CP56Time2a octets of a wall time (`docs/protocol.md` §4). Within a minute only the two octets of the milliseconds are written. */
export class TimeTag {
  /** The seven octets. */
  readonly octets = new Uint8Array(7);
  /** The wall time of `octets`, whole milliseconds since 1970. */
  wallMs = Number.NaN;
  private minuteMs = Number.NaN;

  constructor(
    readonly zone: TimeZoneRule,
    readonly validity: TagValidity = 'valid',
  ) {}

  /** Takes a wall time in milliseconds since 1970; fractions are cut off. */
  set(wallMs: number): void {
    const whole = Math.floor(wallMs);
    if (whole === this.wallMs) return;
    this.wallMs = whole;
    const minute = whole - (whole % MINUTE_MS);
    if (minute !== this.minuteMs) {
      this.minuteMs = minute;
      writeCp56(this.octets, 0, this.timeOf(whole));
      return;
    }
    const inMinute = whole - minute;
    this.octets[0] = inMinute & 0xff;
    this.octets[1] = inMinute >> 8;
  }

  /** The tag of a wall time, ms since 1970. */
  timeOf(wallMs: number): Cp56 {
    return { ...cp56FromWallMs(wallMs, this.zone), invalid: this.validity === 'invalid' };
  }
}
