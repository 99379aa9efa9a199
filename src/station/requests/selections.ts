/** The command points that one connection has selected (`docs/protocol.md` §5, select before operate). */

/** A selected command point. */
export interface Selection {
  /** The connection's selections that it is one of. */
  readonly holder: HeldPoints;
  /** IOA of the command. */
  readonly ioa: number;
  readonly typeId: number;
  /** The element octets that the execute must repeat, S/E cleared. */
  readonly elements: Uint8Array;
  /** When it times out, monotonic ms. */
  readonly untilMs: number;
}

/** The selections of a station by IOA: one per point, on whichever port and connection it was made. */
export type Selections = Map<number, Selection>;

/** The selections of one connection. They are also entered in the station's, so that no other connection selects the same point. */
export class HeldPoints {
  private readonly byIoa = new Map<number, Selection>();

  constructor(
    /** The peer as `address:port`. */
    readonly peer: string,
    private readonly station: Selections,
    private readonly onTimeout: (selection: Selection) => void,
  ) {}

  /** When the first selection times out, monotonic ms; Infinity: none. */
  nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    if (this.byIoa.size === 0) return next;
    for (const { untilMs } of this.byIoa.values()) next = Math.min(next, untilMs);
    return next;
  }

  /** The connection that holds the point now. A selection that has timed out does not count, even if its timer has not run yet. */
  find(ioa: number, nowMs: number): Selection | undefined {
    const held = this.station.get(ioa);
    if (held === undefined || nowMs < held.untilMs) return held;
    held.holder.expire(held);
    return undefined;
  }

  /** Selects a command point for this connection. */
  select(point: Omit<Selection, 'holder'>): void {
    const selection = { ...point, holder: this };
    this.byIoa.set(selection.ioa, selection);
    this.station.set(selection.ioa, selection);
  }

  /** Releases a selection of this connection. */
  release(ioa: number): void {
    this.byIoa.delete(ioa);
    this.station.delete(ioa);
  }

  /** Releases all selections of this connection. */
  releaseAll(): void {
    for (const ioa of [...this.byIoa.keys()]) this.release(ioa);
  }

  /** Releases the selections that were not executed in time. Nothing is sent. */
  tick(nowMs: number): void {
    if (this.byIoa.size === 0) return;
    for (const selection of this.byIoa.values()) if (nowMs >= selection.untilMs) this.expire(selection);
  }

  private expire(selection: Selection): void {
    this.release(selection.ioa);
    this.onTimeout(selection);
  }
}
