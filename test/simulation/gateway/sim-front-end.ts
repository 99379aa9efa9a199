/** A master of a gateway: connects, asks, commands, acknowledges at its own pace, stops and starts, dies. It keeps the protocol unless it misbehaves on purpose. */
import type { ClientEvents, SimConnection, SimNetwork } from '../sim-network.js';
import {
  type Frame,
  Framer,
  iFrame,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  sFrame,
  TESTFR_ACT,
  TESTFR_CON,
  uFrame,
  writeTag,
} from '../wire.js';
import type { World } from '../world.js';
import {
  ACT,
  ACT_CON,
  ACT_TERM,
  type Asdu,
  BITSTRING_COMMAND,
  CALL_FILE,
  CLOCK_SYNC,
  COUNTER_REQUEST,
  DEACT,
  FILE_TRANSFER,
  INTERROGATION,
  makeAsdu,
  PRIVATE,
  READ,
  readAsdu,
  SET_POINT,
  SINGLE_EVENT,
  serialOctets,
} from './gateway-asdu.js';

/** How a master behaves. */
export interface MasterManners {
  /** Mean time between what it does, ms. */
  readonly paceMs: number;
  /** Acknowledges after so many frames, or so many ms. */
  readonly everyFrames: number;
  readonly everyMs: number;
  /** Share of its acts that are requests; it only listens if 0. */
  readonly asks: number;
  /** Share of its acts that end or break something: 0 for a quiet one. */
  readonly badness: number;
  /** Whether it breaks rules of the protocol. */
  readonly breaks: boolean;
}

/** What it needs to know of its group. */
export interface MasterSettings {
  readonly port: number;
  readonly address: string;
  readonly ca: number;
  readonly t1Ms: number;
  readonly answerMs: number;
  /** The address of nobody's RTU. */
  readonly otherCa: number;
  /** Set-points of its RTU, without and with time tag; absent: it has all, and files, and private types. */
  readonly commands?: { readonly plain: readonly number[]; readonly timed: readonly number[] } | undefined;
}

/** Own I frames that may be open; fewer than any w would allow to wait for long. */
const WINDOW = 12;

