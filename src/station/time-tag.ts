/** Time tags of frames. */
import { cp56FromWallMs, type TimeZoneRule, writeCp56 } from '../codec/cp56.js';

const MINUTE_MS = 60_000;

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
