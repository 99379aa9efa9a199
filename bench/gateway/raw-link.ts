/** One end of a connection in the gateway benchmark. It does only what the protocol asks of it, so that it costs as little as it can. */
import type { Socket } from 'node:net';

/** Octets of the APCI. */
export const APCI_OCTETS = 6;
const START = 0x68;
const NUMBERS = 0x7fff;

/** Second control octet frames: their first control octet. */
const U_FRAME = {
  startdtAct: 0x07,
  startdtCon: 0x0b,
  stopdtAct: 0x13,
  stopdtCon: 0x23,
  testfrAct: 0x43,
  testfrCon: 0x83,
} as const;

const U_OCTETS = new Map<number, Buffer>(
  Object.values(U_FRAME).map((word) => [word, Buffer.from([START, 4, word, 0, 0, 0])]),
);

/** How often links acknowledge what they have received and not acknowledged yet: their t2, ms. */
const ACKNOWLEDGE_MS = 1000;

const links = new Set<RawLink>();
setInterval(() => {
  for (const link of links) link.acknowledge();
}, ACKNOWLEDGE_MS).unref();

/** Steps from one sequence number up to another. */
export function distance(from: number, to: number): number {
  return (to - from) & NUMBERS;
}

/** APCI numbers, window and control frames of one end. */
export abstract class RawLink {
  /** Whether data transfer is started. */
  started = false;
  /** When the connection ended, `performance.now()`; NaN: it is open. */
  closedAtMs = Number.NaN;
  /** Frames that break a rule of the APCI. */
  violations = 0;
  /** I frames that came. */
  frames = 0;
  /** The number of the next own I frame, and what the peer has acknowledged. */
  protected sendNumber = 0;
  protected acknowledged = 0;
  private receiveNumber = 0;
  private unacknowledged = 0;
  /** The begin of a frame whose end has not come yet. */
  private rest: Uint8Array | undefined;

  constructor(
    readonly socket: Socket,
    /** An acknowledgement is sent after so many I frames. */
    private readonly w: number,
  ) {
    links.add(this);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.end());
  }

  /** An I frame: its ASDU is `octets[at…end)`, only lent. */
  protected abstract takeAsdu(octets: Uint8Array, at: number, end: number): void;
  /** Everything that had come was read. */
  protected abstract readAll(): void;

  /** Takes octets of the socket, only lent. */
  receive(lent: Uint8Array, length: number): void {
    let octets = lent;
    let end = length;
    if (this.rest !== undefined) {
      octets = Buffer.concat([this.rest, lent.subarray(0, length)]);
      end = octets.length;
      this.rest = undefined;
    }
    let at = 0;
    while (end - at >= 2) {
      const next = at + octets[at + 1] + 2;
      if (next > end) break;
      this.takeFrame(octets, at, next);
      at = next;
    }
    if (at < end) this.rest = Uint8Array.from(octets.subarray(at, end));
    if (this.unacknowledged >= this.w) this.acknowledge();
    this.readAll();
  }

  /** Acknowledges what has been received, if anything has not been. */
  acknowledge(): void {
    if (this.unacknowledged === 0 || !this.socket.writable) return;
    const frame = Buffer.allocUnsafe(APCI_OCTETS);
    frame[0] = START;
    frame[1] = 4;
    frame[2] = 1;
    frame[3] = 0;
    this.writeReceiveNumber(frame, 0);
    this.socket.write(frame);
  }

  /** Asks for data transfer. */
  startDataTransfer(): void {
    this.sendU(U_FRAME.startdtAct);
  }

  /** Own I frames that may still be sent. */
  protected room(k: number): number {
    return k - distance(this.acknowledged, this.sendNumber);
  }

  /** Writes the APCI of the next I frame at `out[at…]`, which has `octets` octets in all. */
  protected writeApci(out: Uint8Array, at: number, octets: number): void {
    out[at] = START;
    out[at + 1] = octets - 2;
    out[at + 2] = (this.sendNumber << 1) & 0xff;
    out[at + 3] = this.sendNumber >> 7;
    this.writeReceiveNumber(out, at);
    this.sendNumber = (this.sendNumber + 1) & NUMBERS;
  }

  private writeReceiveNumber(out: Uint8Array, at: number): void {
    out[at + 4] = (this.receiveNumber << 1) & 0xff;
    out[at + 5] = this.receiveNumber >> 7;
    this.unacknowledged = 0;
  }

  private takeFrame(octets: Uint8Array, at: number, end: number): void {
    const control = octets[at + 2];
    if (octets[at] !== START) this.violations++;
    if ((control & 3) === 3) {
      this.takeU(control);
      return;
    }
    const acknowledged = (octets[at + 4] >> 1) | (octets[at + 5] << 7);
    if (distance(this.acknowledged, acknowledged) > distance(this.acknowledged, this.sendNumber)) {
      this.violations++;
    }
    this.acknowledged = acknowledged;
    if ((control & 1) !== 0) return;
    if (((control >> 1) | (octets[at + 3] << 7)) !== this.receiveNumber || !this.started) this.violations++;
    this.receiveNumber = (this.receiveNumber + 1) & NUMBERS;
    this.unacknowledged++;
    this.frames++;
    this.takeAsdu(octets, at + APCI_OCTETS, end);
  }

  private takeU(word: number): void {
    if (word === U_FRAME.startdtAct) {
      this.started = true;
      this.sendU(U_FRAME.startdtCon);
    } else if (word === U_FRAME.startdtCon) this.started = true;
    else if (word === U_FRAME.testfrAct) this.sendU(U_FRAME.testfrCon);
    else if (word === U_FRAME.stopdtAct) {
      this.started = false;
      this.acknowledge();
      this.sendU(U_FRAME.stopdtCon);
    }
  }

  private sendU(word: number): void {
    this.socket.write(U_OCTETS.get(word) as Buffer);
  }

  private end(): void {
    this.started = false;
    this.closedAtMs = performance.now();
    links.delete(this);
  }
}
