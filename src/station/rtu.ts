/** One RTU: one port of a station. */
import { encodeAsdu } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import type { FaultOrder } from '../faults/fault-order.js';
import type { CloseReason } from './apci/close-reason.js';
import type { SequenceNumbers } from './apci/session.js';
import { EventGroups } from './events/event-groups.js';
import type { HeldGroup } from './events/held-group.js';
import { Switchovers } from './events/switchovers.js';
import { type FaultListener, RtuFaults } from './faults/rtu-faults.js';
import { Link, type LinkOwner } from './link.js';
import type { LinkBegin } from './link-begin.js';
import { ClockMeter } from './measures/clock-meter.js';
import { COUNTER } from './measures/counters.js';
import type { LatencyRow } from './measures/latency-row.js';
import type { LinkMeter } from './measures/link-meter.js';
import type { RtuParameters } from './parameters.js';
import type { Image } from './points/image.js';
import type { SignalTable } from './points/signal-table.js';
import { type ObjectLimits, objectLimits } from './points/type-sizes.js';
import type { Journal, Peer, SentList, Telegram, TelegramStage } from './ports.js';
import { RtuClock } from './rtu-clock.js';
import { RtuSends, type SendStart } from './sends/rtu-sends.js';
import type { SendOrder } from './sends/send-order.js';
import type { Station, StationRtu } from './station.js';
import type { RtuMemory, StationHost } from './station-host.js';
import { Warnings } from './warnings.js';

/** Causes of initialization (`docs/protocol.md` §4, COI). */
const COI_POWER_ON = 0;
const COI_REMOTE_RESET = 2;

/** Reasons that the peer gives: it may have had to, because this program stood still. */
const ENDED_BY_PEER: ReadonlySet<CloseReason['code']> = new Set(['PEER_CLOSED', 'SOCKET_ERROR']);

/** To be added to the reason why a link ended. */
function describeStandstill(ms: number): string {
  return ms > 0
    ? `; this program had stood still for ${(ms / 1000).toFixed(1)} s: unknown whose fault it was`
    : '';
}

/**
 * One RTU, that is one port of a station: its parameters, its connections, and the index sends that run on them.
 * RTUs of the same number are the ports of one station (`station.ts`).
 */
export class Rtu implements LinkOwner, StationRtu {
  readonly objectLimits: ObjectLimits;
  readonly journal: Journal;
  readonly sentList: SentList | undefined;
  readonly links = new Set<Link>();
  readonly meters = new Set<LinkMeter>();
  readonly counters: Float64Array;
  /** Of this RTU, and of all RTUs of the shard. */
  readonly ackLatency: LatencyRow;
  readonly shardAckLatency: LatencyRow;
  readonly shardCommandTrips: LatencyRow;
  readonly clock: RtuClock;
  /** The CAs that its connections serve: its own, and those of the RTUs that share them. */
  cas: readonly number[];
  private readonly sends: RtuSends;
  /** `undefined`: events are not kept. */
  private groups: EventGroups | undefined;
  private readonly switchovers: Switchovers;
  readonly clockMeter: ClockMeter;
  faults: RtuFaults | undefined;
  private readonly warnings: Warnings;
  /** Connections that were taken over and are still open. */
  private readonly replaced: Link[] = [];
  private initializationDue: boolean;
  /** COI of the end of initialization: why the RTU started. */
  private initializationCause: number = COI_POWER_ON;
  private currentTable: SignalTable;
  private currentImage: Image;

  constructor(
    readonly parameters: RtuParameters,
    /** The station: shared by all RTUs of this number. */
    readonly station: Station,
    table: SignalTable,
    memory: RtuMemory,
    private readonly host: StationHost,
  ) {
    this.counters = memory.counters;
    this.ackLatency = memory.ackLatency;
    this.shardAckLatency = host.ackLatency;
    this.shardCommandTrips = host.commandTrips;
    this.objectLimits = objectLimits(parameters.objects);
    this.clock = new RtuClock(parameters, host.timeTags, (nowMs) => this.wallMs(nowMs));
    this.journal = host.journal;
    this.sentList = host.sentList;
    this.sends = new RtuSends(this, host);
    const runStartMs = (): number => memory.ackLatency.runStartMs;
    this.switchovers = new Switchovers(this, this.links, runStartMs);
    this.clockMeter = new ClockMeter(this.counters, runStartMs);
    this.begin();
    this.cas = [parameters.rtuNumber];
    this.warnings = new Warnings();
    this.initializationDue = parameters.eoi === 'start';
    this.currentTable = table;
    this.currentImage = station.imageOf(table);
    station.rtus.add(this);
  }

  get table(): SignalTable {
    return this.currentTable;
  }

  get image(): Image {
    return this.currentImage;
  }

  /** Takes an edited database (`docs/behaviour.md` §2); sends and interrogations in progress continue with the old one. */
  replaceTable(table: SignalTable): void {
    this.currentTable = table;
    this.currentImage = this.station.imageOf(table);
  }

  /** Leaves the station, when the RTU is taken off its shard. */
  detach(): void {
    this.station.rtus.delete(this);
  }

