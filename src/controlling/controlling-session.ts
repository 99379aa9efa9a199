/**
 * APCI of the controlling side as pure state: no socket, no timer, no clock; time is an argument (monotonic ms).
 * Written independently of the controlled side's session, so that neither end hides the other's mistake.
 * Source: `docs/protocol.md` §1, IEC 60870-5-104 clause 5.
 */
import { MIN_LENGTH, nextSequence, sequenceDistance, U, uName } from '../codec/apci.js';
import {
  type ControllingParameters,
  type SessionConduct,
  STANDARD_SESSION_CONDUCT,
} from './controlling-parameters.js';
import type { FrameOut } from './frame-out.js';
import type { ViolationCode, ViolationLog } from './violations.js';

/** State of data transfer at this end. In `stopping` I frames still arrive. */
export type SessionState = 'stopped' | 'starting' | 'started' | 'stopping';

/** The kind of a received frame. After `fault` the link must be closed; the violation is in the log. */
export type Received =
  | 'asdu'
  | 'acknowledgement'
  | 'started'
  | 'stopped'
  | 'test-request'
  | 'test-confirmation'
  | 'ignored'
  | 'fault';

/** Sequence numbers of a session that begins, 0…32767. */
export interface FirstNumbers {
  /** V(S). */
  readonly send: number;
  /** V(R). */
  readonly receive: number;
}

/** What a session may be given besides its parameters. */
export interface SessionOptions {
  /** The RTU's k, to check that it is kept; 0 (default): not checked. */
  readonly peerK?: number;
  /** A tolerant one counts a fault and takes the frame as it is, or ignores it; default: as the standard says. */
  readonly conduct?: SessionConduct;
  /** Both 0 (default, `docs/protocol.md` §1); tests begin shortly before the wrap. */
  readonly first?: FirstNumbers;
}

/** Marks a number or time that is not set. */
const NONE = -1;
/** A write that ends so long after its frames were made is late, ms. Far below every t1, far above what a write takes. */
const LATE_WRITE_MS = 50;

/** One per TCP connection. */
export class ControllingSession {
  private stateNow: SessionState = 'stopped';
  /** V(S): N(S) of the next own I frame. */
  private vs: number;
  /** V(R): N(S) expected next. */
  private vr: number;
  /** A: own frames below are acknowledged. */
  private acknowledged: number;
  /** When each own unacknowledged I frame was sent, oldest first. */
  private readonly sentAtMs: number[] = [];
  /** N(S) of the first own I frame that the socket has not got yet; V(S): none. */
  private unwritten: number;
  /** When the first I frame or act was made that the socket has not got yet, or NONE. */
  private unwrittenSinceMs = NONE;
  /** N(R) written last. */
  private writtenNr: number;
  /** N(R) that the w rule requires at the end of the read, or NONE. */
  private due = NONE;
  /** Received I frames that neither `written` nor `due` covers. */
  private waiting = 0;
  private firstWaitingMs = 0;
  private receivedAtMs: number;
  /** When STARTDT or STOPDT act was sent that waits for its con, or NONE. */
  private controlSinceMs = NONE;
  /** When TESTFR act was sent that waits for its con, or NONE. */
  private testSinceMs = NONE;
  private lastTestMs: number;
  /** Only t2 acknowledges: see `holdBack`. */
  private isHeldBack = false;
  private readonly peerK: number;
  private readonly conduct: SessionConduct;

  /**
   * @param violations receives what the peer does wrong
   * @param connectedAtMs t3 and the idle time run from here
   */
  constructor(
    private readonly parameters: Readonly<ControllingParameters>,
    private readonly violations: ViolationLog,
    connectedAtMs: number,
    { peerK = 0, conduct = STANDARD_SESSION_CONDUCT, first = { send: 0, receive: 0 } }: SessionOptions = {},
  ) {
    this.peerK = peerK;
    this.conduct = conduct;
    this.vs = first.send;
    this.acknowledged = first.send;
    this.unwritten = first.send;
    this.vr = first.receive;
    this.writtenNr = first.receive;
    this.receivedAtMs = connectedAtMs;
    this.lastTestMs = connectedAtMs;
  }

  get state(): SessionState {
    return this.stateNow;
  }

  /** V(S): N(S) of the next own I frame. */
  get sendState(): number {
    return this.vs;
  }

  /** V(R): N(S) that the next received I frame must have. */
  get receiveState(): number {
    return this.vr;
  }

