/** The OA that each master has towards the RTU (`docs/gateway.md` §5, originator address). */

/** OA 0 is nobody, 255 is left out: some RTUs take it for all. */
const LOWEST = 1;
const HIGHEST = 254;

/**
 * Gives OAs 1…254 in turn, so that one that was given back is used again as late as possible: a late answer must not reach
 * another master.
 */
export class Originators {
  private readonly taken = new Set<number>();
  private last = HIGHEST;

  /** An OA that nobody has and for which no request is open; 0: there is none left. */
  take(isOpen: (oa: number) => boolean): number {
    for (let tries = LOWEST; tries <= HIGHEST; tries++) {
      this.last = this.last === HIGHEST ? LOWEST : this.last + 1;
      if (this.taken.has(this.last) || isOpen(this.last)) continue;
      this.taken.add(this.last);
      return this.last;
    }
    return 0;
  }

  giveBack(oa: number): void {
    this.taken.delete(oa);
  }
}
