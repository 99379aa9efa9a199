/** Which masters a group admits, and the places that they have (`docs/gateway.md` §3). */
import { GROUP_COUNTER, MASTER_COUNTER } from './counters.js';
import type { GroupDefinition } from './definition.js';
import type { MasterIdentity, MasterLink } from './master-link.js';
import { Originators } from './originators.js';
import type { GroupHost, GroupMemory } from './ports.js';
import { mayWrite } from './rights.js';

/** A master at the door. */
export interface Visitor {
  /** Of the group, from 0. */
  readonly port: number;
  readonly address: string;
  readonly peerPort: number;
  /** Address of the RTU; `undefined`: it is not connected. */
  readonly rtuAddress: string | undefined;
}

/** A master that is admitted: who it is, and the one whose place it takes. */
export interface Admitted {
  readonly identity: MasterIdentity;
  readonly replaced: MasterLink | undefined;
}

/** Why a master is refused, for counters and log. */
const REFUSALS = {
  REFUSED_FILTER: 'address not among those of the filter',
  REFUSED_RTU_IP: 'it has the address of the RTU (rtu_ip)',
  REFUSED_CONNECTIONS: 'as many masters as allowed are connected',
  REFUSED_SAME_IP: 'a master of this address is connected (same ip)',
} as const;

type RefusalName = keyof typeof REFUSALS;

/** The masters of a group. */
export class MasterDoor {
  /** Those whose data transfer is started, in the order of their starts. */
  readonly started: MasterLink[] = [];
  private readonly places: (MasterLink | undefined)[];
  private readonly originators = new Originators();
  private connections = 0;

  constructor(
    private readonly definition: GroupDefinition,
    private readonly host: Pick<GroupHost, 'admits' | 'contains' | 'log' | 'wallMs'>,
    private readonly memory: GroupMemory,
    /** Whether an open request bears this OA. */
    private readonly bears: (oa: number) => boolean,
  ) {
    this.places = memory.masters.map(() => undefined);
  }

  /** The master of a place. */
  at(place: number): MasterLink | undefined {
    return this.places[place];
  }

  /** All that are connected. */
  all(): MasterLink[] {
    return this.places.filter((master) => master !== undefined);
  }

  /** Checks a master by filter, address of the RTU, number, and address of the others, in this order. The reason if it is refused. */
  admit(visitor: Visitor, nowMs: number): Admitted | string {
    const { address, port, peerPort } = visitor;
    const peer = address.includes(':') ? `[${address}]:${peerPort}` : `${address}:${peerPort}`;
    const { sameIp } = this.definition;
    const alike = sameIp === 'all' ? undefined : this.all().find((master) => master.address === address);
    const refusal = this.refusalOf(visitor, alike);
    if (refusal !== undefined) {
      this.memory.group[GROUP_COUNTER[refusal]]++;
      this.host.log.event(nowMs, 'refuse', undefined, `${peer}: ${REFUSALS[refusal]}`);
      return REFUSALS[refusal];
    }
    const place = this.places.indexOf(undefined);
    if (place < 0) return REFUSALS.REFUSED_CONNECTIONS;
    const { rights, oa, ports } = this.definition;
    const identity: MasterIdentity = {
      peer,
      address,
      place,
      connection: ++this.connections,
      oa: oa === 'map' ? this.originators.take(this.bears) : 0,
      mayWrite: mayWrite(rights, address, (network, one) => this.host.contains(network, one)),
      port: ports[port],
      counters: this.memory.masters[place],
      lag: this.memory.lags[place],
    };
    return { identity, replaced: alike };
  }

  /** The master that was admitted has its link. `port`: of the group, from 0. */
  enter(master: MasterLink, port: number, nowMs: number): void {
    const { place, connection, oa, counters } = master.identity;
    this.places[place] = master;
    counters.fill(0);
    counters[MASTER_COUNTER.CONNECTED] = 1;
    counters[MASTER_COUNTER.CONNECTION] = connection;
    counters[MASTER_COUNTER.CONNECTED_AT] = this.host.wallMs(nowMs);
    counters[MASTER_COUNTER.PORT] = port;
    counters[MASTER_COUNTER.OA] = oa;
    this.memory.group[GROUP_COUNTER.ACCEPTED]++;
    this.countMasters();
    const { ports } = this.definition;
    const { port: number, name } = ports[port];
    this.host.log.event(nowMs, 'connect', master, ports.length > 1 ? `port ${number} ${name}`.trimEnd() : '');
  }

  noteStarted(master: MasterLink, nowMs: number): void {
    const { counters } = master.identity;
    counters[MASTER_COUNTER.STARTED] = 1;
    counters[MASTER_COUNTER.STARTED_AT] = this.host.wallMs(nowMs);
    this.started.push(master);
    this.countMasters();
  }

  noteStopped(master: MasterLink): void {
    const at = this.started.indexOf(master);
    if (at >= 0) this.started.splice(at, 1);
    const { counters } = master.identity;
    for (const name of ['STARTED', 'QUEUE', 'BEHIND'] as const) counters[MASTER_COUNTER[name]] = 0;
    this.countMasters();
  }

  /** Its link has ended: its place is free at once. */
  leave(master: MasterLink): void {
    const { place, counters, oa } = master.identity;
    if (this.places[place] !== master) return;
    this.places[place] = undefined;
    counters[MASTER_COUNTER.CONNECTED] = 0;
    counters[MASTER_COUNTER.STARTED] = 0;
    this.originators.giveBack(oa);
    this.countMasters();
  }

  private refusalOf(
    { port, address, rtuAddress }: Visitor,
    alike: MasterLink | undefined,
  ): RefusalName | undefined {
    const { definition } = this;
    if (!this.host.admits(port, address)) return 'REFUSED_FILTER';
    if (definition.rtuIp === 'refuse' && address === rtuAddress) return 'REFUSED_RTU_IP';
    // A master whose elder of the same address has to go for it is not one more.
    const others = this.all().length - (alike !== undefined && definition.sameIp === 'new' ? 1 : 0);
    if (others >= definition.connections) return 'REFUSED_CONNECTIONS';
    return alike !== undefined && definition.sameIp === 'old' ? 'REFUSED_SAME_IP' : undefined;
  }

  private countMasters(): void {
    this.memory.group[GROUP_COUNTER.MASTERS] = this.all().length;
    this.memory.group[GROUP_COUNTER.MASTERS_STARTED] = this.started.length;
  }
}