  /** Received I frames that no frame written so far has acknowledged. */
  get unacknowledgedReceived(): number {
    return sequenceDistance(this.writtenNr, this.vr);
  }

  /** Whether a TESTFR act waits for its con. */
  get isTesting(): boolean {
    return this.testSinceMs !== NONE;
  }

  /** Own I frames without acknowledgement, 0…k. */
  get outstanding(): number {
    return this.sentAtMs.length;
  }

  /** Whether an I frame may go out: data transfer started and fewer than k outstanding. */
  get windowOpen(): boolean {
    return this.stateNow === 'started' && this.sentAtMs.length < this.parameters.k;
  }

  /** Sends STARTDT act and starts t1. */
  start(nowMs: number, out: FrameOut): void {
    this.stateNow = 'starting';
    this.controlSinceMs = nowMs;
    this.noteMade(nowMs);
    out.putU(U.STARTDT_ACT);
  }

  /** Acknowledges everything received, then sends STOPDT act and starts t1. */
  stop(nowMs: number, out: FrameOut): void {
    this.acknowledgeAll(out);
    this.stateNow = 'stopping';
    this.controlSinceMs = nowMs;
    this.noteMade(nowMs);
    out.putU(U.STOPDT_ACT);
  }

  /** Sends TESTFR act, unless one is waiting for its con. */
  test(nowMs: number, out: FrameOut): void {
    if (this.testSinceMs !== NONE) return;
    this.testSinceMs = nowMs;
    this.lastTestMs = nowMs;
    this.noteMade(nowMs);
    out.putU(U.TESTFR_ACT);
  }

  /**
   * While it is on, the peer gets no acknowledgement by the w rule, and own I frames repeat the N(R) written last; t2 stays. So the peer
   * has to wait once its window is full, and not longer than t2. Turned off, an acknowledgement that is due goes out at once.
   */
  holdBack(isOn: boolean, nowMs: number, out: FrameOut): void {
    this.isHeldBack = isOn;
    if (isOn) return;
    const isDue = this.waiting >= this.parameters.w || nowMs >= this.ackDeadlineMs();
    if (isDue || this.parameters.ack.kind === 'eager') this.acknowledgeAll(out);
  }

  /** Sends an ASDU and returns its N(S). Allowed only while `windowOpen`. */
  send(asdu: Uint8Array, nowMs: number, out: FrameOut): number {
    const ns = this.vs;
    if (this.parameters.ack.kind !== 'never' && !this.isHeldBack) {
      this.writtenNr = this.vr;
      this.due = NONE;
      this.waiting = 0;
    }
    this.noteMade(nowMs);
    out.putI(asdu, ns, this.writtenNr);
    this.vs = nextSequence(ns);
    this.sentAtMs.push(nowMs);
    return ns;
  }

  /** The socket got the frames at `nowMs`. Where this thread stood still since they were made, their t1 runs from then. */
  written(nowMs: number): void {
    const open = sequenceDistance(this.unwritten, this.vs);
    const sinceMs = this.unwrittenSinceMs;
    this.unwritten = this.vs;
    this.unwrittenSinceMs = NONE;
    if (sinceMs === NONE || nowMs - sinceMs < LATE_WRITE_MS) return;
    this.sentAtMs.fill(nowMs, Math.max(0, this.sentAtMs.length - open));
    if (this.controlSinceMs >= sinceMs) this.controlSinceMs = nowMs;
    if (this.testSinceMs >= sinceMs) this.testSinceMs = nowMs;
  }

  /** Takes one whole APDU, whose start and length octet are already checked. */
  receive(octets: Uint8Array, at: number, end: number, nowMs: number, out: FrameOut): Received {
    this.receivedAtMs = nowMs;
    const control = octets[at + 2];
    if ((control & 1) === 0) return this.receiveI(octets, at, nowMs);
    if (end - at !== MIN_LENGTH + 2) {
      return this.fault('CONTROL_FIELD', `S or U frame of ${end - at} octets, expected 6`, nowMs);
    }
    if ((control & 3) === 1) return this.receiveS(octets, at, nowMs);
    return this.receiveU(octets, at, nowMs, out);
  }

