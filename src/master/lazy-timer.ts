/**
 * A timer for a deadline that mostly moves away: it is set again only for an earlier deadline. Otherwise it fires early,
 * finds nothing to do, and is armed again. Times on the monotonic clock, in ms.
 */
export class LazyTimer {
  private timer: NodeJS.Timeout | undefined;
  private setForMs = Number.POSITIVE_INFINITY;

  /** @param fired called at or before the deadline; must act on what is due and arm the timer again */
  constructor(private readonly fired: () => void) {}

  /** Makes sure that the timer fires not later than `atMs`; Infinity: no deadline. */
  arm(atMs: number): void {
    if (atMs >= this.setForMs) return;
    clearTimeout(this.timer);
    this.setForMs = atMs;
    this.timer = setTimeout(this.fire, Math.max(1, Math.ceil(atMs - performance.now())));
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.setForMs = Number.POSITIVE_INFINITY;
  }

  private readonly fire = (): void => {
    this.setForMs = Number.POSITIVE_INFINITY;
    this.fired();
  };
}
