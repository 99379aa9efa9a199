/**
 * One connection of an RTU: its session, the replies that wait for the window, and the producers that take turns on it.
 * Everything goes through the window (k); what has to wait is parked here until an acknowledgement (`spec.md` §3).
 */
import { Deframer } from '../codec/deframer.js';
import { COUNTER } from './counters.js';
import { HeldPoints } from './held-points.js';
import type { IndexRun, Telegram } from './index-run.js';
import type { Interrogation, InterrogationKind } from './interrogation.js';
import type { Outbox } from './outbox.js';
import type { Producer } from './producer.js';
import { EVENTS, ReplyQueue } from './reply-queue.js';
import { handleRequest } from './requests.js';
import type { Rtu } from './rtu.js';
import { inherit, mayMove, SentFrames, type UnansweredFrame } from './sent-frames.js';
import { type CloseReason, Session, type SessionListener } from './session.js';

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
  /** Why the link ended; the shell closes the socket when it sees this set. */
  closeReason: CloseReason | undefined;
  /** Low and high octet of the CA. */
  readonly caLow: number;
  readonly caHigh: number;
  /** Wall time behind the octets that `timeTag` gave last, ms since 1970. */
  tagWallMs = 0;

  private readonly deframer = new Deframer();
  private readonly producers: Producer[] = [];
  private turn = 0;
  private readonly replies = new ReplyQueue();
  /** Before anything else: end of initialization, then frames of the connection before this one, oldest first. */
  private readonly inherited = new ReplyQueue<UnansweredFrame>();
  private readonly sent: SentFrames;
  private stalledSinceMs = Number.NaN;
  private lastTestFrameMs = Number.NaN;
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
    for (let i = this.producers.length - 1; i >= 0; i--) {
      const producer = this.producers[i];
      if (nowMs >= producer.nextDeadline()) producer.tick(this, nowMs);
    }
    this.dropDone();
    this.held.tick(nowMs);
    this.pump(nowMs);
  }

  /** When `tick` has something to do at the earliest, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    let next = Math.min(this.session.nextDeadline(), this.held.nextDeadline());
    for (const producer of this.producers) next = Math.min(next, producer.nextDeadline());
    return next;
  }

  /** Ends the link from this side, or tells it that the peer did. */
  close(code: CloseReason['code'], detail: string, nowMs: number): void {
    this.session.close(code, detail, nowMs);
  }

  /** Queues a reply ASDU; replies and events go before producers' frames, in order. */
  reply(asdu: Uint8Array): void {
    this.replies.push({ asdu, kind: 'reply' });
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
    this.producers.push(producer);
  }

  /** The interrogation of this kind that runs, if any; with `cot`, the one whose data have this cause. */
  findInterrogation(kind: InterrogationKind, cot?: number): Interrogation | undefined {
    return this.producers.find(
      (producer): producer is Interrogation =>
        producer.kind === kind &&
        !producer.done &&
        (cot === undefined || (producer as Interrogation).cot === cot),
    );
  }

  /** Index runs on this link that aren't over. */
  runs(): IndexRun[] {
    return this.producers.filter(
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

  /** Leaves events and index sends to the connection of the group that takes over; what else runs here is lost. */
  handOver(): Inheritance {
    const { session, sent } = this;
    const frames = [
      ...sent.takeUnanswered(session.acknowledgeState, session.sendState, session.ringMask),
      ...this.takeInherited(),
    ];
    for (const queued of this.replies.takeAll()) {
      if (queued.kind === 'reply') continue;
      if (mayMove(queued.asdu)) frames.push(queued);
      else EVENTS.lost(this, 1);
    }
    const runs = this.runs();
    this.removeProducers((producer) => producer.kind === 'index');
    return { frames, runs };
  }

  /** Goes on where another connection of the group was. */
  inherit({ frames, runs }: Inheritance): void {
    for (const frame of inherit(frames)) this.inherited.push(frame);
    this.producers.push(...runs);
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
      if (this.producers.length === 0) break;
      const frames = this.turnOf(nowMs, room);
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
    if (room === 0 && session.state === 'started') this.noteStall(nowMs);
  }

  // SessionListener

  started(nowMs: number): void {
    const first = !this.startedBefore;
    this.startedBefore = true;
    this.rtu.linkStarted(this, first, nowMs);
  }

  stopped(): void {
    this.endWaiting();
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
    const { sent } = this;
    let signals = 0;
    let sumMs = 0;
    let maxMs = counters[COUNTER.ACK_MAX_MS];
    for (let i = 0; i < count; i++) {
      const place = (first + i) & ringMask;
      const latencyMs = nowMs - sentAtMs[place];
      sumMs += latencyMs;
      if (latencyMs > maxMs) maxMs = latencyMs;
      const producer = sent.producer[place];
      if (producer === undefined) continue;
      sent.producer[place] = undefined;
      if (producer === EVENTS) sent.event[place] = undefined;
      producer.acknowledged(this, sent.signals[place]);
      signals += sent.signals[place];
    }
    counters[COUNTER.SIGNALS_ACKNOWLEDGED] += signals;
    counters[COUNTER.OUTSTANDING] -= count;
    counters[COUNTER.ACK_COUNT] += count;
    counters[COUNTER.ACK_SUM_MS] += sumMs;
    counters[COUNTER.ACK_MAX_MS] = maxMs;
    if (!Number.isNaN(this.stalledSinceMs)) this.endStall(nowMs);
  }

  testFrame(nowMs: number): void {
    const periodMs = nowMs - this.lastTestFrameMs;
    this.lastTestFrameMs = nowMs;
    this.rtu.testFrame(this, periodMs);
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
    const lost = this.sent.takeAll(session.acknowledgeState, session.sendState, session.ringMask);
    for (const [producer, signals] of lost) producer.lost(this, signals);
    this.endWaiting();
    if (!Number.isNaN(this.stalledSinceMs)) this.endStall(nowMs);
    this.rtu.linkClosed(this, reason, nowMs);
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

  /** One producer fills; several get one frame each in turn. */
  private turnOf(nowMs: number, room: number): number {
    const { producers } = this;
    let frames = 0;
    if (producers.length === 1) {
      frames = producers[0].fill(this, room, nowMs);
    } else {
      for (let tried = 0; tried < producers.length && frames === 0; tried++) {
        this.turn = (this.turn + 1) % producers.length;
        frames = producers[this.turn].fill(this, 1, nowMs);
      }
    }
    this.dropDone();
    return frames;
  }

  private dropDone(): void {
    this.removeProducers((producer) => producer.done);
  }

  /** Writes what waits longest. */
  private writeWaiting(nowMs: number): void {
    const waiting = this.inherited.shift() ?? this.replies.shift();
    if (waiting === undefined) return;
    if (waiting.kind === 'rows') {
      waiting.run.fillAgain(this, waiting.row, waiting.count, waiting.wallMs, nowMs);
      return;
    }
    const { asdu, kind } = waiting;
    const at = this.session.beginI(asdu.length, nowMs);
    this.outbox.octets.set(asdu, at);
    const place = (this.session.sendState - 1) & this.session.ringMask;
    if (kind === 'reply') {
      this.sent.noteReply(place);
      return;
    }
    this.sentBy(EVENTS, 1);
    this.sent.event[place] = asdu;
    this.rtu.counters[kind === 'again' ? COUNTER.SIGNALS_RESENT : COUNTER.SIGNALS_SENT]++;
  }

  /** Nothing more is sent on this link: sends and interrogations end, selections are free, waiting events are lost. */
  private endWaiting(): void {
    for (const producer of this.producers.splice(0)) if (!producer.done) producer.lost(this, 0);
    for (const frame of this.takeInherited()) {
      if (frame.kind === 'rows') frame.run.lost(this, frame.count);
      else EVENTS.lost(this, 1);
    }
    for (const { kind } of this.replies.takeAll()) if (kind === 'event') EVENTS.lost(this, 1);
    this.held.freeAll();
  }

  /** Takes what waits with signals; an end of initialization that could not be sent is due again. */
  private takeInherited(): UnansweredFrame[] {
    const frames = this.inherited.takeAll();
    const signals = frames.filter(({ kind }) => kind !== 'reply');
    if (signals.length < frames.length) this.rtu.initializationUnsent();
    return signals;
  }

  private removeProducers(which: (producer: Producer) => boolean): void {
    for (let i = this.producers.length - 1; i >= 0; i--) {
      if (!which(this.producers[i])) continue;
      this.producers.splice(i, 1);
      // The turn stays with the same producer: nobody is passed over because another has ended.
      if (i <= this.turn) this.turn--;
    }
  }

  private limitReplies(nowMs: number): void {
    if (this.replies.length <= MOST_REPLIES) return;
    this.session.close('REPLIES_OVERFLOW', `${MOST_REPLIES} replies wait for the window`, nowMs);
  }

  private noteStall(nowMs: number): void {
    if (!Number.isNaN(this.stalledSinceMs)) return;
    const waiting = this.inherited.length + this.replies.length;
    if (waiting === 0 && !this.producers.some((producer) => producer.ready)) return;
    this.stalledSinceMs = nowMs;
    this.rtu.counters[COUNTER.STALLS]++;
  }

  private endStall(nowMs: number): void {
    this.rtu.counters[COUNTER.STALL_MS] += nowMs - this.stalledSinceMs;
    this.stalledSinceMs = Number.NaN;
  }
}