  /** Call after all frames of a read were received: checks the peer's window, and writes the acknowledgement that is due. */
  endRead(nowMs: number, out: FrameOut): void {
    // The frames of this read were sent before anything written from here on can reach the peer.
    if (this.peerK > 0 && sequenceDistance(this.writtenNr, this.vr) > this.peerK) {
      const open = sequenceDistance(this.writtenNr, this.vr);
      this.violations.add(
        'WINDOW',
        `${open} I frames without acknowledgement, expected at most k = ${this.peerK}`,
        nowMs,
      );
    }
    const isAtOnce = this.parameters.ack.kind === 'eager' || this.stateNow === 'stopping';
    if (isAtOnce && !this.isHeldBack) this.acknowledgeAll(out);
    else if (this.due !== NONE) this.writeDue(out);
  }

  /**
   * Acts on every deadline that has passed. After `fault` (t1 or the idle time is over) the link must be closed. What the peer sent
   * before `heardMs` (monotonic, up to `nowMs`) was read: its silence is judged up to there, because later octets may wait to be read.
   */
  expire(nowMs: number, out: FrameOut, heardMs = nowMs): 'alive' | 'fault' {
    const { t1Ms, t3Ms, idleMs = 0, testfrPeriodMs } = this.parameters;
    if (this.controlSinceMs !== NONE && heardMs >= this.controlSinceMs + t1Ms) {
      const name = this.stateNow === 'starting' ? 'STARTDT' : 'STOPDT';
      this.controlSinceMs = NONE;
      if (this.isOverdue(`no ${name} con within`, nowMs)) return 'fault';
    }
    if (this.testSinceMs !== NONE && heardMs >= this.testSinceMs + t1Ms) {
      this.testSinceMs = NONE;
      if (this.isOverdue('no TESTFR con within', nowMs)) return 'fault';
    }
    if (this.sentAtMs.length > 0 && heardMs >= this.sentAtMs[0] + t1Ms) {
      if (this.isOverdue(`I frame ${this.acknowledged} not acknowledged within`, nowMs)) return 'fault';
      // Told once: whoever goes on waits for ever.
      this.sentAtMs.fill(Number.POSITIVE_INFINITY);
    }
    if (idleMs > 0 && heardMs >= this.receivedAtMs + idleMs) {
      this.violations.add('IDLE', `nothing received for ${idleMs} ms`, nowMs);
      return 'fault';
    }
    if (nowMs >= this.ackDeadlineMs()) this.acknowledgeAll(out);
    if (testfrPeriodMs > 0 && nowMs >= this.lastTestMs + testfrPeriodMs) this.test(nowMs, out);
    if (t3Ms > 0 && heardMs >= this.receivedAtMs + t3Ms) this.test(nowMs, out);
    return 'alive';
  }

  /** When `expire` has something to do, on the monotonic clock; Infinity: never, unless something changes. */
  nextDeadlineMs(): number {
    const { t1Ms, t3Ms, idleMs = 0, testfrPeriodMs } = this.parameters;
    let next = this.ackDeadlineMs();
    if (idleMs > 0) next = Math.min(next, this.receivedAtMs + idleMs);
    if (this.controlSinceMs !== NONE) next = Math.min(next, this.controlSinceMs + t1Ms);
    if (this.sentAtMs.length > 0) next = Math.min(next, this.sentAtMs[0] + t1Ms);
    if (this.testSinceMs !== NONE) return Math.min(next, this.testSinceMs + t1Ms);
    if (testfrPeriodMs > 0) next = Math.min(next, this.lastTestMs + testfrPeriodMs);
    if (t3Ms > 0) next = Math.min(next, this.receivedAtMs + t3Ms);
    return next;
  }

  private receiveI(octets: Uint8Array, at: number, nowMs: number): Received {
    if (this.stateNow === 'stopped' || this.stateNow === 'starting') {
      return this.fault('NOT_STARTED', `I frame while ${this.stateNow}`, nowMs);
    }
    const ns = (octets[at + 2] >> 1) | (octets[at + 3] << 7);
    if (ns !== this.vr) {
      const what = this.fault('SEND_NUMBER', `N(S) is ${ns}, expected ${this.vr}`, nowMs);
      if (what === 'fault') return what;
    }
    if (!this.takeReceiveNumber(octets, at, nowMs)) return 'fault';
    this.vr = nextSequence(ns);
    if (this.waiting === 0) this.firstWaitingMs = nowMs;
    this.waiting++;
    if (this.waiting >= this.parameters.w && this.parameters.ack.kind === 'w' && !this.isHeldBack) {
      // Written at the end of the read, so that several acknowledgements in one read become one S frame.
      this.due = this.vr;
      this.waiting = 0;
    }
    return 'asdu';
  }

