/** Derives from the octets of its connections what one RTU must count and do. */
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { COUNTER, type CounterName, UNSENT_COUNTERS } from '../../src/station/measures/counters.js';
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import { isRowValue, type Row } from './definitions.js';
import type { Telegram } from './due-times.js';
import { HeldModel, isKept } from './held-model.js';
import type { LinkChecker, SentFrame } from './link-checker.js';
import type { ExpectedReply } from './reply-checker.js';
import { type Outcome, takeRequest } from './request-model.js';
import type { SiteModel } from './site-model.js';
import {
  hex,
  isEvent,
  isReply,
  isSignal,
  plainType,
  readElements,
  sameObjects,
  type WireAsdu,
  type WireObject,
  writeTag,
} from './wire.js';
import type { Thread, World } from './world.js';

/** An expected line of the sent list. */
export interface ExpectedLine {
  port: number;
  peer: string;
  type: number;
  object: WireObject;
  writtenMs: number;
  /** NaN: never acknowledged. */
  acknowledgedMs: number;
  /** Wall time of the list = ms + this. */
  offsetMs: number;
}

/** An expected line of the log, for a sent object. */
export interface LoggedObject {
  kind: 'signal' | 'interrogated';
  peer: string;
  type: number;
  cot: number;
  object: WireObject;
  /** Time of the line on the simulator's own clock, ms since 1970; NaN: not checked. */
  stampMs: number;
}

/** What a send may still do on an RTU. */
export interface PendingSend {
  id: number;
  index: number;
  publishedMs: number;
  startMs: number;
  durationMs: number;
  ratePerRtu?: number;
  rtuNumbers?: readonly number[];
  cot?: 1 | 2;
  walk?: WalkPlan;
}

/** Counters that can be derived from the wire alone. */
const COUNTED = [
  'OCTETS_RECEIVED',
  'OCTETS_SENT',
  'I_RECEIVED',
  'I_SENT',
  'SIGNALS_SENT',
  'SIGNALS_RESENT',
  'SIGNALS_ACKNOWLEDGED',
  'SIGNALS_INTERROGATED',
  'ACK_COUNT',
  'ACKS',
  'ACCEPTED',
  'DISCONNECTS',
  'TEST_FRAMES',
  'CLOSED_UNHEARD',
] as const satisfies readonly CounterName[];

/** Refusals by reason. The lines of a flood are joined, so they are told up to a second later. */
const REFUSALS = [
  'REFUSED',
  'REFUSED_HOSTS',
  'REFUSED_CONNECTIONS',
  'REFUSED_RESTART',
] as const satisfies readonly CounterName[];
/** A line about refusals that were joined. */
const JOINED = /^connections refused ([\d,]+) more times? in /;

/** Name of a counter that can be derived from the wire alone. */
export type CountedName = (typeof COUNTED)[number];

/** How late the shard of an RTU may be. */
export interface RtuPace {
  thread: Thread;
  /** Longest delay of a timer, ms. */
  timerMs: number;
  /** Sends that were stopped, or will be. */
  stopped: ReadonlySet<number>;
  /** When what the shard reads at `nowMs` may have come at the earliest. */
  arrivedMs(nowMs: number): number;
}

/** Rounding of a deadline plus one turn of the event loop, ms. */
const TURN_MS = 3;

export class RtuModel {
  /** Connections that the RTU has accepted and not closed. */
  readonly links = new Set<LinkChecker>();
  readonly expectedLines: ExpectedLine[] = [];
  readonly logged: LoggedObject[] = [];
  /** Published sends whose start the shard has not reported yet. */
  pendingSends: PendingSend[] = [];
  /** All RTUs of this number, including this one. */
  ports: readonly RtuModel[] = [];
  /** Time tags − the simulator's time, ms. */
  leadMs = 0;
  /** When the last clock sync came, monotonic ms. */
  private syncedMs = Number.NEGATIVE_INFINITY;
  private readonly counts = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<
    CountedName,
    number
  >;
  /** Connections that were refused. */
  refusedOnWire = 0;
  private readonly refusals = Object.fromEntries(REFUSALS.map((name) => [name, 0])) as Record<
    (typeof REFUSALS)[number],
    number
  >;
  /** Signals offered by interrogations, commands and reads, and those of them that were lost with a link. */
  offeredBeside = 0;
  lostBeside = 0;
  /** `lostBeside` is uncertain: an interrogation was requested again when the one before may or may not have ended. */
  isLossVague = false;
  private readonly telegrams: Telegram[] = [];
  /** `undefined`: events are not kept. */
  private readonly held: HeldModel | undefined;