  /** Groups that keep their events and have no started connection. */
  get absent(): readonly HeldGroup[] {
    return this.groups?.absent ?? [];
  }

  turn(group: HeldGroup): void {
    this.host.turn(group);
  }

  wake(link: Link): void {
    this.host.wake(link);
  }

  get ca(): number {
    return this.parameters.rtuNumber;
  }

  arrivedMs(nowMs: number): number {
    return this.host.arrivedMs(nowMs);
  }

  pausedSince(sinceMs: number): boolean {
    return this.host.pausedSince(sinceMs);
  }

  wallMs(nowMs: number): number {
    return nowMs + this.host.wallOffsetMs;
  }

  /**
   * Takes a new connection; returns the reason if it is refused. `first`: its sequence numbers, 0 unless a test wants others.
   * `group`: number of its redundancy group, where the RTU has groups by peer address.
   */
  connect(peer: string, nowMs: number, first?: SequenceNumbers, group = 0): Link | string {
    return this.refuseMore(peer) ?? this.join(peer, nowMs, { first, group });
  }

  /** Refuses a new connection if no more may be open; returns the reason. */
  refuseMore(peer: string): string | undefined {
    const { counters, parameters } = this;
    if (this.links.size < parameters.connections) return undefined;
    counters[COUNTER.REFUSED]++;
    counters[COUNTER.REFUSED_CONNECTIONS]++;
    const detail = `${parameters.connections} connections are open already`;
    this.journal.event(this, undefined, { event: 'refuse', detail: `${peer}: ${detail}` });
    return detail;
  }

  /** Takes a new connection, or its part of one that several RTUs share. */
  join(peer: string, nowMs: number, begin: LinkBegin): Link {
    const { counters } = this;
    const link = new Link(this, peer, this.host.outbox, nowMs, begin);
    this.links.add(link);
    counters[COUNTER.ACCEPTED]++;
    // Each connection that ended can be replaced once.
    if (counters[COUNTER.RECONNECTS] < counters[COUNTER.DISCONNECTS]) counters[COUNTER.RECONNECTS]++;
    counters[COUNTER.CONNECTIONS] = this.links.size;
    this.journal.event(this, link, { event: 'connect' });
    return link;
  }

  /** Begins a send on every started connection (`docs/behaviour.md` §4). `cells`: its counts, see `RUN_CELLS`. */
  startSend(order: SendOrder, nowMs: number, cells?: Float64Array): SendStart {
    return this.sends.start(order, nowMs, cells);
  }

  /** Stops one send, or all when `id` is 0. */
  stopSend(id: number, nowMs: number): void {
    this.sends.stop(id, nowMs);
  }

  /** A fault on purpose begins. */
  beginFault(order: FaultOrder, listener: FaultListener): void {
    this.faults ??= new RtuFaults();
    this.faults.add(order, listener);
    this.counters[COUNTER.FAULTS] = this.faults.size;
    if (order.word === 'time-jump') this.clock.jump(order.id, order.value * 1000);
  }

  /** A fault on purpose is over; `undefined`: it was not on. */
  endFault(id: number): FaultOrder | undefined {
    const { faults } = this;
    const ended = faults?.remove(id);
    this.counters[COUNTER.FAULTS] = faults?.size ?? 0;
    if (faults?.size === 0) this.faults = undefined;
    this.clock.jumpBack(id);
    return ended;
  }

  noteForeignCa(from: Peer, ca: number): void {
    this.counters[COUNTER.FOREIGN_CA]++;
    this.warn(from, this.warnings.foreignCa(ca, this.cas));
  }

  mayAwait(stage: TelegramStage): boolean {
    return this.parameters.filter === stage && this.counters[COUNTER.RUNS] > 0;
  }

  telegram(from: Peer, telegram: Telegram, nowMs: number): void {
    this.sends.telegram(from, telegram, nowMs);
  }

  // Called by the links.

  /** Only one connection of a group is started at a time: this one takes over from the one before, in order (`docs/protocol.md` §1). */
  takeOver(link: Link, nowMs: number): void {
    if (this.parameters.group === 'each') return;
    for (const other of [...this.links]) {
      if (other === link || other.group !== link.group || !other.isStarted) continue;
      const inheritance = other.handOver();
      link.inherit(inheritance);
      this.journal.event(this, link, {
        event: 'takeover',
        detail: `from ${other.peer}: ${inheritance.frames.length + inheritance.events.length} frames to send again, ${inheritance.runs.length} sends go on`,
      });
      this.counters[COUNTER.TAKEOVERS]++;
      this.warn(link, this.warnings.takeover(nowMs));
      this.replaced.push(other);
    }
  }

  linkStarted(link: Link, visit: 'first' | 'again', nowMs: number): void {
    this.groups?.started(link, nowMs);
    this.switchovers.started(link, nowMs);
    for (const other of this.replaced.splice(0)) {
      other.close('REPLACED', `${link.peer} started data transfer`, nowMs);
      this.host.wake(other);
    }
    this.countStarted();
    this.counters[COUNTER.CONNECTED_AT] = this.wallMs(nowMs);
    this.journal.event(this, link, { event: 'startdt', direction: 'rx' });
    if (this.initializationDue || (this.parameters.eoi === 'every' && visit === 'first'))
      this.initialize(link);
  }

