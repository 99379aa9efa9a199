/** Checks one connection by the octets that the RTU reads and writes (`docs/protocol.md` §1, sequence numbers, window, time-outs). */
import { InterrogationChecker } from './interrogation-checker.js';
import { type ExpectedReply, ReplyChecker } from './reply-checker.js';
import type { RtuModel } from './rtu-model.js';
import { SendOrderChecker } from './send-order-checker.js';
import type { WireTap } from './sim-network.js';
import {
  type Frame,
  Framer,
  readAsdu,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  TESTFR_ACT,
  TESTFR_CON,
  type WireAsdu,
} from './wire.js';
import type { World } from './world.js';

/** An I frame that the RTU wrote. */
export interface SentFrame {
  ns: number;
  atMs: number;
  asdu: WireAsdu;
  /** Another connection of the group was started and sends its events again. */
  isMoved?: true;
}

const distance = (from: number, to: number): number => (to - from) & 0x7fff;

export class LinkChecker implements WireTap {
  state: 'stopped' | 'started' | 'unconfirmed' = 'stopped';
  isClosed = false;
  /** An octet came. */
  heard = false;
  /** Since when the octets that the RTU takes now may have come, ms. */
  arrivedMs = 0;
  /** Octets of the master lay in the socket then, ms. */
  private unreadMs = 0;
  /** The RTU's unacknowledged I frames, oldest first. */
  outstanding: SentFrame[] = [];
  /** Frames of the connection before this one that must be sent again first. */
  resend: SentFrame[] = [];
  /** Status changes from the time before it was started. */
  heldStatuses: ExpectedReply[] = [];
  /** Events of the time before it was started may still come: nothing newer was written. */
  mayBeHeld = false;
  /** Time tag of the millisecond in which the first newer one was written: events with it may be of either time. Empty: none yet. */
  eitherTag = '';
  /** A full buffer may have dropped the first of `resend`. */
  mayDrop = false;
  /** Another connection of the group has started. */
  isReplaced = false;
  readonly sends = new SendOrderChecker();
  readonly interrogations = new InterrogationChecker();
  readonly replies = new ReplyChecker();
  /** Time from which on the window has room, ms. */
  private openSinceMs = 0;
  private lastReplyMs = 0;
  private lastReceivedMs: number;
  private lastWrittenMs: number;

  private readonly framesIn = new Framer();
  private readonly framesOut = new Framer();
  private nextOut = 0;
  private nextIn = 0;
  /** N(R) that the RTU sent last. */
  private given = 0;
  private oldestUngivenMs = 0;
  private isReceiving = false;
  /** Confirmations (U frames) that the RTU must still send, in order. */
  private owed: number[] = [];
  private testFrameMs = Number.NaN;
  private mustClose = '';
  private unreadSince: () => number = () => Number.NaN;

  constructor(
    private readonly world: World,
    readonly rtu: RtuModel,
    readonly peer: string,
  ) {
    this.lastReceivedMs = world.nowMs;
    this.lastWrittenMs = world.nowMs;
  }

  /** The RTU has accepted the connection: t3 and the idle time begin. */
  opened(): void {
    this.lastReceivedMs = this.world.nowMs;
    this.lastWrittenMs = this.world.nowMs;
    this.rtu.linkOpened(this);
  }

  // WireTap

  attached(unreadSince: () => number): void {
    this.unreadSince = unreadSince;
  }

  missed(): void {
    this.rtu.count('CLOSED_UNHEARD', 1);
  }

  refused(): void {
    this.rtu.refusedOnWire++;
  }

  receiving(octets: Uint8Array, sinceMs: number): void {
    if (this.isClosed) return;
    this.arrivedMs = sinceMs;
    this.unreadMs = this.world.nowMs;
    this.isReceiving = true;
    this.heard = true;
    this.rtu.count('OCTETS_RECEIVED', octets.length);
    for (const frame of this.framesIn.push(octets)) {
      if (this.mustClose !== '') break;
      this.world.trace(() => `${this.peer} > ${describe(frame)}`);
      this.lastReceivedMs = this.world.nowMs;
      this.takeIn(frame);
    }
  }

