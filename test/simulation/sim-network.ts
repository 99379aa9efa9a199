/** Simulated TCP between masters and shards: latency, segments split and joined anywhere, full buffers, resets, half-closed connections. */
import type {
  Accepted,
  Dial,
  DialAddress,
  Dialed,
  DialFault,
  ListenAddress,
  Network,
  PeerSocket,
  SocketEvents,
} from '../../src/workers/ports.js';
import { TurnShare } from './turn-share.js';
import { COMES_ROUND_MS, type Thread, type World } from './world.js';

/** Events that a master receives. */
export interface ClientEvents {
  received(octets: Uint8Array): void;
  /** The RTU has closed its direction. */
  ended(): void;
  /** The connection is closed. */
  gone(): void;
}

/** A host that threads connect to. */
export interface SimHost {
  /** A connection from `address:port`; `undefined`: it is not answered, nor refused. */
  accept(address: string, port: number): SimCall | undefined;
}

/** The far end of a connection that a thread makes. */
export interface SimCall {
  readonly events: ClientEvents;
  readonly tap: WireTap;
  /** Called once, before any event: what the host sends by. */
  begun(connection: SimConnection): void;
}

/** Observes the octets at the moment when the RTU writes or reads them. */
export interface WireTap {
  /** Called once: `unreadSince` tells since when octets of the master lie there and wait to be taken, ms; NaN: none do. */
  attached(unreadSince: () => number): void;
  /** A thread begins to read the connection. */
  opened?(): void;
  /** The RTU takes the connection when the master has already left. */
  missed(): void;
  /** The RTU refuses a connection whose master is still there. */
  refused(): void;
  written(octets: Uint8Array): void;
  /** Called before and after the RTU takes octets, which may have waited there since `sinceMs`. */
  receiving(octets: Uint8Array, sinceMs: number): void;
  received(): void;
  /** The RTU has closed the link while it took octets; so many came behind them and are dropped. */
  dropped(octets: number): void;
  /** Absent: of each read a turn's share is taken; `false`: all of it. */
  readonly sharesAreChecked?: false;
  /** Whether the RTU has said that the link is closed. */
  readonly isClosed: boolean;
  /** When what a shard reads now may have come at the earliest, ms. */
  readonly arrivedMs: number;
  /** The socket is closed, by the RTU or otherwise. */
  closed(): void;
}

interface PortListener {
  thread: Thread;
  readBuffer: Uint8Array;
  accept(accepted: Accepted): void;
  isOpen: boolean;
}

/** Address that threads connect from. */
const THREAD_ADDRESS = '10.1.0.1';
const FIRST_THREAD_PORT = 40_000;

export class SimNetwork {
  private readonly hosts = new Map<string, SimHost>();
  private lastThreadPort = FIRST_THREAD_PORT;
  private readonly listeners = new Map<string, PortListener>();
  private readonly readBuffers = new Map<Thread, Uint8Array>();
  /** Open connections. */
  readonly connections = new Set<SimConnection>();

  constructor(
    private readonly world: World,
    /** Called for every connection that an RTU accepts. */
    private readonly tapOf: (port: number, peer: string) => WireTap,
  ) {}

  /** The network as one thread uses it. */
  of(thread: Thread): Network {
    const readBuffer = this.readBuffers.get(thread) ?? new Uint8Array(4096);
    this.readBuffers.set(thread, readBuffer);
    return {
      listen: async ({ port, bind }: ListenAddress, accept) => {
        const key = `${bind}:${port}`;
        if (this.listeners.has(key)) return { code: 'EADDRINUSE', reason: 'is in use', detail: 'in use' };
        const listener = { thread, readBuffer, accept, isOpen: true };
        this.listeners.set(key, listener);
        return {
          port,
          close: () => {
            listener.isOpen = false;
            if (this.listeners.get(key) === listener) this.listeners.delete(key);
          },
        };
      },
      connect: (to, t0Ms, done) => this.dial(thread, readBuffer, to, t0Ms, done),
    };
  }

