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
  private readonly toldCas = new Set<number>();

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

  /** A request was for another CA than `own`, the CAs that the connection serves. */
  foreignCa(ca: number, own: readonly number[]): string | undefined {
    if (this.toldCas.has(ca) || this.toldCas.size >= MOST_CAS) return undefined;
    this.toldCas.add(ca);
    const swapped = ((ca & 0xff) << 8) | (ca >> 8);
    const hint = own.includes(swapped) ? ': its octets are swapped' : '';
    const [first] = own;
    const known =
      own.length === 1 ? `this RTU has CA ${first}` : `this connection serves the CAs ${own.join(', ')}`;
    return `the master asks for CA ${ca}, ${known}${hint}`;
  }
}