export class SimFrontEnd implements ClientEvents {
  connection: SimConnection | undefined;
  private framer = new Framer();
  private isStarted = false;
  private isStopping = false;
  private vs = 0;
  private vr = 0;
  private given = 0;
  private acknowledgedVs = 0;
  private ackTimer: object | undefined;
  private isOver = false;
  private isSlowUntilMs = 0;
  private keepsSilent = false;
  /** Interrogations without an end, by type and qualifier, until when it waits. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly network: SimNetwork,
    readonly settings: MasterSettings,
    readonly manners: MasterManners,
    private readonly nextPort: () => number,
    /** Serial numbers of commands. */
    private readonly nextSerial: () => number,
  ) {
    this.plan();
  }

  get isOpen(): boolean {
    return this.connection !== undefined && !this.connection.isGone;
  }

  /** It does nothing more but acknowledge. */
  settle(): void {
    this.isOver = true;
    this.isSlowUntilMs = 0;
    this.connection?.readOn();
    this.acknowledge();
  }

  received(octets: Uint8Array): void {
    for (const frame of this.framer.push(octets)) this.take(frame);
  }

  ended(): void {
    this.gone();
  }

  gone(): void {
    this.connection = undefined;
    this.isStarted = false;
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
  }

  private take(frame: Frame): void {
    if (frame.kind === 'fault') this.world.fail('a master got no APDU');
    if (frame.kind === 'U') {
      if (frame.control === TESTFR_ACT && !this.keepsSilent) this.send(uFrame(TESTFR_CON));
      else if (frame.control === STARTDT_CON) this.isStarted = true;
      else if (frame.control === STOPDT_CON) {
        this.isStopping = false;
        this.asked.clear();
      }
      return;
    }
    this.acknowledgedVs = frame.nr;
    if (frame.kind === 'S') return;
    this.vr = (this.vr + 1) & 0x7fff;
    const asdu = readAsdu(frame.asdu);
    if (asdu.qualifier >= 0 && (asdu.cot === ACT_TERM || asdu.cot === 9 || asdu.negative)) {
      this.asked.delete(`${asdu.type}:${asdu.qualifier}`);
    }
    if (asdu.type === SET_POINT && asdu.select && asdu.cot === ACT_CON && !asdu.negative) this.execute(asdu);
    this.acknowledgeSoon();
  }

  private acknowledgeSoon(): void {
    if (this.keepsSilent) return;
    const { nowMs, random } = this.world;
    if (nowMs < this.isSlowUntilMs) {
      this.ackTimer ??= this.world.after(random.between(0.3, 0.8) * this.settings.t1Ms, () =>
        this.acknowledge(),
      );
    } else if (((this.vr - this.given) & 0x7fff) >= this.manners.everyFrames) this.acknowledge();
    else this.ackTimer ??= this.world.after(this.manners.everyMs, () => this.acknowledge());
  }

  private acknowledge(): void {
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
    if (this.keepsSilent || this.vr === this.given || !(this.isStarted || this.isStopping)) return;
    this.given = this.vr;
    this.send(sFrame(this.vr));
  }

  private send(octets: Uint8Array): void {
    this.connection?.send(octets);
  }

  private plan(): void {
    const { random } = this.world;
    const meanMs = this.connection === undefined ? 400 : this.manners.paceMs;
    this.world.after(random.interval(meanMs), () => {
      if (this.isOver) return;
      if (this.connection === undefined) this.connect();
      else if (!this.isStarted) {
        if (!this.isStopping) this.send(uFrame(random.chance(0.9) ? STARTDT_ACT : TESTFR_ACT));
      } else if (random.chance(this.manners.badness)) this.trouble(this.connection);
      else if (random.chance(this.manners.asks)) this.ask();
      this.plan();
    });
  }

  private connect(): void {
    this.framer = new Framer();
    this.vs = this.vr = this.given = this.acknowledgedVs = 0;
    this.isStopping = false;
    this.keepsSilent = false;
    this.isSlowUntilMs = 0;
    this.asked.clear();
    const { port, address } = this.settings;
    this.connection = this.network.connect(port, address, this.nextPort(), this);
    if (this.connection !== undefined && this.world.random.chance(0.8)) this.send(uFrame(STARTDT_ACT));
  }

  private trouble(connection: SimConnection): void {
    const { random, nowMs } = this.world;
    const what = random.next();
    if (what < 0.15) connection.reset();
    else if (what < 0.3) connection.endSending();
    else if (what < 0.5) this.stop();
    else if (what < 0.6) this.keepsSilent = true;
    else if (what < 0.75) {
      connection.stopReading();
      this.world.after(random.interval(1500), () => connection.readOn());
    } else if (what < 0.9 || !this.manners.breaks) this.isSlowUntilMs = nowMs + random.between(1000, 10_000);
    else this.misbehave();
  }

  private stop(): void {
    this.acknowledge();
    this.isStarted = false;
    this.isStopping = true;
    this.send(uFrame(STOPDT_ACT));
  }

  private misbehave(): void {
    const { random } = this.world;
    const frames = [
      Uint8Array.of(0x67, 4, 1, 0, 0, 0),
      Uint8Array.of(0x68, 2, 1, 0),
      iFrame(
        (this.vs + 1) & 0x7fff,
        this.vr,
        makeAsdu(INTERROGATION, ACT, { oa: 0, ca: this.settings.ca, ioa: 0 }, [20]),
      ),
      sFrame((this.vr + 20_000) & 0x7fff),
      uFrame(0x03),
    ];
    this.send(random.pick(frames));
    this.keepsSilent = true;
  }

  private request(
    type: number,
    cot: number,
    ioa: number,
    elements: readonly number[],
    ca = this.settings.ca,
  ): boolean {
    if (this.keepsSilent || ((this.vs - this.acknowledgedVs) & 0x7fff) >= WINDOW) return false;
    const oa = this.world.random.pick([0, 5, 255, this.world.random.int(0, 255)]);
    this.given = this.vr;
    this.send(iFrame(this.vs, this.vr, makeAsdu(type, cot, { oa, ca, ioa }, elements)));
    this.vs = (this.vs + 1) & 0x7fff;
    return true;
  }

  private ask(): void {
    const { random, nowMs } = this.world;
    const { otherCa, commands } = this.settings;
    const what = random.next();
    if (what < 0.3) this.interrogate(INTERROGATION, random.pick([20, 20, 20, 21]));
    else if (what < 0.4) this.interrogate(COUNTER_REQUEST, 5);
    else if (what < 0.7) this.command();
    else if (what < 0.78)
      this.request(READ, 5, commands === undefined ? random.int(1, 300) : random.int(98, 125), []);
    else if (what < 0.84) this.request(CLOCK_SYNC, ACT, 0, writeTag(1_800_000_000_000 + nowMs));
    else if (what < 0.9 && commands !== undefined) this.command();
    else if (what < 0.87)
      this.request(CALL_FILE, FILE_TRANSFER, random.int(500, 501), [
        ...serialOctets(this.nextSerial()).slice(0, 3),
        2,
      ]);
    else if (what < 0.9) this.request(PRIVATE, ACT, 7, [...serialOctets(this.nextSerial()), 1, 2, 3]);
    else if (what < 0.93) this.request(SINGLE_EVENT, 3, 1, [...serialOctets(this.nextSerial()), 0]);
    else if (what < 0.96)
      this.request(BITSTRING_COMMAND, ACT, 1001, serialOctets(this.nextSerial()), otherCa);
    else this.send(uFrame(TESTFR_ACT));
  }

  private interrogate(type: number, qualifier: number): void {
    const key = `${type}:${qualifier}`;
    const { nowMs, random } = this.world;
    const untilMs = this.asked.get(key) ?? 0;
    if (untilMs > nowMs) {
      if (random.chance(0.2) && type === INTERROGATION) this.request(type, DEACT, 0, [qualifier]);
      return;
    }
    // An RTU that says no end is asked again after a time in which everything about it is over.
    if (this.request(type, ACT, 0, [qualifier])) this.asked.set(key, nowMs + 20 * this.settings.answerMs);
  }

  private command(): void {
    const { random, nowMs } = this.world;
    const { commands } = this.settings;
    const ioa = commands === undefined ? random.int(1000, 1003) : random.pick(commands.plain);
    const serial = serialOctets(this.nextSerial());
    const tag = writeTag(1_800_000_000_000 + nowMs);
    const what = random.next();
    if (what < 0.5 && commands !== undefined)
      this.request(63, ACT, random.pick(commands.timed), [...serial, 0, ...tag]);
    else if (what < 0.35) this.request(BITSTRING_COMMAND, ACT, ioa, serial);
    else if (what < 0.5) this.request(64, ACT, ioa, [...serial, ...tag]);
    else if (what < 0.65) this.request(SET_POINT, ACT, ioa, [...serial, 0]);
    else {
      const select = [...serial, 0x80];
      if (this.request(SET_POINT, ACT, ioa, select) && random.chance(0.2))
        this.request(SET_POINT, DEACT, ioa, select);
    }
  }

  /** What was selected is executed, most of the time. */
  private execute({ octets, ioa, ca }: Asdu): void {
    const elements = [...octets.subarray(9)];
    elements[4] = 0;
    if (this.isStarted && !this.isOver && this.world.random.chance(0.8))
      this.request(SET_POINT, ACT, ioa, elements, ca);
  }
}
