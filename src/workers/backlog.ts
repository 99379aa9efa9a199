/** What a connection has sent and this thread has not taken yet. */

/** More than the receive buffer of a socket holds with usual settings (Linux: the last number of `net.ipv4.tcp_rmem`). */
export const MOST_IN_SOCKET_OCTETS = 32 * 1024 * 1024;

/**
 * Up to when a connection was read. While octets wait, neither may the peer's silence be judged by the present time, because
 * what is waited for may lie among them, nor do they come late (`docs/behaviour.md` §9).
 */
export class Backlog {
  /** `left`: octets were read and left. `asking`: these were taken, and the socket may hold more. */
  state: 'none' | 'left' | 'asking' = 'none';
  /** What came before was read, monotonic ms. */
  private emptyMs: number;
  /** Octets that wait may have come since then. */
  private sinceMs = 0;
  /** When the first octets were left, monotonic ms. */
  private leftMs = 0;
  private octets = 0;
  /** A later instant, and how many octets were taken until then. */
  private markMs = 0;
  private markOctets = 0;

  constructor(nowMs: number) {
    this.emptyMs = nowMs;
  }

  /** What came before this instant was read; `polledMs`: when a poll of the sockets began that is over. */
  heardMs(polledMs: number): number {
    return this.state === 'none' ? polledMs : this.emptyMs;
  }

  /** When octets that are taken now may have come at the earliest; `nowMs` unless they had to wait. */
  arrivedMs(nowMs: number): number {
    return this.state === 'none' ? nowMs : this.sinceMs;
  }

  /** How long octets have waited without a break, ms; 0: none wait. */
  waitedMs(nowMs: number): number {
    return this.state === 'none' ? 0 : nowMs - this.leftMs;
  }

  /** Of the octets that were read at `nowMs` so many were taken, and others left. `arrivedMs`: since when they may have come. */
  note(taken: number, left: number, nowMs: number, arrivedMs: number): void {
    if (this.state === 'none') {
      if (left === 0) {
        this.emptyMs = nowMs;
        return;
      }
      this.sinceMs = arrivedMs;
      this.leftMs = nowMs;
      this.markMs = nowMs;
      this.octets = this.markOctets = 0;
    }
    this.octets += taken;
    if (this.octets - this.markOctets < MOST_IN_SOCKET_OCTETS) return;
    // A peer that never lets up: whatever lay in the socket at the mark was taken meanwhile.
    this.emptyMs = this.sinceMs = this.markMs;
    this.markMs = nowMs;
    this.markOctets = this.octets;
  }

  /** What had come before `polledMs` was read and taken. */
  end(polledMs: number): void {
    this.state = 'none';
    this.emptyMs = polledMs;
  }
}