  /** Lets threads connect to `address:port`; returns what closes it again. Without one they are refused. */
  serve(address: string, port: number, host: SimHost): () => void {
    const key = `${address}:${port}`;
    this.hosts.set(key, host);
    return () => {
      if (this.hosts.get(key) === host) this.hosts.delete(key);
    };
  }

  private dial(
    thread: Thread,
    readBuffer: Uint8Array,
    to: DialAddress,
    t0Ms: number,
    done: (result: Dialed | DialFault) => void,
  ): Dial {
    const { world } = this;
    const where = `${to.host}:${to.port}`;
    let isOver = false;
    const end = (result: Dialed | DialFault): void => {
      isOver = true;
      world.cancel(timer);
      done(result);
    };
    const reason = `no TCP connection within t0 = ${t0Ms / 1000} s`;
    const timer = world.after(t0Ms, () => end({ code: 'T0', reason, detail: reason }), thread);
    const answer = (delayMs: number, run: () => void, late: () => void): void => {
      world.after(delayMs, () => (isOver ? late() : run()), thread);
    };
    const arrive = (): void => {
      const host = this.hosts.get(where);
      if (host === undefined) {
        const fault = { code: 'ECONNREFUSED', reason: 'connection refused', detail: `${where} is closed` };
        answer(
          world.random.next(),
          () => end(fault),
          () => {},
        );
        return;
      }
      const localPort = ++this.lastThreadPort;
      const call = host.accept(THREAD_ADDRESS, localPort);
      if (call === undefined) return;
      const connection = new SimConnection(world, this, thread, readBuffer, call.tap, call.events);
      this.connections.add(connection);
      call.tap.attached(() => connection.unreadSinceMs);
      call.begun(connection);
      const made = (): void => {
        const { open, refuse } = connection.accepted(to.host, to.port);
        end({ address: to.host, port: to.port, localAddress: THREAD_ADDRESS, localPort, open, refuse });
      };
      answer(world.random.interval(2), made, () => connection.destroy());
    };
    world.after(world.random.interval(1), arrive);
    return {
      cancel: () => {
        isOver = true;
        world.cancel(timer);
      },
    };
  }

  /** Open ports. */
  get openPorts(): number {
    return this.listeners.size;
  }

  /** Connects from `address:fromPort`; `undefined` if no RTU listens. */
  connect(port: number, address: string, fromPort: number, events: ClientEvents): SimConnection | undefined {
    const listener = this.listeners.get(`:${port}`);
    if (listener === undefined) return undefined;
    const tap = this.tapOf(port, `${address}:${fromPort}`);
    const connection = new SimConnection(this.world, this, listener.thread, listener.readBuffer, tap, events);
    this.connections.add(connection);
    tap.attached(() => connection.unreadSinceMs);
    this.world.after(
      this.world.random.interval(1),
      () => {
        // A connection that was not accepted yet is closed with the port.
        if (!listener.isOpen) connection.reset();
        else {
          if (connection.isGone) tap.missed();
          listener.accept(connection.accepted(address, fromPort));
        }
      },
      listener.thread,
    );
    return connection;
  }
}

/** Both ends of one connection. */
export class SimConnection implements PeerSocket {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  /** Size of the buffers between the two ends, octets. */
  private readonly capacity: number;
  private readonly latencyMs: number;
  private events: SocketEvents | undefined;
  /** Octets that the RTU has read and not taken: it reads no more until it has. */
  private left: Uint8Array | undefined;
  private readonly share = new TurnShare();
  /** Since when octets wait because the RTU has left some, ms; NaN: it took all. */
  private leftSinceMs = Number.NaN;
  /** Octets, or an end, lie in the RTU's socket while it does not read. */
  private isAwaited = false;
  /** Octets from the RTU: first lent (written, but not in the buffers yet), then in the buffers. */
  private lent: Uint8Array[] = [];
  private readonly lentAsWritten: Uint8Array[] = [];
  private lentTaken = 0;
  private toClient: number[] = [];
  private clientReads = true;
  private clientDelivery = false;
  /** Octets from the master. */
  private toServer: number[] = [];
  private serverDelivery = false;
  /** When the octets under way to the RTU are in its socket, ms. */
  private arrivalMs = 0;
  private clientEnded = false;
  private serverEnded = false;
  private serverHeardEnd = false;
  private clientHeardEnd = false;
  isGone = false;

