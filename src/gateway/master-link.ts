/** The gateway's connection to a master: the session of a controlled station, and its place in the ring of the RTU's ASDUs. */
import { MAX_APDU_OCTETS, sequenceAfter } from '../codec/apci.js';
import type { ReadBudget } from '../station/apci/read-budget.js';
import { FIRST_NUMBERS, type SequenceNumbers, Session } from '../station/apci/session.js';
import type { SessionListener } from '../station/apci/session-listener.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import type { AsduRing } from './asdu-ring.js';
import { MASTER_COUNTER } from './counters.js';
import type { GroupSettings, MasterPort } from './definition.js';
import type { Master } from './parties.js';
import type { GatewayCloseCode, GatewayCloseReason, GatewayLink, GroupHost } from './ports.js';

/** Octets that may wait for a master to read besides a full window. */
const MORE_UNREAD_OCTETS = 65_536;
/** Own answers that may wait for the window; a master that asks on without taking them is closed. */
const MOST_REPLIES = 1024;
/** Marks the place of a frame that holds an answer of the gateway's own. */
const OWN = -1;

/** What a link tells its group. A listener may close the link. */
export interface MasterLinkListener {
  started(master: MasterLink, nowMs: number): void;
  stopped(master: MasterLink, nowMs: number): void;
  asdu(master: MasterLink, octets: Uint8Array, at: number, end: number, nowMs: number): void;
  /** ASDUs were written to it, or it acknowledged some: its place in the ring has moved. */
  moved(master: MasterLink, nowMs: number): void;
  /** I frames were written to it, and acknowledged by it. */
  wrote(frames: number): void;
  acknowledged(frames: number): void;
  octets(received: number, sent: number): void;
  unexpected(master: MasterLink, what: string, nowMs: number): void;
  closed(master: MasterLink, reason: GatewayCloseReason, nowMs: number): void;
}

/** Who the master is, and where it counts. */
export interface MasterIdentity {
  readonly peer: string;
  readonly address: string;
  /** Its place in the table, and the number of its connection in the group. */
  readonly place: number;
  readonly connection: number;
  readonly oa: number;
  readonly mayWrite: boolean;
  readonly port: MasterPort;
  /** `MASTER_COUNTER`. */
  readonly counters: Float64Array;
  readonly lag: LatencyRow;
}

/** An answer of the gateway's own. */
interface OwnReply {
  readonly asdu: Uint8Array;
  /** It goes out when the RTU's ASDUs below this number have. */
  readonly behind: number;
}

/** One connection; used once. */
export class MasterLink implements GatewayLink, Master {
  readonly side = 'master';
  readonly link = this;
  closeReason: GatewayCloseReason | undefined;
  readonly mostUnreadOctets: number;
  /** Number of the ASDU that it gets next, if it is for it. */
  next = 0;
  /** All below were acknowledged, or are not for it. */
  acknowledged = 0;
  /** What was kept for it when it was started lies below. */
  private keptUntil = 0;
  private readonly session: Session;
  /** Numbers of the ASDUs in frames without acknowledgement, by place of the session. */
  private readonly sent: Float64Array;
  /** Frames without acknowledgement from before its latest start. */
  private older = 0;
  /** 1: an ASDU that was under way when it stopped and that nobody else gets, by place. */
  private readonly owed: Uint8Array;
  private readonly replies: OwnReply[] = [];
  private ending: GatewayCloseReason | undefined;
  private testFrameMs = Number.NaN;

  constructor(
    readonly identity: MasterIdentity,
    private readonly settings: Pick<
      GroupSettings,
      'k' | 'w' | 't1Ms' | 't2Ms' | 't3Ms' | 'idleMs' | 'rtuNumber'
    >,
    private readonly ring: AsduRing<Master>,
    private readonly host: Pick<GroupHost, 'outbox' | 'wake'>,
    private readonly listener: MasterLinkListener,
    nowMs: number,
    first: SequenceNumbers = FIRST_NUMBERS,
  ) {
    const { k, w, t1Ms, t2Ms, t3Ms, idleMs } = settings;
    const parameters = { k, w, t1Ms, t2Ms, t3Ms, idleMs, testfr: 'standard' } as const;
    this.session = new Session(parameters, host.outbox, this.sessionListener(), nowMs, first);
    this.sent = new Float64Array(this.session.places).fill(OWN);
    this.owed = new Uint8Array(this.session.places);
    this.mostUnreadOctets = k * MAX_APDU_OCTETS + MORE_UNREAD_OCTETS;
  }

  get peer(): string {
    return this.identity.peer;
  }

  get address(): string {
    return this.identity.address;
  }

  get oa(): number {
    return this.identity.oa;
  }

  get isStarted(): boolean {
    return this.closeReason === undefined && this.session.state === 'started';
  }

  /** It was started: it gets the RTU's ASDUs from number `from` on. */
  begin(from: number): void {
    this.next = from;
    this.acknowledged = from;
    this.keptUntil = this.ring.head;
    this.older = this.session.outstanding;
  }

