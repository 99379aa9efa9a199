/**
 * One connection of an RTU: its session, the replies that wait for the window, and the producers that take turns on it.
 * Everything goes through the window (k); what has to wait is parked here until an acknowledgement (`docs/behaviour.md` §3).
 */
import { Deframer } from '../codec/deframer.js';
import type { Outbox } from './apci/outbox.js';
import { type CloseReason, Session, type SessionListener } from './apci/session.js';
import { COUNTER } from './measures/counters.js';
import { CommandTrip, LinkMeter } from './measures/link-meter.js';
import { handleRequest } from './requests/dispatch.js';
import type { Interrogation, InterrogationKind } from './requests/interrogation.js';
import { HeldPoints } from './requests/selections.js';
import type { Rtu } from './rtu.js';
import type { IndexRun, Telegram } from './sends/index-run.js';
import type { Producer } from './sends/producer.js';
import { Producers } from './sends/producers.js';
import { EVENTS, ReplyQueue } from './sends/reply-queue.js';
import { inherit, mayMove, SentFrames, tellUnsentAgain, type UnansweredFrame } from './sends/sent-frames.js';

/** A master that never reads its replies is cut off here; far above what a window and a command list need. */
const MOST_REPLIES = 10_000;

/** What a connection leaves to the one that takes over. */
export interface Inheritance {
  /** Sent and not acknowledged, then not sent yet, in order. */
  frames: UnansweredFrame[];
  runs: IndexRun[];
}

/** See the file's head. */
export class Link implements SessionListener {
  readonly session: Session;
  readonly held = new HeldPoints(this);
  readonly meter: LinkMeter;
  /** Why the link ended; the shell closes the socket when it sees this set. */
  closeReason: CloseReason | undefined;
  /** Low and high octet of the CA. */
  readonly caLow: number;
  readonly caHigh: number;
  /** Wall time behind the octets that `timeTag` gave last, ms since 1970. */
  tagWallMs = 0;

  private readonly deframer = new Deframer();
  private readonly producers = new Producers();
  private readonly replies = new ReplyQueue();
  /** Before anything else: end of initialization, then frames of the connection before this one, oldest first. */
  private readonly inherited = new ReplyQueue<UnansweredFrame>();
  private readonly sent: SentFrames;
  private startedBefore = false;

  constructor(
    readonly rtu: Rtu,
    /** The peer as `address:port`, for logs. */
    readonly peer: string,
    readonly outbox: Outbox,
    nowMs: number,
  ) {
    this.session = new Session(rtu.parameters, outbox, this, nowMs);
    this.sent = new SentFrames(this.session.ringMask + 1);
    this.meter = new LinkMeter(this, nowMs);
    this.caLow = rtu.ca & 0xff;
    this.caHigh = rtu.ca >> 8;
  }

  /** Whether data transfer is started. */
  get isStarted(): boolean {
    return this.session.state === 'started';
  }

  /** Takes octets from the socket (only lent). What must not wait is in the outbox then; `pump` adds what waits for the window. */
  receive(octets: Uint8Array, length: number, nowMs: number): void {
    if (this.closeReason !== undefined) return;
    this.rtu.counters[COUNTER.OCTETS_RECEIVED] += length;
    this.nowMs = nowMs;
    const fault = this.deframer.push(octets, length, this.onApdu);
    if (fault !== undefined) {
      const what = fault.code === 'BAD_START' ? 'start octet' : 'length octet';
      const expected = fault.code === 'BAD_START' ? '0x68' : '4…253';
      const hex = fault.octet.toString(16).padStart(2, '0');
      this.session.close(fault.code, `${what} 0x${hex}, expected ${expected}`, nowMs);
    }
  }

  /** Does what is due by time. */
  tick(nowMs: number): void {
    this.session.tick(nowMs);
    this.producers.tick(this, nowMs);
    this.held.tick(nowMs);
    this.pump(nowMs);
  }

  /** When `tick` has something to do at the earliest, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    return Math.min(this.session.nextDeadline(), this.held.nextDeadline(), this.producers.nextDeadline());
  }

  /** Ends the link from this side, or tells it that the peer did. */
  close(code: CloseReason['code'], detail: string, nowMs: number): void {
    this.session.close(code, detail, nowMs);
  }

  /** Queues a reply ASDU; replies and events go before producers' frames, in order. */
  reply(asdu: Uint8Array): void {
    this.replies.push({ asdu, kind: 'reply' });
  }

  /** The reply queued last ends the answer to a command that came at `askedMs`. */
  timeLastReply(askedMs: number): void {
    const { last } = this.replies;
    if (last?.kind === 'reply') last.askedMs = askedMs;
  }

  /** Queues a reply ASDU before all that waits, inherited frames too. */
  replyFirst(asdu: Uint8Array): void {
    this.inherited.pushFirst({ asdu, kind: 'reply' });
  }

  /** Queues an ASDU with one signal; the shell serves this link after the one it serves now. */
  sendEvent(asdu: Uint8Array): void {
    this.rtu.counters[COUNTER.SIGNALS_OFFERED]++;
    this.replies.push({ asdu, kind: 'event' });
    this.limitReplies(this.nowMs);
    this.rtu.wake(this);
  }

