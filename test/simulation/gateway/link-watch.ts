/** Judges one TCP connection of a gateway by the rules of the APCI (`docs/protocol.md` §1), from the octets that it reads and writes. */
import {
  type Frame,
  Framer,
  hex,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  TESTFR_ACT,
  TESTFR_CON,
} from '../wire.js';
import type { Thread, World } from '../world.js';

/** What the gateway may and must do on a connection. Times in ms. */
export interface LinkLimits {
  readonly k: number;
  readonly w: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly idleMs: number;
}

export interface LinkNews {
  /** The gateway has read, or written, an I frame with this ASDU. */
  read(asdu: Uint8Array): void;
  wrote(asdu: Uint8Array): void;
  /** It has read an acknowledgement of so many of its I frames. */
  acknowledged(count: number): void;
  /** Data transfer begins, or ends: the gateway has read the act of its master, or the con of its RTU. */
  started(): void;
  stopped(): void;
}

type State = 'stopped' | 'starting' | 'started' | 'stopping';

/** How much later than its deadline something may happen besides late timers and threads that stand still, ms. */
const SLACK_MS = 100;

export class LinkWatch {
  state: State = 'stopped';
  /** Frames that the gateway read and wrote: I frames, and octets of all. */
  readI = 0;
  wroteI = 0;
  acknowledgedI = 0;
  readOctets = 0;
  wroteOctets = 0;
  /** The peer has broken a rule: the gateway has to close the connection. */
  badSinceMs = Number.NaN;
  lastReadMs: number;
  /** The gateway's own I frames without acknowledgement: when they were written. */
  readonly open: number[] = [];
  /** Own TESTFR act without con, and STARTDT or STOPDT act. */
  testSinceMs = Number.NaN;
  controlSinceMs = Number.NaN;
  private readonly inbound = new Framer();
  private readonly outbound = new Framer();
  private vs: number;
  private vr: number;
  private acknowledgedVs: number;
  private givenVr: number;
  /** When the I frames were read that the gateway has not acknowledged. */
  private readonly unacknowledged: number[] = [];
  private owedStarts = 0;
  private owedTests = 0;
  private owedSinceMs = Number.NaN;

  constructor(
    private readonly world: World,
    readonly name: string,
    private readonly role: 'controlled' | 'controlling',
    private readonly limits: LinkLimits,
    private readonly thread: Thread,
    private readonly timerMs: number,
    private readonly news: LinkNews,
    first: { send: number; receive: number } = { send: 0, receive: 0 },
  ) {
    this.vs = this.acknowledgedVs = first.send;
    this.vr = this.givenVr = first.receive;
    this.lastReadMs = world.nowMs;
  }

  /** I frames that it has read and not acknowledged. */
  get unacknowledgedI(): number {
    return this.unacknowledged.length;
  }

  get isBad(): boolean {
    return !Number.isNaN(this.badSinceMs);
  }

  /** The gateway is about to read these octets. */
  reads(octets: Uint8Array): void {
    if (this.isBad) return;
    this.readOctets += octets.length;
    for (const frame of this.inbound.push(octets)) {
      this.lastReadMs = this.world.nowMs;
      this.world.trace(() => `${this.name} reads ${describe(frame)}`);
      const fault = this.readFrame(frame);
      if (fault === undefined) continue;
      this.world.trace(() => `${this.name}: its peer breaks a rule: ${fault}`);
      this.badSinceMs = this.world.nowMs;
      return;
    }
  }

  /** The gateway has written these octets. */
  writes(octets: Uint8Array): void {
    this.wroteOctets += octets.length;
    for (const frame of this.outbound.push(octets)) {
      this.world.trace(() => `${this.name} writes ${describe(frame)}`);
      this.writtenFrame(frame);
    }
    if (this.outbound.rest > 0) this.fail('wrote a part of a frame');
  }

  /** Fails where something is overdue. */
  checkTimes(): void {
    const { t1Ms, t2Ms, w, idleMs } = this.limits;
    if (this.isBad) {
      if (this.isOver(this.badSinceMs, 0)) this.fail('is open although its peer broke a rule');
      return;
    }
    if (this.unacknowledged.length > 0 && this.isOver(this.unacknowledged[0], t2Ms))
      this.fail(`${this.unacknowledged.length} I frames were not acknowledged within t2 = ${t2Ms} ms`);
    if (
      this.role === 'controlled' &&
      this.unacknowledged.length >= w &&
      this.isOver(this.unacknowledged[w - 1], 0)
    )
      this.fail(`${this.unacknowledged.length} I frames are not acknowledged, w = ${w}`);
    if (this.open.length > 0 && this.isOver(this.open[0], t1Ms))
      this.fail('is open although t1 of an I frame is over');
    if (this.isOver(this.testSinceMs, t1Ms)) this.fail('is open although t1 of TESTFR act is over');
    if (this.isOver(this.controlSinceMs, t1Ms))
      this.fail('is open although t1 of STARTDT or STOPDT act is over');
    if ((this.owedStarts > 0 || this.owedTests > 0) && this.isOver(this.owedSinceMs, 0))
      this.fail('owes a con');
    if (this.role === 'controlling' && this.isOver(this.lastReadMs, idleMs))
      this.fail('is open although its idle time is over');
  }

  /** Whether `limitMs` since then are over, with all that may make a thread late. */
  isOver(sinceMs: number, limitMs: number): boolean {
    return this.world.nowMs > Math.max(sinceMs + limitMs, this.thread.heldUntilMs) + this.timerMs + SLACK_MS;
  }

