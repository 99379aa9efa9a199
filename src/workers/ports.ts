/**
 * What a shard uses of the machine: clocks, timers, sockets, files (`src/log-writer/append-files.ts`) and its thread's load, as interfaces.
 * `node-machine.ts` is the real one; a simulation puts its own in place and decides the order of everything.
 */

import type { Files } from '../log-writer/append-files.js';

/** All parts together. */
export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly network: Network;
  readonly files: Files;
  readonly load: ThreadLoad;
}

export interface Clock {
  /** The clock that every thread of this machine shares, ms; never set. */
  monotonicMs(): number;
  /** The machine's wall clock, ms since 1970. */
  wallMs(): number;
}

/** Identifies a timeout or an immediate, to clear it. */
export type TimerHandle = object;

/** Like the global functions of the same names. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  /** Harmless for a timeout that has fired, for an immediate, and for `undefined`. */
  clearTimeout(timer: TimerHandle | undefined): void;
  setImmediate(callback: () => void): TimerHandle;
  /** Harmless for an immediate that has run, for a timeout, and for `undefined`. */
  clearImmediate(timer: TimerHandle | undefined): void;
  queueMicrotask(callback: () => void): void;
}

export interface Network {
  /** Opens a listening port. Never rejects: a port that can't be opened is a `ListenFault`. */
  listen(at: ListenAddress, onAccept: (accepted: Accepted) => void): Promise<Listener | ListenFault>;
  /**
   * Connects within `t0Ms`, the look-up of a name included. `done` is called once, after this call has returned, unless the dial is
   * cancelled before.
   */
  connect(to: DialAddress, t0Ms: number, done: (result: Dialed | DialFault) => void): Dial;
}

export interface ListenAddress {
  /** 0…65535; 0 lets the system choose. */
  port: number;
  /** Address of this machine; empty: all of them. */
  bind: string;
}

/** An open port. */
export interface Listener {
  readonly port: number;
  /** Accepts no more connections; the accepted ones stay. */
  close(): void;
}

/** Why a port could not be opened. */
export interface ListenFault {
  /** The system's name for it, as `EADDRINUSE`. */
  readonly code: string;
  /** The reason in words; it continues `port 2404 …`. */
  readonly reason: string;
  /** The system's own message. */
  readonly detail: string;
}

/** Where to connect to. */
export interface DialAddress {
  /** IPv4 or IPv6 address, or a name; of a name the first address is taken. */
  readonly host: string;
  /** 1…65535. */
  readonly port: number;
}

/** A connection that is being made. */
export interface Dial {
  /** Gives it up: `done` is not called any more. Harmless afterwards; a connection that was made stays. */
  cancel(): void;
}

/** Why no connection was made. */
export interface DialFault {
  /** The system's name for it, as `ECONNREFUSED`; `T0`: t0 is over; `SELF`: the two ends are one socket. */
  readonly code: string;
  /** The reason in words; it follows the address and a colon. */
  readonly reason: string;
  /** The system's own message. */
  readonly detail: string;
}

/** A connection that was accepted and is not read yet. */
export interface Accepted {
  /** Peer address and port; empty and 0 when the peer has gone already. */
  readonly address: string;
  readonly port: number;
  /** Starts reading. Call once. */
  open(events: SocketEvents): PeerSocket;
  /** Closes it unread. */
  refuse(): void;
}

/** A connection that this side has made and that is not read yet. */
export interface Dialed extends Accepted {
  /** Address and port of this end. */
  readonly localAddress: string;
  readonly localPort: number;
}

/** Events of a socket. They come after `open` has returned. */
export interface SocketEvents {
  /**
   * `octets[0…length)` came; the memory is only lent. Returns how many were taken. If not all, the socket keeps the others and is not
   * read on: see `PeerSocket.takeRest`.
   */
  received(octets: Uint8Array, length: number): number;
  /** The peer sends no more. */
  ended(): void;
  /** The connection failed; `closed` follows. */
  failed(message: string): void;
  /** The connection is gone; this is the last event. */
  closed(): void;
}

/** A connection that is open. What writes and ends has Node's names, so that a `net.Socket` does it without a call in between. */
export interface PeerSocket {
  /** Nothing can be written any more. */
  readonly destroyed: boolean;
  /** `destroySoon` was called. */
  readonly writableEnded: boolean;
  /** Octets that were written and that the system has not taken yet, because the peer reads too slowly. */
  readonly writableLength: number;
  /** The octets are lent until `writableLength` is 0 again. */
  write(octets: Uint8Array): unknown;
  /**
   * Passes to `received` what it left, once. Returns whether nothing is left: then the socket is read again, beginning with the
   * next poll.
   */
  takeRest(): boolean;
  /** Ends this direction when all that was written has gone out. */
  end(): unknown;
  /** Ends the connection when all that was written has gone out. */
  destroySoon(): void;
  /** Ends the connection at once. */
  destroy(): unknown;
  /** Ends the connection at once, with RST. */
  resetAndDestroy(): unknown;
}

/** The load of this thread. */
export interface ThreadLoad {
  /** Time that the event loop has worked, ms. */
  busyMs(): number;
  /** Time on a processor, and time waiting for one, since the thread's start, ms; NaN: not known on this system. */
  scheduler(): { cpuMs: number; waitedMs: number };
}
