/** A random master: connects, starts, sends requests, acknowledges in its own way, and sometimes breaks rules. */
import type { RtuDefinition } from '../../src/channel/definitions.js';
import type { Command, Database } from './definitions.js';
import type { ClientEvents, SimConnection, SimNetwork } from './sim-network.js';
import {
  Framer,
  fromHex,
  iFrame,
  plainType,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  sFrame,
  TESTFR_ACT,
  TESTFR_CON,
  uFrame,
  writeElements,
  writeTag,
} from './wire.js';
import type { World } from './world.js';

/** The behaviour of a master. */
interface Manners {
  /** Acknowledges after this many I frames or this time, ms. */
  everyFrames: number;
  everyMs: number;
  /** Mean time between two actions, ms. */
  paceMs: number;
  /** Share of actions that break a rule, 0…1. */
  badness: number;
}

export class SimMaster implements ClientEvents {
  private connection: SimConnection | undefined;
  private framer = new Framer();
  private isStarted = false;
  private sendState = 0;
  private receiveState = 0;
  private acknowledged = 0;
  /** N(R) that was sent last. */
  private given = 0;
  private unacknowledged = 0;
  private keepsSilent = false;
  /** Until then, ms, sends requests but no acknowledgements: the RTU's window closes, and the RTU acknowledges only by w and t2. */
  private insistsUntilMs = 0;
  private ackTimer: object | undefined;
  /** Waits for an I frame, to acknowledge it at the last moment. */
  private hesitates = false;
  private isOver = false;
  private readonly manners: Manners;

  constructor(
    private readonly world: World,
    private readonly network: SimNetwork,
    private readonly address: string,
    private readonly definition: () => RtuDefinition,
    private readonly database: () => Database,
    private readonly nextPort: () => number,
  ) {
    const { random } = world;
    const { k } = definition();
    this.manners = {
      everyFrames: random.int(1, Math.max(1, Math.min(k, 12))),
      everyMs: random.between(5, 900),
      paceMs: random.chance(0.3) ? random.between(2_000, 8_000) : random.between(50, 1_500),
      badness: random.chance(0.5) ? 0.02 : 0.15,
    };
    this.plan();
  }

  /** Ends all actions and closes the connection. */
  finish(): void {
    this.isOver = true;
    this.connection?.readOn();
    this.connection?.endSending();
  }

  received(octets: Uint8Array): void {
    for (const frame of this.framer.push(octets)) {
      if (frame.kind === 'U') {
        if (frame.control === STARTDT_CON) this.isStarted = true;
        else if (frame.control === TESTFR_ACT && !this.keepsSilent) this.send(uFrame(TESTFR_CON));
      } else if (frame.kind === 'I') {
        if (frame.ns !== this.receiveState)
          this.world.fail(`the master got N(S) ${frame.ns}, expected ${this.receiveState}`);
        this.receiveState = (this.receiveState + 1) & 0x7fff;
        this.unacknowledged++;
        if (this.hesitates) this.acknowledgeLate();
        this.acknowledgeSoon();
      }
      if (frame.kind === 'I' || frame.kind === 'S') this.acknowledged = frame.nr;
    }
  }

  ended(): void {
    this.connection?.endSending();
  }

  gone(): void {
    this.connection = undefined;
    this.isStarted = false;
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
  }

  private get isSilent(): boolean {
    return this.keepsSilent || this.world.nowMs < this.insistsUntilMs;
  }

  /** Fills the RTU's window, and continues to send requests for longer than t2. */
  private insist(): void {
    const { random, nowMs } = this.world;
    const { t1Ms, t2Ms } = this.definition();
    this.insistsUntilMs = nowMs + Math.min(t2Ms * random.between(1.1, 1.8), t1Ms);
    const paceMs = t2Ms * random.between(0.15, 0.45);
    const again = (): void => {
      if (!this.isSilent || !this.isStarted) {
        this.acknowledge();
        return;
      }
      this.interrogate();
      this.world.after(paceMs * random.between(0.8, 1.2), again);
    };
    again();
  }

  /** Acknowledges what comes next only when t1 is nearly over, and behind a flood: the acknowledgement comes in time, and waits to be read. */
  private hesitate(): void {
    this.acknowledge();
    this.hesitates = true;
    this.insistsUntilMs = Number.POSITIVE_INFINITY;
    this.interrogate();
  }

  private acknowledgeLate(): void {
    const { connection, world } = this;
    this.hesitates = false;
    world.after(this.definition().t1Ms - world.random.between(0, 8), () => {
      if (this.connection !== connection) return;
      this.insistsUntilMs = 0;
      this.flood(world.random.int(500, 1500));
    });
  }

  /** Sends more in one piece than an RTU takes of a link in a turn, and behind it what it must hear in time. */
  private flood(count: number): void {
    const frame = uFrame(TESTFR_ACT);
    this.send(Uint8Array.from({ length: count * frame.length }, (_, i) => frame[i % frame.length]));
    this.acknowledge();
    this.ask();
  }

  private plan(): void {
    const { random } = this.world;
    this.world.after(random.interval(this.connection === undefined ? 300 : this.manners.paceMs), () => {
      if (this.isOver) return;
      if (this.connection === undefined) this.connect();
      else if (!this.isStarted) this.send(uFrame(random.chance(0.85) ? STARTDT_ACT : TESTFR_ACT));
      else if (this.isSilent) this.ask();
      else if (random.chance(this.manners.badness)) this.misbehave(this.connection);
      else if (random.chance(0.08)) this.insist();
      else if (random.chance(0.05))
        this.flood(random.chance(0.2) ? random.int(800, 1500) : random.int(10, 120));
      else if (random.chance(0.03)) this.hesitate();
      else this.ask();
      this.plan();
    });
  }

