/** One TCP connection of an RTU: carries octets between its socket and its link. */
import type { Socket } from 'node:net';
import { COUNTER } from '../station/counters.js';
import type { Link } from '../station/link.js';
import type { Outbox } from '../station/outbox.js';
import type { Due } from './deadlines.js';

/** See the file's head. */
export class Connection implements Due {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;
  /** In the shard's list of links that were woken. */
  queued = false;

  constructor(
    readonly link: Link,
    private readonly socket: Socket,
  ) {}

  nextDeadline(): number {
    return this.link.nextDeadline();
  }

  /** Writes the outbox in one write. */
  flush(outbox: Outbox): void {
    const { length } = outbox;
    if (length === 0) return;
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) {
      outbox.clear();
      return;
    }
    this.link.rtu.counters[COUNTER.OCTETS_SENT] += length;
    socket.write(Buffer.from(outbox.octets.buffer, 0, length));
    // Written through to the kernel, as nearly always: the memory is free again. Else the stream still reads it.
    if (socket.writableLength === 0) outbox.clear();
    else outbox.release();
  }

  /** Ends the connection; what was written still goes out as far as the peer reads. */
  end(): void {
    if (this.socket.writableLength === 0) this.socket.destroySoon();
    else this.socket.destroy();
  }
}
