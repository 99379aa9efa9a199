/** The RTUs of a shard. */
import { settleRow } from '../channel/dead-shard.js';
import { listenerOf, type RtuDefinition } from '../channel/definitions.js';
import type { LatencyTable } from '../channel/latency-table.js';
import type { Departure } from '../channel/shard-protocol.js';
import type { StatsTable } from '../channel/stats-table.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { RtuPort } from '../station/ports.js';
import { Rtu } from '../station/rtu.js';
import { Station, type StationWatch } from '../station/station.js';
import type { StationHost } from '../station/station-host.js';
import { type ConnectionKeeper, RtuHost } from './rtu-host.js';
import type { ShardLogs } from './shard-logs.js';

/** RTUs that have their slots, in slot order, and RTUs that wait for a slot. RTUs of one number are ports of one station. */
export class ShardRtus {
  private readonly hosts: RtuHost[] = [];
  /** RTUs whose port is open while another RTU still has their slot, by slot. */
  private readonly reserved = new Map<number, RtuHost>();
  /** Also of RTUs that were removed: lines that were joined may be told of them later. */
  private readonly slots = new WeakMap<RtuPort, number>();
  private readonly stations = new Map<number, Station>();
  /** The first RTU of each port. */
  private readonly openers = new Map<string, RtuHost>();

  constructor(
    private readonly host: StationHost,
    private readonly keeper: ConnectionKeeper,
    private readonly logs: ShardLogs,
    private readonly stats: StatsTable,
    private readonly latencies: LatencyTable,
    /** An RTU that had its slot leaves the shard. */
    private readonly removed: (host: RtuHost) => void = () => {},
    /** What sees a station; absent: nobody sees any. */
    private readonly watchOf: (rtuNumber: number) => StationWatch | undefined = () => undefined,
  ) {}

  /** RTUs that have their slots; the list itself, not a copy. */
  get active(): readonly RtuHost[] {
    return this.hosts;
  }

  /** RTUs that have their slots, then the reserved ones. */
  all(): RtuHost[] {
    return [...this.hosts, ...this.reserved.values()];
  }

  /** Slot of an RTU that is or was here. */
  slotOf(rtu: RtuPort): number {
    return this.slots.get(rtu) ?? -1;
  }

  /** The station of an RTU number; `undefined`: it has no RTU here. */
  station(rtuNumber: number): Station | undefined {
    const station = this.stations.get(rtuNumber);
    return station !== undefined && station.rtus.size > 0 ? station : undefined;
  }

  /** Adds an RTU that has its slot from the start; also used after the shard that had it died. */
  add(definition: RtuDefinition, table: SignalTable, stamp: string): void {
    const listener = listenerOf(definition);
    const opener = this.openers.get(listener);
    const host = this.make(definition, table, stamp, opener);
    if (opener === undefined) this.openers.set(listener, host);
    this.hosts.push(host);
    settleRow(this.stats.row(definition.slot), this.keeper.now());
  }

  /** Adds an RTU that waits for its slot; one that waited for the same slot before is closed and removed. */
  reserve(definition: RtuDefinition, table: SignalTable, stamp: string): RtuHost {
    const before = this.reserved.get(definition.slot);
    if (before !== undefined) {
      before.close('another RTU waits for the slot');
      this.forget(before, 'leaves');
    }
    const host = this.make(definition, table, stamp);
    host.rtu.standBy();
    this.reserved.set(definition.slot, host);
    return host;
  }

  /** Removes a reserved RTU. */
  cancel(host: RtuHost): void {
    const { slot } = host.definition;
    if (this.reserved.get(slot) !== host) return;
    this.reserved.delete(slot);
    this.forget(host, 'leaves');
  }

  /** Gives the reserved RTU its slot and returns it; `undefined` if no RTU is reserved. */
  activate(slot: number): RtuHost | undefined {
    const host = this.reserved.get(slot);
    if (host === undefined) return undefined;
    this.reserved.delete(slot);
    // The shard that had the RTU before may have died before it released it.
    settleRow(this.stats.row(slot), this.keeper.now());
    host.rtu.begin();
    this.hosts.push(host);
    this.hosts.sort((a, b) => a.definition.slot - b.definition.slot);
    return host;
  }

  /** The RTU that has the slot, if it is here. */
  find(slot: number): RtuHost | undefined {
    return this.hosts.find(({ definition }) => definition.slot === slot);
  }

  /** Removes an RTU that had its slot; its links are closed. */
  remove(host: RtuHost, departure: Departure): void {
    this.hosts.splice(this.hosts.indexOf(host), 1);
    this.removed(host);
    this.forget(host, departure);
  }

  private make(definition: RtuDefinition, table: SignalTable, stamp: string, opener?: RtuHost): RtuHost {
    const { rtuNumber, slot } = definition;
    const memory = { counters: this.stats.row(slot), ackLatency: this.latencies.ownRtu(slot) };
    const rtu = new Rtu(definition, this.stationOf(rtuNumber), table, memory, this.host);
    this.logs.attach(rtu, definition, stamp);
    this.slots.set(rtu, slot);
    return new RtuHost(definition, rtu, this.keeper, opener);
  }

  private forget({ rtu }: RtuHost, departure: Departure): void {
    rtu.detach();
    if (departure === 'leaves' && rtu.station.rtus.size === 0) this.stations.delete(rtu.ca);
  }

  private stationOf(rtuNumber: number): Station {
    let station = this.stations.get(rtuNumber);
    if (station === undefined) {
      station = new Station(rtuNumber, this.watchOf(rtuNumber));
      this.stations.set(rtuNumber, station);
    }
    return station;
  }
}
