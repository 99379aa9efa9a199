/** Serves the connections of a thread: reads what they received, writes what they have to send, and does what is due. */

import type { PauseWatch } from '../channel/pause-watch.js';
import { Outbox } from '../station/apci/outbox.js';
import { turnBudget } from '../station/apci/read-budget.js';
import { AcceptTurns } from './accept-turns.js';
import type { Connection } from './connection.js';
import { Deadlines } from './deadlines.js';
import type { FaultPath } from './faults/fault-path.js';
import type { SocketKeeper } from './open-connection.js';
import type { Accepted, ListenAddress, Listener, ListenFault, Machine, TimerHandle } from './ports.js';
import { ReadTurns } from './read-turns.js';
import type { SocketLink } from './socket-link.js';

/**
 * Reads when octets come, and writes once per turn of the event loop for all connections that were woken. Of a connection that sends
 * more than its share the rest is taken in later turns, after the others were served. Only the connection that is being served writes
 * to the outbox.
 *
 * All connections of a thread have links of one class, or of few. `K`: what wakes a connection: its link, or the parts of it.
 */
export abstract class LinkServing<L extends SocketLink, K extends object = L> implements SocketKeeper<L> {
  readonly outbox = new Outbox();
  /** By what wakes each. */
  private readonly connections = new Map<K, Connection<L>>();
  private readonly monotonicMs = (): number => this.machine.clock.monotonicMs();
  private woken: Connection<L>[] = [];
  private serving: TimerHandle | undefined;
  protected readonly deadlines: Deadlines<Connection<L>>;
  protected readonly paths: Deadlines<FaultPath>;
  private readonly budget = turnBudget();
  protected readonly reads: ReadTurns<Connection<L>>;
  private readonly accepts = new AcceptTurns();
  /** The connection whose octets are being taken, or whose end is told. */
  private hearing: Connection<L> | undefined;
  /** Begin of a pause that ended in this turn of the event loop; NaN: there was none. */
  private standstillFromMs = Number.NaN;
  /** When the first socket of this poll was heard, monotonic ms; NaN: none was yet. What the others tell lay there as well. */
  private polledMs = Number.NaN;
  /** Pauses up to here are known. */
  private seenMs = 0;

  constructor(
    protected readonly machine: Machine,
    private readonly pauses: PauseWatch,
  ) {
    this.deadlines = new Deadlines(machine, (connection, nowMs, polledMs) => {
      connection.link.tick(nowMs, connection.backlog.heardMs(polledMs));
      this.finish(connection);
    });
    this.paths = new Deadlines(machine, (path, nowMs) => path.tick(nowMs));
    this.reads = new ReadTurns(machine, () => this.schedule());
  }

  /** What wakes the connection of a link. */
  protected abstract wakersOf(link: L): readonly K[];

  /** A connection begins; its link may be served from now on. */
  protected begins(_connection: Connection<L>): void {}

  /** A connection has sent more than its share of a turn. */
  protected exceeds(_connection: Connection<L>, _nowMs: number): void {}

  /** The socket of a connection is gone. */
  protected leaves(_connection: Connection<L>): void {}

  /** Makes sure that a link is served before the event loop comes round. */
  wake(link: K): void {
    const connection = this.connections.get(link);
    if (connection !== undefined) this.wakeConnection(connection);
  }

  private wakeConnection(connection: Connection<L>): void {
    if (connection.queued) return;
    connection.queued = true;
    this.woken.push(connection);
    this.schedule();
  }

  /**
   * Fills and writes every woken connection, after all sockets with new octets were read. To read all and then write all
   * costs the peer, and this thread, far fewer wake-ups than to read and write in turn.
   */
  serveWoken(): void {
    const batch = this.woken;
    this.woken = [];
    this.pauses.note(this.machine.clock.monotonicMs());
    for (const connection of batch) {
      connection.queued = false;
      connection.link.pump(this.machine.clock.monotonicMs());
      this.finish(connection);
    }
  }

  /** Writes the octets that the link has put into the outbox, and ends the connection if the link is closed. */
  finishLink(link: K): void {
    const connection = this.connections.get(link);
    if (connection !== undefined) this.finish(connection);
  }

  /** Ends every connection whose link is closed, and the timer. */
  close(): void {
    this.accepts.close();
    this.reads.close();
    for (const connection of [...this.connections.values()]) this.finish(connection);
    this.deadlines.close();
    this.paths.close();
  }

  /** The connection of a link; `undefined`: it has ended. */
  connectionOf(link: K): Connection<L> | undefined {
    return this.connections.get(link);
  }

  // SocketKeeper

