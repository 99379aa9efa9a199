/** The gateway's connection to an RTU: the session of a controlling station, and what waits to be sent on it. */
import { APCI_OCTETS, MAX_APDU_OCTETS } from '../codec/apci.js';
import { Deframer } from '../codec/deframer.js';
import { ControllingSession, type FirstNumbers } from '../controlling/controlling-session.js';
import { type Violation, ViolationLog } from '../controlling/violations.js';
import type { GroupSettings } from './definition.js';
import type { GatewayCloseCode, GatewayCloseReason, GatewayLink } from './ports.js';
import type { ShardFrames } from './shard-frames.js';

/** Octets that may wait for the RTU to read besides a full window. */
const MORE_UNREAD_OCTETS = 65_536;

/** An ASDU on its way to the RTU. */
export interface Outgoing {
  /** Not sent any more from then on, monotonic ms; Infinity: it may wait. */
  readonly untilMs: number;
  /** `first`: before reading and interrogations that wait; among themselves they keep their order. */
  readonly turn: 'first' | 'last';
  /** Called when it is written: its octets. */
  written(nowMs: number): Uint8Array;
  /** Called when its time is over. */
  expired(nowMs: number): void;
}

/** What the link tells its group. A listener may close the link. */
export interface RtuLinkListener {
  started(nowMs: number): void;
  stopped(nowMs: number): void;
  /** `octets[at…end)` is an ASDU, only lent. */
  asdu(octets: Uint8Array, at: number, end: number, nowMs: number): void;
  /** All frames of a read were taken. */
  readOver(nowMs: number): void;
  /** The RTU has got an acknowledgement otherwise than after a read. */
  acknowledged(nowMs: number): void;
  sent(count: number): void;
  octets(received: number, sent: number): void;
  /** A frame without effect. */
  unexpected(what: string, nowMs: number): void;
  closed(reason: GatewayCloseReason, nowMs: number): void;
}

/** One connection; used once. */
export class RtuLink implements GatewayLink {
  readonly side = 'rtu';
  closeReason: GatewayCloseReason | undefined;
  readonly mostUnreadOctets: number;
  private readonly session: ControllingSession;
  private readonly violations = new ViolationLog();
  private readonly deframer = new Deframer();
  private readonly first: Outgoing[] = [];
  private readonly last: Outgoing[] = [];
  /** Whether data transfer is wanted, and acknowledgements are to be held back. */
  private isWanted = false;
  private isHeldBack = false;
  private isHolding = false;
  private receivingMs = 0;
  private told = 0;

  constructor(
    readonly peer: string,
    settings: GroupSettings,
    private readonly out: ShardFrames,
    private readonly listener: RtuLinkListener,
    nowMs: number,
    first?: FirstNumbers,
  ) {
    const { k, w, t1Ms, t2Ms, t3Ms, idleMs } = settings;
    const parameters = { k, w, t1Ms, t2Ms, t3Ms, idleMs, testfrPeriodMs: 0, ack: { kind: 'w' } } as const;
    this.session = new ControllingSession(
      parameters,
      this.violations,
      nowMs,
      first === undefined ? {} : { first },
    );
    this.mostUnreadOctets = k * MAX_APDU_OCTETS + MORE_UNREAD_OCTETS;
  }

  get isStarted(): boolean {
    return this.closeReason === undefined && this.session.state === 'started';
  }

  /** I frames of the RTU that have no acknowledgement yet. */
  get unacknowledged(): number {
    return this.session.unacknowledgedReceived;
  }

  /** Data transfer is wanted, or not: STARTDT or STOPDT act goes out with the next `pump`. */
  want(isWanted: boolean): void {
    this.isWanted = isWanted;
  }

  /** Acknowledgements are held back, or not, from the next `pump` on. */
  holdBack(isOn: boolean): void {
    this.isHeldBack = isOn;
  }

  /** Puts an ASDU in its queue; `pump` sends it. */
  send(outgoing: Outgoing): void {
    (outgoing.turn === 'first' ? this.first : this.last).push(outgoing);
  }

  /** Takes an ASDU back; false: it was written, or its time was over. */
  withdraw(outgoing: Outgoing): boolean {
    const queue = outgoing.turn === 'first' ? this.first : this.last;
    const at = queue.indexOf(outgoing);
    if (at < 0) return false;
    queue.splice(at, 1);
    return true;
  }

  /** Takes back everything that waits. */
  dropAll(): void {
    this.first.length = 0;
    this.last.length = 0;
  }