  private receiveS(octets: Uint8Array, at: number, nowMs: number): Received {
    if (this.stateNow === 'stopped' || this.stateNow === 'starting') {
      return this.fault('NOT_STARTED', `S frame while ${this.stateNow}`, nowMs);
    }
    if (octets[at + 2] !== 1 || octets[at + 3] !== 0) {
      const found = `${hexOctet(octets[at + 2])} ${hexOctet(octets[at + 3])}`;
      return this.fault('CONTROL_FIELD', `S frame begins with ${found}, expected 01 00`, nowMs);
    }
    return this.takeReceiveNumber(octets, at, nowMs) ? 'acknowledgement' : 'fault';
  }

  private receiveU(octets: Uint8Array, at: number, nowMs: number, out: FrameOut): Received {
    const control = octets[at + 2];
    if (octets[at + 3] !== 0 || octets[at + 4] !== 0 || octets[at + 5] !== 0) {
      return this.fault('CONTROL_FIELD', `${uName(control)} with control octets 2–4 other than 0`, nowMs);
    }
    switch (control) {
      case U.TESTFR_ACT:
        out.putU(U.TESTFR_CON);
        return 'test-request';
      case U.TESTFR_CON:
        if (this.testSinceMs === NONE) break;
        this.testSinceMs = NONE;
        return 'test-confirmation';
      case U.STARTDT_CON:
        if (this.stateNow !== 'starting') break;
        this.stateNow = 'started';
        this.controlSinceMs = NONE;
        return 'started';
      case U.STOPDT_CON:
        if (this.stateNow !== 'stopping') break;
        this.stateNow = 'stopped';
        this.controlSinceMs = NONE;
        return 'stopped';
      default:
        return this.fault('U_FRAME', `${uName(control)} is not the RTU's to send`, nowMs);
    }
    this.violations.add('U_FRAME', `${uName(control)} that confirms nothing, while ${this.stateNow}`, nowMs);
    return 'ignored';
  }

  /** Takes N(R): valid between A and V(S); repeating the old one acknowledges nothing. Whether the link may go on. */
  private takeReceiveNumber(octets: Uint8Array, at: number, nowMs: number): boolean {
    const low = octets[at + 4];
    const nr = (low >> 1) | (octets[at + 5] << 7);
    if ((low & 1) !== 0) {
      return (
        this.fault('CONTROL_FIELD', `lowest bit of N(R) octet ${hexOctet(low)} is set`, nowMs) !== 'fault'
      );
    }
    if (nr === this.acknowledged) return true;
    const steps = sequenceDistance(this.acknowledged, nr);
    if (steps > this.sentAtMs.length) {
      const { acknowledged, vs } = this;
      const detail = `N(R) is ${nr}, expected ${acknowledged}…${vs} (acknowledged, V(S))`;
      return this.fault('RECEIVE_NUMBER', detail, nowMs) !== 'fault';
    }
    this.sentAtMs.splice(0, steps);
    this.acknowledged = nr;
    return true;
  }

  /** An I frame or act was made, which `written` has not covered. */
  private noteMade(nowMs: number): void {
    if (this.unwrittenSinceMs === NONE) this.unwrittenSinceMs = nowMs;
  }

  private ackDeadlineMs(): number {
    const { ack, t2Ms } = this.parameters;
    if (this.waiting === 0 || ack.kind === 'never') return Number.POSITIVE_INFINITY;
    return this.firstWaitingMs + (ack.kind === 'delay' ? ack.delayMs : t2Ms);
  }

  private acknowledgeAll(out: FrameOut): void {
    if (this.parameters.ack.kind === 'never' || (this.waiting === 0 && this.due === NONE)) return;
    this.due = this.vr;
    this.waiting = 0;
    this.writeDue(out);
  }

  private writeDue(out: FrameOut): void {
    out.putS(this.due);
    this.writtenNr = this.due;
    this.due = NONE;
  }

  private fault(code: ViolationCode, detail: string, nowMs: number): 'fault' | 'ignored' {
    this.violations.add(code, detail, nowMs);
    return this.conduct.isTolerant ? 'ignored' : 'fault';
  }

  /** Tells that t1 is over; whether that ends the link. */
  private isOverdue(what: string, nowMs: number): boolean {
    this.violations.add('T1', `${what} t1 = ${this.parameters.t1Ms} ms`, nowMs);
    return !this.conduct.ignoresT1;
  }
}

function hexOctet(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}