  dropped(octets: number): void {
    this.rtu.count('OCTETS_RECEIVED', octets);
  }

  received(): void {
    this.isReceiving = false;
    if (this.isClosed) return;
    if (this.mustClose !== '') this.fail(`the link is still open after ${this.mustClose}`);
    if (this.owed.length > 0) this.fail(`U frame 0x${this.owed[0].toString(16)} is missing`);
    const ungiven = distance(this.given, this.nextIn);
    if (ungiven >= this.rtu.parameters.w)
      this.fail(`${ungiven} I frames without acknowledgement, w is ${this.rtu.parameters.w}`);
  }

  written(octets: Uint8Array): void {
    this.rtu.count('OCTETS_SENT', octets.length);
    this.checkTimes();
    for (const frame of this.framesOut.push(octets)) {
      this.world.trace(() => `${this.peer} < ${describe(frame)}`);
      this.lastWrittenMs = this.world.nowMs;
      this.takeOut(frame);
    }
    if (this.framesOut.rest > 0) this.fail('a frame is incomplete');
  }

  closed(): void {
    // Not for a refused connection, or one whose RTU has reported why it closed.
    if (!this.isClosed && this.rtu.links.has(this))
      this.fail('the socket is closed, and the log does not say why');
  }

  /** Checks that everything due was done, allowing for late timers and threads. */
  checkTimes(): void {
    if (this.isClosed) return;
    const { rtu } = this;
    const { t1Ms, t2Ms, t3Ms, testfr, idleMs } = rtu.parameters;
    const [oldest] = this.outstanding;
    if (!Number.isNaN(this.unreadSince())) this.unreadMs = this.world.nowMs;
    // A silence is judged when all is read.
    const isLate = (dueMs: number): boolean => rtu.isLate(Math.max(dueMs, this.unreadMs));
    if (oldest !== undefined && isLate(oldest.atMs + t1Ms))
      this.fail('t1 is over, and the link is still open');
    if (this.given !== this.nextIn && rtu.isLate(this.oldestUngivenMs + t2Ms))
      this.fail('t2 is over without an acknowledgement');
    if (isLate(this.testFrameMs + t1Ms)) this.fail('TESTFR act is not confirmed, and the link is still open');
    if (testfr === 'standard' && Number.isNaN(this.testFrameMs) && isLate(this.lastReceivedMs + t3Ms))
      this.fail('t3 is over without TESTFR act');
    const quietFromMs = Math.max(this.lastReceivedMs, this.lastWrittenMs);
    if (idleMs > 0 && isLate(quietFromMs + idleMs))
      this.fail('the idle time is over, and the link is still open');
    if (this.state === 'started' && this.outstanding.length < rtu.parameters.k) this.checkWaiting();
  }

  /** The window is open: checks that nothing waits that can be sent. */
  private checkWaiting(): void {
    const { rtu, openSinceMs } = this;
    if (rtu.isLate(Math.max(openSinceMs, this.replies.next?.atMs ?? Number.NaN)))
      this.fail(`an answer is late: ${JSON.stringify(this.replies.next)}`);
    if (this.resend.length > 0 && !this.mayDrop && rtu.isLate(openSinceMs))
      this.fail('frames to be sent again are late');
    if (this.interrogations.isRunning && rtu.isLate(Math.max(openSinceMs, this.lastReplyMs)))
      this.fail('an interrogation does not continue');
    if (rtu.isSendLate(this, openSinceMs)) this.fail('a send does not continue');
  }