  receive(octets: Uint8Array, length: number, nowMs: number): number {
    this.receivingMs = nowMs;
    this.listener.octets(length, 0);
    const fault = this.deframer.push(octets, length, this.onApdu);
    if (fault !== undefined && this.closeReason === undefined) {
      const what = fault.code === 'BAD_START' ? 'start octet' : 'length octet';
      const expected = fault.code === 'BAD_START' ? '0x68' : '4…253';
      const hex = fault.octet.toString(16).padStart(2, '0');
      this.close(fault.code, `${what} 0x${hex}, expected ${expected}`, nowMs);
    }
    if (this.closeReason !== undefined) return length;
    this.hold(nowMs);
    this.session.endRead(nowMs, this.out);
    this.listener.readOver(nowMs);
    this.tellUnexpected(nowMs);
    return length;
  }

  written(octets: number, nowMs: number): void {
    this.session.written(nowMs);
    this.listener.octets(0, octets);
  }

  tick(nowMs: number, heardMs = nowMs): void {
    if (this.closeReason !== undefined) return;
    const before = this.unacknowledged;
    if (this.session.expire(nowMs, this.out, heardMs) === 'fault') this.closeByViolation(nowMs);
    else {
      this.expire(nowMs);
      if (this.unacknowledged < before) this.listener.acknowledged(nowMs);
    }
  }

  nextDeadline(): number {
    if (this.closeReason !== undefined) return Number.POSITIVE_INFINITY;
    let next = this.session.nextDeadlineMs();
    for (const { untilMs } of this.first) if (untilMs < next) next = untilMs;
    return next;
  }

  pump(nowMs: number): void {
    if (this.closeReason !== undefined) return;
    const before = this.unacknowledged;
    this.hold(nowMs);
    const { session, out } = this;
    if (this.isWanted && session.state === 'stopped') session.start(nowMs, out);
    this.expire(nowMs);
    let sent = 0;
    while (session.windowOpen) {
      const outgoing = this.first.shift() ?? this.last.shift();
      if (outgoing === undefined) break;
      session.send(outgoing.written(nowMs), nowMs, out);
      sent++;
    }
    if (sent > 0) this.listener.sent(sent);
    if (!this.isWanted && session.state === 'started') session.stop(nowMs, out);
    if (this.unacknowledged < before) this.listener.acknowledged(nowMs);
  }

  close(code: GatewayCloseCode, detail: string, nowMs: number): void {
    if (this.closeReason !== undefined) return;
    this.closeReason = { code, detail };
    this.listener.closed(this.closeReason, nowMs);
  }

  private readonly onApdu = (octets: Uint8Array, at: number, end: number): boolean => {
    const nowMs = this.receivingMs;
    switch (this.session.receive(octets, at, end, nowMs, this.out)) {
      case 'asdu':
        // One more than the numbers can tell apart: it waits for nothing, and would fill the memory.
        if (this.session.unacknowledgedReceived === 0) {
          this.close('BAD_CONTROL', '32768 I frames without an acknowledgement', nowMs);
          break;
        }
        this.listener.asdu(octets, at + APCI_OCTETS, end, nowMs);
        break;
      case 'started':
        this.listener.started(nowMs);
        break;
      case 'stopped':
        this.listener.stopped(nowMs);
        break;
      case 'fault':
        this.closeByViolation(nowMs);
    }
    return this.closeReason === undefined;
  };

  private hold(nowMs: number): void {
    if (this.isHeldBack === this.isHolding) return;
    this.isHolding = this.isHeldBack;
    this.session.holdBack(this.isHeldBack, nowMs, this.out);
  }

  /** Drops what has waited too long. */
  private expire(nowMs: number): void {
    for (const outgoing of this.first.filter(({ untilMs }) => untilMs <= nowMs)) {
      this.withdraw(outgoing);
      outgoing.expired(nowMs);
    }
  }

  private tellUnexpected(nowMs: number): void {
    const { count, last } = this.violations;
    if (count === this.told || last === undefined) return;
    this.told = count;
    this.listener.unexpected(last.detail, nowMs);
  }

  private closeByViolation(nowMs: number): void {
    const { last } = this.violations;
    if (last === undefined) this.close('BAD_CONTROL', 'the RTU broke the protocol', nowMs);
    else this.close(closeCodeOf(last), last.detail, nowMs);
  }
}

/** The code of the log for what ended the session. */
function closeCodeOf({ code, detail }: Violation): GatewayCloseCode {
  switch (code) {
    case 'SEND_NUMBER':
      return 'NS_OUT_OF_SEQUENCE';
    case 'RECEIVE_NUMBER':
      return 'NR_INVALID';
    case 'NOT_STARTED':
      return detail.startsWith('S') ? 'S_WHILE_STOPPED' : 'I_WHILE_STOPPED';
    case 'U_FRAME':
      return 'UNDEFINED_U';
    case 'T1':
      return detail.includes('TESTFR')
        ? 'T1_TESTFR'
        : detail.includes('DT con')
          ? 'T1_CONTROL'
          : 'T1_I_FRAME';
    case 'IDLE':
      return 'IDLE';
    default:
      return 'BAD_CONTROL';
  }
}
