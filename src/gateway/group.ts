/** A group: the link to its RTU, the links to its masters, and what passes between them (`docs/gateway.md`). */
import { encodeAsdu } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { explainMalformed, isWellFormed } from '../codec/well-formed.js';
import type { FirstNumbers } from '../controlling/controlling-session.js';
import { AsduRing } from './asdu-ring.js';
import { INITIALIZED } from './asdu-view.js';
import { ControlDirection } from './control-direction.js';
import { GROUP_COUNTER, MASTER_COUNTER } from './counters.js';
import type { GroupDefinition } from './definition.js';
import { DialPlan } from './dial-plan.js';
import { FlowControl } from './flow-control.js';
import { MasterDoor } from './master-door.js';
import { MasterLink, type MasterLinkListener } from './master-link.js';
import { MonitorDirection } from './monitor-direction.js';
import type { Master } from './parties.js';
import type { GatewayCloseReason, GatewayLink, GroupHost, GroupMemory, ShardedGroup } from './ports.js';
import { RtuLink, type RtuLinkListener } from './rtu-link.js';
import { ShardFrames } from './shard-frames.js';

/** One RTU and its masters. */
export class Group implements ShardedGroup {
  private readonly counters: Float64Array;
  private readonly ring = new AsduRing<Master>();
  private readonly plan: DialPlan;
  private readonly control: ControlDirection;
  private readonly monitor: MonitorDirection;
  private readonly door: MasterDoor;
  private readonly flow: FlowControl;
  private rtu: RtuLink | undefined;
  private isStopped = false;
  /** When data transfer with the RTU stops because no master is started, monotonic ms; Infinity: it need not. */
  private lingerUntilMs = Number.POSITIVE_INFINITY;
  /** Addresses of masters that got an end of initialization on this link of the RTU. */
  private readonly initialized = new Set<string>();

  constructor(
    readonly definition: GroupDefinition,
    private readonly host: GroupHost,
    memory: GroupMemory,
    /** Numbers that each link to the RTU begins with; absent: 0. */
    private readonly first?: FirstNumbers,
  ) {
    this.counters = memory.group;
    this.plan = new DialPlan(definition, () => host.random());
    this.control = new ControlDirection(definition, {
      counters: this.counters,
      log: host.log,
      wallMs: (nowMs) => host.wallMs(nowMs),
      send: (outgoing) => {
        this.rtu?.send(outgoing);
        if (this.rtu !== undefined) this.host.wake(this.rtu);
        return this.rtu !== undefined;
      },
      withdraw: (outgoing) => void this.rtu?.withdraw(outgoing),
      deliver: (asdu, recipients, nowMs) => {
        this.ring.append(asdu.octets, 0, asdu.octets.length, recipients, nowMs);
        this.wakeMasters();
      },
      rtuLink: () => this.rtu,
      turn: () => this.host.turn(),
    });
    this.monitor = new MonitorDirection(definition, this.control, this.counters, host.log);
    this.door = new MasterDoor(definition, host, memory, (oa) => this.control.bears(oa));
    this.flow = new FlowControl(definition.bufferFrames, this.ring, this.door, this.counters, {
      holdBack: (isOn, nowMs) => this.holdBack(isOn, nowMs),
    });
  }

  start(nowMs: number): void {
    this.host.log.event(nowMs, 'start', undefined, describe(this.definition));
    this.plan.start(nowMs);
    this.host.turn();
  }

  rtuConnected(peer: string, nowMs: number): GatewayLink {
    const { definition, host, counters } = this;
    this.plan.connected(nowMs);
    const link = new RtuLink(
      peer,
      definition,
      new ShardFrames(host.outbox),
      this.rtuListener(),
      nowMs,
      this.first,
    );
    this.rtu = link;
    this.initialized.clear();
    counters[GROUP_COUNTER.RTU_CONNECTED] = 1;
    counters[GROUP_COUNTER.RTU_CONNECTED_AT] = host.wallMs(nowMs);
    counters[GROUP_COUNTER.RTU_CONNECTS]++;
    host.log.event(nowMs, 'connect', link, '');
    host.listen();
    return link;
  }

