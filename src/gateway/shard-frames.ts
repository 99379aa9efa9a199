/** Frames of the RTU's side of a gateway, written into the outbox of its shard. */
import { APCI_OCTETS, writeIHeader, writeS, writeU } from '../codec/apci.js';
import type { FrameOut } from '../controlling/frame-out.js';
import type { Outbox } from '../station/apci/outbox.js';

/** A session of the controlling side writes through this. */
export class ShardFrames implements FrameOut {
  constructor(private readonly outbox: Outbox) {}

  // `reserve` may put the outbox into other memory: first the place, then the octets.

  putU(control: number): void {
    const at = this.outbox.reserve(APCI_OCTETS);
    writeU(this.outbox.octets, at, control);
  }

  putS(nr: number): void {
    const at = this.outbox.reserve(APCI_OCTETS);
    writeS(this.outbox.octets, at, nr);
  }

  putI(asdu: Uint8Array, ns: number, nr: number): void {
    const at = this.outbox.reserve(APCI_OCTETS + asdu.length);
    writeIHeader(this.outbox.octets, at, asdu.length, ns, nr);
    this.outbox.octets.set(asdu, at + APCI_OCTETS);
  }
}