  constructor(
    private readonly world: World,
    public parameters: RtuDefinition,
    readonly site: SiteModel,
    private readonly wallOffsetMs: () => number,
    private readonly cells: Float64Array,
    private readonly pace: RtuPace,
  ) {
    const { events, eventBuffer } = parameters;
    if (events === 'drop') return;
    this.held = new HeldModel(namedGroups(parameters), eventBuffer);
    this.isLossVague = true;
    site.isVague = true;
  }

  get name(): string {
    return this.parameters.name;
  }

  /** The latest time for something due: its timer may be late, and its thread may be held up. */
  readonly latestOf = (dueMs: number): number =>
    Math.max(dueMs, this.pace.thread.heldUntilMs) + this.pace.timerMs + TURN_MS;

  /** Whether something due at that time, after at most one timer, is overdue. */
  isLate(dueMs: number): boolean {
    return this.world.nowMs > this.latestOf(dueMs);
  }

  /** Whether a row of a send is overdue on a connection whose window is open since `openMs`. */
  isSendLate(link: LinkChecker, openMs: number): boolean {
    const when = { nowMs: this.world.nowMs, openMs, stopped: this.pace.stopped };
    return link.sends.isLate(when, this.telegrams, this.latestOf);
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  /** When the latest hold-up of the shard's thread ended or will end, ms. */
  get heldUntilMs(): number {
    return this.pace.thread.heldUntilMs;
  }

  /** When what is read now may have come at the earliest: before the shard's thread was held up. */
  get arrivedMs(): number {
    return this.pace.arrivedMs(this.world.nowMs);
  }

  /** The RTU's own wall time now, ms since 1970. */
  get wallMs(): number {
    return this.world.nowMs + this.wallOffsetMs() + this.leadMs;
  }

  /** The first four octets of a time tag now, hex: ms, minute with IV, hour. */
  ownTag(): string {
    const { timeValid, timeHoldMs } = this.parameters;
    const ageMs = this.world.nowMs - this.syncedMs;
    const isValid =
      timeValid === 'always' || (timeHoldMs === 0 ? Number.isFinite(ageMs) : ageMs < timeHoldMs);
    return hexTag(Math.floor(this.wallMs), isValid ? 0 : 0x80);
  }

  /** A master has set the clock now. */
  synchronized(): void {
    this.syncedMs = this.world.nowMs;
  }

  /** Its clock is the simulator's again, as after a start. */
  resetClock(): void {
    this.leadMs = 0;
    this.syncedMs = Number.NEGATIVE_INFINITY;
  }

  count(name: CountedName, by: number): void {
    this.counts[name] += by;
  }

  counter(name: CounterName): number {
    return this.cells[COUNTER[name]];
  }

  // Called by the checkers of the connections.

  linkOpened(link: LinkChecker): void {
    this.links.add(link);
    this.count('ACCEPTED', 1);
  }

  /** Connections were refused while as many as the RTU takes were open, or while it had no slot. */
  linkRefused(detail: string): void {
    const [, joined] = JOINED.exec(detail) ?? [];
    const times = joined === undefined ? 1 : Number(joined.replaceAll(',', ''));
    if (detail.endsWith('the RTU is being restarted or closed')) this.refusals.REFUSED_RESTART += times;
    else {
      if (joined === undefined && this.links.size < this.parameters.connections)
        this.fail(`refused with room: ${detail}`);
      this.refusals.REFUSED += times;
      this.refusals.REFUSED_CONNECTIONS += times;
    }
  }

  /** Checks, after everything has ended, that every refusal was told, with its reason. */
  compareRefusals(): void {
    for (const name of REFUSALS)
      if (this.counter(name) !== this.refusals[name])
        this.fail(`${name} is ${this.counter(name)}, told were ${this.refusals[name]}`);
  }

  /** An event arises: each group without a started connection keeps it. */
  hold(status: ExpectedReply): void {
    const { held } = this;
    for (const key of held?.absent(this.links, this.keyOf) ?? []) {
      this.offeredBeside++;
      held?.park(key, [], [{ ...status }]);
    }
  }

  /** The RTU was restarted: nothing is kept. */
  loseHeld(): void {
    this.held?.reset(namedGroups(this.parameters));
  }

  private readonly keyOf = ({ peer }: LinkChecker): number | string => {
    const { group } = this.parameters;
    if (group === 'each') return peer.split(':')[0];
    return group === 'one' ? 0 : groupOf(group, peer);
  };

  /** Another connection of its group is started. */
  private isServed(link: LinkChecker): boolean {
    const key = this.keyOf(link);
    return [...this.links].some(
      (other) => other !== link && other.state === 'started' && this.keyOf(other) === key,
    );
  }

  linkStarted(link: LinkChecker): void {
    if (this.held !== undefined && !this.isServed(link)) this.sendHeld(link, this.held);
    this.takeOver(link);
  }

  /** The connection must send what its group has kept. */
  private sendHeld(link: LinkChecker, held: HeldModel): void {
    const { older, statuses } = held.start(this.keyOf(link));
    link.resend.push(...older);
    link.heldStatuses = statuses;
    link.mayBeHeld = true;
    link.mayDrop = held.mayDrop;
    link.sends.lose();
    for (const other of this.links) {
      if (other === link || this.keyOf(other) !== this.keyOf(link)) continue;
      for (const frame of other.outstanding) {
        if (frame.isMoved || !isEvent(frame.asdu)) continue;
        frame.isMoved = true;
        this.expectLines(other, frame, Number.NaN);
        if (isKept(frame.asdu)) link.resend.push(frame);
      }
    }
  }

  private takeOver(link: LinkChecker): void {
    const { group } = this.parameters;
    if (group === 'each') return;
    for (const other of this.links) {
      if (other === link || other.state !== 'started') continue;
      if (group !== 'one' && groupOf(group, other.peer) !== groupOf(group, link.peer)) continue;
      other.isReplaced = true;
      const events = other.outstanding.filter(({ asdu, isMoved }) => isEvent(asdu) && !isMoved);
      link.resend = [...events, ...other.resend];
      other.resend = [];
      link.heldStatuses = other.heldStatuses;
      link.mayBeHeld = other.mayBeHeld;
      link.sends.takeOver(other.sends);
      link.replies.takeOver(other.replies);
    }
  }

  linkStopped(link: LinkChecker): void {
    if (this.held !== undefined && !this.isServed(link)) this.parkWaiting(link, this.held, []);
    this.countWaitingAsLost(link);
  }

  linkClosed(link: LinkChecker, code: string): void {
    this.links.delete(link);
    this.count('DISCONNECTS', 1);
    if (!link.heard) this.count('CLOSED_UNHEARD', 1);
    if (this.held !== undefined && code !== 'SHUTDOWN' && code !== 'REPLACED' && !this.isServed(link)) {
      const kept = link.outstanding.filter(({ asdu, isMoved }) => !isMoved && isKept(asdu));
      this.parkWaiting(link, this.held, kept);
    }
    for (const frame of link.outstanding) {
      if (frame.isMoved) continue;
      this.expectLines(link, frame, Number.NaN);
      if (code === 'REPLACED' && link.isReplaced && isEvent(frame.asdu)) continue;
      this.lostBeside += this.countBeside(frame.asdu);
    }
    link.outstanding = [];
    this.countWaitingAsLost(link);
  }

  acknowledged(link: LinkChecker, frames: readonly SentFrame[]): void {
    this.count('ACKS', 1);
    this.count('ACK_COUNT', frames.length);
    for (const frame of frames) {
      if (frame.isMoved) continue;
      if (isSignal(frame.asdu.type)) this.count('SIGNALS_ACKNOWLEDGED', frame.asdu.objects.length);
      this.expectLines(link, frame, this.world.nowMs);
    }
  }

  /** The RTU has read a request. */
  request(link: LinkChecker, asdu: WireAsdu): void {
    const { nowMs } = this.world;
    const { type, objects } = asdu;
    const telegram = { atMs: nowMs, arrivedMs: link.arrivedMs, type, ioa: objects[0].ioa };
    if (asdu.ca !== this.parameters.rtuNumber) this.fail(`a request for CA ${asdu.ca}`);
    const outcome = takeRequest(link, asdu, this.ports);
    for (const port of this.ports) port.heard(telegram, outcome);
  }

  /** A telegram came on one of the station's ports. */
  private heard(telegram: Omit<Telegram, 'isCertain'>, outcome: Outcome): void {
    const every = this.parameters.filter === 'received';
    if (every || outcome !== 'refused')
      this.telegrams.push({ ...telegram, isCertain: every || outcome === 'executed' });
  }

  /** The RTU has written an I frame. */
  sent(link: LinkChecker, frame: SentFrame): void {
    const { asdu } = frame;
    const { type, cot, objects } = asdu;
    this.count('I_SENT', 1);
    if (link.mayDrop && link.resend.length > 0 && type !== 70) this.skipDropped(link, asdu);
    if (link.resend.length > 0 && type !== 70) {
      this.sentAgain(link, asdu);
      return;
    }
    if (isSignal(type)) this.count('SIGNALS_SENT', objects.length);
    if (isReply(asdu)) {
      link.mayBeHeld = false;
      const next = link.replies.next;
      const isEnd = (type === 100 || type === 101) && cot === 10 && (next?.type !== type || next.cot !== 10);
      const fault = isEnd ? link.interrogations.ended(asdu) : link.replies.written(asdu);
      if (fault !== '') link.fail(fault);
      return;
    }
    if (!isSignal(type)) return;
    if (cot >= 20) {
      this.count('SIGNALS_INTERROGATED', objects.length);
      this.offeredBeside += objects.length;
      const fault = link.interrogations.data(asdu, this.site);
      if (fault !== '') link.fail(fault);
      for (const object of objects) this.log('interrogated', link, asdu, object);
    } else for (const object of objects) this.event(link, asdu, object);
  }

  /** Checks that the RTU's counters are those derived from the wire. */
  compare(): void {
    for (const name of COUNTED) {
      const expected = this.counts[name];
      if (this.counter(name) !== expected)
        this.fail(`${name} is ${this.counter(name)}, expected from the wire ${expected}`);
    }
    const refused = this.counter('REFUSED') + this.counter('REFUSED_RESTART');
    if (refused !== this.refusedOnWire)
      this.fail(`${refused} connections were refused, on the wire ${this.refusedOnWire}`);
    let outstanding = 0;
    let signals = 0;
    let started = 0;
    for (const link of this.links) {
      outstanding += link.outstanding.length;
      if (link.state === 'started') started++;
      for (const { asdu, isMoved } of link.outstanding)
        if (isSignal(asdu.type) && !isMoved) signals += asdu.objects.length;
    }
    const state = {
      OUTSTANDING: outstanding,
      SIGNALS_OUTSTANDING: signals,
      CONNECTIONS: this.links.size,
      STARTED: started,
    } as const;
    for (const [name, expected] of Object.entries(state)) {
      const cell = this.counter(name as CounterName);
      if (cell !== expected) this.fail(`${name} is ${cell}, expected from the wire ${expected}`);
    }
    if (this.open < signals) this.fail(`open is ${this.open}, and ${signals} signals are unacknowledged`);
  }

  /** offered − acknowledged − unsent for any reason. */
  get open(): number {
    const unsent = UNSENT_COUNTERS.reduce((sum, name) => sum + this.counter(name), 0);
    return this.counter('SIGNALS_OFFERED') - this.counter('SIGNALS_ACKNOWLEDGED') - unsent;
  }

  /** The rows of an index that this RTU sends, in file order. */
  rowsOf(index: number, database = this.site.database): Row[] {
    const { rtuNumber } = this.parameters;
    return database.rows.filter(
      (row) => (index === 0 || row.index === index) && (row.onlyRtu === 0 || row.onlyRtu === rtuNumber),
    );
  }

  /** A send has begun, or begins now, on a connection. */
  begin(link: LinkChecker, send: PendingSend): void {
    const { id, startMs, durationMs, ratePerRtu = Number.POSITIVE_INFINITY, rtuNumbers, cot, walk } = send;
    if (rtuNumbers !== undefined && !rtuNumbers.includes(this.parameters.rtuNumber)) return;
    const rows = this.rowsOf(send.index);
    link.sends.begin(
      { id, startMs, durationMs, perMs: ratePerRtu / 1000, rows, cot, walk },
      this.world.nowMs,
    );
  }

  fail(what: string): never {
    this.world.fail(`RTU ${this.name}: ${what}`);
  }

  /** Leaves out what a full buffer may have dropped before this ASDU. */
  private skipDropped(link: LinkChecker, asdu: WireAsdu): void {
    const at = link.resend.findIndex((frame) => isSameAgain(asdu, frame));
    link.resend.splice(0, at < 0 ? link.resend.length : at);
  }

  private sentAgain(link: LinkChecker, asdu: WireAsdu): void {
    const next = link.resend.shift();
    if (next === undefined) return;
    if (!isSameAgain(asdu, next))
      link.fail('what the connection before left unacknowledged is not sent again first, in order');
    this.count('SIGNALS_RESENT', asdu.objects.length);
    for (const object of asdu.objects)
      if (!this.isEffect(asdu.type, object)) this.log('signal', link, asdu, object, Number.NaN);
  }

  private event(link: LinkChecker, asdu: WireAsdu, object: WireObject): void {
    const { type, cot } = asdu;
    const { plain } = plainType(type);
    const { ioa, elements, tag } = object;
    const { nowMs } = this.world;
    // A tag of this millisecond may be of either.
    const { mayBeHeld } = link;
    const isHeld = this.isOlder(link, object);
    if (cot === 11 || this.isEffect(type, object)) {
      if (isHeld && this.heldStatus(link, asdu, object)) return;
      const fault = link.replies.written(asdu);
      if (fault !== '') link.fail(fault);
      return;
    }
    const row = { type, ioa, elements, cot };
    // A send may have begun just now: the shard reports its start only when it has begun on all RTUs.
    for (const send of this.pendingSends) if (send.startMs <= nowMs) this.begin(link, send);
    if (!link.sends.sent(row, nowMs, this.telegrams))
      link.fail(`row ${type}, ${ioa}, ${elements} is not what a send has next, or too early`);
    this.site.sent(plain, ioa, elements);
    if (tag !== '' && !isHeld) {
      if (mayBeHeld) link.eitherTag = tag;
      link.mayBeHeld = false;
      const expected = this.ownTag();
      if (!tag.startsWith(expected)) link.fail(`time tag ${tag}, expected ${expected}`);
    }
    const isEither = mayBeHeld || (tag !== '' && tag === link.eitherTag);
    this.log('signal', link, asdu, object, isEither ? Number.NaN : undefined);
  }

  /** Whether an event is of the time before the connection was started: its tag is not that of now. */
  private isOlder(link: LinkChecker, { tag }: WireObject): boolean {
    return this.held !== undefined && link.mayBeHeld && tag !== '' && !tag.startsWith(this.ownTag());
  }

  /** A status of the time before; false: there is none like it. */
  private heldStatus(link: LinkChecker, { type }: WireAsdu, object: WireObject): boolean {
    const found = this.held?.takeStatus(link.heldStatuses, type, object);
    if (found === 'skipped') link.fail(`a status that was kept is missing before ${object.ioa}`);
    return found === 'taken';
  }

  /** What waits on a connection goes to its group. */
  private parkWaiting(link: LinkChecker, held: HeldModel, kept: readonly SentFrame[]): void {
    const older = [...kept, ...link.resend.filter(({ asdu }) => isKept(asdu))];
    const statuses = link.replies.statuses.filter(({ type }) => plainType(type).timed);
    held.park(this.keyOf(link), older, [...link.heldStatuses, ...statuses]);
  }

  private log(
    kind: LoggedObject['kind'],
    link: LinkChecker,
    { type, cot }: WireAsdu,
    object: WireObject,
    stampMs = this.world.nowMs + this.wallOffsetMs(),
  ): void {
    this.logged.push({ kind, peer: link.peer, type, cot, object, stampMs });
  }

  /** Whether an object is the effect of a command. */
  private isEffect(type: number, { ioa, elements }: WireObject): boolean {
    const { plain } = plainType(type);
    if (ioa % 3 !== 0) return false;
    if (plain === 1 || plain === 3) return true;
    return this.site.database.hasSetPoints && !isRowValue(plain, readElements(plain, elements).value);
  }

  /** Number of signals in a frame that were not sent by a send. */
  private countBeside({ type, cot, objects }: WireAsdu): number {
    if (!isSignal(type)) return 0;
    return cot <= 3 ? objects.filter((object) => this.isEffect(type, object)).length : objects.length;
  }

  /** Expects the lines of a frame in the sent list. `acknowledgedMs`: NaN if it was never acknowledged. */
  private expectLines(link: LinkChecker, { asdu, atMs }: SentFrame, acknowledgedMs: number): void {
    if (!isEvent(asdu)) return;
    for (const object of asdu.objects) {
      const { port } = this.parameters;
      const offsetMs = this.wallOffsetMs();
      this.expectedLines.push({
        port,
        peer: link.peer,
        type: asdu.type,
        object,
        writtenMs: atMs,
        acknowledgedMs,
        offsetMs,
      });
    }
  }

  /** Counts what waits on a connection as lost. */
  private countWaitingAsLost(link: LinkChecker): void {
    for (const { asdu } of link.resend) this.lostBeside += this.countBeside(asdu);
    link.resend = [];
    link.sends.clear();
    const { signals, settles } = link.replies.clear();
    for (const settle of settles) settle();
    link.replies.clear();
    const { left, isVague } = link.interrogations.clear();
    this.isLossVague ||= isVague;
    this.offeredBeside += left;
    this.lostBeside += left + signals;
    this.site.selections.release(link);
  }
}

let latest = { wallMs: Number.NaN, iv: 0, text: '' };

/** The first four octets of a tag, hex: ms, minute and `iv` (80h or 0), hour. */
function hexTag(wallMs: number, iv: number): string {
  if (latest.wallMs !== wallMs || latest.iv !== iv) {
    const octets = writeTag(wallMs);
    octets[2] |= iv;
    latest = { wallMs, iv, text: hex(octets, 0, 4) };
  }
  return latest.text;
}

/** Whether a frame that was sent on another connection is sent again as this ASDU. */
function isSameAgain(asdu: WireAsdu, { asdu: before }: SentFrame): boolean {
  const cot = before.cot === 11 ? 3 : before.cot;
  return asdu.type === before.type && asdu.cot === cot && sameObjects(asdu, before);
}

/** Groups that exist before a peer of theirs comes. */
function namedGroups({ group }: RtuDefinition): number {
  if (group === 'one') return 1;
  return group === 'each' ? 0 : group.length;
}

/** Place of a peer's group in an option `group` by addresses: the first that has its address, else the one behind the last. */
function groupOf(groups: readonly (readonly string[])[], peer: string): number {
  const numberOf = (address: string): number =>
    address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const own = numberOf(peer.split(':')[0]);
  const holds = (entry: string): boolean => {
    const [address, prefix = '32'] = entry.split('/');
    const size = 2 ** (32 - Number(prefix));
    return Math.floor(numberOf(address) / size) === Math.floor(own / size);
  };
  const found = groups.findIndex((group) => group.some(holds));
  return found < 0 ? groups.length : found;
}