  dialFailed(reason: string, nowMs: number): void {
    this.counters[GROUP_COUNTER.DIALS_FAILED]++;
    this.plan.dialFailed(nowMs);
    this.host.log.event(nowMs, 'dial', undefined, reason);
    this.host.turn();
  }

  listening(open: number, nowMs: number): void {
    this.counters[GROUP_COUNTER.LISTENING] = open;
    if (open > 0)
      this.host.log.event(
        nowMs,
        'listen',
        undefined,
        `${open} of ${this.definition.ports.length} ports open`,
      );
  }

  admit(port: number, address: string, peerPort: number, nowMs: number): GatewayLink | string {
    const rtuAddress = this.rtu === undefined ? undefined : addressOf(this.rtu.peer);
    const answer = this.door.admit({ port, address, peerPort, rtuAddress }, nowMs);
    if (typeof answer === 'string') return answer;
    const link = new MasterLink(
      answer.identity,
      this.definition,
      this.ring,
      this.host,
      this.masterListener(),
      nowMs,
    );
    this.door.enter(link, port, nowMs);
    answer.replaced?.close('SAME_IP', `a newer master of ${address} took its place`, nowMs);
    return link;
  }

  master(place: number): GatewayLink | undefined {
    return this.door.at(place);
  }

  tick(nowMs: number): void {
    if (this.isStopped) return;
    if (this.plan.nextDeadline <= nowMs) {
      const { host, number } = this.plan.take();
      this.counters[GROUP_COUNTER.DIALS]++;
      this.counters[GROUP_COUNTER.RTU_HOST] = number;
      this.host.dial(host, this.definition.t0Ms);
    }
    this.control.tick(nowMs);
    if (this.lingerUntilMs <= nowMs) this.stopRtu();
    this.counters[GROUP_COUNTER.OPEN_REQUESTS] = this.control.open;
  }

  nextDeadline(): number {
    if (this.isStopped) return Number.POSITIVE_INFINITY;
    return Math.min(this.plan.nextDeadline, this.control.nextDeadline, this.lingerUntilMs);
  }