  /** The RTU reports that it closes, with the reason. */
  close(reason: string): void {
    const word = reason.slice(0, reason.indexOf(':'));
    const code = FRAMING.has(word) ? 'BAD_FRAME' : word;
    this.checkTimes();
    const { t1Ms, idleMs } = this.rtu.parameters;
    this.world.trace(() => `${this.peer} closed, ${reason}`);
    const [oldest] = this.outstanding;
    if (code === 'T1_I_FRAME') this.checkSilence((oldest?.atMs ?? Number.NaN) + t1Ms, reason);
    else if (code === 'T1_TESTFR') this.checkSilence(this.testFrameMs + t1Ms, reason);
    else if (code === 'IDLE')
      this.checkSilence(Math.max(this.lastReceivedMs, this.lastWrittenMs) + idleMs, reason);
    else if (FAULTS.has(code)) {
      if (this.mustClose !== code)
        this.fail(`closed for no reason: ${reason}, expected ${this.mustClose || 'none'}`);
    } else if (code === 'REPLACED') {
      if (!this.isReplaced) this.fail('replaced, but no other connection has started');
    } else if (!MASTERS.has(code)) this.fail(`closed: ${reason}`);
    this.isClosed = true;
    this.rtu.linkClosed(this, code);
  }

  /** The RTU has closed, because nothing came up to `dueMs`. */
  private checkSilence(dueMs: number, reason: string): void {
    if (!(this.world.nowMs >= dueMs)) this.fail(`closed too early: ${reason}`);
    // What came before, or while the thread was held up, came in time: only the RTU was late to take it.
    if (this.unreadSince() <= Math.max(dueMs, this.rtu.heldUntilMs))
      this.fail(`octets lay unread in the socket: ${reason}`);
  }

  fail(what: string): never {
    this.world.fail(`RTU ${this.rtu.name}, ${this.peer}: ${what}`);
  }

  private takeIn(frame: Frame): void {
    switch (frame.kind) {
      case 'fault':
        this.mustClose = 'BAD_FRAME';
        return;
      case 'U':
        this.takeControl(frame.control);
        return;
      case 'S':
        if (this.state === 'stopped') this.mustClose = 'S_WHILE_STOPPED';
        else if (this.acknowledge(frame.nr) && this.state === 'unconfirmed' && this.outstanding.length === 0)
          this.confirmStop();
        return;
      case 'I':
        this.takeData(frame);
    }
  }

  private takeData({ ns, nr, asdu }: Extract<Frame, { kind: 'I' }>): void {
    if (this.state !== 'started') this.mustClose = 'I_WHILE_STOPPED';
    else if (ns !== this.nextIn) this.mustClose = 'NS_OUT_OF_SEQUENCE';
    else if (this.acknowledge(nr)) {
      if (this.given === this.nextIn) this.oldestUngivenMs = this.world.nowMs;
      this.nextIn = (this.nextIn + 1) & 0x7fff;
      this.rtu.count('I_RECEIVED', 1);
      const read = readAsdu(asdu);
      if (read === undefined) this.fail('the simulation’s master sent no ASDU');
      this.rtu.request(this, read);
    }
  }

  private acknowledge(nr: number): boolean {
    const count = distance(this.nextOut - this.outstanding.length, nr);
    if (count > this.outstanding.length) {
      this.mustClose = 'NR_INVALID';
      return false;
    }
    if (count > 0 && this.outstanding.length >= this.rtu.parameters.k) this.openSinceMs = this.world.nowMs;
    if (count > 0) this.rtu.acknowledged(this, this.outstanding.splice(0, count));
    return true;
  }

  private takeControl(control: number): void {
    switch (control) {
      case STARTDT_ACT:
        this.owed.push(STARTDT_CON);
        if (this.state !== 'started') {
          this.state = 'started';
          this.openSinceMs = this.world.nowMs;
          this.rtu.linkStarted(this);
        }
        return;
      case STOPDT_ACT:
        if (this.state === 'unconfirmed') return;
        if (this.state === 'started') this.rtu.linkStopped(this);
        if (this.outstanding.length === 0) this.confirmStop();
        else this.state = 'unconfirmed';
        return;
      case TESTFR_ACT:
        this.rtu.count('TEST_FRAMES', 1);
        this.owed.push(TESTFR_CON);
        return;
      case TESTFR_CON:
        this.testFrameMs = Number.NaN;
        return;
      case STARTDT_CON:
      case STOPDT_CON:
        return;
      default:
        this.mustClose = 'UNDEFINED_U';
    }
  }

