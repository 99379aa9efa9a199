/** Round trips of a connection, from TESTFR act to con. */

/** How long a measured round trip is taken for that of the connection, ms. */
const HOLDS_MS = 60_000;

/** The shortest of the last minute. */
export class RoundTrips {
  private tripMs = Number.NaN;
  private atMs = Number.NaN;

  note(tripMs: number, nowMs: number): void {
    if (tripMs > this.shortestMs(nowMs)) return;
    this.tripMs = tripMs;
    this.atMs = nowMs;
  }

  /** ms; NaN: none was measured within the last minute. */
  shortestMs(nowMs: number): number {
    return nowMs - this.atMs <= HOLDS_MS ? this.tripMs : Number.NaN;
  }
}
