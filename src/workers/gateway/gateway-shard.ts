/**
 * A shard of the gateway: a thread that owns the sockets, deadlines and logs of its groups (`docs/architecture.md`, threads and shards of
 * the gateway). Socket octets → link → group → links → octets.
 */
import type { Broadcast } from '../../channel/broadcast-ring.js';
import type {
  GatewayAssignment,
  GatewayShardApi,
  GatewayShardEvent,
  GatewayTask,
} from '../../channel/gateway/gateway-protocol.js';
import { GatewayTable } from '../../channel/gateway/gateway-table.js';
import { LatencyTable } from '../../channel/latency-table.js';
import { PauseTable } from '../../channel/pause-table.js';
import { PauseWatch } from '../../channel/pause-watch.js';
import type { PlainError } from '../../channel/shard-protocol.js';
import { ShardTable } from '../../channel/shard-table.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import { Group } from '../../gateway/group.js';
import type { GroupMemory } from '../../gateway/ports.js';
import { AbsentTurns, type TimedPart } from '../absent-turns.js';
import { CoordinatorWatch } from '../coordinator-watch.js';
import { LineBooks } from '../line-books.js';
import { createNodeMachine } from '../node-machine.js';
import type { Machine } from '../ports.js';
import { ShardMeter } from '../shard-meter.js';
import { runTask, type ThreadShard } from '../shard-task.js';
import { GatewayServing } from './gateway-serving.js';
import { GroupLogs } from './group-log.js';
import { type GroupMaker, type GroupShard, ServedGroup } from './served-group.js';

const GOODBYE = 'the gateway stops';
const RESTARTED = 'the group is restarted';

/** The task of a gateway's shard; ends at shutdown. */
export function runGatewayShard(task: GatewayTask): Promise<void> {
  return runTask(task, (files) => {
    const post = (event: GatewayShardEvent): void => task.events.postMessage(event);
    const makeGroup: GroupMaker = (definition, host, memory) => new Group(definition, host, memory);
    return new GatewayShard(task, createNodeMachine(files), post, makeGroup);
  });
}

/** A shard's task without its ends of the channels to the coordinator. */
export type GatewayShardSetup = Omit<GatewayTask, 'ring' | 'requests' | 'events' | 'logs'>;

/** Creates and connects the parts of a shard. Its creator passes it requests and broadcasts. */
export class GatewayShard implements ThreadShard, GroupShard {
  readonly serving: GatewayServing;
  readonly logs: GroupLogs;
  readonly requests: GatewayShardApi = {
    load: (assignment) => this.load(assignment),
    restart: (definition, stamp) => this.restart(definition, stamp),
    closeMaster: (slot, place, connection) => this.groups.get(slot)?.closeMaster(place, connection) ?? false,
  };
  private readonly groups = new Map<number, ServedGroup>();
  private readonly table: GatewayTable;
  private readonly lags: LatencyTable;
  private readonly turns: AbsentTurns<TimedPart>;
  private readonly meter: ShardMeter;
  private readonly pauses: PauseWatch;
  private wallOffsetMs: number;

  constructor(
    { shard, shards, measures, wallOffsetMs, log }: GatewayShardSetup,
    readonly machine: Machine,
    readonly post: (event: GatewayShardEvent) => void,
    readonly makeGroup: GroupMaker,
  ) {
    this.wallOffsetMs = wallOffsetMs;
    this.table = new GatewayTable(measures.table, measures.places);
    this.lags = new LatencyTable(measures.lags, this.table.masterRows, shards);
    const ownRow = new ShardTable(measures.shards, shards).row(shard);
    const trouble = (file: string, detail: string): void =>
      post({ kind: 'trouble', slot: -1, detail: `${file}: ${detail}` });
    this.logs = new GroupLogs(machine, log, trouble, new LineBooks(ownRow, 'log'));
    const pauses = new PauseTable(measures.pauses, shards);
    const coordinator =
      log.programLog === undefined
        ? undefined
        : new CoordinatorWatch(pauses, shard, machine.files, log.programLog, (ms) => this.wallMs(ms));
    this.pauses = new PauseWatch(pauses.shard(shard));
    this.serving = new GatewayServing(machine, this.pauses);
    this.turns = new AbsentTurns(machine);
    const loopDelay = this.lags.shard(shard, 'loop-delay');
    this.meter = new ShardMeter(ownRow, loopDelay, this.pauses, machine, (nowMs) => {
      this.serving.noteTurn(nowMs);
      coordinator?.beat(nowMs, this.pauses);
    });
  }

  // ThreadShard

  take(broadcast: Broadcast): 'go-on' | 'end' {
    if (broadcast.kind === 'clock') this.wallOffsetMs = broadcast.wallOffsetMs;
    return broadcast.kind === 'shutdown' ? 'end' : 'go-on';
  }

  /** Closes links and ports, flushes the logs. */
  async close(): Promise<void> {
    for (const group of this.groups.values()) group.stop(GOODBYE);
    this.serving.close();
    this.turns.close();
    this.meter.close();
    this.pauses.close();
    await this.logs.close();
  }

  // GroupShard

  wallMs(nowMs: number): number {
    return nowMs + this.wallOffsetMs;
  }

  turn(group: TimedPart): void {
    this.turns.note(group);
  }

  // Requests

  private load({ groups, stamps }: GatewayAssignment): number {
    for (const definition of groups) this.begin(definition, stamps.get(definition.slot));
    // Not before: while a shard starts it may take long over one thing, and nobody waits for it.
    this.pauses.begin(this.serving.now());
    return this.groups.size;
  }

  private async restart(definition: GroupDefinition, stamp: string): Promise<PlainError | undefined> {
    const before = this.groups.get(definition.slot);
    const error = await before?.tryPorts(definition.ports);
    if (error !== undefined) return error;
    before?.stop(RESTARTED);
    // The links end now, so that an RTU with room for one connection has room for the next.
    this.serving.serveWoken();
    this.post({ kind: 'begin', slot: definition.slot });
    this.begin(definition, stamp);
    return undefined;
  }

  private begin(definition: GroupDefinition, stamp: string | undefined): void {
    const { slot } = definition;
    this.table.beginGroup(slot);
    const group = new ServedGroup(definition, this.memoryOf(slot), this, stamp);
    this.groups.set(slot, group);
    group.start();
  }

  private memoryOf(slot: number): GroupMemory {
    const places = Array.from({ length: this.table.placesOf(slot) }, (_, place) => place);
    return {
      group: this.table.group(slot),
      masters: places.map((place) => this.table.master(slot, place)),
      lags: places.map((place) => this.lags.ownRtu(this.table.masterRow(slot, place))),
    };
  }
}
