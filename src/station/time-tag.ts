/** The time tag of a pass: CP56Time2a octets of a wall time, worked out anew once a minute. */
import { cp56FromWallMs, type TimeZoneRule, writeCp56 } from '../codec/cp56.js';

const MINUTE_MS = 60_000;

/** Octets of the latest time that was `set`; see `docs/protocol.md` §4. */
export class TimeTag {
  /** The seven octets. */
  readonly octets = new Uint8Array(7);
  /** The wall time they stand for, whole milliseconds since 1970. */
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