  /** ASDUs that it is behind another master which gets number `fastest` next. What was kept for it before does not count. */
  behind(fastest: number): number {
    return Math.max(0, fastest - Math.max(this.next, this.keptUntil));
  }

  reply(asdu: Uint8Array): void {
    if (!this.isStarted || this.ending !== undefined) return;
    this.replies.push({ asdu, behind: this.ring.head });
    this.host.wake(this);
  }

  /** Ends the link when what waits has been written as far as the window lets; at once if it is not started. */
  endSoon(code: GatewayCloseCode, detail: string): void {
    if (this.closeReason !== undefined) return;
    this.ending ??= { code, detail };
    this.host.wake(this);
  }

  /** Queues an ASDU of the gateway's own before everything else. */
  replyFirst(asdu: Uint8Array): void {
    this.replies.unshift({ asdu, behind: 0 });
    this.host.wake(this);
  }

  /** How many ASDUs are for it that it has not acknowledged. */
  get missing(): number {
    return this.underWay().filter((place) => this.sent[place] !== OWN).length + this.waiting('any');
  }

  /**
   * It has stopped. Returns how many of the ASDUs that wait it will not get; `own`: without those that are for all, because they are kept for
   * the next master. Those under way it may still acknowledge; what it does not, `lost` counts.
   */
  leave(which: 'any' | 'own'): number {
    const { ring, sent } = this;
    for (const place of this.underWay()) {
      const isLost = sent[place] !== OWN && (which === 'any' || ring.recipientsOf(sent[place]) !== 'all');
      this.owed[place] = isLost ? 1 : 0;
    }
    return this.waiting(which);
  }

  /** Once its link has ended: ASDUs that were under way when it stopped and that it has not acknowledged. */
  get lost(): number {
    return this.owed.reduce((sum, owed) => sum + owed, 0);
  }

  /** Places of the frames since its start that are not acknowledged. */
  private underWay(): number[] {
    const { session, older } = this;
    const count = session.outstanding - older;
    return Array.from({ length: count }, (_, i) =>
      session.placeOf(sequenceAfter(session.acknowledgeState, older + i)),
    );
  }

  /** ASDUs for it that are not written; `own`: without those that are for all. */
  private waiting(which: 'any' | 'own'): number {
    let count = 0;
    for (let n = this.next; n < this.ring.head; n++) {
      const oa = this.oaFor(n);
      if (oa !== NOT_FOR_IT && (oa !== AS_IT_IS || which === 'any')) count++;
    }
    return count;
  }

  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number {
    const taken = this.session.receive(octets, length, nowMs, budget);
    this.listener.octets(taken, 0);
    return taken;
  }

  written(octets: number, nowMs: number): void {
    this.session.written(nowMs);
    this.listener.octets(0, octets);
  }

  tick(nowMs: number, heardMs = nowMs): void {
    this.session.tick(nowMs, heardMs);
  }

  nextDeadline(): number {
    return this.session.nextDeadline();
  }

  pump(nowMs: number): void {
    if (this.closeReason !== undefined) return;
    const { session, ring, replies } = this;
    const atFirst = session.room;
    let room = atFirst;
    const before = this.next;
    while (this.isStarted) {
      if (replies.length > 0 && replies[0].behind <= this.next) {
        if (room === 0) break;
        this.writeReply(replies.shift() as OwnReply, nowMs);
        room--;
      } else if (this.next < ring.head) {
        // Behind a closed window, too: what is not for it must not make it a laggard.
        const oa = this.oaFor(this.next);
        if (oa !== NOT_FOR_IT) {
          if (room === 0) break;
          this.writeFromRing(this.next, oa, nowMs);
          room--;
        }
        this.next++;
      } else break;
    }
    if (session.outstanding === 0) this.noteNothingOpen();
    if (room < atFirst) this.listener.wrote(atFirst - room);
    if (this.next !== before) this.listener.moved(this, nowMs);
    this.count(nowMs);
    if (this.ending !== undefined) this.close(this.ending.code, this.ending.detail, nowMs);
    else if (replies.length > MOST_REPLIES) {
      this.close('REPLIES_OVERFLOW', `${replies.length} answers wait for the window`, nowMs);
    }
  }

  close(code: GatewayCloseCode, detail: string, nowMs: number): void {
    if (this.closeReason !== undefined) return;
    this.end({ code, detail }, nowMs);
    // The session knows its own reasons only; it is over in any case.
    this.session.close('SHUTDOWN', detail, nowMs);
  }

  private end(reason: GatewayCloseReason, nowMs: number): void {
    if (this.closeReason !== undefined) return;
    this.closeReason = reason;
    this.replies.length = 0;
    this.listener.closed(this, reason, nowMs);
  }

