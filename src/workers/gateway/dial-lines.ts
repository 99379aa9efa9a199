/** Few lines tell of an RTU that can't be reached, however long that lasts (`docs/gateway.md` §7). */
import { countOf, formatNumber } from '../../text/format.js';

/** So many lines of a group in this time. */
const LINES_A_MINUTE = 2;
const MINUTE_MS = 60_000;

/** The dials of one group. */
export class DialLines {
  private fromMs = Number.NEGATIVE_INFINITY;
  private lines = 0;
  private joined = 0;
  private joinedFromMs = 0;
  private last = '';

  /** The text of a line; `undefined`: the dial is counted, a later line tells how many there were. */
  note(detail: string, nowMs: number): string | undefined {
    if (nowMs - this.fromMs >= MINUTE_MS) {
      this.fromMs = nowMs;
      this.lines = 0;
    }
    if (this.lines >= LINES_A_MINUTE) {
      if (this.joined === 0) this.joinedFromMs = nowMs;
      this.joined++;
      this.last = detail;
      return undefined;
    }
    this.lines++;
    const { joined } = this;
    this.joined = 0;
    return joined === 0 ? detail : `${detail}; ${this.moreTimes(joined, nowMs)} before`;
  }

  /** Before a line of another event: what was counted; `undefined`: nothing was. */
  rest(nowMs: number): string | undefined {
    const { joined, last } = this;
    if (joined === 0) return undefined;
    this.joined = 0;
    return `${this.moreTimes(joined, nowMs)}, the last: ${last}`;
  }

  private moreTimes(joined: number, nowMs: number): string {
    return `${countOf(joined, 'more time')} in ${formatNumber((nowMs - this.joinedFromMs) / 1000, 1)} s`;
  }
}
