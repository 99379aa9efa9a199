/** A group on its shard: its sockets, its ports, its log, and what its coordinator hears of it. */
import type { GatewayLinkWord, GatewayShardEvent } from '../../channel/gateway/gateway-protocol.js';
import type { PlainError } from '../../channel/shard-protocol.js';
import { GROUP_COUNTER, MASTER_COUNTER } from '../../gateway/counters.js';
import type { GroupDefinition, MasterPort, RtuHost } from '../../gateway/definition.js';
import type {
  GatewayLink,
  GatewayLogEvent,
  GroupHost,
  GroupLog,
  GroupMemory,
  ShardedGroup,
} from '../../gateway/ports.js';
import type { Outbox } from '../../station/apci/outbox.js';
import type { TimedPart } from '../absent-turns.js';
import { type Admission, createAdmission, plainAddress } from '../admission.js';
import { openConnection, peerName } from '../open-connection.js';
import type { Accepted, Dial, Dialed, DialFault, Machine } from '../ports.js';
import type { GatewayServing } from './gateway-serving.js';
import type { GroupLogFile, GroupLogs, LoggedGroup } from './group-log.js';
import { GroupPorts, type PortOwner, tryPorts } from './group-ports.js';
import { PortProbe } from './port-probe.js';

/** Makes the group itself. */
export type GroupMaker = (definition: GroupDefinition, host: GroupHost, memory: GroupMemory) => ShardedGroup;

/** The parts of a shard that its groups use. */
export interface GroupShard {
  readonly machine: Pick<Machine, 'timers' | 'network'>;
  readonly serving: GatewayServing;
  readonly logs: GroupLogs;
  readonly makeGroup: GroupMaker;
  wallMs(nowMs: number): number;
  /** The deadline of a group may have come nearer. */
  turn(group: TimedPart): void;
  post(event: GatewayShardEvent): void;
}

/** Of these the coordinator hears. */
const TOLD: ReadonlySet<GatewayLogEvent> = new Set<GatewayLinkWord>([
  'dial',
  'listen',
  'connect',
  'refuse',
  'startdt',
  'stopdt',
  'disconnect',
  'hold',
  'warning',
]);

/** A master's place, and the number of its connection. */
interface MasterPlace {
  readonly place: number;
  readonly connection: number;
}

const NO_PLACE: MasterPlace = { place: -1, connection: -1 };

export class ServedGroup implements GroupHost, LoggedGroup, TimedPart {
  readonly outbox: Outbox;
  readonly log: GroupLog;
  private readonly group: ShardedGroup;
  private readonly file: GroupLogFile;
  private readonly ports: GroupPorts;
  private readonly probe: PortProbe;
  private readonly filters: readonly Admission[];
  private readonly networks = new Map<string, Admission>();
  private readonly places = new WeakMap<GatewayLink, MasterPlace>();
  private dialing: Dial | undefined;
  /** The latest link to the RTU; it may have ended. */
  private rtu: GatewayLink | undefined;
  /** The group wants its ports open. */
  private isListening = false;
  private isStopped = false;

  /** `stamp`: of the log's name, absent: the program's start. */
  constructor(
    readonly definition: GroupDefinition,
    private readonly memory: GroupMemory,
    private readonly shard: GroupShard,
    stamp: string | undefined,
  ) {
    const { serving, machine } = shard;
    this.outbox = serving.outbox;
    this.log = this.file = shard.logs.open(definition, stamp, this);
    this.filters = definition.ports.map(({ filter, admitsNobody }) => createAdmission(filter, admitsNobody));
    const owner: Pick<PortOwner, 'timers' | 'listen' | 'trouble'> = {
      timers: machine.timers,
      listen: (at, onAccept) => serving.listen(at, onAccept),
      trouble: (detail) => this.trouble(detail),
    };
    this.probe = new PortProbe(definition.ports, owner, () => this.begin());
    this.ports = new GroupPorts(definition.ports, {
      ...owner,
      accept: (port, accepted) => this.accept(port, accepted),
      opened: (open) => this.opened(open),
      chosen: (port, number) => shard.post({ kind: 'port', slot: definition.slot, port, number }),
    });
    this.group = shard.makeGroup(definition, this, memory);
  }

  /** Begins when one of its ports is free. */
  start(): void {
    void this.probe.begin();
  }

  private begin(): void {
    this.group.start(this.shard.serving.now());
    this.turn();
  }

  /** Why a port of a group that is to take the place of this one can't be opened; `undefined`: all can. Ports that both have are open already. */
  async tryPorts(ports: readonly MasterPort[]): Promise<PlainError | undefined> {
    const { ports: own } = this.definition;
    const fresh = ports.filter(
      ({ port, bind }) => !own.some((one) => one.port === port && one.bind === bind),
    );
    // One number with another address: both can't be open at a time.
    const isInTheWay = this.ports.isOpen && fresh.some(({ port }) => this.ports.has(port));
    if (isInTheWay) this.ports.close();
    const error = await tryPorts(fresh, (at, onAccept) => this.shard.serving.listen(at, onAccept));
    // Unless the RTU was lost meanwhile.
    if (isInTheWay && error !== undefined && this.isListening) this.ports.open();
    return error;
  }