  /** A socket tells something: as in `received`, a pause is noted first. */
  now(): number {
    const nowMs = this.machine.clock.monotonicMs();
    this.pauses.note(nowMs);
    this.noteTurn(nowMs);
    return nowMs;
  }

  ended(connection: Connection<L>, close: (nowMs: number) => void): void {
    connection.path?.ended();
    this.hearing = connection;
    close(this.heardNow());
    this.hearing = undefined;
  }

  listen(at: ListenAddress, onAccept: (accepted: Accepted) => void): Promise<Listener | ListenFault> {
    return this.machine.network.listen(at, (accepted) => {
      this.accepts.add(() => onAccept(accepted));
      this.schedule();
    });
  }

  /** As `now`, for a socket that tells something in this poll. */
  private heardNow(): number {
    const nowMs = this.now();
    if (Number.isNaN(this.polledMs)) {
      this.polledMs = nowMs;
      this.schedule();
    }
    return nowMs;
  }

  /** When octets that are read at `nowMs` may have come at the earliest, see `RtuPort.arrivedMs`. */
  arrivedMs(nowMs: number): number {
    this.pauses.note(nowMs);
    this.noteTurn(nowMs);
    const waitingMs = this.hearing?.backlog.arrivedMs(nowMs) ?? nowMs;
    const cameMs = Number.isNaN(this.polledMs) ? waitingMs : Math.min(waitingMs, this.polledMs);
    return Number.isNaN(this.standstillFromMs) ? cameMs : Math.min(cameMs, this.standstillFromMs);
  }

  /**
   * Called in every turn of the event loop in which this thread may have come round from a pause. Until its sockets were read, what
   * lay in them may have come at any time of the pause.
   */
  noteTurn(nowMs: number): void {
    if (!this.pauses.pausedSince(this.seenMs)) return;
    this.seenMs = nowMs;
    this.standstillFromMs = this.pauses.latestFromMs;
    this.machine.timers.setImmediate(() => {
      this.standstillFromMs = Number.NaN;
    });
  }

  opened(connection: Connection<L>): void {
    for (const waker of this.wakersOf(connection.link)) this.connections.set(waker, connection);
    this.begins(connection);
    this.finish(connection);
  }

  received(connection: Connection<L>, octets: Uint8Array, length: number): number {
    const { path } = connection;
    if (path === undefined) return this.take(connection, octets, length);
    const taken = path.receive(octets, length, this.machine.clock.monotonicMs());
    this.paths.note(path);
    return taken;
  }

  protected take(connection: Connection<L>, octets: Uint8Array, length: number): number {
    const { link, backlog } = connection;
    // First: what lay in the socket while this thread stood still must not be judged without knowing that.
    const nowMs = this.heardNow();
    this.hearing = connection;
    const taken = link.receive(octets, length, nowMs, this.budget);
    const left = length - taken;
    backlog.note(taken, left, nowMs, left > 0 ? this.arrivedMs(nowMs) : nowMs);
    this.hearing = undefined;
    if (left > 0) {
      this.exceeds(connection, nowMs);
      this.reads.add(connection);
    }
    if (link.closeReason === undefined) this.wakeConnection(connection);
    if (this.outbox.length > 0 || link.closeReason !== undefined) this.finish(connection);
    return taken;
  }

  gone(connection: Connection<L>): void {
    this.leaves(connection);
    for (const waker of this.wakersOf(connection.link)) this.connections.delete(waker);
    this.deadlines.drop(connection);
    if (connection.path !== undefined) this.paths.drop(connection.path);
  }

  /** Lets `serveTurn` follow the poll of the sockets. */
  protected schedule(): void {
    this.serving ??= this.machine.timers.setImmediate(() => this.serveTurn());
  }

  /** What is done after each poll of the sockets: first what everybody waits for, then what exceeds a share. */
  private serveTurn(): void {
    this.serving = undefined;
    this.polledMs = Number.NaN;
    this.serveWoken();
    this.accepts.take();
    this.reads.take();
    if (this.accepts.isWaiting) this.schedule();
  }

  /** Writes what the link has put into the outbox, and ends the connection if the link is closed. */
  finish(connection: Connection<L>): void {
    const octets = connection.flush(this.outbox, this.monotonicMs);
    if (octets > 0) {
      connection.link.written(octets, this.machine.clock.monotonicMs());
      if (connection.path !== undefined) this.paths.note(connection.path);
    }
    if (connection.isOverfull) connection.link.close('UNREAD', 'the peer does not read', this.now());
    if (connection.link.closeReason === undefined) {
      this.deadlines.note(connection);
      return;
    }
    this.deadlines.drop(connection);
    connection.end();
  }
}
