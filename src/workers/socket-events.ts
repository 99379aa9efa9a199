/** From the sockets of Node.js to `SocketEvents`. */
import type { Socket } from 'node:net';
import type { SocketEvents } from './ports.js';

/** Octets of one socket that were read and not taken. */
export class LeftOctets {
  private octets: Uint8Array | undefined;
  private at = 0;

  constructor(private readonly events: SocketEvents) {}

  /** Passes octets on and keeps a copy of those that are not taken; returns whether all were. */
  offer(octets: Uint8Array, length: number): boolean {
    const taken = this.events.received(octets, length);
    if (taken >= length) return true;
    this.octets = octets.slice(taken, length);
    this.at = 0;
    return false;
  }

  /** See `PeerSocket.takeRest`. */
  offerAgain(socket: Socket): boolean {
    const { octets } = this;
    if (octets === undefined) return true;
    if (!socket.destroyed) {
      this.at += this.events.received(octets.subarray(this.at), octets.length - this.at);
      if (this.at < octets.length && !socket.destroyed) return false;
    }
    this.octets = undefined;
    if (!socket.destroyed) socket.resume();
    return true;
  }
}

/** Passes the events of a socket on, except for what it receives. */
export function tell(socket: Socket, events: SocketEvents): void {
  socket.on('error', (error) => events.failed(error.message));
  socket.on('end', () => events.ended());
  socket.on('close', () => events.closed());
}
