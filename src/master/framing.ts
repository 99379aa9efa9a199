/** How a link cuts what the RTU sends into APDUs, and where a tolerant one reads on behind a wrong octet. */
import { MAX_LENGTH, MIN_LENGTH, START } from '../codec/apci.js';
import { type ApduHandler, Deframer } from '../codec/deframer.js';
import type { ViolationLog } from '../controlling/violations.js';
import type { Conduct } from './conduct.js';

/** One per TCP connection. */
export class Framing {
  private deframer = new Deframer();

  constructor(
    private readonly violations: ViolationLog,
    private readonly conduct: Pick<Conduct, 'isTolerant'>,
  ) {}

  /**
   * Hands every APDU that `octets[0…length)` completes to `handler`, in order. A wrong start or length octet is counted. Behind it a
   * tolerant link reads on where the next APDU may begin: what TCP joined to the wrong frame is taken as if it had come later.
   * After `fault` the link must be closed.
   */
  push(octets: Uint8Array, length: number, handler: ApduHandler, nowMs: number): 'sound' | 'fault' {
    let fault = this.deframer.push(octets, length, handler);
    let at = 0;
    while (fault !== undefined) {
      const what = fault.code === 'BAD_START' ? 'start octet' : 'length octet';
      this.violations.add('FRAMING', `${what} 0x${fault.octet.toString(16).padStart(2, '0')}`, nowMs);
      if (!this.conduct.isTolerant) return 'fault';
      at = nextBegin(octets, at + this.deframer.taken, length);
      this.deframer = new Deframer();
      fault = this.deframer.push(octets.subarray(at, length), length - at, handler);
    }
    return 'sound';
  }
}

/** Where in `octets[from…length)` an APDU may begin: at a start octet, with a length octet that is allowed or has not come yet; `length`: nowhere. */
function nextBegin(octets: Uint8Array, from: number, length: number): number {
  for (let at = from; at < length; at++) {
    if (octets[at] !== START) continue;
    if (at + 1 === length || (octets[at + 1] >= MIN_LENGTH && octets[at + 1] <= MAX_LENGTH)) return at;
  }
  return length;
}
