/** Times of a run. */

/** Many numbers, and their percentiles. */
export class Samples {
  private values = new Float64Array(1024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Float64Array(this.count * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count++] = value;
  }

  clear(): void {
    this.count = 0;
  }

  /** The value that a share (0…1) of all do not exceed; NaN of none. */
  at(share: number): number {
    const sorted = this.values.slice(0, this.count).sort();
    return sorted[Math.max(0, Math.ceil(this.count * share) - 1)] ?? Number.NaN;
  }

  get most(): number {
    return this.at(1);
  }
}

/** Events of one RTU that may be under way. */
const RING = 4096;

/** When each event of each RTU happened and when it came to its masters, ms; both ends are in this process. */
export class EventClock {
  /** From an event to each master. */
  readonly delays = new Samples();
  /** From the first master that has an event to the last one. */
  readonly spreads = new Samples();
  private readonly happened: Float64Array;
  private readonly firstArrival: Float64Array;
  private readonly arrivals: Uint16Array;

  constructor(
    rtus: number,
    private readonly masters: number,
  ) {
    this.happened = new Float64Array(rtus * RING);
    this.firstArrival = new Float64Array(rtus * RING);
    this.arrivals = new Uint16Array(rtus * RING);
  }

  happens(rtu: number, event: number, ms: number): void {
    const cell = rtu * RING + (event % RING);
    this.happened[cell] = ms;
    this.arrivals[cell] = 0;
  }

  arrives(rtu: number, event: number, ms: number): void {
    const cell = rtu * RING + (event % RING);
    this.delays.add(ms - this.happened[cell]);
    if (this.arrivals[cell]++ === 0) this.firstArrival[cell] = ms;
    if (this.arrivals[cell] === this.masters) this.spreads.add(ms - this.firstArrival[cell]);
  }
}
