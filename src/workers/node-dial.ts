/** Connections that this side makes, over TCP of Node.js. They are read into the buffer that all sockets of the thread share. */
import { connect, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import { systemReason } from '../text/system-errors.js';
import type { Dial, DialAddress, Dialed, DialFault, PeerSocket } from './ports.js';
import { LeftOctets, tell } from './socket-events.js';

/**
 * Connects within `t0Ms` and calls `done` once, unless the dial is cancelled before.
 * @param shared what the connection is read into
 * @param localPort port to connect from; absent: the system's choice
 */
export function dial(
  shared: Uint8Array,
  { host, port }: DialAddress,
  t0Ms: number,
  done: (result: Dialed | DialFault) => void,
  localPort?: number,
): Dial {
  let isOver = false;
  let left: LeftOctets | undefined;
  const options: TcpNetConnectOpts & { onread: OnReadOpts } = {
    host,
    port,
    ...(localPort === undefined ? {} : { localPort }),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
    autoSelectFamily: false,
    // `false` stops the reading.
    onread: { buffer: shared, callback: (length, octets) => left?.offer(octets, length) ?? false },
  };
  const socket = connect(options);
  // Nothing is read before `open`.
  socket.pause();
  const end = (result: Dialed | DialFault): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    done(result);
  };
  const timer = setTimeout(() => {
    socket.destroy();
    const reason = `no TCP connection within t0 = ${t0Ms / 1000} s`;
    end({ code: 'T0', reason, detail: reason });
  }, t0Ms);
  // Later errors, of a connection that was made and is not opened, must not end the thread.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end({ code: error.code ?? 'CONNECT', reason: systemReason(error, 'connect'), detail: error.message });
  });
  socket.on('connect', () => {
    if (isOver) return;
    if (isOwnPeer(socket)) {
      const reason = 'connected to itself, because no program listens there';
      const detail = `both ends are ${socket.localAddress}:${socket.localPort}`;
      socket.destroy();
      end({ code: 'SELF', reason, detail });
      return;
    }
    end({
      address: socket.remoteAddress ?? '',
      port: socket.remotePort ?? 0,
      localAddress: socket.localAddress ?? '',
      localPort: socket.localPort ?? 0,
      open: (events): PeerSocket => {
        const octets = new LeftOctets(events);
        left = octets;
        tell(socket, events);
        socket.resume();
        return Object.assign(socket, { takeRest: () => octets.offerAgain(socket) });
      },
      refuse: () => socket.destroy(),
    });
  });
  return {
    cancel: () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.destroy();
    },
  };
}

/** The system took the port that is dialled for this end: on one machine a connection can meet itself. */
function isOwnPeer({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}
