/** Serves the connections of a simulator's shard: besides what every link needs, floods are named and faults on purpose act. */
import type { PauseWatch } from '../channel/pause-watch.js';
import type { HeldGroup } from '../station/events/held-group.js';
import type { Peer, RtuPort } from '../station/ports.js';
import type { ServedLink } from '../station/served-link.js';
import { AbsentTurns } from './absent-turns.js';
import { ConnectWatch } from './connect-watch.js';
import type { Connection } from './connection.js';
import { FaultPath } from './faults/fault-path.js';
import { FloodWatch } from './flood-watch.js';
import { LinkServing } from './link-serving.js';
import type { Machine } from './ports.js';
import type { ConnectionKeeper } from './rtu-host.js';

/** A connection is woken by each of its links: more than one where RTUs share it. */
export class ShardServing extends LinkServing<ServedLink, Peer> implements ConnectionKeeper {
  private readonly absent: AbsentTurns<HeldGroup>;
  private readonly floods = new FloodWatch();
  private readonly connects = new ConnectWatch();

  constructor(
    machine: Machine,
    pauses: PauseWatch,
    /** A connection begins. */
    private readonly begun: (connection: Connection) => void = () => {},
  ) {
    super(machine, pauses);
    this.absent = new AbsentTurns(machine);
  }

  override close(): void {
    super.close();
    this.absent.close();
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

  /** Looks which connections flood, and which RTUs are flooded with connections; called now and then. */
  lookForFloods(nowMs: number): void {
    this.floods.look(nowMs);
    this.connects.look(nowMs);
  }

  came(rtu: RtuPort): void {
    this.connects.note(rtu, this.machine.clock.monotonicMs());
  }

  protected wakersOf({ links }: ServedLink): readonly Peer[] {
    return links;
  }

  protected override begins(connection: Connection): void {
    this.begun(connection);
  }

  protected override exceeds(connection: Connection, nowMs: number): void {
    this.floods.note(connection, nowMs);
  }

  protected override leaves({ link }: Connection): void {
    this.floods.gone(link, this.machine.clock.monotonicMs());
  }
}