  fail(what: string): never {
    this.world.fail(`${this.name}: ${what}`);
  }

  private readFrame(frame: Frame): string | undefined {
    const { nowMs } = this.world;
    if (frame.kind === 'fault') return 'no APDU';
    if (frame.kind === 'U') return this.readU(frame.control);
    if (this.state === 'stopped' || this.state === 'starting')
      return `${frame.kind} frame while ${this.state}`;
    if (frame.kind === 'I') {
      if (this.role === 'controlled' && this.state !== 'started') return 'I frame behind STOPDT act';
      if (frame.ns !== this.vr) return `N(S) ${frame.ns}, expected ${this.vr}`;
    }
    const steps = (frame.nr - this.acknowledgedVs) & 0x7fff;
    if (steps > this.open.length) return `N(R) ${frame.nr}`;
    if (steps > 0) {
      this.acknowledgedVs = frame.nr;
      this.acknowledgedI += steps;
      this.open.splice(0, steps);
      this.news.acknowledged(steps);
    }
    if (frame.kind === 'S') return undefined;
    this.vr = (this.vr + 1) & 0x7fff;
    this.readI++;
    this.unacknowledged.push(nowMs);
    this.news.read(frame.asdu);
    return undefined;
  }

  private readU(control: number): string | undefined {
    const { nowMs } = this.world;
    if (control === TESTFR_ACT) {
      if (this.owedTests++ + this.owedStarts === 0) this.owedSinceMs = nowMs;
      return undefined;
    }
    if (control === TESTFR_CON) {
      this.testSinceMs = Number.NaN;
      return undefined;
    }
    if (this.role === 'controlling') {
      if (control === STARTDT_CON && this.state === 'starting') {
        this.state = 'started';
        this.controlSinceMs = Number.NaN;
        this.news.started();
      } else if (control === STOPDT_CON && this.state === 'stopping') {
        this.state = 'stopped';
        this.controlSinceMs = Number.NaN;
        this.news.stopped();
      } else if (control !== STARTDT_CON && control !== STOPDT_CON) return `U frame ${control}`;
      return undefined;
    }
    if (control === STARTDT_ACT) {
      if (this.owedStarts++ + this.owedTests === 0) this.owedSinceMs = nowMs;
      const was = this.state;
      this.state = 'started';
      if (was !== 'started') this.news.started();
    } else if (control === STOPDT_ACT) {
      if (this.state === 'started') {
        this.state = 'stopping';
        this.news.stopped();
      }
    } else if (control !== STARTDT_CON && control !== STOPDT_CON) return `U frame ${control}`;
    return undefined;
  }

  private writtenFrame(frame: Frame): void {
    if (frame.kind === 'fault') this.fail('wrote no APDU');
    if (frame.kind === 'U') {
      this.writtenU(frame.control);
      return;
    }
    const given = (frame.nr - this.givenVr) & 0x7fff;
    if (given > this.unacknowledged.length) this.fail(`wrote N(R) ${frame.nr}, read up to ${this.vr}`);
    this.givenVr = frame.nr;
    this.unacknowledged.splice(0, given);
    if (this.state === 'stopped' || this.state === 'starting')
      this.fail(`wrote an ${frame.kind} frame while ${this.state}`);
    if (frame.kind === 'S') return;
    if (this.state !== 'started') this.fail(`wrote an I frame while ${this.state}`);
    if (this.owedStarts > 0) this.fail('wrote an I frame before STARTDT con');
    if (frame.ns !== this.vs) this.fail(`wrote N(S) ${frame.ns}, expected ${this.vs}`);
    this.vs = (this.vs + 1) & 0x7fff;
    this.wroteI++;
    this.open.push(this.world.nowMs);
    if (this.open.length > this.limits.k)
      this.fail(`${this.open.length} I frames without acknowledgement, k = ${this.limits.k}`);
    this.news.wrote(frame.asdu);
  }

  private writtenU(control: number): void {
    const { nowMs } = this.world;
    if (control === TESTFR_ACT) {
      if (!Number.isNaN(this.testSinceMs)) this.fail('wrote TESTFR act while one is open');
      this.testSinceMs = nowMs;
    } else if (control === TESTFR_CON) {
      if (this.owedTests-- === 0) this.fail('wrote TESTFR con without act');
    } else if (this.role === 'controlling') {
      if (control === STARTDT_ACT && this.state === 'stopped') this.state = 'starting';
      else if (control === STOPDT_ACT && this.state === 'started') this.state = 'stopping';
      else this.fail(`wrote U frame ${control} while ${this.state}`);
      this.controlSinceMs = nowMs;
    } else if (control === STARTDT_CON) {
      if (this.owedStarts-- === 0) this.fail('wrote STARTDT con without act');
    } else if (control === STOPDT_CON) {
      if (this.open.length > 0) this.fail('wrote STOPDT con while I frames are open');
      if (this.state === 'started' || this.state === 'starting')
        this.fail(`wrote STOPDT con while ${this.state}`);
      this.state = 'stopped';
    } else this.fail(`wrote U frame ${control}`);
  }
}

function describe(frame: Frame): string {
  switch (frame.kind) {
    case 'I':
      return `I ${frame.ns} ${frame.nr} ${hex(frame.asdu)}`;
    case 'S':
      return `S ${frame.nr}`;
    case 'U':
      return `U ${frame.control.toString(16)}`;
    default:
      return 'no APDU';
  }
}
