/** Masters of the gateway benchmark. */
import { connect, type Socket } from 'node:net';
import { CAUSE, commandAsdu, eventNumber, interrogationAsdu, TYPE } from './asdus.js';
import { HOST, type Windows } from './bench-rtu.js';
import { APCI_OCTETS, RawLink } from './raw-link.js';
import type { EventClock } from './samples.js';

/** All sockets read into the same memory: every read is taken before the next one. */
const memory = Buffer.allocUnsafeSlow(1 << 18);

/** What a master has seen of one interrogation. */
export interface SeenInterrogation {
  confirmations: number;
  asdus: number;
  terminations: number;
  /** Of the termination. */
  endedAtMs: number;
}

/** One master of one RTU: it counts and holds nothing. */
export class BenchMaster extends RawLink {
  /** Events that came, and the last one's number. */
  events = 0;
  lastEvent = 0;
  /** Events that came not in their order, or twice; that were left out. */
  misordered = 0;
  lost = 0;
  /** When the last event came. */
  lastEventAtMs = Number.NaN;
  clock: EventClock | undefined;
  interrogation: SeenInterrogation = newInterrogation();
  commandConfirmations = 0;
  commandTerminations = 0;
  onConfirmation: ((nowMs: number) => void) | undefined;
  private nowMs = 0;

  private constructor(
    socket: Socket,
    readonly rtu: number,
    windows: Windows,
  ) {
    super(socket, windows.w);
  }

  /** Connects to a port. `undefined`: it is refused. */
  static open(
    port: number,
    rtu: number,
    from: string | undefined,
    windows: Windows,
  ): Promise<BenchMaster | undefined> {
    return new Promise((resolve) => {
      let master: BenchMaster | undefined;
      const socket = connect({
        host: HOST,
        port,
        noDelay: true,
        ...(from === undefined ? {} : { localAddress: from }),
        onread: {
          buffer: memory,
          callback: (length) => {
            master?.receive(memory, length);
            return true;
          },
        },
      });
      socket.once('error', () => resolve(undefined));
      socket.once('connect', () => {
        master = new BenchMaster(socket, rtu, windows);
        resolve(master);
      });
    });
  }

  override receive(lent: Uint8Array, length: number): void {
    this.nowMs = performance.now();
    super.receive(lent, length);
  }

  interrogate(ca: number): void {
    this.interrogation = newInterrogation();
    this.send(interrogationAsdu(ca));
  }

  command(ca: number, ioa: number): void {
    this.send(commandAsdu(ca, ioa));
  }

  /** Reads nothing any more. */
  stall(): void {
    this.socket.pause();
  }

  protected takeAsdu(octets: Uint8Array, at: number): void {
    const type = octets[at];
    const cause = octets[at + 2] & 0x3f;
    if (type === TYPE.event) this.takeEvent(eventNumber(octets, at));
    else if (type === TYPE.singlePoint && cause === CAUSE.interrogated) this.interrogation.asdus++;
    else if (type === TYPE.interrogation) this.takeReply(cause);
    else if (type === TYPE.command && cause === CAUSE.confirmation) {
      this.commandConfirmations++;
      this.onConfirmation?.(this.nowMs);
    } else if (type === TYPE.command && cause === CAUSE.termination) this.commandTerminations++;
  }

  protected readAll(): void {}

  private takeEvent(number: number): void {
    this.events++;
    if (number > this.lastEvent + 1) this.lost += number - this.lastEvent - 1;
    if (number <= this.lastEvent) this.misordered++;
    this.lastEvent = number;
    this.lastEventAtMs = this.nowMs;
    this.clock?.arrives(this.rtu, number, this.nowMs);
  }

  private takeReply(cause: number): void {
    if (cause === CAUSE.confirmation) this.interrogation.confirmations++;
    if (cause === CAUSE.termination) {
      this.interrogation.terminations++;
      this.interrogation.endedAtMs = this.nowMs;
    }
  }

  private send(asdu: Uint8Array): void {
    const frame = Buffer.allocUnsafe(APCI_OCTETS + asdu.length);
    this.writeApci(frame, 0, frame.length);
    frame.set(asdu, APCI_OCTETS);
    this.socket.write(frame);
  }
}

function newInterrogation(): SeenInterrogation {
  return { confirmations: 0, asdus: 0, terminations: 0, endedAtMs: Number.NaN };
}