  /** Adds a producer to those that take turns. */
  addProducer(producer: Producer): void {
    this.producers.add(producer);
  }

  /** The interrogation of this kind that runs, if any; with `cot`, the one whose data have this cause. */
  findInterrogation(kind: InterrogationKind, cot?: number): Interrogation | undefined {
    return this.producers.all.find(
      (producer): producer is Interrogation =>
        producer.kind === kind &&
        !producer.done &&
        (cot === undefined || (producer as Interrogation).cot === cot),
    );
  }

  /** Index runs on this link that aren't over. */
  runs(): IndexRun[] {
    return this.producers.all.filter(
      (producer): producer is IndexRun => producer.kind === 'index' && !producer.done,
    );
  }

  /** Octets of the time tag for frames built now; also sets `tagWallMs`. */
  timeTag(nowMs: number): Uint8Array {
    const { timeTag } = this.rtu;
    this.tagWallMs = this.rtu.wallMs(nowMs);
    timeTag.set(this.tagWallMs);
    return timeTag.octets;
  }

  /** Octets of the time tag of a wall time in ms since 1970. */
  timeTagOf(wallMs: number): Uint8Array {
    const { timeTag } = this.rtu;
    this.tagWallMs = wallMs;
    timeTag.set(wallMs);
    return timeTag.octets;
  }

  /** A producer has just written one I frame with `signals` signals. */
  sentBy(producer: Producer, signals: number): void {
    const place = (this.session.sendState - 1) & this.session.ringMask;
    this.sent.producer[place] = producer;
    this.sent.signals[place] = signals;
  }

  /** An index send has just written one I frame with `count` rows from `row`, tagged with `tagWallMs`. */
  sentRows(run: IndexRun, row: number, count: number): void {
    const place = (this.session.sendState - 1) & this.session.ringMask;
    const { sent } = this;
    sent.producer[place] = run;
    sent.signals[place] = count;
    sent.row[place] = row;
    sent.wallMs[place] = this.tagWallMs;
  }

  /** The frame of an index send written last had this ASDU: values that are not the rows'. */
  keepAsdu(asdu: Uint8Array): void {
    this.sent.event[(this.session.sendState - 1) & this.session.ringMask] = asdu;
  }

  /** Leaves events and index sends to the connection of the group that takes over; what else runs here is lost. */
  handOver(nowMs: number): Inheritance {
    const { sent } = this;
    const frames = [...sent.takeUnanswered(this), ...this.takeInherited()];
    for (const queued of this.replies.takeAll()) {
      if (queued.kind === 'reply') continue;
      if (mayMove(queued.asdu)) frames.push(queued);
      else EVENTS.lost(this, 1, nowMs);
    }
    const runs = this.runs();
    this.producers.remove((producer) => producer.kind === 'index');
    return { frames, runs };
  }

  /** Goes on where another connection of the group was. */
  inherit({ frames, runs }: Inheritance): void {
    for (const frame of inherit(frames)) this.inherited.push(frame);
    this.producers.add(...runs);
  }

  /** Fills the window: what was inherited, then replies and events, then the producers in turn. */
  pump(nowMs: number): void {
    const { session } = this;
    const before = session.sendState;
    let room = session.room;
    while (room > 0) {
      if (this.inherited.length > 0 || this.replies.length > 0) {
        this.writeWaiting(nowMs);
        room--;
        continue;
      }
      if (this.producers.all.length === 0) break;
      const frames = this.producers.fill(this, room, nowMs);
      if (frames === 0 && this.replies.length === 0) break;
      room = session.room;
    }
    const sent = (session.sendState - before) & 0x7fff;
    if (sent > 0) {
      const { counters } = this.rtu;
      counters[COUNTER.I_SENT] += sent;
      counters[COUNTER.OUTSTANDING] += sent;
      counters[COUNTER.SEND_STATE] = session.sendState;
    }
    this.meter.noteOldestUnacked();
    if (room === 0 && session.state === 'started' && this.hasWaiting()) this.meter.stall(nowMs);
    else this.meter.endStall(nowMs);
  }

  // SessionListener

  started(nowMs: number): void {
    const first = !this.startedBefore;
    this.startedBefore = true;
    if (first) this.meter.started(nowMs);
    this.rtu.linkStarted(this, first, nowMs);
  }

