/** Opens the socket of a connection and carries its events to the link. */
import type { Outbox } from '../station/apci/outbox.js';
import { plainAddress } from './admission.js';
import { Connection } from './connection.js';
import type { Accepted, ListenAddress, Listener, ListenFault } from './ports.js';
import type { SocketLink } from './socket-link.js';

/** The parts of a thread that its connections need. */
export interface SocketKeeper<L extends SocketLink> {
  readonly outbox: Outbox;
  now(): number;
  /** The socket of a connection tells that it ended: `close` is given the time. */
  ended(connection: Connection<L>, close: (nowMs: number) => void): void;
  listen(at: ListenAddress, onAccept: (accepted: Accepted) => void): Promise<Listener | ListenFault>;
  /** A connection has octets; returns how many were taken (`SocketEvents.received`). */
  received(connection: Connection<L>, octets: Uint8Array, length: number): number;
  opened(connection: Connection<L>): void;
  /** The socket is gone, and the link knows it. */
  gone(connection: Connection<L>): void;
}

/** Begins to serve the link of a connection. */
export function openConnection<L extends SocketLink>(
  keeper: SocketKeeper<L>,
  accepted: Pick<Accepted, 'open'>,
  link: L,
  nowMs: number,
): Connection<L> {
  const peerClosed = (ms: number): void => link.close('PEER_CLOSED', 'closed by the peer', ms);
  const socket = accepted.open({
    received: (octets, length) => keeper.received(connection, octets, length),
    failed: (message) => keeper.ended(connection, (ms) => link.close('SOCKET_ERROR', message, ms)),
    ended: () => {
      keeper.ended(connection, peerClosed);
      // A peer that closed its side and reads no more must not keep the descriptor.
      connection.end();
    },
    closed: () => {
      keeper.ended(connection, peerClosed);
      keeper.gone(connection);
    },
  });
  const connection = new Connection(link, socket, nowMs);
  keeper.opened(connection);
  return connection;
}

/** The peer of a connection, as the logs name it. */
export function peerName({ address, port }: Pick<Accepted, 'address' | 'port'>): string {
  const plain = plainAddress(address);
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
