/** APCI session of the controlled station. Source: `docs/protocol.md` §1, IEC 60870-5-104 clause 5. */
import {
  APCI_OCTETS,
  formatOf,
  nextSequence,
  readReceiveNumber,
  readSendNumber,
  sequenceDistance,
  U,
  uName,
  writeIHeader,
  writeS,
  writeU,
} from '../../codec/apci.js';
import { Deframer } from '../../codec/deframer.js';
import type { RtuParameters } from '../parameters.js';
import type { CloseCode } from './close-reason.js';
import { type FrameCounts, noFrames } from './frame-counts.js';
import type { Outbox } from './outbox.js';
import { NO_BUDGET, type ReadBudget } from './read-budget.js';
import { RoundTrips } from './round-trips.js';
import type { SessionListener } from './session-listener.js';

/** STARTDT state; `unconfirmed`: STOPDT act came, but own I frames are not acknowledged yet, so STOPDT con has to wait. */
export type SessionState = 'stopped' | 'started' | 'unconfirmed' | 'closed';

/** Sequence numbers of a session that begins, 0…32767. */
export interface SequenceNumbers {
  /** V(S). */
  readonly send: number;
  /** V(R). */
  readonly receive: number;
}

/** Both begin at 0 (`docs/protocol.md` §1); tests begin shortly before the wrap. */
export const FIRST_NUMBERS: SequenceNumbers = { send: 0, receive: 0 };

/** The parameters that a session needs. */
export type SessionParameters = Pick<
  RtuParameters,
  'k' | 'w' | 't1Ms' | 't2Ms' | 't3Ms' | 'testfr' | 'idleMs'
>;

/** A write that ends so long after its frames were made is late, ms. Far below every t1, far above what a write takes. */
const LATE_WRITE_MS = 50;

/** Smallest power of two above `k` (at most 32767), so that N(S) masks to a place of its own. */
function ringSize(k: number): number {
  return 2 ** Math.floor(Math.log2(k) + 1);
}

/**
 * The APCI state of one TCP connection: sequence numbers, window, STARTDT, STOPDT, TESTFR, t1, t2, t3, idle time.
 * Frames go to the outbox, reports to the listener. It has no clock: the monotonic time is an argument.
 */
export class Session {
  private sending: number;
  private receiving: number;
  private acknowledging: number;
  private writtenPlace = 0;
  /** Number of the first I frame that the socket has not got yet; V(S): none. */
  private unwritten: number;
  private current: SessionState = 'stopped';
  private readonly ringMask: number;
  /** When each outstanding frame was written, monotonic ms, by place. */
  private readonly sentAtMs: Float64Array;
  private unacknowledgedReceived = 0;
  private oldestReceivedMs = 0;
  private lastReceivedMs: number;
  private lastSentMs: number;
  readonly trips = new RoundTrips();
  private testFrameSentMs = Number.NaN;
  readonly received: FrameCounts = noFrames();
  private readonly deframer = new Deframer();
  /** Time and budget of the `receive` call in progress, for the deframer's callback, which gets neither. */
  private receivingMs = 0;
  private budget = NO_BUDGET;
  private readonly onApdu = (octets: Uint8Array, at: number, end: number): boolean | 'later' => {
    const isSFrame = (octets[at + 2] & 3) === 1;
    if (!this.receiveApdu(octets, at, end, this.receivingMs)) return false;
    return this.budget.spend(end - at, isSFrame) || 'later';
  };

  constructor(
    private readonly parameters: SessionParameters,
    private readonly outbox: Outbox,
    private readonly listener: SessionListener,
    nowMs: number,
    first: SequenceNumbers = FIRST_NUMBERS,
  ) {
    const size = ringSize(parameters.k);
    this.ringMask = size - 1;
    this.sentAtMs = new Float64Array(size);
    this.sending = first.send;
    this.unwritten = first.send;
    this.acknowledging = first.send;
    this.receiving = first.receive;
    this.lastReceivedMs = nowMs;
    this.lastSentMs = nowMs;
  }

