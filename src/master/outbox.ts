import { APCI_OCTETS, writeIHeader, writeS, writeU } from '../codec/apci.js';
import type { FrameOut } from '../controlling/frame-out.js';

const INITIAL_OCTETS = 256;

/**
 * Frames of one link on their way to the socket, joined so that one write sends them.
 * The memory is used again after every write that the kernel took at once; see `keepTaken`.
 */
export class Outbox implements FrameOut {
  private buffer = Buffer.allocUnsafeSlow(INITIAL_OCTETS);
  /** View of a single S frame, by far the most frequent write; made once. */
  private lone = this.buffer.subarray(0, APCI_OCTETS);
  private used = 0;

  /** Octets that wait to be written. */
  get length(): number {
    return this.used;
  }

  // `reserve` may replace the buffer: first the place, then the octets.

  putU(control: number): void {
    const at = this.reserve(APCI_OCTETS);
    writeU(this.buffer, at, control);
  }

  putS(nr: number): void {
    const at = this.reserve(APCI_OCTETS);
    writeS(this.buffer, at, nr);
  }

  putI(asdu: Uint8Array, ns: number, nr: number): void {
    const at = this.reserve(APCI_OCTETS + asdu.length);
    writeIHeader(this.buffer, at, asdu.length, ns, nr);
    this.buffer.set(asdu, at + APCI_OCTETS);
  }

  /** The waiting octets, lent until the next `put`, unless `keepTaken` is called. */
  take(): Buffer {
    const taken = this.used === APCI_OCTETS ? this.lone : this.buffer.subarray(0, this.used);
    this.used = 0;
    return taken;
  }

  /** Keeps the octets taken last from being overwritten, because the socket could not write them at once. */
  keepTaken(): void {
    this.replace(INITIAL_OCTETS);
  }

  private reserve(octets: number): number {
    const at = this.used;
    if (at + octets > this.buffer.length) {
      const old = this.buffer;
      this.replace((at + octets) * 2);
      this.buffer.set(old.subarray(0, at));
    }
    this.used = at + octets;
    return at;
  }

  private replace(octets: number): void {
    this.buffer = Buffer.allocUnsafeSlow(octets);
    this.lone = this.buffer.subarray(0, APCI_OCTETS);
  }
}
