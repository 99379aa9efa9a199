/** A gateway without threads and sockets: its tables are real, tests write into them. */
import { GatewayTable } from '../../src/channel/gateway/gateway-table.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import type {
  ConnectedMaster,
  Gateway,
  GatewayEvent,
  GroupRestart,
} from '../../src/coordinator/gateway/gateway-api.js';
import {
  GROUP_COUNTER,
  type GroupCounterName,
  MASTER_COUNTER,
  type MasterCounterName,
} from '../../src/gateway/counters.js';
import type { GroupDefinition } from '../../src/gateway/definition.js';

type Listener = (event: GatewayEvent) => void;

export class FakeGateway implements Gateway {
  readonly groups: GroupDefinition[];
  readonly table: GatewayTable;
  readonly lags: LatencyTable;
  readonly shards = 1;
  readonly shardCounters = ShardTable.allocate(1);
  readonly pauses = PauseTable.allocate(1);
  readonly startedAt = Date.UTC(2027, 0, 2, 3, 4, 5, 678);
  /** Orders that were given, in words. */
  readonly orders: string[] = [];
  /** What a restart comes to; default: it succeeds with what was asked for. */
  restart: ((group: GroupDefinition, wish: Readonly<Record<string, string>>) => GroupRestart) | undefined;
  /** `address:port` of RTUs, and paths of logs, by slot. */
  readonly peers = new Map<number, string>();
  readonly logs = new Map<number, string>();
  private readonly connected = new Map<number, ConnectedMaster[]>();
  private readonly listeners = new Set<Listener>();

  constructor(groups: readonly GroupDefinition[]) {
    this.groups = [...groups];
    this.table = GatewayTable.allocate(groups);
    this.lags = LatencyTable.allocate(this.table.masterRows, 1);
  }

  get placement(): readonly (readonly GroupDefinition[])[] {
    return [this.groups];
  }

  /** Writes cells of a group. */
  setGroup(slot: number, cells: Partial<Record<GroupCounterName, number>>): void {
    for (const [name, value] of Object.entries(cells)) {
      this.table.group(slot)[GROUP_COUNTER[name as GroupCounterName]] = value;
    }
  }

  /** Connects a master, with these cells. */
  addMaster(
    slot: number,
    master: ConnectedMaster,
    cells: Partial<Record<MasterCounterName, number>> = {},
  ): void {
    this.connected.set(slot, [...this.masters(slot), master]);
    const row = this.table.master(slot, master.place);
    for (const [name, value] of Object.entries({ CONNECTED: 1, CONNECTION: master.connection, ...cells })) {
      row[MASTER_COUNTER[name as MasterCounterName]] = value;
    }
  }

  emit(event: GatewayEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  masters(slot: number): readonly ConnectedMaster[] {
    return this.connected.get(slot) ?? [];
  }

  rtuPeer(slot: number): string {
    return this.peers.get(slot) ?? '';
  }

  async restartGroup(slot: number, wish: Readonly<Record<string, string>>): Promise<GroupRestart> {
    this.orders.push(`restart ${slot} ${JSON.stringify(wish)}`);
    const group = this.groups[slot];
    return (
      this.restart?.(group, wish) ?? {
        outcome: 'restarted',
        group,
        changed: Object.keys(wish),
        problems: [],
      }
    );
  }

  async closeMaster(slot: number, place: number, connection: number): Promise<boolean> {
    this.orders.push(`close ${slot} ${place} ${connection}`);
    return true;
  }

  logFile(slot: number): string | undefined {
    return this.logs.get(slot);
  }

  watchThreads(): void {}

  hangs() {
    return [];
  }

  timeStatus() {
    return { text: '', state: 'busy', beside: '' } as const;
  }

  wallNow(): number {
    return Date.now();
  }

  onEvent(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {}
}
