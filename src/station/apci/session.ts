/**
 * APCI session of the controlled station: sequence numbers, window, STARTDT/STOPDT/TESTFR, t1, t2, t3, idle time.
 * Pure: frames go to the outbox, news to the listener, the monotonic clock is an argument. Source: `docs/protocol.md` §1.
 */
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
import type { RtuParameters } from '../parameters.js';
import type { Outbox } from './outbox.js';

/** STARTDT state of the controlled station; `unconfirmed`: STOPDT act received, own I frames still unacknowledged. */
export type SessionState = 'stopped' | 'started' | 'unconfirmed' | 'closed';

/** Why the station closes a link; stable codes for logs and tests. */
export type CloseCode =
  | 'BAD_START'
  | 'BAD_LENGTH'
  | 'NS_OUT_OF_SEQUENCE'
  | 'NR_INVALID'
  | 'I_WHILE_STOPPED'
  | 'S_WHILE_STOPPED'
  | 'UNDEFINED_U'
  | 'FRAME_TOO_LONG'
  | 'MALFORMED_ASDU'
  | 'T1_I_FRAME'
  | 'T1_TESTFR'
  | 'IDLE'
  | 'REPLIES_OVERFLOW'
  | 'UNREAD'
  | 'REPLACED'
  | 'PEER_CLOSED'
  | 'SOCKET_ERROR'
  | 'SHUTDOWN';

/** A close and its figures in words. */
export interface CloseReason {
  code: CloseCode;
  detail: string;
}

/** What a session tells; calls come in the order in which things happened. */
export interface SessionListener {
  /** STARTDT con was written; I frames may follow. */
  started(nowMs: number): void;
  /** STOPDT act came: no more I frames. Those outstanding may still be acknowledged. */
  stopped(nowMs: number): void;
  /** An I frame in sequence; `octets[at…end)` is its ASDU, only lent. */
  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void;
  /** Own I frames `first`, `first+1`, … (`count` of them, modulo 32768) were acknowledged. */
  acknowledged(first: number, count: number, nowMs: number): void;
  /** TESTFR act came and was answered. */
  testFrame(nowMs: number): void;
  /** A U frame without effect: a con that nobody waits for. */
  unexpected(what: string, nowMs: number): void;
  /** The session ended; nothing follows. */
  closed(reason: CloseReason, nowMs: number): void;
}

/** The parameters that a session needs. */
export type SessionParameters = Pick<
  RtuParameters,
  'k' | 'w' | 't1Ms' | 't2Ms' | 't3Ms' | 'testfr' | 'idleMs'
>;

/** Smallest power of two above `k`, so that N(S) masks to a place of its own. */
function ringSize(k: number): number {
  let size = 2;
  while (size <= k) size *= 2;
  return Math.min(size, 32768);
}

/** One TCP connection's APCI state. */
export class Session {
  /** V(S): number of the next I frame. */
  sendState = 0;
  /** V(R): number that the next received I frame must have. */
  receiveState = 0;
  /** A: number of the oldest own I frame without acknowledgement. */
  acknowledgeState = 0;
  state: SessionState = 'stopped';
  /** `ringMask & N(S)` is a frame's place in `sentAtMs` and in rings of others about sent frames. */
  readonly ringMask: number;
  /** When each outstanding frame was written, monotonic ms, by place. */
  readonly sentAtMs: Float64Array;

  private unacknowledgedReceived = 0;
  private oldestReceivedMs = 0;
  private lastReceivedMs: number;
  private lastSentMs: number;
  private testFrameSentMs = Number.NaN;

  constructor(
    private readonly parameters: SessionParameters,
    private readonly outbox: Outbox,
    private readonly listener: SessionListener,
    nowMs: number,
  ) {
    const size = ringSize(parameters.k);
    this.ringMask = size - 1;
    this.sentAtMs = new Float64Array(size);
    this.lastReceivedMs = nowMs;
    this.lastSentMs = nowMs;
  }

  /** Own I frames without acknowledgement, 0…k. */
  get outstanding(): number {
    return sequenceDistance(this.acknowledgeState, this.sendState);
  }

