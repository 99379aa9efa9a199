/** An RTU behind a gateway: one connection, events with serial numbers, answers to requests in its own manner. */
import type { ClientEvents, SimConnection, SimHost, SimNetwork, WireTap } from '../sim-network.js';
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
} from '../wire.js';
import type { World } from '../world.js';
import {
  ACT_CON,
  ACT_TERM,
  type Asdu,
  CALL_FILE,
  CLOCK_SYNC,
  COUNTER,
  COUNTER_REQUEST,
  DEACT,
  DEACT_CON,
  END_OF_INITIALIZATION,
  FILE_READY,
  FILE_TRANSFER,
  INTERROGATION,
  makeAsdu,
  mirror,
  PRIVATE,
  READ,
  readAsdu,
  SET_POINT,
  SINGLE_EVENT,
  serialOctets,
} from './gateway-asdu.js';

/** How an RTU behaves. */
export interface RtuManners {
  /** Whether its answers bear the OA of the request, or 0. */
  readonly oa: 'echo' | 'zero';
  /** Whether it says the end of commands and interrogations. */
  readonly ends: boolean;
  /** Mean time of an answer, ms. */
  readonly answerMs: number;
  /** ASDUs of an interrogation. */
  readonly objects: number;
  /** Mean time between events, ms; and how many come at once. */
  readonly eventMs: number;
  readonly burst: number;
  /** Whether it sends an end of initialization after STARTDT. */
  readonly initializes: boolean;
  /** Share of requests that it refuses, or does not answer at all. */
  readonly refuses: number;
  readonly ignores: number;
  /** Longest time to STARTDT con, ms. */
  readonly startMs: number;
}

/** What the RTU needs to know of its group. */
export interface RtuSettings {
  readonly ca: number;
  readonly k: number;
  readonly w: number;
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** Numbers with which its side of each connection begins. */
  readonly first: { readonly send: number; readonly receive: number };
}

export class SimRtu implements SimHost {
  /** Serial number of the latest ASDU. */
  serial = 0;
  connects = 0;
  private link: RtuEnd | undefined;
  private readonly closers: (() => void)[] = [];
  private state: 'down' | 'silent' | 'up' = 'down';
  private upHosts: readonly number[] = [];
  private isOver = false;

  constructor(
    readonly world: World,
    private readonly network: SimNetwork,
    readonly settings: RtuSettings,
    readonly manners: RtuManners,
    private readonly tapOf: () => WireTap,
  ) {
    this.plan();
  }

  /** Whether a connection is open, as the RTU sees it. */
  get isConnected(): boolean {
    return this.link !== undefined;
  }

  /** It listens on some of its addresses; `silent`: it takes connections at none of them, and refuses none. */
  begin(state: 'up' | 'silent' = 'up'): void {
    const { random } = this.world;
    this.stop();
    this.state = state;
    const { addresses } = this.settings;
    const only = random.chance(0.5) ? undefined : random.int(0, addresses.length - 1);
    this.upHosts = addresses.map((_, i) => i).filter((i) => only === undefined || i === only);
    for (const i of this.upHosts)
      this.closers.push(this.network.serve(addresses[i].host, addresses[i].port, this));
    this.world.trace(() => `RTU ${this.settings.ca} is ${state}`);
  }

  /** It is gone: new connections are refused. The one that is open stays as it is. */
  stop(): void {
    this.state = 'down';
    for (const close of this.closers.splice(0)) close();
  }

  /** It dies, by FIN, by RST, or without a word. */
  die(how: 'fin' | 'reset' | 'silence'): void {
    this.stop();
    const { link } = this;
    this.world.trace(() => `RTU ${this.settings.ca} dies by ${how}`);
    if (link === undefined) return;
    if (how === 'fin') link.connection?.endSending();
    else if (how === 'reset') link.connection?.reset();
    link.isDead = true;
    this.link = undefined;
  }

  /** It breaks a rule of the protocol. */
  misbehave(): void {
    this.link?.misbehave();
  }

  /** No more events and answers. */
  finish(): void {
    this.isOver = true;
  }

  accept(): ReturnType<SimHost['accept']> {
    if (this.state === 'silent') return undefined;
    this.connects++;
    this.link?.connection?.reset();
    const end = new RtuEnd(this.world, this, () => {
      if (this.link === end) this.link = undefined;
    });
    this.link = end;
    return { events: end, tap: this.tapOf(), begun: (connection) => end.begin(connection) };
  }

  /** Some events at once. */
  burst(count: number): void {
    for (let n = 0; n < count; n++) this.event();
  }