  constructor(
    private readonly world: World,
    private readonly network: SimNetwork,
    private readonly thread: Thread,
    private readonly readBuffer: Uint8Array,
    private readonly tap: WireTap,
    private readonly client: ClientEvents,
  ) {
    const { random } = world;
    this.capacity = random.chance(0.2) ? random.int(20, 2000) : 1_000_000;
    this.latencyMs = random.chance(0.3) ? random.between(1, 80) : random.between(0, 2);
  }

  /** Since when octets lie in the RTU's socket, or were read and left, ms; NaN: none do. */
  get unreadSinceMs(): number {
    if (this.left !== undefined) return this.leftSinceMs;
    const isThere = this.serverDelivery && this.toServer.length > 0 && this.arrivalMs <= this.world.nowMs;
    return isThere ? this.arrivalMs : Number.NaN;
  }

  accepted(address: string, port: number): Accepted {
    const hasLeft = this.isGone;
    return {
      address: hasLeft ? '' : address,
      port,
      open: (events) => {
        this.events = events;
        this.tap.opened?.();
        this.deliverToServer();
        if (this.isGone) this.loseServer();
        return this;
      },
      refuse: () => {
        if (!hasLeft) this.tap.refused();
        this.destroy();
      },
    };
  }

  // The RTU's end

  write(octets: Uint8Array): void {
    if (this.destroyed) return;
    this.tap.written(octets);
    this.lent.push(octets);
    this.lentAsWritten.push(Uint8Array.from(octets));
    this.writableLength += octets.length;
    this.moveLent();
    this.deliverToClient();
  }

  takeRest(): boolean {
    const { left } = this;
    if (left === undefined) return true;
    this.left = undefined;
    if (this.destroyed) return true;
    this.left = this.offer(left);
    if (this.left !== undefined) return false;
    if (this.isAwaited) {
      // The event loop finds it in its next poll.
      this.isAwaited = false;
      this.serverDelivery = true;
      this.world.after(this.world.random.next() * COMES_ROUND_MS, () => this.readServer(), this.thread);
    } else {
      this.leftSinceMs = Number.NaN;
      this.deliverToServer();
    }
    return true;
  }

  destroySoon(): void {
    this.writableEnded = true;
    this.world.after(0, () => this.destroy(), this.thread);
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.lent = [];
    this.writableLength = 0;
    this.serverEnded = true;
    this.toServer = [];
    this.tap.closed();
    this.world.after(0, () => this.events?.closed(), this.thread);
    this.deliverToClient();
  }

  end(): void {
    this.writableEnded = true;
    this.serverEnded = true;
    this.deliverToClient();
  }

  resetAndDestroy(): void {
    this.toClient = [];
    this.destroy();
  }

  // The master's end

  send(octets: Uint8Array): void {
    if (this.clientEnded || this.isGone) return;
    for (const octet of octets) this.toServer.push(octet);
    this.deliverToServer();
  }

  /** FIN: sends nothing more, but continues to read. */
  endSending(): void {
    if (this.clientEnded) return;
    this.clientEnded = true;
    this.deliverToServer();
  }

  /** RST: octets on the way are lost. */
  reset(): void {
    if (this.isGone) return;
    this.leave();
    this.toClient = [];
    this.toServer = [];
    this.loseServer();
  }

  stopReading(): void {
    this.clientReads = false;
  }

  readOn(): void {
    this.clientReads = true;
    this.deliverToClient();
  }

  private leave(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.network.connections.delete(this);
    this.client.gone();
  }

  private loseServer(): void {
    this.world.after(
      this.latencyMs,
      () => {
        if (this.destroyed || this.events === undefined) return;
        this.events.failed('read ECONNRESET');
        this.destroy();
      },
      this.thread,
    );
  }

