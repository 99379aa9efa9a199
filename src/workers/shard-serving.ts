/** Serves the connections of a shard: reads what they received, writes what they have to send, and does what is due. */

import type { PauseWatch } from '../channel/pause-watch.js';
import { Outbox } from '../station/apci/outbox.js';
import { turnBudget } from '../station/apci/read-budget.js';
import type { HeldGroup } from '../station/events/held-group.js';
import type { Peer, RtuPort } from '../station/ports.js';
import { AbsentTurns } from './absent-turns.js';
import { AcceptTurns } from './accept-turns.js';
import { ConnectWatch } from './connect-watch.js';
import type { Connection } from './connection.js';
import { Deadlines } from './deadlines.js';
import { FaultPath } from './faults/fault-path.js';
import { FloodWatch } from './flood-watch.js';
import type { Accepted, ListenAddress, Listener, ListenFault, Machine, TimerHandle } from './ports.js';
import { ReadTurns } from './read-turns.js';
import type { ConnectionKeeper } from './rtu-host.js';

/**
 * Reads when octets come, and writes once per turn of the event loop for all connections that were woken. Of a connection that sends
 * more than its share the rest is taken in later turns, after the others were served. Only the connection that is being served writes
 * to the outbox.
 */
export class ShardServing implements ConnectionKeeper {
  readonly outbox = new Outbox();
  /** By the links of each: more than one where RTUs share it. */
  private readonly connections = new Map<Peer, Connection>();
  private readonly monotonicMs = (): number => this.machine.clock.monotonicMs();
  private woken: Connection[] = [];
  private serving: TimerHandle | undefined;
  private readonly deadlines: Deadlines<Connection>;
  private readonly paths: Deadlines<FaultPath>;
  private readonly absent: AbsentTurns;
  private readonly budget = turnBudget();
  private readonly reads: ReadTurns<Connection>;
  private readonly accepts = new AcceptTurns();
  private readonly floods = new FloodWatch();
  private readonly connects = new ConnectWatch();
  /** The connection whose octets are being taken, or whose end is told. */
  private hearing: Connection | undefined;
  /** Begin of a pause that ended in this turn of the event loop; NaN: there was none. */
  private standstillFromMs = Number.NaN;
  /** When the first socket of this poll was heard, monotonic ms; NaN: none was yet. What the others tell lay there as well. */
  private polledMs = Number.NaN;
  /** Pauses up to here are known. */
  private seenMs = 0;

  constructor(
    private readonly machine: Machine,
    private readonly pauses: PauseWatch,
    /** A connection begins. */
    private readonly begun: (connection: Connection) => void = () => {},
  ) {
    this.deadlines = new Deadlines(machine, (connection, nowMs, polledMs) => {
      connection.link.tick(nowMs, connection.backlog.heardMs(polledMs));
      this.finish(connection);
    });
    this.absent = new AbsentTurns(machine);
    this.paths = new Deadlines(machine, (path, nowMs) => path.tick(nowMs));
    this.reads = new ReadTurns(machine, () => this.schedule());
  }

  /** Makes sure that a link is served before the event loop comes round. */
  wake(link: Peer, connection = this.connections.get(link)): void {
    if (connection === undefined || connection.queued) return;
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
  finishLink(link: Peer): void {
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
    this.absent.close();
  }

  /** The connection of a link; `undefined`: it has ended. */
  connectionOf(link: Peer): Connection | undefined {
    return this.connections.get(link);
  }

  /** Puts a path for faults on purpose into a connection; it may have one already. */
  pathOf(connection: Connection): FaultPath {
    connection.path ??= new FaultPath(connection.socket, {
      deliver: (octets, length) => this.take(connection, octets, length),
      resume: (stoodMs) => connection.link.session.resume(stoodMs),
      takeOn: () => this.reads.add(connection),
    });
    return connection.path;
  }

  /** The path of a connection has something to do, or nothing any more. */
  notePath(connection: Connection): void {
    const { path } = connection;
    if (path === undefined) return;
    if (path.isSpent) {
      this.paths.drop(path);
      connection.path = undefined;
    } else this.paths.note(path);
    this.deadlines.note(connection);
  }

  /** Has a group without a connection do what is due, see `StationHost.turn`. */
  turn(group: HeldGroup): void {
    this.absent.note(group);
  }

  // ConnectionKeeper

  /** A socket tells something: as in `received`, a pause is noted first. */
  now(): number {
    const nowMs = this.machine.clock.monotonicMs();
    this.pauses.note(nowMs);
    this.noteTurn(nowMs);
    return nowMs;
  }

  ended(connection: Connection, close: (nowMs: number) => void): void {
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

  /** See `RtuPort.arrivedMs`. */
  arrivedMs(nowMs: number): number {
    this.pauses.note(nowMs);
    this.noteTurn(nowMs);
    const waitingMs = this.hearing?.backlog.arrivedMs(nowMs) ?? nowMs;
    const cameMs = Number.isNaN(this.polledMs) ? waitingMs : Math.min(waitingMs, this.polledMs);
    return Number.isNaN(this.standstillFromMs) ? cameMs : Math.min(cameMs, this.standstillFromMs);
  }

  /** Looks which connections flood, and which RTUs are flooded with connections; called now and then. */
  lookForFloods(nowMs: number): void {
    this.floods.look(nowMs);
    this.connects.look(nowMs);
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

  came(rtu: RtuPort): void {
    this.connects.note(rtu, this.machine.clock.monotonicMs());
  }

  opened(connection: Connection): void {
    for (const link of connection.link.links) this.connections.set(link, connection);
    this.begun(connection);
    this.finish(connection);
  }

  received(connection: Connection, octets: Uint8Array, length: number): number {
    const { path } = connection;
    if (path === undefined) return this.take(connection, octets, length);
    const taken = path.receive(octets, length, this.machine.clock.monotonicMs());
    this.paths.note(path);
    return taken;
  }

  private take(connection: Connection, octets: Uint8Array, length: number): number {
    const { link, backlog } = connection;
    // First: what lay in the socket while this thread stood still must not be judged without knowing that.
    const nowMs = this.heardNow();
    this.hearing = connection;
    const taken = link.receive(octets, length, nowMs, this.budget);
    const left = length - taken;
    backlog.note(taken, left, nowMs, left > 0 ? this.arrivedMs(nowMs) : nowMs);
    this.hearing = undefined;
    if (left > 0) {
      this.floods.note(connection, nowMs);
      this.reads.add(connection);
    }
    if (link.closeReason === undefined) this.wake(link, connection);
    if (this.outbox.length > 0 || link.closeReason !== undefined) this.finish(connection);
    return taken;
  }

  gone(connection: Connection): void {
    this.floods.gone(connection.link, this.machine.clock.monotonicMs());
    for (const link of connection.link.links) this.connections.delete(link);
    this.deadlines.drop(connection);
    if (connection.path !== undefined) this.paths.drop(connection.path);
  }

  /** Lets `serveTurn` follow the poll of the sockets. */
  private schedule(): void {
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
  finish(connection: Connection): void {
    if (connection.flush(this.outbox, this.monotonicMs)) {
      connection.link.written(this.machine.clock.monotonicMs());
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