  /** Writes the ASDU of a number, which bears this OA. */
  private writeFromRing(number: number, oa: number, nowMs: number): void {
    const { session, ring, host } = this;
    const at = session.beginI(ring.lengthOf(number), nowMs);
    const { octets } = host.outbox;
    ring.copy(number, octets, at);
    if (oa !== AS_IT_IS) octets[at + 3] = oa;
    this.translateCa(octets, at);
    this.sent[session.lastPlace] = number;
    this.identity.lag.record(nowMs - ring.readMs(number), 1);
    this.identity.counters[MASTER_COUNTER.FRAMES]++;
  }

  private writeReply({ asdu }: OwnReply, nowMs: number): void {
    const { session, host } = this;
    const at = session.beginI(asdu.length, nowMs);
    host.outbox.octets.set(asdu, at);
    this.sent[session.lastPlace] = OWN;
    this.identity.counters[MASTER_COUNTER.FRAMES]++;
  }

  /** In files of the older form a master may have another CA for the RTU. */
  private translateCa(octets: Uint8Array, at: number): void {
    const { masterCa } = this.identity.port;
    if (masterCa === undefined || (octets[at + 4] | (octets[at + 5] << 8)) !== this.settings.rtuNumber)
      return;
    octets[at + 4] = masterCa & 0xff;
    octets[at + 5] = masterCa >> 8;
  }

  /** The OA that an ASDU of the ring bears for this master, or one of the marks below. */
  private oaFor(number: number): number {
    const recipients = this.ring.recipientsOf(number);
    if (recipients === 'all') return AS_IT_IS;
    // Answers to what it asked before it stopped.
    if (number < this.keptUntil) return NOT_FOR_IT;
    for (const { master, oa } of recipients) if (master === this) return oa;
    return NOT_FOR_IT;
  }

  private noteAcknowledged(first: number, count: number, nowMs: number): void {
    const { session, sent } = this;
    this.identity.counters[MASTER_COUNTER.ACKNOWLEDGED] += count;
    for (let i = 0; i < count; i++) {
      const place = session.placeOf(sequenceAfter(first, i));
      this.owed[place] = 0;
      if (sent[place] !== OWN) this.ring.acknowledge(sent[place]);
      if (sent[place] >= this.acknowledged) this.acknowledged = sent[place] + 1;
    }
    this.older = Math.max(0, this.older - count);
    if (session.outstanding === 0) this.noteNothingOpen();
    this.listener.acknowledged(count);
    this.listener.moved(this, nowMs);
    // The window has opened.
    if (this.isStarted) this.host.wake(this);
  }

  private noteNothingOpen(): void {
    if (this.next > this.acknowledged) this.acknowledged = this.next;
  }

  private count(nowMs: number): void {
    const { counters } = this.identity;
    const { ring, session, replies } = this;
    const waiting = this.isStarted ? ring.head - this.next + replies.length : 0;
    counters[MASTER_COUNTER.QUEUE] = waiting;
    if (waiting > counters[MASTER_COUNTER.QUEUE_MAX]) counters[MASTER_COUNTER.QUEUE_MAX] = waiting;
    counters[MASTER_COUNTER.OUTSTANDING] = session.outstanding;
    const sinceMs = counters[MASTER_COUNTER.STALLED_SINCE_MS];
    const isStalled = waiting > 0 && session.room === 0 && session.state === 'started';
    if (isStalled && sinceMs === 0) {
      counters[MASTER_COUNTER.STALLS]++;
      counters[MASTER_COUNTER.STALLED_SINCE_MS] = nowMs;
    } else if (!isStalled && sinceMs !== 0) {
      counters[MASTER_COUNTER.STALL_MS] += nowMs - sinceMs;
      counters[MASTER_COUNTER.STALLED_SINCE_MS] = 0;
    }
  }

  private noteTestFrame(nowMs: number): void {
    const { counters } = this.identity;
    const periodMs = nowMs - this.testFrameMs;
    this.testFrameMs = nowMs;
    if (Number.isNaN(periodMs)) return;
    const shortest = counters[MASTER_COUNTER.TESTFR_PERIOD_MS];
    if (shortest === 0 || periodMs < shortest) counters[MASTER_COUNTER.TESTFR_PERIOD_MS] = periodMs;
  }

  private sessionListener(): SessionListener {
    return {
      started: (nowMs) => this.listener.started(this, nowMs),
      stopped: (nowMs) => {
        this.replies.length = 0;
        this.listener.stopped(this, nowMs);
      },
      asdu: (octets, at, end, nowMs) => this.listener.asdu(this, octets, at, end, nowMs),
      acknowledged: (first, count, nowMs) => this.noteAcknowledged(first, count, nowMs),
      testFrame: (nowMs) => this.noteTestFrame(nowMs),
      unexpected: (what, nowMs) => this.listener.unexpected(this, what, nowMs),
      closed: (reason, nowMs) => this.end(reason, nowMs),
    };
  }
}

/** No OA, but: the ASDU passes unchanged; it is not for this master. */
const AS_IT_IS = -1;
const NOT_FOR_IT = -2;