  get state(): SessionState {
    return this.current;
  }

  /** V(S): number of the next I frame. */
  get sendState(): number {
    return this.sending;
  }

  /** V(R): number that the next received I frame must have. */
  get receiveState(): number {
    return this.receiving;
  }

  /** Number of the oldest own I frame without acknowledgement; V(S) if there is none. */
  get acknowledgeState(): number {
    return this.acknowledging;
  }

  /** Own I frames without acknowledgement, 0…k. */
  get outstanding(): number {
    return sequenceDistance(this.acknowledging, this.sending);
  }

  /** How many I frames may be sent now; 0 unless started. */
  get room(): number {
    return this.current === 'started' ? this.parameters.k - this.outstanding : 0;
  }

  /** Number of places for outstanding frames, a power of two above k. */
  get places(): number {
    return this.ringMask + 1;
  }

  /** Place of frame `n`, 0…places−1; outstanding frames have different ones. */
  placeOf(n: number): number {
    return n & this.ringMask;
  }

  /** Place of the I frame written last. */
  get lastPlace(): number {
    return this.writtenPlace;
  }

  /** When outstanding I frame `n` was written, monotonic ms. */
  sentMs(n: number): number {
    return this.sentAtMs[n & this.ringMask];
  }

  /** When the oldest unacknowledged I frame was written, monotonic ms; 0: there is none. */
  get oldestSentMs(): number {
    return this.acknowledging === this.sending ? 0 : this.sentAtMs[this.acknowledging & this.ringMask];
  }

  /**
   * Takes octets from the socket (only lent): parts of APDUs, or several. Returns how many it took: `length`, or fewer where the
   * budget is spent; the others have to be passed again.
   */
  receive(octets: Uint8Array, length: number, nowMs: number, budget: ReadBudget = NO_BUDGET): number {
    this.receivingMs = nowMs;
    this.budget = budget;
    budget.renew();
    const fault = this.deframer.push(octets, length, this.onApdu);
    if (fault === undefined) return this.deframer.taken;
    const what = fault.code === 'BAD_START' ? 'start octet' : 'length octet';
    const expected = fault.code === 'BAD_START' ? '0x68' : '4…253';
    const hex = fault.octet.toString(16).padStart(2, '0');
    this.close(fault.code, `${what} 0x${hex}, expected ${expected}`, nowMs);
    return length;
  }

  /** Takes one whole APDU. Returns whether the session is still open. */
  receiveApdu(octets: Uint8Array, at: number, end: number, nowMs: number): boolean {
    if (this.current === 'closed') return false;
    this.lastReceivedMs = nowMs;
    const format = formatOf(octets, at);
    if (format === 'I') this.receiveI(octets, at, end, nowMs);
    else if (end - at !== APCI_OCTETS) {
      this.close('FRAME_TOO_LONG', `${format} frame of ${end - at} octets, expected ${APCI_OCTETS}`, nowMs);
    } else if (format === 'S') this.receiveS(octets, at, nowMs);
    else this.receiveU(octets[at + 2], nowMs);
    // TypeScript has narrowed `current`, but receive… may have closed the session.
    return this.isOpen();
  }

  /**
   * Starts an I frame with an ASDU of `asduOctets` octets (6…249). The caller fills these octets from the returned offset of the outbox.
   * Only with `room` > 0.
   */
  beginI(asduOctets: number, nowMs: number): number {
    const at = this.outbox.reserve(asduOctets + APCI_OCTETS);
    const ns = this.sending;
    const place = ns & this.ringMask;
    writeIHeader(this.outbox.octets, at, asduOctets, ns, this.receiving);
    this.writtenPlace = place;
    this.sentAtMs[place] = nowMs;
    this.sending = nextSequence(ns);
    this.unacknowledgedReceived = 0;
    this.lastSentMs = nowMs;
    return at + APCI_OCTETS;
  }