  /** Moves as many octets as fit into the buffers; the memory of a write stays lent until all of it fits. */
  private moveLent(): void {
    for (let first = this.lent[0]; first !== undefined; first = this.lent[0]) {
      const [asWritten] = this.lentAsWritten;
      if (!asWritten.every((octet, i) => octet === first[i]))
        this.world.fail('lent memory was overwritten before it was returned');
      const room = this.capacity - this.toClient.length;
      const end = Math.min(first.length, this.lentTaken + room);
      for (let i = this.lentTaken; i < end; i++) this.toClient.push(first[i]);
      this.lentTaken = end;
      if (end < first.length) return;
      this.lent.shift();
      this.lentAsWritten.shift();
      this.lentTaken = 0;
      this.writableLength -= first.length;
    }
  }

  private deliverToClient(): void {
    if (this.clientDelivery || this.clientHeardEnd || this.isGone) return;
    if (this.toClient.length === 0 && !this.serverEnded) return;
    if (!this.clientReads) return;
    this.clientDelivery = true;
    this.world.after(this.latencyMs + this.world.random.next(), () => {
      this.clientDelivery = false;
      if (this.isGone || !this.clientReads) return;
      const { toClient } = this;
      if (toClient.length > 0) {
        const octets = toClient.splice(0, cut(this.world, toClient.length));
        this.moveLent();
        this.client.received(Uint8Array.from(octets));
      } else if (this.serverEnded) {
        this.clientHeardEnd = true;
        this.client.ended();
        this.leave();
        return;
      }
      this.deliverToClient();
    });
  }

  private deliverToServer(): void {
    if (this.serverDelivery || this.destroyed || this.events === undefined || this.isAwaited) return;
    if (this.toServer.length === 0 && (!this.clientEnded || this.serverHeardEnd)) return;
    this.serverDelivery = true;
    const afterMs = this.latencyMs + this.world.random.next();
    this.arrivalMs = this.world.nowMs + afterMs;
    this.world.after(afterMs, () => this.readServer(), this.thread);
  }

  /** The RTU reads its socket, unless octets are left. */
  private readServer(): void {
    this.serverDelivery = false;
    const { events, toServer, readBuffer } = this;
    if (this.destroyed || events === undefined) return;
    if (this.left !== undefined) {
      this.isAwaited = true;
      return;
    }
    if (toServer.length > 0) {
      const count = Math.min(cut(this.world, toServer.length), readBuffer.length);
      readBuffer.set(toServer.splice(0, count));
      this.left = this.offer(readBuffer.subarray(0, count));
      if (this.left === undefined) this.leftSinceMs = Number.NaN;
      // Overwrites the memory, because it was only lent.
      readBuffer.fill(0xaa, 0, count);
    } else if (this.clientEnded && !this.serverHeardEnd) {
      this.serverHeardEnd = true;
      events.ended();
      return;
    }
    this.deliverToServer();
  }

  /** Offers octets to the RTU, which takes a turn's share of them; returns a copy of the others. */
  private offer(octets: Uint8Array): Uint8Array | undefined {
    const { tap, world } = this;
    const share = tap.sharesAreChecked === false ? octets.length : this.share.of(octets);
    const wasClosed = tap.isClosed;
    const sinceMs = Number.isNaN(this.leftSinceMs) ? tap.arrivedMs : this.leftSinceMs;
    tap.receiving(octets.subarray(0, share), sinceMs);
    const taken = this.events?.received(octets, octets.length);
    tap.received();
    if (tap.isClosed) {
      if (!wasClosed) tap.dropped(octets.length - share);
      return undefined;
    }
    if (taken !== share) world.fail(`took ${taken} of ${octets.length} octets, expected ${share}`);
    if (share === octets.length) return undefined;
    this.leftSinceMs = sinceMs;
    return octets.slice(share);
  }
}

/** Where a segment is split: mostly nowhere. */
function cut(world: World, length: number): number {
  return world.random.chance(0.6) ? length : world.random.int(1, length);
}