  /** A master has reset the process on `by`: all ports of the station start again. */
  restartStation(by: Link, nowMs: number): void {
    this.journal.event(this, by, { event: 'reset', detail: 'all connections of the station are closed' });
    for (const rtu of this.station.rtus) rtu.restart(nowMs);
  }

  /**
   * Closes every connection; the next one gets end of initialization, as after a remote reset. A connection that other RTUs share stays:
   * what this RTU does on it ends, and end of initialization goes out at once.
   */
  restart(nowMs: number): void {
    this.initializationDue = this.parameters.eoi === 'start';
    this.initializationCause = COI_REMOTE_RESET;
    for (const link of [...this.links]) {
      if (!link.isShared) link.close('RESET', 'a master has reset the process', nowMs);
      else if (link.isStarted) {
        link.endWaiting(nowMs);
        if (this.parameters.eoi !== 'never') this.initialize(link);
      }
      this.host.wake(link);
    }
    this.groups?.giveUp(nowMs);
  }

  /** It has its slot, and keeps events from now on. */
  begin(): void {
    if (this.parameters.events === 'keep') this.groups = new EventGroups(this, this.host.heldMemory);
  }

  /** It waits for its slot: the RTU that still has it keeps the events. */
  standBy(): void {
    this.groups = undefined;
  }

  /** Its connections are closed, and it leaves: nothing is held any more. */
  end(nowMs: number): void {
    this.groups?.giveUp(nowMs);
  }

  /** The next connection sends it. */
  initializationUnsent(): void {
    this.initializationDue = true;
  }

  linkDropsEvents(link: Link): void {
    this.groups?.dropEvents(link);
  }

  linkAcknowledged(link: Link, nowMs: number): void {
    this.switchovers.acknowledged(link, nowMs);
    this.host.dataAgain(this);
  }

  /** It was away and comes back: the next connection gets end of initialization, as after power on. */
  reboot(): void {
    this.initializationDue = this.parameters.eoi !== 'never';
    this.initializationCause = COI_POWER_ON;
  }

  linkInterrogated(link: Link, nowMs: number): void {
    this.switchovers.interrogated(link, nowMs);
  }

  linkLeaves(link: Link, end: 'stopped' | CloseReason['code'], nowMs: number): void {
    this.switchovers.left(link, end, nowMs);
    if (end === 'stopped') this.groups?.stopped(link);
    else this.groups?.closed(link, end);
  }

  linkStopped(link: Link): void {
    this.countStarted();
    this.journal.event(this, link, { event: 'stopdt', direction: 'rx' });
  }

  linkClosed(link: Link, reason: CloseReason, nowMs: number): void {
    this.links.delete(link);
    this.counters[COUNTER.DISCONNECTS]++;
    const endedMs = ENDED_BY_PEER.has(reason.code) ? this.arrivedMs(nowMs) : nowMs;
    const standstillMs = this.pausedSince(endedMs) ? nowMs - endedMs : 0;
    if (standstillMs > 0) this.counters[COUNTER.DISCONNECTS_PAUSED]++;
    if (!link.heard) this.counters[COUNTER.CLOSED_UNHEARD]++;
    this.counters[COUNTER.CONNECTIONS] = this.links.size;
    this.countStarted();
    this.journal.event(this, link, {
      event: 'disconnect',
      detail: `${reason.code}: ${reason.detail}${describeStandstill(standstillMs)}`,
    });
  }

  testFrame(link: Link, periodMs: number): void {
    const { counters } = this;
    counters[COUNTER.TEST_FRAMES]++;
    const shortest = counters[COUNTER.TEST_FRAME_PERIOD_MS];
    if (periodMs > 0 && (shortest === 0 || periodMs < shortest))
      counters[COUNTER.TEST_FRAME_PERIOD_MS] = periodMs;
    const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;
    this.journal.event(this, link, {
      event: 'testfr',
      direction: 'rx',
      detail: Number.isNaN(periodMs)
        ? 'first'
        : `${seconds(periodMs)} after the one before, shortest ${seconds(counters[COUNTER.TEST_FRAME_PERIOD_MS])}`,
    });
  }

  /** Queues end of initialization before everything else. */
  private initialize(link: Link): void {
    this.initializationDue = false;
    link.replyFirst(
      encodeAsdu({
        typeId: 70,
        cot: COT.INITIALIZED,
        ca: this.ca,
        objects: [{ ioa: 0, value: { coi: this.initializationCause } }],
      }),
    );
    this.journal.event(this, link, {
      event: 'initialized',
      direction: 'tx',
      typeId: 70,
      cot: COT.INITIALIZED,
    });
  }

  private warn(peer: Peer, detail: string | undefined): void {
    if (detail !== undefined) this.journal.event(this, peer, { event: 'warning', detail });
  }

  private countStarted(): void {
    let started = 0;
    for (const link of this.links) if (link.isStarted) started++;
    this.counters[COUNTER.STARTED] = started;
  }
}
