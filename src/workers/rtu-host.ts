/** One RTU on a shard: its listener and who may connect. */
import type { Server } from 'node:net';
import type { RtuDefinition } from '../channel/definitions.js';
import type { ListenResult, PlainError } from '../channel/shard-protocol.js';
import { COUNTER } from '../station/measures/counters.js';
import type { Rtu } from '../station/rtu.js';
import { systemReason } from '../text/system-errors.js';
import { type Admission, createAdmission, plainAddress } from './admission.js';
import { Connection } from './connection.js';
import type { Accepted } from './stream.js';

/** Masters that reconnect all at once must not lose a second each to a full queue. */
const BACKLOG = 511;

/** What an RTU needs of its shard. */
export interface ConnectionKeeper {
  now(): number;
  createServer(onAccept: (accepted: Accepted) => void): Server;
  /** A connection has new octets. */
  received(connection: Connection, octets: Uint8Array, length: number): void;
  opened(connection: Connection): void;
  /** The socket is gone; the link has been told. */
  gone(connection: Connection): void;
}

/** See the file's head. */
export class RtuHost {
  private readonly admits: Admission;
  private server: Server | undefined;
  private closed = false;
  /** The one to open: once it was open, that which the system chose. */
  private port: number;
  /** Who connected before the RTU has its slot; `undefined` once it has. */
  private held: Accepted[] | undefined;

  constructor(
    readonly definition: RtuDefinition,
    readonly rtu: Rtu,
    private readonly keeper: ConnectionKeeper,
  ) {
    this.port = definition.port;
    this.admits = createAdmission(definition.hosts, definition.admitsNobody);
  }

  /** Whether the port is open. */
  get isListening(): boolean {
    return this.server !== undefined;
  }

  /** Opens the port. Never rejects. With `hold`, whoever connects waits until `serve`. */
  listen(mode: 'serve' | 'hold' = 'serve'): Promise<ListenResult> {
    const { slot, bind } = this.definition;
    const { port } = this;
    this.held = mode === 'hold' ? [] : undefined;
    const server = this.keeper.createServer((accepted) => this.accept(accepted));
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        resolve({ slot, port, error: describeListenError(error, bind, port) });
      });
      server.listen({ port, ...(bind === '' ? {} : { host: bind }), backlog: BACKLOG }, () => {
        server.on('error', () => {});
        const address = server.address();
        const opened = typeof address === 'object' && address !== null ? address.port : port;
        if (this.closed) server.close();
        else {
          this.server = server;
          this.port = opened;
          if (mode === 'serve') this.announce();
        }
        resolve({ slot, port: opened });
      });
    });
  }

  /** Takes over after `listen` with `hold`: counts, logs, and admits who came meanwhile. */
  serve(): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (this.server !== undefined) this.announce();
    for (const accepted of held) this.accept(accepted);
  }

  /** Closes the port until `listen`; links stand. */
  pause(): void {
    this.server?.close();
    this.server = undefined;
    this.rtu.counters[COUNTER.LISTENING] = 0;
  }

  /** Closes the port for good and tells every link. */
  close(detail: string): void {
    this.closed = true;
    for (const accepted of this.held ?? []) accepted.refuse();
    this.pause();
    for (const link of [...this.rtu.links]) link.close('SHUTDOWN', detail, this.keeper.now());
  }

  private announce(): void {
    const { bind } = this.definition;
    this.rtu.counters[COUNTER.LISTENING] = 1;
    this.rtu.journal.event(this.rtu, undefined, {
      event: 'listen',
      detail: `${bind === '' ? 'all addresses' : bind}, port ${this.port}, CA ${this.rtu.ca}`,
    });
  }

  private accept(accepted: Accepted): void {
    if (this.held !== undefined) {
      this.held.push(accepted);
      return;
    }
    const address = plainAddress(accepted.address);
    const peer = address.includes(':') ? `[${address}]:${accepted.port}` : `${address}:${accepted.port}`;
    if (address === '') {
      accepted.refuse();
      return;
    }
    if (!this.admits(address)) {
      this.rtu.counters[COUNTER.REFUSED]++;
      this.rtu.journal.event(this.rtu, undefined, {
        event: 'refuse',
        detail: `${peer}: address not among the accepted hosts`,
      });
      accepted.refuse();
      return;
    }
    const link = this.rtu.connect(peer, this.keeper.now());
    if (typeof link === 'string') {
      accepted.refuse();
      return;
    }
    const socket = accepted.open((octets, length) => this.keeper.received(connection, octets, length));
    const connection = new Connection(link, socket);
    socket.on('error', (error) => link.close('SOCKET_ERROR', error.message, this.keeper.now()));
    socket.on('end', () => {
      link.close('PEER_CLOSED', 'closed by the peer', this.keeper.now());
      // A peer that closed its half and reads no more must not keep the descriptor.
      connection.end();
    });
    socket.on('close', () => {
      link.close('PEER_CLOSED', 'closed by the peer', this.keeper.now());
      this.keeper.gone(connection);
    });
    this.keeper.opened(connection);
  }
}

function describeListenError(error: NodeJS.ErrnoException, bind: string, port: number): PlainError {
  const where = bind === '' ? `port ${port}` : `${bind} port ${port}`;
  const code = error.code ?? 'LISTEN';
  return { code, message: `${where} ${systemReason(error, 'listen')}`, detail: error.message };
}