  private connect(): void {
    this.framer = new Framer();
    this.sendState = 0;
    this.receiveState = 0;
    this.acknowledged = 0;
    this.given = 0;
    this.unacknowledged = 0;
    this.keepsSilent = false;
    this.insistsUntilMs = 0;
    this.hesitates = false;
    this.connection = this.network.connect(this.definition().port, this.address, this.nextPort(), this);
    if (this.world.random.chance(0.8)) this.send(uFrame(STARTDT_ACT));
  }

  private send(octets: Uint8Array): void {
    this.connection?.send(octets);
  }

  private acknowledgeSoon(): void {
    if (this.isSilent) return;
    if (this.unacknowledged >= this.manners.everyFrames) this.acknowledge();
    else this.ackTimer ??= this.world.after(this.manners.everyMs, () => this.acknowledge());
  }

  private acknowledge(): void {
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
    if (this.isSilent || this.unacknowledged === 0 || !this.isStarted) return;
    this.unacknowledged = 0;
    this.given = this.receiveState;
    this.send(sFrame(this.given));
  }

  private request(type: number, cot: number, ioa: number, elements: readonly number[]): void {
    // The master has a window too: it must not send more than the RTU has to acknowledge.
    if (((this.sendState - this.acknowledged) & 0x7fff) >= 12) return;
    const ca = this.definition().rtuNumber;
    const address = [ca & 0xff, ca >> 8, ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16];
    if (!this.isSilent) this.given = this.receiveState;
    this.send(iFrame(this.sendState, this.given, [type, 1, cot, 0, ...address, ...elements]));
    this.sendState = (this.sendState + 1) & 0x7fff;
    this.unacknowledged = 0;
  }

  private ask(): void {
    const { random } = this.world;
    const database = this.database();
    const what = random.next();
    if (what < 0.3) this.interrogate();
    else if (what < 0.4) this.request(101, 6, 0, [random.pick([5, 5, 5, 1, 2, 0x45, 0x41])]);
    else if (what < 0.5) this.request(103, 6, 0, this.clockTag());
    else if (what < 0.8 && database.commands.length > 0) this.command(random.pick(database.commands));
    else if (what < 0.87) this.request(102, 5, random.int(100, 110), []);
    else if (what < 0.93) this.send(uFrame(TESTFR_ACT));
    else if (what < 0.97) {
      this.isStarted = false;
      this.acknowledge();
      this.send(uFrame(STOPDT_ACT));
    } else this.request(107, 6, 0, [1, 0, ...this.clockTag()]);
  }

  private interrogate(): void {
    const { random } = this.world;
    const qualifier = random.pick([20, 20, 20, 21, 22, 23]);
    this.request(100, random.chance(0.85) ? 6 : 8, 0, [qualifier]);
    // A deactivation at once, or a second interrogation while the first one runs.
    if (random.chance(0.2)) this.request(100, random.pick([6, 8]), 0, [qualifier]);
  }

  private clockTag(): number[] {
    const { random, nowMs } = this.world;
    return writeTag(1_800_000_000_000 + nowMs + random.int(-5000, 5000));
  }

  private command({ type, ioa }: Command): void {
    const { random } = this.world;
    const { plain, timed } = plainType(type);
    const tag = timed ? this.clockTag() : [];
    const elements = [...commandElements(this.world, plain), ...tag];
    const at = elements.length - tag.length - 1;
    const selected = [...elements];
    selected[at] |= 0x80;
    if (random.chance(0.5)) this.request(type, 6, ioa, selected);
    if (random.chance(0.15)) this.request(type, 8, ioa, selected);
    if (random.chance(0.75)) this.request(type, 6, random.chance(0.95) ? ioa : 77, elements);
  }

  private misbehave(connection: SimConnection): void {
    const { random } = this.world;
    const what = random.next();
    if (what < 0.2) connection.reset();
    else if (what < 0.35) connection.endSending();
    else if (what < 0.65) this.keepsSilent = true;
    else if (what < 0.75) {
      connection.stopReading();
      this.world.after(random.interval(1500), () => connection.readOn());
    } else if (what < 0.8) this.send(Uint8Array.of(0x68, 3, 1, 0));
    else if (what < 0.85) this.send(Uint8Array.of(0x67));
    else if (what < 0.9)
      this.send(iFrame((this.sendState + 1) & 0x7fff, this.receiveState, [100, 1, 6, 0, 1, 0, 0, 0, 0, 20]));
    else if (what < 0.95) this.send(sFrame((this.receiveState + 20_000) & 0x7fff));
    else this.send(uFrame(random.chance(0.5) ? 0x03 : STARTDT_CON));
  }
}

/** Elements of a command; the values of set-points differ from those of rows. */
function commandElements(world: World, plain: number): number[] {
  const { random } = world;
  switch (plain) {
    case 45:
      return [random.int(0, 1)];
    case 46:
      return [random.int(1, 2)];
    case 49:
      return [...fromHex(writeElements(11, 4 * random.int(-8000, 7999) + 1, 0))];
    default:
      return [...fromHex(writeElements(13, random.int(-100_000, 100_000) + 0.125, 0))];
  }
}