  private confirmStop(): void {
    this.state = 'stopped';
    this.owed.push(STOPDT_CON);
  }

  private takeOut(frame: Frame): void {
    if (frame.kind === 'fault') this.fail('the RTU wrote no APDU');
    if (frame.kind === 'U') {
      if (frame.control === TESTFR_ACT) this.testFrameSent();
      else if (this.owed.shift() !== frame.control)
        this.fail(`U frame 0x${frame.control.toString(16)} is not expected`);
      return;
    }
    this.takeReceiveNumber(frame.nr);
    if (frame.kind === 'S') return;
    const { parameters } = this.rtu;
    if (frame.ns !== this.nextOut) this.fail(`N(S) ${frame.ns}, expected ${this.nextOut}`);
    if (this.state !== 'started') this.fail(`I frame in state ${this.state}`);
    if (this.outstanding.length >= parameters.k) this.fail(`the window of k = ${parameters.k} is exceeded`);
    const asdu = readAsdu(frame.asdu);
    if (asdu === undefined) this.fail('the RTU wrote an I frame without whole objects');
    if (asdu.ca !== parameters.rtuNumber && asdu.cot < 44) this.fail(`CA ${asdu.ca}`);
    this.nextOut = (this.nextOut + 1) & 0x7fff;
    const sent = { ns: frame.ns, atMs: this.world.nowMs, asdu };
    this.outstanding.push(sent);
    if (asdu.cot >= 5) this.lastReplyMs = this.world.nowMs;
    this.rtu.sent(this, sent);
  }

  /** Checks an N(R). While the RTU reads a segment with several frames, it may leave out the last of them; else it covers all. */
  private takeReceiveNumber(nr: number): void {
    const valid = this.isReceiving
      ? distance(this.given, nr) <= distance(this.given, this.nextIn)
      : nr === this.nextIn;
    if (!valid) this.fail(`N(R) ${nr}, expected ${this.isReceiving ? `${this.given}…` : ''}${this.nextIn}`);
    // Frames that it leaves out were received in the current segment.
    if (nr !== this.given) this.oldestUngivenMs = this.world.nowMs;
    this.given = nr;
  }

  private testFrameSent(): void {
    const { testfr, t3Ms } = this.rtu.parameters;
    if (testfr !== 'standard' || this.world.nowMs < this.lastReceivedMs + t3Ms)
      this.fail('TESTFR act too early');
    this.testFrameMs = this.world.nowMs;
  }
}

const FRAMING: ReadonlySet<string> = new Set(['BAD_START', 'BAD_LENGTH', 'FRAME_TOO_LONG']);
/** Reasons for a close that need a wrong frame of the master. */
const FAULTS: ReadonlySet<string> = new Set([
  'BAD_FRAME',
  'NS_OUT_OF_SEQUENCE',
  'NR_INVALID',
  'I_WHILE_STOPPED',
  'S_WHILE_STOPPED',
  'UNDEFINED_U',
]);
/** Reasons for a close by the master, the network or the user. */
const MASTERS: ReadonlySet<string> = new Set(['PEER_CLOSED', 'SOCKET_ERROR', 'SHUTDOWN']);

function describe(frame: Frame): string {
  if (frame.kind === 'I') {
    const asdu = readAsdu(frame.asdu);
    if (asdu === undefined) return `I ${frame.ns} ${frame.nr} ?`;
    const objects = asdu.objects.map(
      ({ ioa, elements, tag }) => `${ioa}=${elements}${tag === '' ? '' : `@${tag}`}`,
    );
    return `I ${frame.ns} ${frame.nr} type ${asdu.type} COT ${asdu.cot}${asdu.negative ? ' negative' : ''} ${objects.join(' ')}`;
  }
  if (frame.kind === 'S') return `S ${frame.nr}`;
  return frame.kind === 'U' ? `U ${frame.control.toString(16)}` : 'no frame';
}
