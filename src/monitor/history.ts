/** The values of a chart in the last minutes. */

/** Seconds that are kept. */
export const HISTORY_SECONDS = 600;

/** One value per second, the newest `HISTORY_SECONDS` of them, in a ring. */
export class History {
  private readonly ring: Float64Array;
  private count = 0;

  constructor(private readonly capacity = HISTORY_SECONDS) {
    this.ring = new Float64Array(capacity);
  }

  /** Adds the value of the newest second. */
  push(value: number): void {
    this.ring[this.count++ % this.capacity] = value;
  }

  /** Number of values kept. */
  get length(): number {
    return Math.min(this.count, this.capacity);
  }

  /** The newest `seconds` values, oldest first; fewer if fewer are kept. */
  last(seconds: number): number[] {
    const length = Math.min(seconds, this.length);
    return Array.from({ length }, (_, i) => this.ring[(this.count - length + i) % this.capacity]);
  }
}
