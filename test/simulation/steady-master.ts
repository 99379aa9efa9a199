/** A master that keeps every rule: it starts, interrogates, acknowledges, closes what is against the rules, and comes back. */

import type { ClientEvents, SimConnection, SimNetwork } from './sim-network.js';
import {
  Framer,
  iFrame,
  isSignal,
  readAsdu,
  STARTDT_ACT,
  STARTDT_CON,
  sFrame,
  TESTFR_ACT,
  TESTFR_CON,
  uFrame,
  writeTag,
} from './wire.js';
import type { World } from './world.js';

/** Of its connections: times in ms. */
export interface SteadyManners {
  readonly port: number;
  readonly ca: number;
  readonly t1Ms: number;
  readonly t3Ms: number;
  /** Acknowledges after so many I frames, or after this time. */
  readonly w: number;
  readonly t2Ms: number;
  /** A single command of the RTU. */
  readonly commandIoa: number;
}

export class SteadyMaster implements ClientEvents {
  /** Signals that it got as events or answers to an interrogation, in frames that it can read. */
  signals = 0;
  connections = 0;
  private connection: SimConnection | undefined;
  private framer = new Framer();
  private isStarted = false;
  private sendState = 0;
  private receiveState = 0;
  private acknowledgedState = 0;
  private unacknowledged = 0;
  private heardMs = 0;
  /** When STARTDT act or TESTFR act was sent that is not confirmed; NaN: none is open. */
  private askedMs = Number.NaN;
  private isOver = false;
  private ackTimer: object | undefined;

  constructor(
    private readonly world: World,
    private readonly network: SimNetwork,
    private readonly manners: SteadyManners,
    private readonly nextPort: () => number,
  ) {
    this.look();
  }

  /** Closes its connection, and comes back no more. */
  finish(): void {
    this.isOver = true;
    this.connection?.endSending();
  }

  /** Sends a command, an interrogation or a clock sync, if the connection is started and the RTU has acknowledged. */
  ask(): void {
    const { random, nowMs } = this.world;
    if (!this.isStarted || ((this.sendState - this.acknowledgedState) & 0x7fff) >= 8) return;
    const what = random.next();
    if (what < 0.5) this.request(45, this.manners.commandIoa, [random.int(0, 1)]);
    else if (what < 0.8) this.request(100, 0, [20]);
    else this.request(103, 0, writeTag(1_800_000_000_000 + nowMs));
  }

  received(octets: Uint8Array): void {
    this.heardMs = this.world.nowMs;
    for (const frame of this.framer.push(octets)) {
      if (this.connection === undefined) return;
      if (frame.kind === 'fault') this.leave();
      else if (frame.kind === 'U') this.takeU(frame.control);
      else if (!this.isStarted) this.leave();
      else {
        const ahead = (this.sendState - frame.nr) & 0x7fff;
        if (ahead > 12) {
          this.leave();
          return;
        }
        this.acknowledgedState = frame.nr;
        if (frame.kind === 'I') this.takeI(frame.ns, frame.asdu);
      }
    }
  }

  ended(): void {
    this.leave();
  }

  gone(): void {
    this.connection = undefined;
    this.isStarted = false;
    this.askedMs = Number.NaN;
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
  }

  private takeU(control: number): void {
    if (control === STARTDT_CON && !this.isStarted) {
      this.isStarted = true;
      this.askedMs = Number.NaN;
      this.request(100, 0, [20]);
    } else if (control === TESTFR_ACT) this.connection?.send(uFrame(TESTFR_CON));
    else if (control === TESTFR_CON) this.askedMs = Number.NaN;
  }

  private takeI(ns: number, octets: Uint8Array): void {
    if (ns !== this.receiveState) {
      this.leave();
      return;
    }
    this.receiveState = (ns + 1) & 0x7fff;
    this.unacknowledged++;
    const asdu = readAsdu(octets);
    if (asdu !== undefined && isSignal(asdu.type)) this.signals += asdu.objects.length;
    if (this.unacknowledged >= this.manners.w) this.acknowledge();
    else this.ackTimer ??= this.world.after(this.manners.t2Ms, () => this.acknowledge());
  }

  private acknowledge(): void {
    this.world.cancel(this.ackTimer);
    this.ackTimer = undefined;
    if (this.unacknowledged === 0) return;
    this.unacknowledged = 0;
    this.connection?.send(sFrame(this.receiveState));
  }

  private request(type: number, ioa: number, elements: readonly number[]): void {
    const { ca } = this.manners;
    const address = [ca & 0xff, ca >> 8, ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16];
    this.connection?.send(
      iFrame(this.sendState, this.receiveState, [type, 1, 6, 0, ...address, ...elements]),
    );
    this.sendState = (this.sendState + 1) & 0x7fff;
    this.unacknowledged = 0;
  }

  /** Closes the connection as a master does that has seen a fault. */
  private leave(): void {
    this.connection?.reset();
    this.gone();
  }

  /** Looks at its timers now and then. */
  private look(): void {
    this.world.after(25, () => {
      if (this.isOver) return;
      const { nowMs } = this.world;
      const { t1Ms, t3Ms } = this.manners;
      if (this.connection === undefined) this.connect();
      else if (nowMs >= this.askedMs + t1Ms) this.leave();
      else if (this.isStarted && Number.isNaN(this.askedMs) && nowMs >= this.heardMs + t3Ms) {
        this.askedMs = nowMs;
        this.connection.send(uFrame(TESTFR_ACT));
      }
      this.look();
    });
  }

  private connect(): void {
    this.framer = new Framer();
    this.sendState = 0;
    this.receiveState = 0;
    this.acknowledgedState = 0;
    this.unacknowledged = 0;
    this.heardMs = this.world.nowMs;
    this.connection = this.network.connect(this.manners.port, '10.0.0.1', this.nextPort(), this);
    if (this.connection === undefined) return;
    this.connections++;
    this.askedMs = this.world.nowMs;
    this.connection.send(uFrame(STARTDT_ACT));
  }
}