  /** How many I frames may be sent now; 0 unless started. */
  get room(): number {
    return this.state === 'started' ? this.parameters.k - this.outstanding : 0;
  }

  /** Takes one whole APDU. Returns whether the session goes on. */
  receive(octets: Uint8Array, at: number, end: number, nowMs: number): boolean {
    if (this.state === 'closed') return false;
    this.lastReceivedMs = nowMs;
    const format = formatOf(octets, at);
    if (format === 'I') this.receiveI(octets, at, end, nowMs);
    else if (end - at !== APCI_OCTETS) {
      this.close('FRAME_TOO_LONG', `${format} frame of ${end - at} octets, expected ${APCI_OCTETS}`, nowMs);
    } else if (format === 'S') this.receiveS(octets, at, nowMs);
    else this.receiveU(octets[at + 2], nowMs);
    // As written: `receive…` may have closed, whatever the narrowing above says.
    return (this.state as SessionState) !== 'closed';
  }

  /**
   * Starts an I frame with an ASDU of `asduOctets` octets (6…249); the caller fills the octets from the returned offset of the outbox.
   * Only with `room` > 0.
   */
  beginI(asduOctets: number, nowMs: number): number {
    const at = this.outbox.take(asduOctets + APCI_OCTETS);
    const ns = this.sendState;
    writeIHeader(this.outbox.octets, at, asduOctets, ns, this.receiveState);
    this.sentAtMs[ns & this.ringMask] = nowMs;
    this.sendState = nextSequence(ns);
    this.unacknowledgedReceived = 0;
    this.lastSentMs = nowMs;
    return at + APCI_OCTETS;
  }

  /** Does what is due at `nowMs`: t1, t2, t3, idle time. */
  tick(nowMs: number): void {
    if (this.state === 'closed') return;
    const { t1Ms, t2Ms, t3Ms, idleMs, testfr } = this.parameters;
    if (this.outstanding > 0 && nowMs >= this.sentAtMs[this.acknowledgeState & this.ringMask] + t1Ms) {
      const detail = `N(S) ${this.acknowledgeState} not acknowledged within t1 = ${t1Ms / 1000} s, ${this.outstanding} outstanding`;
      this.close('T1_I_FRAME', detail, nowMs);
      return;
    }
    if (nowMs >= this.testFrameSentMs + t1Ms) {
      this.close('T1_TESTFR', `TESTFR act not confirmed within t1 = ${t1Ms / 1000} s`, nowMs);
      return;
    }
    if (idleMs > 0 && nowMs >= Math.max(this.lastReceivedMs, this.lastSentMs) + idleMs) {
      this.close('IDLE', `nothing sent or received for ${idleMs / 1000} s`, nowMs);
      return;
    }
    if (this.unacknowledgedReceived > 0 && nowMs >= this.oldestReceivedMs + t2Ms) this.acknowledge(nowMs);
    if (testfr === 'standard' && Number.isNaN(this.testFrameSentMs) && nowMs >= this.lastReceivedMs + t3Ms) {
      this.testFrameSentMs = nowMs;
      this.sendU(U.TESTFR_ACT, nowMs);
    }
  }