  /** Ends the links and closes the ports, for good. */
  stop(detail: string): void {
    if (this.isStopped) return;
    this.isStopped = true;
    const nowMs = this.shard.serving.now();
    this.file.end(nowMs);
    this.probe.close();
    this.group.stop(detail, nowMs);
    this.dialing?.cancel();
    this.dialing = undefined;
    this.unlisten();
    if (this.rtu !== undefined) this.shard.serving.finishLink(this.rtu);
  }

  /** Closes a master's link by hand; false: the place has another connection, or none. */
  closeMaster(place: number, connection: number): boolean {
    const link = this.group.master(place);
    if (link === undefined || this.memory.masters[place][MASTER_COUNTER.CONNECTION] !== connection)
      return false;
    link.close('SHUTDOWN', 'closed by hand', this.shard.serving.now());
    this.shard.serving.finishLink(link);
    return true;
  }

  // TimedPart

  nextDeadline(): number {
    return this.isStopped ? Number.POSITIVE_INFINITY : this.group.nextDeadline();
  }

  tick(nowMs: number): void {
    this.group.tick(nowMs);
  }

  // GroupHost

  wallMs(nowMs: number): number {
    return this.shard.wallMs(nowMs);
  }

  random(): number {
    return Math.random();
  }

  wake(link: GatewayLink): void {
    this.shard.serving.wake(link);
  }

  turn(): void {
    if (!this.isStopped) this.shard.turn(this);
  }

  dial(host: RtuHost, t0Ms: number): void {
    this.dialing?.cancel();
    this.dialing = this.shard.machine.network.connect(host, t0Ms, (result) => this.dialed(host, result));
  }

  listen(): void {
    if (this.isStopped) return;
    this.isListening = true;
    this.ports.open();
  }

  unlisten(): void {
    this.isListening = false;
    this.ports.close();
  }

  admits(port: number, address: string): boolean {
    return this.filters[port](address);
  }

  contains(network: string, address: string): boolean {
    let holds = this.networks.get(network);
    if (holds === undefined) {
      holds = createAdmission([network], false);
      this.networks.set(network, holds);
    }
    return holds(address);
  }

  // LoggedGroup

  lost(lines: number): void {
    this.memory.group[GROUP_COUNTER.LOG_LOST] += lines;
  }

  observe(nowMs: number, event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void {
    if (!TOLD.has(event)) return;
    const { place, connection } = link?.side === 'master' ? this.placeOf(link) : NO_PLACE;
    this.shard.post({
      kind: 'link',
      wallMs: this.wallMs(nowMs),
      slot: this.definition.slot,
      side: link?.side ?? 'group',
      what: event as GatewayLinkWord,
      peer: link?.peer ?? '',
      place,
      connection,
      detail,
    });
  }

  /** The place is remembered: when its end is told, a master may have it no more. */
  private placeOf(link: GatewayLink): MasterPlace {
    let known = this.places.get(link);
    if (known === undefined) {
      const { masters } = this.memory;
      const place = masters.findIndex((_, at) => this.group.master(at) === link);
      if (place < 0) return NO_PLACE;
      known = { place, connection: masters[place][MASTER_COUNTER.CONNECTION] };
      this.places.set(link, known);
    }
    return known;
  }

  private dialed({ host, port }: RtuHost, result: Dialed | DialFault): void {
    this.dialing = undefined;
    const nowMs = this.shard.serving.now();
    if ('code' in result) {
      const where = peerName({ address: host, port });
      this.group.dialFailed(`${where}: ${result.reason}`, nowMs);
      this.turn();
      return;
    }
    if (this.isStopped) {
      result.refuse();
      return;
    }
    this.rtu = this.group.rtuConnected(peerName(result), nowMs);
    this.serve(result, this.rtu, nowMs);
  }

  private accept(port: number, accepted: Accepted): void {
    const address = plainAddress(accepted.address);
    if (address === '' || this.isStopped) {
      // The peer, or the group, has gone already.
      accepted.refuse();
      return;
    }
    const nowMs = this.shard.serving.now();
    const link = this.group.admit(port, address, accepted.port, nowMs);
    if (typeof link === 'string') accepted.refuse();
    else this.serve(accepted, link, nowMs);
    this.turn();
  }

  private serve(accepted: Pick<Accepted, 'open'>, link: GatewayLink, nowMs: number): void {
    openConnection(this.shard.serving, accepted, link, nowMs);
    // What it was woken for before it had a socket.
    this.wake(link);
    this.turn();
  }

  private opened(open: number): void {
    if (this.isStopped) return;
    this.group.listening(open, this.shard.serving.now());
    this.turn();
  }

  private trouble(detail: string): void {
    const { slot, id, name } = this.definition;
    this.file.note(this.shard.serving.now(), 'warning', `${detail}; tried again until it can`);
    this.shard.post({
      kind: 'trouble',
      slot,
      detail: `group ${id} ${name}: ${detail}; tried again until it can`,
    });
  }
}
