/** One connection of an RTU. */
import type { CloseCode, CloseReason } from './apci/close-reason.js';
import { FrameWriter } from './apci/frame-writer.js';
import { mostUnreadOctets, type Outbox } from './apci/outbox.js';
import type { ReadBudget } from './apci/read-budget.js';
import { Session } from './apci/session.js';
import type { SessionListener } from './apci/session-listener.js';
import type { MemberLink } from './events/event-groups.js';
import type { Legacy } from './events/held-group.js';
import type { SwitchLink } from './events/switchovers.js';
import { writeTwice } from './faults/twice.js';
import type { LinkBegin } from './link-begin.js';
import { COUNTER } from './measures/counters.js';
import { LinkMeter, type MeterGroup } from './measures/link-meter.js';
import type {
  InterrogationKind,
  Producer,
  RequestPort,
  RtuPort,
  RunningInterrogation,
  SentList,
  Telegram,
} from './ports.js';
import { handleRequest } from './requests/dispatch.js';
import { HeldPoints } from './requests/selections.js';
import { IndexRun } from './sends/index-run.js';
import { Producers } from './sends/producers.js';
import { SentFrames } from './sends/sent-frames.js';
import { mayMove, type UnansweredFrame } from './sends/unanswered.js';
import { EventAccount, type EventSource, WaitingFrames } from './sends/waiting-frames.js';
import type { ServedLink } from './served-link.js';

/** The RTU as its connections see it. */
export interface LinkOwner extends RtuPort, MeterGroup {
  readonly sentList: SentList | undefined;
  /** Makes the shell serve a connection. */
  wake(link: Link): void;
  /** `link` was started: takes over from the connection of its group that was. Call `linkStarted` next. */
  takeOver(link: Link, nowMs: number): void;
  linkStarted(link: Link, visit: 'first' | 'again', nowMs: number): void;
  linkStopped(link: Link): void;
  /** `link` is no longer started, or has ended: its group may keep what it leaves. Called before that is counted as lost. */
  linkLeaves(link: Link, end: 'stopped' | CloseCode, nowMs: number): void;
  /** On a connection whose next acknowledgement is awaited an I frame was acknowledged. */
  linkAcknowledged(link: Link, nowMs: number): void;
  /** The master gives up what waits in the event buffer of the group. */
  linkDropsEvents(link: Link): void;
  /** A station interrogation has ended. */
  linkInterrogated(link: Link, nowMs: number): void;
  /** A master on `by` has reset the process: all ports of the station start again. */
  restartStation(by: Link, nowMs: number): void;
  linkClosed(link: Link, reason: CloseReason, nowMs: number): void;
  /** TESTFR act came, `periodMs` after the one before; NaN: it was the first. */
  testFrame(link: Link, periodMs: number): void;
  /** The end of initialization that was queued will not be sent. */
  initializationUnsent(): void;
}

/**
 * One connection of an RTU: its session, the frames that wait for the window, and the producers that take turns on it.
 * I frames go out only while the window (k) is open; the others wait for an acknowledgement (`docs/behaviour.md` §3).
 */
export class Link implements SessionListener, RequestPort, ServedLink, MemberLink, SwitchLink {
  readonly session: Session;
  readonly writer: FrameWriter;
  readonly held: HeldPoints;
  readonly links = [this];
  closeReason: CloseReason | undefined;
  /** Whether any octet came. */
  heard = false;
  readonly replies: WaitingFrames;
  readonly sent: SentFrames;
  /** Number of its redundancy group, where the RTU has groups by peer address. */
  readonly group: number;
  /** Whether other RTUs share the connection. */
  readonly isShared: boolean;
  lastAckMs = Number.NaN;
  awaitsAck = false;
  /** Own I frames without acknowledgement; fewer than the session's where RTUs share it. */
  outstanding = 0;

  private readonly meter: LinkMeter;
  private readonly producers = new Producers();
  private readonly events: EventAccount;
  private startedBefore = false;
  /** A master has reset the process; the confirmation goes out first. */
  private restartDue = false;

  constructor(
    readonly rtu: LinkOwner,
    /** The peer as `address:port`, for logs. */
    readonly peer: string,
    outbox: Outbox,
    nowMs: number,
    { first, group = 0, shared }: LinkBegin = {},
  ) {
    const { counters } = rtu;
    this.group = group;
    this.isShared = shared !== undefined;
    this.session = shared ?? new Session(rtu.parameters, outbox, this, nowMs, first);
    this.writer = new FrameWriter(this.session, outbox, rtu.ca, rtu.clock.at(nowMs));
    this.meter = new LinkMeter(rtu, this.isShared ? this : this.session, nowMs);
    this.sent = new SentFrames(this, this.writer, this.meter, rtu.sentList);
    this.events = new EventAccount(counters);
    this.replies = new WaitingFrames({
      counters,
      wake: () => rtu.wake(this),
      overflow: (detail, ms) => this.session.close('REPLIES_OVERFLOW', detail, ms),
    });
    this.held = new HeldPoints(peer, rtu.station.selections, ({ typeId, ioa }) => {
      rtu.journal.event(rtu, this, { event: 'select', typeId, ioa, detail: 'selection timed out' });
    });
  }

