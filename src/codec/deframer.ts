/**
 * Cuts a TCP stream into APDUs, however TCP has split it. Source: `docs/protocol.md` §1 and §6 (8, 9).
 * There is no resynchronisation: a wrong start or length octet is final.
 */
import { MAX_APDU_OCTETS, MAX_LENGTH, MIN_LENGTH, START } from './apci.js';

/** Why the stream is not 104: a wrong start octet or length octet. */
export interface FramingFault {
  code: 'BAD_START' | 'BAD_LENGTH';
  /** The octet that was found. */
  octet: number;
}

/**
 * Takes one whole APDU: `octets[at]` is the start octet, `end` is one after the last octet. The octets are only lent.
 * Returning `false` ends the reading: the rest of the stream is dropped. `later`: no more of these octets is taken now.
 */
export type ApduHandler = (octets: Uint8Array, at: number, end: number) => boolean | 'later';

/** One per connection; holds at most one incomplete APDU. */
export class Deframer {
  private readonly partial = new Uint8Array(MAX_APDU_OCTETS);
  private held = 0;
  private ended = false;
  private takenOctets = 0;

  /** Octets of an incomplete APDU, 0…254: all that is buffered of what the master sent. */
  get heldOctets(): number {
    return this.held;
  }

  /** How many octets the latest `push` took: all, unless the handler said `later`; of a fault those up to the wrong octet, itself included. */
  get taken(): number {
    return this.takenOctets;
  }

  /**
   * Hands every APDU that `octets[0…length)` completes to `handler`, in order.
   * Returns the fault that ended the stream, or `undefined`. After a fault, or `false` from the handler, octets are ignored.
   */
  push(octets: Uint8Array, length: number, handler: ApduHandler): FramingFault | undefined {
    let at = 0;
    this.takenOctets = length;
    // First the APDU whose beginning came with the read before.
    while (this.held > 0 && at < length && !this.ended) {
      if (this.held === 1) {
        const lengthOctet = octets[at++];
        if (lengthOctet < MIN_LENGTH || lengthOctet > MAX_LENGTH)
          return this.fail('BAD_LENGTH', lengthOctet, at);
        this.partial[1] = lengthOctet;
        this.held = 2;
        continue;
      }
      const end = this.partial[1] + 2;
      const stop = Math.min(length, at + end - this.held);
      while (at < stop) this.partial[this.held++] = octets[at++];
      if (this.held < end) return undefined;
      this.held = 0;
      const answer = handler(this.partial, 0, end);
      if (answer !== true) return this.stop(answer, at);
    }
    // Then those that begin here: whole ones are handed over where they lie, the beginning of the last is kept.
    while (at < length && !this.ended) {
      if (octets[at] !== START) return this.fail('BAD_START', octets[at], at + 1);
      if (at + 1 < length) {
        const lengthOctet = octets[at + 1];
        if (lengthOctet < MIN_LENGTH || lengthOctet > MAX_LENGTH)
          return this.fail('BAD_LENGTH', lengthOctet, at + 2);
        const end = at + 2 + lengthOctet;
        if (end <= length) {
          const answer = handler(octets, at, end);
          at = end;
          if (answer !== true) return this.stop(answer, at);
          continue;
        }
      }
      for (; at < length; at++) this.partial[this.held++] = octets[at];
    }
    return undefined;
  }

  /** The handler wants no more, now or ever. */
  private stop(answer: false | 'later', at: number): undefined {
    if (answer === 'later') this.takenOctets = at;
    else this.ended = true;
  }

  private fail(code: FramingFault['code'], octet: number, taken: number): FramingFault {
    this.ended = true;
    this.takenOctets = taken;
    return { code, octet };
  }
}