  stop(detail: string, nowMs: number): void {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.door.started.length === 0) this.countKept(nowMs);
    for (const master of this.door.all()) master.close('SHUTDOWN', detail, nowMs);
    this.rtu?.close('SHUTDOWN', detail, nowMs);
    this.host.unlisten();
  }

  /** What is kept for the next master is lost with the group, but for what the RTU still has itself. */
  private countKept(nowMs: number): void {
    const { ring, rtu } = this;
    let lost = 0;
    for (let n = ring.tail; n < ring.head - (rtu?.unacknowledged ?? 0); n++)
      if (ring.recipientsOf(n) === 'all') lost++;
    if (lost === 0) return;
    this.counters[GROUP_COUNTER.UNDELIVERED] += lost;
    this.host.log.event(nowMs, 'warning', undefined, `${lost} ASDUs kept for the next master are lost`);
  }

  // The RTU's side

  private rtuListener(): RtuLinkListener {
    const { counters } = this;
    return {
      started: (nowMs) => this.rtuStarted(nowMs),
      stopped: (nowMs) => this.rtuStopped(nowMs),
      asdu: (octets, at, end, nowMs) => this.fromRtu(octets, at, end, nowMs),
      readOver: (nowMs) => this.rtuReadOver(nowMs),
      acknowledged: (nowMs) => this.settle(nowMs),
      sent: (count) => {
        counters[GROUP_COUNTER.TO_RTU] += count;
      },
      octets: (received, sent) => {
        counters[GROUP_COUNTER.OCTETS_FROM_RTU] += received;
        counters[GROUP_COUNTER.OCTETS_TO_RTU] += sent;
      },
      unexpected: (what, nowMs) => this.host.log.event(nowMs, 'warning', this.rtu, what),
      closed: (reason, nowMs) => this.rtuClosed(reason, nowMs),
    };
  }

  private rtuStarted(nowMs: number): void {
    const { counters, host } = this;
    this.monitor.started();
    counters[GROUP_COUNTER.RTU_STARTED] = 1;
    counters[GROUP_COUNTER.RTU_STARTED_AT] = host.wallMs(nowMs);
    host.log.event(nowMs, 'startdt', this.rtu, '');
    // What waited for it goes out.
    if (this.rtu !== undefined) host.wake(this.rtu);
  }

  private rtuStopped(nowMs: number): void {
    this.counters[GROUP_COUNTER.RTU_STARTED] = 0;
    this.host.log.event(nowMs, 'stopdt', this.rtu, '');
    // Only those who asked before: a master that has started meanwhile must not lose its requests.
    if (this.door.started.length === 0) this.forgetRequests();
    else if (this.rtu !== undefined) this.host.wake(this.rtu);
  }

  private fromRtu(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    const { rtu, counters } = this;
    if (rtu === undefined) return;
    counters[GROUP_COUNTER.FROM_RTU]++;
    if (!isWellFormed(octets, at, end)) {
      rtu.close('MALFORMED_ASDU', explainMalformed(octets, at, end), nowMs);
      return;
    }
    const recipients = this.monitor.route(rtu, octets, at, end, nowMs);
    this.ring.append(octets, at, end, recipients, nowMs);
  }

  private rtuReadOver(nowMs: number): void {
    this.control.next();
    this.counters[GROUP_COUNTER.OPEN_REQUESTS] = this.control.open;
    this.wakeMasters();
    this.settle(nowMs);
  }

  private rtuClosed(reason: GatewayCloseReason, nowMs: number): void {
    const { counters, host, rtu } = this;
    this.rtu = undefined;
    for (const name of ['RTU_CONNECTED', 'RTU_STARTED', 'RTU_CONNECTED_AT', 'RTU_STARTED_AT'] as const) {
      counters[GROUP_COUNTER[name]] = 0;
    }
    // A group that is stopped has not lost its RTU.
    if (!this.isStopped) counters[GROUP_COUNTER.RTU_LOSSES]++;
    host.log.event(nowMs, 'disconnect', rtu, `${reason.code}: ${reason.detail}`);
    this.lingerUntilMs = Number.POSITIVE_INFINITY;
    this.forgetRequests();
    this.flow.reset(nowMs);
    host.unlisten();
    for (const master of this.door.all()) master.endSoon('RTU_LOST', `the RTU was lost (${reason.code})`);
    if (this.isStopped) return;
    this.plan.lost(nowMs);
    host.turn();
  }

  private forgetRequests(): void {
    this.control.clear();
    this.rtu?.dropAll();
    this.counters[GROUP_COUNTER.OPEN_REQUESTS] = 0;
  }

  private holdBack(isOn: boolean, nowMs: number): void {
    const { rtu, host } = this;
    if (rtu === undefined) return;
    rtu.holdBack(isOn);
    host.wake(rtu);
    const detail = isOn
      ? `even the fastest master is ${this.definition.bufferFrames} ASDUs behind: the RTU gets no acknowledgements`
      : 'the RTU gets acknowledgements again';
    host.log.event(nowMs, 'hold', rtu, detail);
  }

  private stopRtu(): void {
    this.lingerUntilMs = Number.POSITIVE_INFINITY;
    if (this.rtu === undefined) return;
    this.rtu.want(false);
    this.host.wake(this.rtu);
  }

  // The masters' side

  private masterListener(): MasterLinkListener {
    const { counters } = this;
    return {
      started: (master, nowMs) => this.masterStarted(master, nowMs),
      stopped: (master, nowMs) => this.masterStopped(master, nowMs, 'stopdt'),
      asdu: (master, octets, at, end, nowMs) => this.fromMaster(master, octets, at, end, nowMs),
      moved: (master, nowMs) => {
        this.flow.noteMoved(master);
        this.settle(nowMs);
      },
      wrote: (frames) => {
        counters[GROUP_COUNTER.TO_MASTERS] += frames;
      },
      acknowledged: (frames) => {
        counters[GROUP_COUNTER.ACKNOWLEDGED] += frames;
      },
      octets: (received, sent) => {
        counters[GROUP_COUNTER.OCTETS_FROM_MASTERS] += received;
        counters[GROUP_COUNTER.OCTETS_TO_MASTERS] += sent;
      },
      unexpected: (master, what, nowMs) => this.host.log.event(nowMs, 'warning', master, what),
      closed: (master, reason, nowMs) => this.masterClosed(master, reason, nowMs),
    };
  }

  private masterStarted(master: MasterLink, nowMs: number): void {
    const { door, ring, rtu, host } = this;
    // What the last one did not get is the first one's; whoever comes beside others begins with what comes next.
    master.begin(door.started.length === 0 ? ring.tail : ring.head);
    door.noteStarted(master, nowMs);
    this.lingerUntilMs = Number.POSITIVE_INFINITY;
    host.log.event(nowMs, 'startdt', master, '');
    this.sendInitialized(master, nowMs);
    if (rtu === undefined) return;
    rtu.want(true);
    host.wake(rtu);
    host.wake(master);
  }

  /** The end of initialization that the gateway makes, before any other I frame. */
  private sendInitialized(master: MasterLink, nowMs: number): void {
    const { eoi, rtuNumber } = this.definition;
    if (eoi !== 'every' && (eoi !== 'start' || this.initialized.has(master.address))) return;
    this.initialized.add(master.address);
    const ca = master.identity.port.masterCa ?? rtuNumber;
    const objects = [{ ioa: 0, value: { coi: 0 } }];
    const octets = encodeAsdu({ typeId: INITIALIZED, cot: COT.INITIALIZED, ca, objects });
    this.host.log.asdu(nowMs, 'own', master, 'tx', { octets, at: 0, end: octets.length }, '');
    master.replyFirst(octets);
  }

  /** It gets nothing more; what it had not acknowledged stays for the next one if it was the last. */
  private masterStopped(master: MasterLink, nowMs: number, event: 'stopdt' | 'gone'): void {
    if (event === 'stopdt') this.host.log.event(nowMs, 'stopdt', master, '');
    this.door.noteStopped(master);
    const isLast = this.door.started.length === 0;
    this.counters[GROUP_COUNTER.UNDELIVERED] += master.leave(isLast && !this.isStopped ? 'own' : 'any');
    if (isLast) this.flow.keep(master);
    this.control.leave(master, nowMs);
    this.counters[GROUP_COUNTER.OPEN_REQUESTS] = this.control.open;
    if (isLast && this.rtu !== undefined) {
      this.lingerUntilMs = nowMs + this.definition.lingerMs;
      this.host.turn();
    }
    this.settle(nowMs);
  }

  private masterClosed(master: MasterLink, reason: GatewayCloseReason, nowMs: number): void {
    if (this.door.started.includes(master)) this.masterStopped(master, nowMs, 'gone');
    this.counters[GROUP_COUNTER.UNDELIVERED] += master.lost;
    this.door.leave(master);
    this.host.log.event(nowMs, 'disconnect', master, `${reason.code}: ${reason.detail}`);
    this.host.wake(master);
  }

  private fromMaster(master: MasterLink, octets: Uint8Array, at: number, end: number, nowMs: number): void {
    this.counters[GROUP_COUNTER.FROM_MASTERS]++;
    master.identity.counters[MASTER_COUNTER.RECEIVED]++;
    if (!isWellFormed(octets, at, end)) {
      master.close('MALFORMED_ASDU', explainMalformed(octets, at, end), nowMs);
      return;
    }
    this.control.take(master, octets, at, end, nowMs);
    this.counters[GROUP_COUNTER.OPEN_REQUESTS] = this.control.open;
  }

  private wakeMasters(): void {
    for (const master of this.door.started) if (master.next < this.ring.head) this.host.wake(master);
  }

  /** Frees what everybody has, holds the RTU back, and ends masters that are too far behind. */
  private settle(nowMs: number): void {
    const laggards = this.flow.settle(this.rtu?.unacknowledged, nowMs);
    for (const master of laggards) {
      // The end of one ends the others that are as far behind.
      if (master.closeReason !== undefined) continue;
      this.counters[GROUP_COUNTER.LAGGING]++;
      const missed = master.missing;
      master.close(
        'LAGGING',
        `${missed} ASDUs behind what it has acknowledged, buffer ${this.definition.bufferFrames}`,
        nowMs,
      );
    }
  }
}

function describe({ rtuNumber, hosts, ports }: GroupDefinition): string {
  const rtus = hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
  return `RTU ${rtus}, CA ${rtuNumber}, masters on port ${ports.map(({ port }) => port).join(', ')}`;
}

/** The address of `address:port` or `[address]:port`. */
function addressOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