  get isStarted(): boolean {
    return this.session.state === 'started';
  }

  /** As `Session.oldestSentMs`; on a shared connection the oldest frame may be another RTU's. */
  get oldestSentMs(): number {
    return this.outstanding === 0 ? 0 : this.session.oldestSentMs;
  }

  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number {
    if (this.closeReason !== undefined) return length;
    this.heard = true;
    const taken = this.session.receive(octets, length, nowMs, budget);
    this.rtu.counters[COUNTER.OCTETS_RECEIVED] += taken;
    return taken;
  }

  get mostUnreadOctets(): number {
    return mostUnreadOctets(this.rtu.parameters.k);
  }

  written(octets: number, nowMs: number): void {
    this.rtu.counters[COUNTER.OCTETS_SENT] += octets;
    this.session.written(nowMs);
  }

  tick(nowMs: number, heardMs = nowMs): void {
    this.session.tick(nowMs, heardMs);
    this.tickOwn(nowMs, heardMs);
    this.pump(nowMs);
  }

  nextDeadline(): number {
    return Math.min(this.session.nextDeadline(), this.nextOwnDeadline());
  }

  /** `tick` without the session and without `pump`. */
  tickOwn(nowMs: number, heardMs: number): void {
    this.producers.tick(nowMs, heardMs);
    this.held.tick(heardMs);
  }

  /** When `tickOwn` has to be called next. */
  nextOwnDeadline(): number {
    return Math.min(this.held.nextDeadline(), this.producers.nextDeadline());
  }

  close(code: CloseReason['code'], detail: string, nowMs: number): void {
    this.session.close(code, detail, nowMs);
  }

  /** Queues a reply before everything that waits, inherited frames too. */
  replyFirst(asdu: Uint8Array): void {
    this.replies.replyFirst(asdu);
  }

  /** Data transfer was started, and what the connection before had is taken over. */
  begin(nowMs: number): void {
    const visit = this.startedBefore ? 'again' : 'first';
    this.startedBefore = true;
    if (visit === 'first') this.meter.started(nowMs);
    this.rtu.linkStarted(this, visit, nowMs);
  }

  /** Answers a request of the master, `octets[at…end)`. */
  request(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    handleRequest(this, octets, at, end, nowMs);
    this.replies.limit(nowMs);
  }

  addProducer(producer: Producer): void {
    this.producers.add(producer);
  }

  restartWhenAnswered(): void {
    this.restartDue = true;
  }

  dropHeldEvents(): void {
    this.rtu.linkDropsEvents(this);
  }

  noteInterrogation(nowMs: number): void {
    this.meter.interrogationRequested(nowMs);
  }

  noteInterrogated(nowMs: number): void {
    this.rtu.linkInterrogated(this, nowMs);
  }

  findInterrogation(kind: InterrogationKind, cot?: number): RunningInterrogation | undefined {
    return this.producers.all.find(
      (producer): producer is RunningInterrogation =>
        producer.kind === kind &&
        !producer.done &&
        (cot === undefined || (producer as RunningInterrogation).cot === cot),
    );
  }

  /** Index runs on this link that have not ended. */
  runs(): IndexRun[] {
    return this.producers.all.filter(
      (producer): producer is IndexRun => producer instanceof IndexRun && !producer.done,
    );
  }

  /** Shows a telegram of the master to the runs that wait at a filter; returns whether it lets one of them continue. */
  telegram(telegram: Telegram, nowMs: number): boolean {
    let met = false;
    for (const run of this.runs()) if (run.telegram(telegram, nowMs)) met = true;
    return met;
  }

  /** Hands events and index sends over, to another connection of the group or to the group. Everything else that runs here is lost. */
  handOver(part: 'all' | 'waiting' = 'all'): Legacy {
    const sent = part === 'all' ? this.sent.takeUnanswered() : [];
    const frames = [...sent, ...this.takeInherited()];
    const events: UnansweredFrame[] = [];
    for (const event of this.replies.takeEvents()) {
      if (mayMove(event.asdu)) events.push(event);
      else this.events.lost(1);
    }
    const runs = this.runs();
    this.producers.remove((producer) => producer.kind === 'index');
    return { frames, events, runs };
  }

  /** Takes over what another connection of the group left, and continues it. */
  inherit({ frames, events, runs }: Legacy): void {
    this.replies.inherit(frames, events);
    this.continueRuns(runs);
  }

  continueRuns(runs: readonly IndexRun[]): void {
    for (const run of runs) run.moveTo(this);
    this.producers.add(...runs);
  }

  sendHeld(events: EventSource | undefined): void {
    this.replies.held = events;
  }

  /** Fills the window: inherited frames, then replies and events, then the producers in turn. */
  pump(nowMs: number): void {
    let room = this.session.room;
    let sent = 0;
    while (room > 0) {
      const frames = this.writeNext(room, nowMs);
      if (frames === 0) break;
      sent += frames;
      room = this.session.room;
    }
    this.pumped(sent, room, nowMs);
  }

