/** How much an RTU may take of one link at a time (`docs/behaviour.md` §3, floods), found by a walk of its own over the octets. */

const MOST_OCTETS = 4096;
const MOST_FRAMES = 16;

/** Follows the APDUs of one link. */
export class TurnShare {
  /** The first octets of the APDU that has begun, and how many of it came. */
  private readonly head = [0, 0, 0];
  private came = 0;
  private isBroken = false;

  /** How many of these octets are the share of a turn. Those behind it are asked about again. */
  of(octets: Uint8Array): number {
    let frames = 0;
    let sum = 0;
    for (const [i, octet] of octets.entries()) {
      if (this.isBroken) break;
      if (this.came < 3) this.head[this.came] = octet;
      this.came++;
      const length = this.came > 1 ? this.head[1] : 4;
      if (this.head[0] !== 0x68 || length < 4 || length > 253) this.isBroken = true;
      if (this.came < length + 2) continue;
      sum += this.came;
      this.came = 0;
      if ((this.head[2] & 3) !== 1) frames++;
      if (frames === MOST_FRAMES || sum >= MOST_OCTETS) return i + 1;
    }
    return octets.length;
  }
}
