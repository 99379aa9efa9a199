/**
 * TCP of Node.js: listening ports, and connections that are all read into one buffer.
 * `net.Server` has no `onread` option, so the accepted handle is moved to a socket that has it; measured on 150 connections
 * under load this is a fifth more throughput than `data` events, which allocate for every read. Where the handle can't be moved, `data` events serve.
 */
import { createServer, type OnReadOpts, type Server, Socket, type SocketConstructorOpts } from 'node:net';
import { systemReason } from '../text/system-errors.js';
import { dial } from './node-dial.js';
import type { Accepted, Listener, ListenFault, Network, PeerSocket, SocketEvents } from './ports.js';
import { LeftOctets, tell } from './socket-events.js';

/** With a full queue, masters that reconnect all at once would lose a second each. */
const BACKLOG = 511;
/** More than a link may have taken in a turn: what fills it is a flood, and the others stay in the system's buffer. */
const READ_BUFFER_OCTETS = 16_384;

interface HandleOwner {
  _handle?: unknown;
}

/** The network for one thread: its sockets share one read buffer. */
export function createNodeNetwork(): Network {
  const shared = new Uint8Array(READ_BUFFER_OCTETS);
  return {
    listen: ({ port, bind }, onAccept) =>
      new Promise<Listener | ListenFault>((resolve) => {
        const server = createAcceptor(shared, onAccept);
        // Later errors, of accepting, change nothing.
        server.on('error', (error: NodeJS.ErrnoException) => {
          resolve({
            code: error.code ?? 'LISTEN',
            reason: systemReason(error, 'listen'),
            detail: error.message,
          });
        });
        server.listen({ port, ...(bind === '' ? {} : { host: bind }), backlog: BACKLOG }, () => {
          const address = server.address();
          const opened = typeof address === 'object' && address !== null ? address.port : port;
          resolve({ port: opened, close: () => server.close() });
        });
      }),
    connect: (to, t0Ms, done) => dial(shared, to, t0Ms, done),
  };
}

/** A server whose connections stay unread until `open`; `shared` is the buffer that all of them are read into. */
export function createAcceptor(shared: Uint8Array, onAccept: (accepted: Accepted) => void): Server {
  return createServer(
    { pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 },
    (socket) => {
      // An error of an unread socket must not end the thread.
      socket.on('error', () => {});
      onAccept({
        address: socket.remoteAddress ?? '',
        port: socket.remotePort ?? 0,
        open: (events) => openShared(socket, shared, events),
        refuse: () => socket.destroy(),
      });
    },
  );
}

function openShared(accepted: Socket, shared: Uint8Array, events: SocketEvents): PeerSocket {
  const owner = accepted as unknown as HandleOwner;
  const handle = owner._handle;
  if (handle === undefined || handle === null) return openPlain(accepted, events);
  owner._handle = null;
  const left = new LeftOctets(events);
  const options: SocketConstructorOpts & { handle: unknown; onread: OnReadOpts } = {
    handle,
    // `false` stops the reading.
    onread: { buffer: shared, callback: (length, octets) => left.offer(octets, length) },
  };
  const socket = new Socket(options);
  tell(socket, events);
  // The empty shell counts as a connection of its server until it is destroyed.
  accepted.destroy();
  socket.resume();
  return Object.assign(socket, { takeRest: () => left.offerAgain(socket) });
}

/** Reads by `data` events. */
function openPlain(socket: Socket, events: SocketEvents): PeerSocket {
  const left = new LeftOctets(events);
  // Not the Buffer itself: its `slice` is a view, where readers rely on a copy.
  socket.on('data', (data) => {
    if (!left.offer(new Uint8Array(data), data.length)) socket.pause();
  });
  tell(socket, events);
  socket.resume();
  return Object.assign(socket, { takeRest: () => left.offerAgain(socket) });
}
