/** When to tell of a disk that does not answer, and of logs that have grown large; and in which words. */
import { countOf, formatNumber } from '../text/format.js';
import type { LogState } from './log-state.js';

/** A disk that has not answered a call for this long is told of, ms; again each time that it has become twice as long. */
const HUNG_MS = 3000;
/** Looks further apart than this say nothing: this program stood still itself. */
const MOST_BETWEEN_MS = 1500;
/** Logs without a limit are told of at this size, octets, and again each time that they have become twice as large. */
const LARGE_OCTETS = 1e9;

export class DiskWatch {
  private lookedMs = Number.NEGATIVE_INFINITY;
  /** The call that was looked at before, and how much of its time this program saw. */
  private callMs = 0;
  private seenMs = 0;
  private sayAtMs = HUNG_MS;
  private lostBefore = 0;
  private sayAtOctets = LARGE_OCTETS;

  /** `hasLimit`: files are put aside by size. */
  constructor(
    private readonly state: Pick<LogState, 'busySinceMs' | 'path' | 'waitingLines' | 'writtenOctets'>,
    private readonly hasLimit: boolean,
    private readonly startMs: number,
  ) {}

  /** What there is to tell now. `lost`: lines lost until now. */
  look(nowMs: number, lost: number): string[] {
    return [...this.lookAtCall(nowMs, lost), ...this.lookAtSize(nowMs)];
  }

  private lookAtCall(nowMs: number, lost: number): string[] {
    const { state } = this;
    const sinceMs = state.busySinceMs;
    const betweenMs = nowMs - this.lookedMs;
    this.lookedMs = nowMs;
    if (sinceMs !== this.callMs) {
      const wasHung = this.sayAtMs > HUNG_MS;
      const forMs = this.seenMs;
      this.callMs = sinceMs;
      this.seenMs = 0;
      this.sayAtMs = HUNG_MS;
      if (wasHung) {
        const dropped = formatNumber(lost - this.lostBefore);
        this.lostBefore = lost;
        return [
          `the log disk answers again after ${seconds(forMs)}; ${dropped} lines were dropped meanwhile`,
        ];
      }
      this.lostBefore = lost;
      if (sinceMs > 0) this.seenMs = Math.min(nowMs - sinceMs, betweenMs, MOST_BETWEEN_MS);
      return [];
    }
    if (sinceMs === 0) {
      this.lostBefore = lost;
      return [];
    }
    if (betweenMs <= MOST_BETWEEN_MS) this.seenMs += betweenMs;
    if (this.seenMs < this.sayAtMs) return [];
    this.sayAtMs *= 2;
    const waiting = formatNumber(state.waitingLines);
    const dropped = formatNumber(lost - this.lostBefore);
    return [
      `the log disk has not answered for ${seconds(this.seenMs)}: ${state.path}; ${waiting} lines wait, ${dropped} dropped`,
    ];
  }

  private lookAtSize(nowMs: number): string[] {
    const octets = this.state.writtenOctets;
    if (this.hasLimit || octets < this.sayAtOctets) return [];
    while (octets >= this.sayAtOctets) this.sayAtOctets *= 2;
    const minutes = (nowMs - this.startMs) / 60_000;
    const rate = formatNumber(octets / 1e6 / minutes);
    return [
      `logs and sent list have grown by ${formatNumber(octets / 1e9, 1)} GB in ${minutesText(minutes)}, ${rate} MB/min; --log-size limits the logs`,
    ];
  }
}

function seconds(ms: number): string {
  return `${formatNumber(ms / 1000)} s`;
}

function minutesText(minutes: number): string {
  return minutes < 1 ? countOf(Math.round(minutes * 60), 'second') : `${formatNumber(minutes)} min`;
}