  private event(): void {
    const { random } = this.world;
    const { ca } = this.settings;
    const to = { oa: 0, ca, ioa: random.int(1, 300) };
    const serial = serialOctets(++this.serial);
    const extra = Array.from({ length: random.int(0, 4) }, () => random.int(0, 255));
    const asdu = random.chance(0.1)
      ? makeAsdu(PRIVATE, random.pick([1, 2, 3, 11, 12]), to, [...serial, ...extra])
      : makeAsdu(SINGLE_EVENT, random.pick([2, 3, 3, 3]), to, [...serial, 0]);
    this.link?.say(asdu);
  }

  private plan(): void {
    const { world, manners } = this;
    world.after(world.random.interval(manners.eventMs), () => {
      if (this.isOver) return;
      this.burst(world.random.chance(0.1) ? world.random.int(1, manners.burst) : 1);
      this.plan();
    });
  }
}

/** The RTU's end of one connection. */
class RtuEnd implements ClientEvents {
  connection: SimConnection | undefined;
  isDead = false;
  private readonly framer = new Framer();
  private isStarted = false;
  private vs: number;
  private vr: number;
  private acknowledged: number;
  private unacknowledged = 0;
  private ackTimer: object | undefined;
  private readonly waiting: number[][] = [];
  /** The interrogation that runs, by type and qualifier. */
  private run: { stop: boolean; key: string } | undefined;
  private isStopping = false;

  constructor(
    private readonly world: World,
    private readonly rtu: SimRtu,
    private readonly ended_: () => void,
  ) {
    const { first } = rtu.settings;
    this.vs = this.acknowledged = first.send;
    this.vr = first.receive;
  }

  begin(connection: SimConnection): void {
    this.connection = connection;
  }

  received(octets: Uint8Array): void {
    if (this.isDead) return;
    for (const frame of this.framer.push(octets)) this.take(frame);
  }

  ended(): void {
    this.gone();
  }

  gone(): void {
    this.isDead = true;
    this.world.cancel(this.ackTimer);
    this.ended_();
  }

  /** Sends an ASDU as soon as the window lets. What is not started says nothing. */
  say(asdu: number[]): void {
    if (!this.isStarted || this.isDead) return;
    this.waiting.push(asdu);
    this.pump();
  }

  misbehave(): void {
    const { random } = this.world;
    if (this.isDead) return;
    const frames = [
      Uint8Array.of(0x69, 4, 1, 0, 0, 0),
      Uint8Array.of(0x68, 3, 1, 0, 0),
      iFrame((this.vs + 1) & 0x7fff, this.vr, [SINGLE_EVENT, 1, 3, 0, 1, 0, 1, 0, 0, 1, 2, 3, 4, 0]),
      sFrame((this.vr + 100) & 0x7fff),
      uFrame(0x03),
      uFrame(STARTDT_ACT),
    ];
    this.send(random.pick(frames));
    this.isDead = true;
  }

  private take(frame: Frame): void {
    if (frame.kind === 'fault') this.world.fail('the RTU got no APDU');
    if (frame.kind === 'U') {
      this.takeU(frame.control);
      return;
    }
    this.acknowledged = frame.nr;
    if (frame.kind === 'I') {
      this.vr = (this.vr + 1) & 0x7fff;
      this.unacknowledged++;
      this.answer(readAsdu(frame.asdu));
    }
    this.pump();
    this.acknowledgeSoon();
    this.stopIfDone();
  }

  private takeU(control: number): void {
    const { random } = this.world;
    if (control === TESTFR_ACT) this.send(uFrame(TESTFR_CON));
    if (control === STARTDT_ACT) {
      this.world.after(random.next() * this.rtu.manners.startMs, () => {
        if (this.isDead) return;
        this.isStarted = true;
        this.send(uFrame(STARTDT_CON));
        if (this.rtu.manners.initializes) this.initialize();
      });
    }
    if (control === STOPDT_ACT) {
      this.isStopping = true;
      this.waiting.length = 0;
      if (this.run !== undefined) this.run.stop = true;
      this.acknowledge();
      this.isStarted = false;
      this.stopIfDone();
    }
  }

  /** End of initialization; also when the RTU's process starts again without a loss of the connection. */
  initialize(): void {
    const { ca } = this.rtu.settings;
    const coi = 1 + (++this.rtu.serial % 100);
    this.say(makeAsdu(END_OF_INITIALIZATION, 4, { oa: 0, ca, ioa: 0 }, [coi]));
  }

  private stopIfDone(): void {
    if (!this.isStopping || this.vs !== this.acknowledged) return;
    this.isStopping = false;
    this.send(uFrame(STOPDT_CON));
  }

