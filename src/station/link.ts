/**
 * One connection of an RTU: its session, the replies that wait for the window, and the producers that take turns on it.
 * Everything goes through the window (k); what has to wait is parked here until an acknowledgement (`spec.md` §3).
 */
import { Deframer } from '../codec/deframer.js';
import { COUNTER } from './counters.js';
import type { IndexRun, Telegram } from './index-run.js';
import { Interrogation } from './interrogation.js';
import type { Outbox } from './outbox.js';
import type { Producer } from './producer.js';
import { handleRequest } from './requests.js';
import type { Rtu } from './rtu.js';
import { type CloseReason, Session, type SessionListener } from './session.js';

/** A master that never reads its replies is cut off here; far above what a window and a command list need. */
const MOST_REPLIES = 10_000;

/** See the file's head. */
export class Link implements SessionListener {
  readonly session: Session;
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
  private replies: Uint8Array[] = [];
  private replyAt = 0;
  /** Who sent an outstanding frame and with how many signals, by place in the session's ring. */
  private readonly sentProducer: (Producer | undefined)[];
  private readonly sentSignals: Uint8Array;
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
    this.sentProducer = new Array(this.session.ringMask + 1).fill(undefined);
    this.sentSignals = new Uint8Array(this.session.ringMask + 1);
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
    this.pump(nowMs);
  }

  /** When `tick` has something to do at the earliest, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    let next = this.session.nextDeadline();
    for (const producer of this.producers) next = Math.min(next, producer.nextDeadline());
    return next;
  }

  /** Ends the link from this side, or tells it that the peer did. */
  close(code: CloseReason['code'], detail: string, nowMs: number): void {
    this.session.close(code, detail, nowMs);
  }

  /** Queues a reply ASDU; replies go before producers' frames, in order. */
  reply(asdu: Uint8Array): void {
    this.replies.push(asdu);
  }

  /** Adds a producer to those that take turns. */
  addProducer(producer: Producer): void {
    this.producers.push(producer);
  }

  /** The interrogation running with this QOI, if any. */
  findInterrogation(): Interrogation | undefined {
    return this.producers.find(
      (producer): producer is Interrogation => producer instanceof Interrogation && !producer.done,
    );
  }

  /** Index runs on this link. */
  *runs(): Generator<IndexRun> {
    for (const producer of this.producers)
      if (!(producer instanceof Interrogation)) yield producer as IndexRun;
  }

  /** Octets of the time tag for frames built now; also sets `tagWallMs`. */
  timeTag(nowMs: number): Uint8Array {
    const { timeTag } = this.rtu;
    this.tagWallMs = this.rtu.wallMs(nowMs);
    timeTag.set(this.tagWallMs);
    return timeTag.octets;
  }

  /** A producer has just written one I frame with `signals` signals. */
  sentBy(producer: Producer, signals: number): void {
    const place = (this.session.sendState - 1) & this.session.ringMask;
    this.sentProducer[place] = producer;
    this.sentSignals[place] = signals;
  }

  /** Fills the window: replies first, then the producers in turn. */
  pump(nowMs: number): void {
    const { session } = this;
    const before = session.sendState;
    let room = session.room;
    while (room > 0) {
      if (this.replyAt < this.replies.length) {
        this.writeReply(nowMs);
        room--;
        continue;
      }
      if (this.producers.length === 0) break;
      const frames = this.turnOf(nowMs, room);
      if (frames === 0 && this.replyAt === this.replies.length) break;
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

  stopped(nowMs: number): void {
    this.endProducers();
    this.rtu.linkStopped(this, 'stopdt', nowMs);
  }

  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    const { counters } = this.rtu;
    counters[COUNTER.I_RECEIVED]++;
    counters[COUNTER.RECEIVE_STATE] = this.session.receiveState;
    handleRequest(this, octets, at, end, nowMs);
    if (this.replies.length - this.replyAt > MOST_REPLIES) {
      this.session.close('REPLIES_OVERFLOW', `${MOST_REPLIES} replies wait for the window`, nowMs);
    }
  }

  acknowledged(first: number, count: number, nowMs: number): void {
    const { counters } = this.rtu;
    const { ringMask, sentAtMs } = this.session;
    let signals = 0;
    let sumMs = 0;
    let maxMs = counters[COUNTER.ACK_MAX_MS];
    for (let i = 0; i < count; i++) {
      const place = (first + i) & ringMask;
      const latencyMs = nowMs - sentAtMs[place];
      sumMs += latencyMs;
      if (latencyMs > maxMs) maxMs = latencyMs;
      const producer = this.sentProducer[place];
      if (producer === undefined) continue;
      this.sentProducer[place] = undefined;
      producer.acknowledged(this, this.sentSignals[place]);
      signals += this.sentSignals[place];
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
    this.loseOutstanding();
    this.endProducers();
    this.replies = [];
    this.replyAt = 0;
    if (!Number.isNaN(this.stalledSinceMs)) this.endStall(nowMs);
    this.rtu.linkClosed(this, reason, nowMs);
  }

  /** A telegram of the master, for runs whose filter waits for it. */
  telegram(telegram: Telegram): boolean {
    let met = false;
    for (const run of this.runs()) if (run.telegram(this, telegram)) met = true;
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
    for (let i = this.producers.length - 1; i >= 0; i--) {
      if (this.producers[i].done) this.producers.splice(i, 1);
    }
  }

  private writeReply(nowMs: number): void {
    const asdu = this.replies[this.replyAt++];
    const at = this.session.beginI(asdu.length, nowMs);
    this.outbox.octets.set(asdu, at);
    const place = (this.session.sendState - 1) & this.session.ringMask;
    this.sentProducer[place] = undefined;
    if (this.replyAt === this.replies.length) {
      this.replies = [];
      this.replyAt = 0;
    }
  }

  private loseOutstanding(): void {
    const { session } = this;
    const lost = new Map<Producer, number>();
    for (let n = session.acknowledgeState; n !== session.sendState; n = (n + 1) & 0x7fff) {
      const place = n & session.ringMask;
      const producer = this.sentProducer[place];
      if (producer === undefined) continue;
      lost.set(producer, (lost.get(producer) ?? 0) + this.sentSignals[place]);
      this.sentProducer[place] = undefined;
    }
    for (const [producer, signals] of lost) producer.lost(this, signals);
  }

  private endProducers(): void {
    for (const producer of this.producers.splice(0)) if (!producer.done) producer.lost(this, 0);
  }

  private noteStall(nowMs: number): void {
    if (!Number.isNaN(this.stalledSinceMs)) return;
    const waits = this.replyAt < this.replies.length || this.producers.some((producer) => producer.ready);
    if (!waits) return;
    this.stalledSinceMs = nowMs;
    this.rtu.counters[COUNTER.STALLS]++;
  }

  private endStall(nowMs: number): void {
    this.rtu.counters[COUNTER.STALL_MS] += nowMs - this.stalledSinceMs;
    this.stalledSinceMs = Number.NaN;
  }
}
