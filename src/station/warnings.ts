/** What nearly always is a mistake in a test room: counted every time, told once. */

/** So many takeovers within `TAKEOVER_SPAN_MS` are masters that take the RTU from each other. */
const MANY_TAKEOVERS = 5;
const TAKEOVER_SPAN_MS = 10_000;
/** Other CAs of one RTU that are told; a master that tries them all would fill the log. */
const MOST_CAS = 8;

/** The warnings of one RTU. Each method returns the sentence to be told, or `undefined`. */
export class Warnings {
  private readonly takeoversMs: number[] = [];
  private toldTakeovers = false;
  private readonly cas = new Set<number>();

  constructor(private readonly ca: number) {}

  /** A second connection of the group was started at `nowMs` (monotonic) and takes over. */
  takeover(nowMs: number): string | undefined {
    const { takeoversMs } = this;
    takeoversMs.push(nowMs);
    if (takeoversMs.length < MANY_TAKEOVERS) return undefined;
    const firstMs = takeoversMs.shift() ?? nowMs;
    if (this.toldTakeovers || nowMs - firstMs > TAKEOVER_SPAN_MS) return undefined;
    this.toldTakeovers = true;
    return `masters take this RTU from each other, ${MANY_TAKEOVERS} times in ${((nowMs - firstMs) / 1000).toFixed(1)} s; with group=each every connection gets everything, with addresses in group every control centre does`;
  }

  /** A request was for another CA. */
  foreignCa(ca: number): string | undefined {
    if (this.cas.has(ca) || this.cas.size >= MOST_CAS) return undefined;
    this.cas.add(ca);
    const swapped = ((this.ca & 0xff) << 8) | (this.ca >> 8);
    const hint = ca === swapped ? ': its octets are swapped' : '';
    return `the master asks for CA ${ca}, this RTU has CA ${this.ca}${hint}`;
  }
}
