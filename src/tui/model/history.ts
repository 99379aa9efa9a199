/** The last minutes, second by second: a ring of numbers per line of the charts. */

/** Seconds kept. */
export const HISTORY_SECONDS = 600;

/** See the file's head. */
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

  /** Values that are kept. */
  get length(): number {
    return Math.min(this.count, this.capacity);
  }

  /** The newest `seconds` values, oldest first; fewer where there are fewer. */
  last(seconds: number): number[] {
    const length = Math.min(seconds, this.length);
    return Array.from({ length }, (_, i) => this.ring[(this.count - length + i) % this.capacity]);
  }
}
