/** What the writer of the logs does, in shared memory: so that others can tell of a disk that does not answer. */

/** Cells of 8 octets. */
const CELL = {
  /** When the call began that the disk has not answered yet, monotonic ms; 0: there is none. */
  BUSY_SINCE_MS: 0,
  /** Octets written since the start. */
  WRITTEN_OCTETS: 1,
} as const;
const CELLS = 2;

/** Counts of 4 octets that several threads change. */
const COUNT = { WAITING_LINES: 0, PATH_OCTETS: 1, UNHEARD_LINES: 2 } as const;
const COUNTS = 3;
const MOST_PATH_OCTETS = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class LogState {
  private readonly cells: Float64Array;
  private readonly counts: Int32Array;
  private readonly pathOctets: Uint8Array;
  private shownPath: string | undefined;

  constructor(readonly memory: SharedArrayBuffer) {
    this.cells = new Float64Array(memory, 0, CELLS);
    this.counts = new Int32Array(memory, CELLS * 8, COUNTS);
    this.pathOctets = new Uint8Array(memory, CELLS * 8 + COUNTS * 4, MOST_PATH_OCTETS);
  }

  static allocate(): LogState {
    return new LogState(new SharedArrayBuffer(CELLS * 8 + COUNTS * 4 + MOST_PATH_OCTETS));
  }

  /** When the call began that the disk has not answered yet, monotonic ms; 0: there is none. */
  get busySinceMs(): number {
    return this.cells[CELL.BUSY_SINCE_MS];
  }

  /** The file of the call that began last. */
  get path(): string {
    // A copy: decoders take no shared memory.
    return decoder.decode(this.pathOctets.slice(0, this.counts[COUNT.PATH_OCTETS]));
  }

  /** Octets written since the start. */
  get writtenOctets(): number {
    return this.cells[CELL.WRITTEN_OCTETS];
  }

  /** Lines that were handed to the writer and are neither written nor lost. */
  get waitingLines(): number {
    return Atomics.load(this.counts, COUNT.WAITING_LINES);
  }

  /** Lines are handed to the writer; negative: they are written or lost. */
  addWaiting(lines: number): void {
    Atomics.add(this.counts, COUNT.WAITING_LINES, lines);
  }

  /** Lines that the writer lost and whose sender does not know of it: at the end it may be gone. */
  get unheardLines(): number {
    return Atomics.load(this.counts, COUNT.UNHEARD_LINES);
  }

  /** Lines are lost; negative: their sender knows, and has counted them. */
  addUnheard(lines: number): void {
    Atomics.add(this.counts, COUNT.UNHEARD_LINES, lines);
  }

  /** The writer begins a call for this file; only the writer may say so. */
  begin(path: string, nowMs: number): void {
    if (path !== this.shownPath) {
      this.shownPath = path;
      const octets = encoder.encode(path).subarray(0, MOST_PATH_OCTETS);
      this.pathOctets.set(octets);
      this.counts[COUNT.PATH_OCTETS] = octets.length;
    }
    this.cells[CELL.BUSY_SINCE_MS] = nowMs;
  }

  /** The disk has answered, and taken so many octets. */
  end(octets: number): void {
    this.cells[CELL.WRITTEN_OCTETS] += octets;
    this.cells[CELL.BUSY_SINCE_MS] = 0;
  }
}