  stopped(nowMs: number): void {
    this.endWaiting(nowMs);
    this.rtu.linkStopped(this);
  }

  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    const { counters } = this.rtu;
    counters[COUNTER.I_RECEIVED]++;
    counters[COUNTER.RECEIVE_STATE] = this.session.receiveState;
    handleRequest(this, octets, at, end, nowMs);
    this.limitReplies(nowMs);
  }

  acknowledged(first: number, count: number, nowMs: number): void {
    const { counters } = this.rtu;
    const { ringMask, sentAtMs } = this.session;
    const { sent, meter } = this;
    const { sentList } = this.rtu;
    let signals = 0;
    // Frames written in one go were written at one instant: one entry in the histogram.
    let writtenMs = sentAtMs[first & ringMask];
    let together = 0;
    for (let i = 0; i < count; i++) {
      const place = (first + i) & ringMask;
      if (sentAtMs[place] !== writtenMs) {
        meter.acknowledged(nowMs - writtenMs, together);
        writtenMs = sentAtMs[place];
        together = 0;
      }
      together++;
      const producer = sent.producer[place];
      if (producer === undefined) continue;
      if (sentList !== undefined) sent.tell(sentList, this, place, { writtenMs, acknowledgedMs: nowMs });
      sent.producer[place] = undefined;
      if (sent.event[place] !== undefined) sent.event[place] = undefined;
      producer.acknowledged(this, sent.signals[place], nowMs);
      signals += sent.signals[place];
    }
    meter.acknowledged(nowMs - writtenMs, together);
    counters[COUNTER.SIGNALS_ACKNOWLEDGED] += signals;
    counters[COUNTER.OUTSTANDING] -= count;
    counters[COUNTER.ACK_COUNT] += count;
    counters[COUNTER.ACKS]++;
    meter.endStall(nowMs);
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
    const { counters } = this.rtu;
    const { session } = this;
    counters[COUNTER.OUTSTANDING] -= session.outstanding;
    this.meter.closed(nowMs);
    this.tellUnacknowledged();
    const lost = this.sent.takeAll(session.acknowledgeState, session.sendState, session.ringMask);
    for (const [producer, signals] of lost) producer.lost(this, signals, nowMs);
    this.endWaiting(nowMs);
    this.rtu.linkClosed(this, reason, nowMs);
    this.meter.noteOldestUnacked();
  }

  /** A telegram of the master, for runs whose filter waits for it. */
  telegram(telegram: Telegram, nowMs: number): boolean {
    let met = false;
    for (const run of this.runs()) if (run.telegram(this, telegram, nowMs)) met = true;
    return met;
  }

  private nowMs = 0;
  private readonly onApdu = (octets: Uint8Array, at: number, end: number): boolean =>
    this.session.receive(octets, at, end, this.nowMs);

  /** Writes what waits longest. */
  private writeWaiting(nowMs: number): void {
    const waiting = this.inherited.shift() ?? this.replies.shift();
    if (waiting === undefined) return;
    if (waiting.kind === 'rows') {
      waiting.run.fillAgain(this, waiting, nowMs);
      return;
    }
    const { asdu, kind } = waiting;
    const askedMs = kind === 'again' ? undefined : waiting.askedMs;
    const at = this.session.beginI(asdu.length, nowMs);
    this.outbox.octets.set(asdu, at);
    const place = (this.session.sendState - 1) & this.session.ringMask;
    if (kind === 'reply') {
      this.sent.noteReply(place, askedMs === undefined ? undefined : new CommandTrip(askedMs));
      return;
    }
    this.sentBy(EVENTS, 1);
    this.sent.event[place] = asdu;
    this.rtu.counters[kind === 'again' ? COUNTER.SIGNALS_RESENT : COUNTER.SIGNALS_SENT]++;
  }

  /** Nothing more is sent on this link: sends and interrogations end, selections are free, waiting events are lost. */
  private endWaiting(nowMs: number): void {
    for (const producer of this.producers.takeAll()) if (!producer.done) producer.lost(this, 0, nowMs);
    const inherited = this.takeInherited();
    tellUnsentAgain(this.rtu.sentList, inherited);
    for (const frame of inherited) {
      if (frame.kind === 'rows') frame.run.lost(this, frame.count, nowMs);
      else EVENTS.lost(this, 1, nowMs);
    }
    for (const { kind } of this.replies.takeAll()) if (kind === 'event') EVENTS.lost(this, 1, nowMs);
    this.held.freeAll();
  }

  /** For the sent list: these frames were written, and nobody will ever say that they came. */
  private tellUnacknowledged(): void {
    const { session, sent, rtu } = this;
    const { ringMask, sentAtMs } = session;
    if (rtu.sentList === undefined) return;
    for (let n = session.acknowledgeState; n !== session.sendState; n = (n + 1) & 0x7fff) {
      const times = { writtenMs: sentAtMs[n & ringMask], acknowledgedMs: Number.NaN };
      sent.tell(rtu.sentList, this, n & ringMask, times);
    }
  }

  /** Takes what waits with signals; an end of initialization that could not be sent is due again. */
  private takeInherited(): UnansweredFrame[] {
    const frames = this.inherited.takeAll();
    const signals = frames.filter(({ kind }) => kind !== 'reply');
    if (signals.length < frames.length) this.rtu.initializationUnsent();
    return signals;
  }

  private limitReplies(nowMs: number): void {
    if (this.replies.length <= MOST_REPLIES) return;
    this.session.close('REPLIES_OVERFLOW', `${MOST_REPLIES} replies wait for the window`, nowMs);
  }

  /** Whether anything waits for the window. */
  private hasWaiting(): boolean {
    return this.inherited.length > 0 || this.replies.length > 0 || this.producers.anyReady;
  }
}
