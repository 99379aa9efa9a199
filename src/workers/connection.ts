import type { Outbox } from '../station/apci/outbox.js';
import type { ServedLink } from '../station/served-link.js';
import { Backlog } from './backlog.js';
import type { Due } from './deadlines.js';
import type { FaultPath } from './faults/fault-path.js';
import type { PeerSocket } from './ports.js';
import type { TurnTaker } from './read-turns.js';
import type { SocketLink } from './socket-link.js';

/** One TCP connection, perhaps of several RTUs that share it: carries octets between its socket and its link. */
export class Connection<L extends SocketLink = ServedLink> implements Due, TurnTaker {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;
  /** Whether the link is in the shard's list of woken links. */
  queued = false;
  readonly backlog: Backlog;
  /** The way of its octets while faults on purpose are on. */
  path: FaultPath | undefined;

  constructor(
    readonly link: L,
    readonly socket: PeerSocket,
    nowMs: number,
  ) {
    this.backlog = new Backlog(nowMs);
  }

  takeRest(nowMs: number): boolean {
    return this.path === undefined ? this.socket.takeRest() : this.path.takeRest(nowMs);
  }

  nextDeadline(): number {
    return this.path?.isFrozen === true ? Number.POSITIVE_INFINITY : this.link.nextDeadline();
  }

  /** Writes the outbox in one write. Returns how many octets the socket got. */
  flush(outbox: Outbox, nowMs: () => number): number {
    const { length } = outbox;
    if (length === 0) return 0;
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) {
      outbox.clear();
      return 0;
    }
    if (this.path !== undefined) {
      this.path.write(outbox.octets, length, nowMs());
      outbox.clear();
      return length;
    }
    if (socket.writableLength > 0) {
      // The peer reads too slowly: the frames wait in a copy of their exact size. `isOverfull` limits the amount.
      socket.write(Buffer.from(outbox.octets.slice(0, length)));
      outbox.clear();
      return length;
    }
    socket.write(Buffer.from(outbox.octets.buffer, 0, length));
    // Nearly always the kernel has taken all octets at once: the memory is free again. Else the stream still reads it.
    if (socket.writableLength === 0) outbox.clear();
    else outbox.release();
    return length;
  }

  /** Whether more octets wait for the peer to read than its link may have. */
  get isOverfull(): boolean {
    const waiting = this.socket.writableLength + (this.path?.pendingOctets ?? 0);
    return waiting > this.link.mostUnreadOctets;
  }

  /** Ends the socket at once, before the link knows of it. */
  cut(how: 'RST' | 'FIN'): void {
    if (how === 'RST') this.socket.resetAndDestroy();
    else this.socket.destroySoon();
  }

  /** Ends the connection; octets already written still go out if the peer reads. */
  end(): void {
    if (this.socket.destroyed) return;
    if (this.socket.writableLength === 0) this.socket.destroySoon();
    else this.socket.destroy();
  }
}