  /** The socket got the frames at `nowMs`. Where this thread stood still since they were made, their t1 runs from then. */
  written(nowMs: number): void {
    const first = this.unwritten;
    this.unwritten = this.sending;
    const madeMs = first === this.sending ? this.lastSentMs : this.sentAtMs[first & this.ringMask];
    if (nowMs - madeMs < LATE_WRITE_MS) return;
    for (let n = first; n !== this.sending; n = nextSequence(n)) this.sentAtMs[n & this.ringMask] = nowMs;
    if (this.testFrameSentMs >= madeMs) this.testFrameSentMs = nowMs;
    this.lastSentMs = nowMs;
  }

  /** A fault on purpose is over that stopped this side for so long, ms: the timers go on where they stood. */
  resume(stoodMs: number): void {
    for (let n = this.acknowledging; n !== this.sending; n = nextSequence(n))
      this.sentAtMs[n & this.ringMask] += stoodMs;
    this.testFrameSentMs += stoodMs;
    this.oldestReceivedMs += stoodMs;
    this.lastReceivedMs += stoodMs;
    this.lastSentMs += stoodMs;
  }

  /**
   * Does what is due at `nowMs`: t1, t2, t3, idle time. What the peer sent before `heardMs` (monotonic, up to `nowMs`) was read: its
   * silence is judged up to there, because later octets may wait to be read.
   */
  tick(nowMs: number, heardMs = nowMs): void {
    if (this.current === 'closed') return;
    const { t1Ms, t2Ms, t3Ms, idleMs, testfr } = this.parameters;
    if (this.outstanding > 0 && heardMs >= this.sentAtMs[this.acknowledging & this.ringMask] + t1Ms) {
      const detail = `N(S) ${this.acknowledging} not acknowledged within t1 = ${t1Ms / 1000} s, ${this.outstanding} outstanding`;
      this.close('T1_I_FRAME', detail, nowMs);
      return;
    }
    if (heardMs >= this.testFrameSentMs + t1Ms) {
      this.close('T1_TESTFR', `TESTFR act not confirmed within t1 = ${t1Ms / 1000} s`, nowMs);
      return;
    }
    if (idleMs > 0 && heardMs >= Math.max(this.lastReceivedMs, this.lastSentMs) + idleMs) {
      this.close('IDLE', `nothing sent or received for ${idleMs / 1000} s`, nowMs);
      return;
    }
    if (this.unacknowledgedReceived > 0 && nowMs >= this.oldestReceivedMs + t2Ms) this.acknowledge(nowMs);
    const isQuiet = heardMs >= this.lastReceivedMs + t3Ms;
    if (testfr === 'standard' && Number.isNaN(this.testFrameSentMs) && isQuiet) {
      this.testFrameSentMs = nowMs;
      this.sendU(U.TESTFR_ACT, nowMs);
    }
  }

  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    if (this.current === 'closed') return Number.POSITIVE_INFINITY;
    const { t1Ms, t2Ms, t3Ms, idleMs, testfr } = this.parameters;
    let next = Number.POSITIVE_INFINITY;
    if (this.sending !== this.acknowledging) {
      next = this.sentAtMs[this.acknowledging & this.ringMask] + t1Ms;
    }
    if (this.unacknowledgedReceived > 0) next = Math.min(next, this.oldestReceivedMs + t2Ms);
    if (idleMs > 0) next = Math.min(next, Math.max(this.lastReceivedMs, this.lastSentMs) + idleMs);
    if (!Number.isNaN(this.testFrameSentMs)) return Math.min(next, this.testFrameSentMs + t1Ms);
    return testfr === 'standard' ? Math.min(next, this.lastReceivedMs + t3Ms) : next;
  }

  /** Ends the session. The listener is called once. */
  close(code: CloseCode, detail: string, nowMs: number): void {
    if (this.current === 'closed') return;
    this.current = 'closed';
    this.listener.closed({ code, detail }, nowMs);
  }

  private receiveI(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    if (this.current !== 'started') {
      this.close('I_WHILE_STOPPED', `I frame in state ${this.current}`, nowMs);
      return;
    }
    const ns = readSendNumber(octets, at);
    if (ns !== this.receiving) {
      this.close('NS_OUT_OF_SEQUENCE', `N(S) ${ns}, expected ${this.receiving}`, nowMs);
      return;
    }
    if (!this.takeReceiveNumber(readReceiveNumber(octets, at), nowMs)) return;
    this.receiving = nextSequence(ns);
    this.received.iFrames++;
    if (this.unacknowledgedReceived++ === 0) this.oldestReceivedMs = nowMs;
    this.listener.asdu(octets, at + APCI_OCTETS, end, nowMs);
    if (this.unacknowledgedReceived >= this.parameters.w && this.isOpen()) this.acknowledge(nowMs);
  }

  private receiveS(octets: Uint8Array, at: number, nowMs: number): void {
    if (this.current === 'stopped') {
      this.close('S_WHILE_STOPPED', 'S frame in state stopped', nowMs);
      return;
    }
    this.received.sFrames++;
    if (!this.takeReceiveNumber(readReceiveNumber(octets, at), nowMs)) return;
    if (this.current === 'unconfirmed' && this.outstanding === 0) this.confirmStop(nowMs);
  }

  /** N(R) is valid from A to V(S); it is the number that the peer expects next. */
  private takeReceiveNumber(nr: number, nowMs: number): boolean {
    const first = this.acknowledging;
    const count = sequenceDistance(first, nr);
    if (count > this.outstanding) {
      const range = `${first}…${this.sending}`;
      this.close('NR_INVALID', `N(R) ${nr}, expected ${range}`, nowMs);
      return false;
    }
    if (count > 0) {
      this.acknowledging = nr;
      this.listener.acknowledged(first, count, nowMs);
    }
    return true;
  }

  private receiveU(control: number, nowMs: number): void {
    switch (control) {
      case U.STARTDT_ACT:
        this.received.starts++;
        this.start(nowMs);
        break;
      case U.STOPDT_ACT:
        this.received.stops++;
        this.stop(nowMs);
        break;
      case U.TESTFR_ACT:
        this.received.testFrames++;
        this.sendU(U.TESTFR_CON, nowMs);
        this.listener.testFrame(nowMs);
        break;
      case U.TESTFR_CON:
        this.received.confirmations++;
        if (Number.isNaN(this.testFrameSentMs)) this.listener.unexpected(uName(control), nowMs);
        else this.trips.note(nowMs - this.testFrameSentMs, nowMs);
        this.testFrameSentMs = Number.NaN;
        break;
      case U.STARTDT_CON:
      case U.STOPDT_CON:
        this.received.confirmations++;
        this.listener.unexpected(uName(control), nowMs);
        break;
      default:
        this.close('UNDEFINED_U', uName(control), nowMs);
    }
  }

  private start(nowMs: number): void {
    const already = this.current === 'started';
    this.current = 'started';
    this.sendU(U.STARTDT_CON, nowMs);
    if (!already) this.listener.started(nowMs);
  }

  private stop(nowMs: number): void {
    if (this.current === 'stopped') {
      this.sendU(U.STOPDT_CON, nowMs);
      return;
    }
    if (this.current === 'unconfirmed') return;
    this.current = 'unconfirmed';
    if (this.unacknowledgedReceived > 0) this.acknowledge(nowMs);
    this.listener.stopped(nowMs);
    if (this.outstanding === 0 && this.isOpen()) this.confirmStop(nowMs);
  }

  private confirmStop(nowMs: number): void {
    this.current = 'stopped';
    this.sendU(U.STOPDT_CON, nowMs);
  }

  private acknowledge(nowMs: number): void {
    const at = this.outbox.reserve(APCI_OCTETS);
    writeS(this.outbox.octets, at, this.receiving);
    this.unacknowledgedReceived = 0;
    this.lastSentMs = nowMs;
  }

  private sendU(control: number, nowMs: number): void {
    const at = this.outbox.reserve(APCI_OCTETS);
    writeU(this.outbox.octets, at, control);
    this.lastSentMs = nowMs;
  }

  private isOpen(): boolean {
    return this.current !== 'closed';
  }
}