  private pump(): void {
    const { k } = this.rtu.settings;
    while (this.isStarted && this.waiting.length > 0 && ((this.vs - this.acknowledged) & 0x7fff) < k) {
      this.send(iFrame(this.vs, this.vr, this.waiting.shift() as number[]));
      this.vs = (this.vs + 1) & 0x7fff;
      this.unacknowledged = 0;
    }
  }

  private acknowledgeSoon(): void {
    if (this.unacknowledged >= this.rtu.settings.w) this.acknowledge();
    else this.ackTimer ??= this.world.after(this.world.random.between(5, 400), () => this.acknowledge());
  }

  private acknowledge(): void {
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
    if (this.unacknowledged === 0 || this.isDead || (!this.isStarted && !this.isStopping)) return;
    this.unacknowledged = 0;
    this.send(sFrame(this.vr));
  }

  private send(octets: Uint8Array): void {
    if (!this.isDead) this.connection?.send(octets);
  }

  /** Says something later, on this connection and while it is started. */
  private later(meanMs: number, act: () => void): void {
    this.world.after(this.world.random.interval(meanMs), () => {
      if (this.isStarted && !this.isDead) act();
    });
  }

  private answer(request: Asdu): void {
    const { random } = this.world;
    const { manners, settings } = this.rtu;
    if (random.chance(manners.ignores)) return;
    const oa = manners.oa === 'echo' ? request.oa : 0;
    const reply = (cot: number, negative = false): void =>
      this.say(mirror(request.octets, cot, negative, oa));
    const { type } = request;
    const meanMs = manners.answerMs;
    if (request.ca !== settings.ca) this.later(meanMs, () => reply(46, true));
    else if (type === CALL_FILE) {
      const to = { oa, ca: settings.ca, ioa: request.ioa };
      this.later(meanMs, () =>
        this.say(makeAsdu(FILE_READY, FILE_TRANSFER, to, [...serialOctets(++this.rtu.serial), 0, 0])),
      );
    } else if (type === PRIVATE) this.later(meanMs, () => reply(44, true));
    else if (type === INTERROGATION || type === COUNTER_REQUEST) this.interrogation(request, oa, reply);
    else if (type === READ) {
      this.later(meanMs, () => {
        if (random.chance(0.3)) reply(47, true);
        else
          this.say(
            makeAsdu(SINGLE_EVENT, 5, { oa, ca: settings.ca, ioa: request.ioa }, [
              ...serialOctets(++this.rtu.serial),
              0,
            ]),
          );
      });
    } else if (type === CLOCK_SYNC) this.later(meanMs, () => reply(ACT_CON));
    else if (request.cot === DEACT) this.later(meanMs, () => reply(DEACT_CON));
    else this.command(request, reply);
  }

  private command(request: Asdu, reply: (cot: number, negative?: boolean) => void): void {
    const { manners } = this.rtu;
    if (request.type < SET_POINT || request.type > 64) this.world.fail(`the RTU got type ${request.type}`);
    this.later(manners.answerMs, () => {
      if (this.world.random.chance(manners.refuses)) {
        reply(ACT_CON, true);
        return;
      }
      reply(ACT_CON);
      if (!request.select && manners.ends) this.later(manners.answerMs, () => reply(ACT_TERM));
    });
  }

  private interrogation(request: Asdu, oa: number, reply: (cot: number, negative?: boolean) => void): void {
    const { manners, settings } = this.rtu;
    const { random } = this.world;
    const key = `${request.type}:${request.qualifier}`;
    if (request.cot === DEACT) {
      if (this.run?.key === key) this.run.stop = true;
      this.later(manners.answerMs, () => reply(DEACT_CON));
      return;
    }
    // A new one ends the one that runs.
    if (this.run !== undefined) this.run.stop = true;
    const run = { stop: false, key };
    this.run = run;
    const isCounters = request.type === COUNTER_REQUEST;
    const cot = isCounters ? (request.qualifier === 5 ? 37 : 37 + request.qualifier) : request.qualifier;
    let left = manners.objects;
    const next = (): void => {
      if (run.stop) return;
      if (left === 0) {
        if (manners.ends) reply(ACT_TERM);
        if (this.run === run) this.run = undefined;
        return;
      }
      left--;
      const type = isCounters ? COUNTER : SINGLE_EVENT;
      this.say(
        makeAsdu(type, cot, { oa, ca: settings.ca, ioa: 100 + left }, [
          ...serialOctets(++this.rtu.serial),
          0,
        ]),
      );
      if (random.chance(0.7)) next();
      else this.later(manners.answerMs / 4, next);
    };
    this.later(manners.answerMs, () => {
      if (run.stop) return;
      if (random.chance(manners.refuses)) reply(ACT_CON, true);
      else {
        reply(ACT_CON);
        this.later(manners.answerMs / 4, next);
      }
    });
  }
}