  /** Writes the frame that waits, else at most `room` frames (1…the window's) of a producer. Returns how many; 0: nothing is ready. */
  writeNext(room: number, nowMs: number): number {
    const twice = this.rtu.faults?.find('twice');
    if (twice === undefined) return this.writeOnce(room, nowMs);
    return writeTwice(this, twice, (most) => this.writeOnce(most, nowMs), nowMs);
  }

  private writeOnce(room: number, nowMs: number): number {
    if (this.replies.length === 0) {
      const frames = this.producers.fill(room, nowMs);
      // A producer that wrote nothing may have ended, with a reply.
      if (frames > 0 || this.replies.length === 0) return frames;
    }
    this.writeWaiting(nowMs);
    return 1;
  }

  /** `sent` frames of this link were written, and the window has `room` for more. */
  pumped(sent: number, room: number, nowMs: number): void {
    const { session, replies } = this;
    if (sent > 0) {
      const { counters } = this.rtu;
      this.outstanding += sent;
      counters[COUNTER.I_SENT] += sent;
      counters[COUNTER.OUTSTANDING] += sent;
      counters[COUNTER.SEND_STATE] = session.sendState;
    }
    this.meter.noteOldestUnacked();
    if (room === 0 && session.state === 'started' && this.hasWaiting()) this.meter.stall(nowMs);
    else this.meter.endStall(nowMs);
    if (this.restartDue && replies.length === 0) {
      this.restartDue = false;
      this.rtu.restartStation(this, nowMs);
    }
  }

  // SessionListener

  started(nowMs: number): void {
    this.rtu.takeOver(this, nowMs);
    this.begin(nowMs);
  }

  stopped(nowMs: number): void {
    this.rtu.linkLeaves(this, 'stopped', nowMs);
    this.endWaiting(nowMs);
    this.rtu.linkStopped(this);
  }

  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    const { counters } = this.rtu;
    counters[COUNTER.I_RECEIVED]++;
    counters[COUNTER.RECEIVE_STATE] = this.session.receiveState;
    this.request(octets, at, end, nowMs);
  }

  acknowledged(first: number, count: number, nowMs: number): void {
    this.sent.acknowledged(first, count, nowMs);
    this.outstanding -= count;
    this.rtu.counters[COUNTER.OUTSTANDING] -= count;
    this.meter.acknowledgement(count, nowMs);
    this.lastAckMs = nowMs;
    if (this.awaitsAck) this.rtu.linkAcknowledged(this, nowMs);
  }

  testFrame(nowMs: number): void {
    this.rtu.testFrame(this, this.meter.testFrame(nowMs));
  }

  unexpected(what: string): void {
    this.rtu.journal.event(this.rtu, this, {
      event: 'unexpected',
      direction: 'rx',
      detail: `${what}, not expected`,
    });
  }

  closed(reason: CloseReason, nowMs: number): void {
    this.closeReason = reason;
    this.rtu.counters[COUNTER.OUTSTANDING] -= this.outstanding;
    this.meter.closed(nowMs);
    this.rtu.linkLeaves(this, reason.code, nowMs);
    this.sent.lose(nowMs);
    this.endWaiting(nowMs);
    this.rtu.linkClosed(this, reason, nowMs);
  }

  /** Writes the frame that has waited longest. */
  private writeWaiting(nowMs: number): void {
    const waiting = this.replies.shift();
    if (waiting === undefined) return;
    if (waiting.kind === 'rows') {
      waiting.run.fillAgain(waiting, this, nowMs);
      return;
    }
    this.writer.writeAsdu(waiting.asdu, nowMs);
    if (waiting.kind === 'reply') {
      this.sent.reply(waiting.commandMs);
      return;
    }
    this.sent.signals(this.events, 1);
    this.sent.keep(waiting.asdu);
    if (mayMove(waiting.asdu)) this.sent.due(1);
    this.rtu.counters[waiting.kind === 'again' ? COUNTER.SIGNALS_RESENT : COUNTER.SIGNALS_SENT]++;
  }

  /** Ends sending on this link: sends and interrogations end, selections are released, waiting events are lost. */
  endWaiting(nowMs: number): void {
    for (const producer of this.producers.takeAll()) if (!producer.done) producer.lost(0, nowMs);
    const inherited = this.takeInherited();
    for (const frame of inherited) {
      if (frame.kind === 'rows') frame.run.lost(frame.count, nowMs);
      else this.events.lost(1);
    }
    this.events.lost(this.replies.takeEvents().length);
    this.held.releaseAll();
  }

  /** Takes out the inherited frames with signals. An end of initialization that could not be sent becomes due again. */
  private takeInherited(): UnansweredFrame[] {
    const frames = this.replies.takeInherited();
    const signals = frames.filter(({ kind }) => kind !== 'reply');
    if (signals.length < frames.length) this.rtu.initializationUnsent();
    return signals;
  }

  /** Whether anything waits for the window. */
  private hasWaiting(): boolean {
    return this.replies.length > 0 || this.producers.anyReady;
  }
}