  /** When `tick` has something to do at the earliest, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    if (this.state === 'closed') return Number.POSITIVE_INFINITY;
    const { t1Ms, t2Ms, t3Ms, idleMs, testfr } = this.parameters;
    let next = Number.POSITIVE_INFINITY;
    if (this.sendState !== this.acknowledgeState) {
      next = this.sentAtMs[this.acknowledgeState & this.ringMask] + t1Ms;
    }
    if (this.unacknowledgedReceived > 0) next = Math.min(next, this.oldestReceivedMs + t2Ms);
    if (idleMs > 0) next = Math.min(next, Math.max(this.lastReceivedMs, this.lastSentMs) + idleMs);
    if (!Number.isNaN(this.testFrameSentMs)) return Math.min(next, this.testFrameSentMs + t1Ms);
    return testfr === 'standard' ? Math.min(next, this.lastReceivedMs + t3Ms) : next;
  }

  /** Ends the session; the listener hears it once. */
  close(code: CloseCode, detail: string, nowMs: number): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.listener.closed({ code, detail }, nowMs);
  }

  private receiveI(octets: Uint8Array, at: number, end: number, nowMs: number): void {
    if (this.state !== 'started') {
      this.close('I_WHILE_STOPPED', `I frame in state ${this.state}`, nowMs);
      return;
    }
    const ns = readSendNumber(octets, at);
    if (ns !== this.receiveState) {
      this.close('NS_OUT_OF_SEQUENCE', `N(S) ${ns}, expected ${this.receiveState}`, nowMs);
      return;
    }
    if (!this.takeReceiveNumber(readReceiveNumber(octets, at), nowMs)) return;
    this.receiveState = nextSequence(ns);
    if (this.unacknowledgedReceived++ === 0) this.oldestReceivedMs = nowMs;
    this.listener.asdu(octets, at + APCI_OCTETS, end, nowMs);
    if (this.unacknowledgedReceived >= this.parameters.w && this.isOpen()) this.acknowledge(nowMs);
  }

  private receiveS(octets: Uint8Array, at: number, nowMs: number): void {
    if (this.state === 'stopped') {
      this.close('S_WHILE_STOPPED', 'S frame in state stopped', nowMs);
      return;
    }
    if (!this.takeReceiveNumber(readReceiveNumber(octets, at), nowMs)) return;
    if (this.state === 'unconfirmed' && this.outstanding === 0) this.confirmStop(nowMs);
  }

  /** N(R) is valid from A to V(S); it is the number that the peer expects next. */
  private takeReceiveNumber(nr: number, nowMs: number): boolean {
    const first = this.acknowledgeState;
    const count = sequenceDistance(first, nr);
    if (count > this.outstanding) {
      const range = `${first}…${this.sendState}`;
      this.close('NR_INVALID', `N(R) ${nr}, expected ${range}`, nowMs);
      return false;
    }
    if (count > 0) {
      this.acknowledgeState = nr;
      this.listener.acknowledged(first, count, nowMs);
    }
    return true;
  }

  private receiveU(control: number, nowMs: number): void {
    switch (control) {
      case U.STARTDT_ACT:
        this.start(nowMs);
        break;
      case U.STOPDT_ACT:
        this.stop(nowMs);
        break;
      case U.TESTFR_ACT:
        this.sendU(U.TESTFR_CON, nowMs);
        this.listener.testFrame(nowMs);
        break;
      case U.TESTFR_CON:
        if (Number.isNaN(this.testFrameSentMs)) this.listener.unexpected(uName(control), nowMs);
        this.testFrameSentMs = Number.NaN;
        break;
      case U.STARTDT_CON:
      case U.STOPDT_CON:
        this.listener.unexpected(uName(control), nowMs);
        break;
      default:
        this.close('UNDEFINED_U', uName(control), nowMs);
    }
  }

  private start(nowMs: number): void {
    const already = this.state === 'started';
    this.state = 'started';
    this.sendU(U.STARTDT_CON, nowMs);
    if (!already) this.listener.started(nowMs);
  }

  private stop(nowMs: number): void {
    if (this.state === 'stopped') {
      this.sendU(U.STOPDT_CON, nowMs);
      return;
    }
    if (this.state === 'unconfirmed') return;
    this.state = 'unconfirmed';
    if (this.unacknowledgedReceived > 0) this.acknowledge(nowMs);
    this.listener.stopped(nowMs);
    if (this.outstanding === 0 && this.isOpen()) this.confirmStop(nowMs);
  }

  private confirmStop(nowMs: number): void {
    this.state = 'stopped';
    this.sendU(U.STOPDT_CON, nowMs);
  }

  private acknowledge(nowMs: number): void {
    const at = this.outbox.take(APCI_OCTETS);
    writeS(this.outbox.octets, at, this.receiveState);
    this.unacknowledgedReceived = 0;
    this.lastSentMs = nowMs;
  }

  private sendU(control: number, nowMs: number): void {
    const at = this.outbox.take(APCI_OCTETS);
    writeU(this.outbox.octets, at, control);
    this.lastSentMs = nowMs;
  }

  private isOpen(): boolean {
    return this.state !== 'closed';
  }
}
