/** How much is taken of one link at a time, so that none keeps its neighbours waiting (`docs/behaviour.md` §3, floods). */

/** Frames that a link may have taken in a turn, S frames left out; at least this many octets of any kind. */
export const FRAMES_PER_TURN = 16;
export const OCTETS_PER_TURN = 4096;

/** Counts down what may still be taken. One object serves all links of a thread, one after the other. */
export class ReadBudget {
  private frames = 0;
  private octets = 0;

  constructor(
    private readonly mostFrames: number,
    private readonly mostOctets: number,
  ) {}

  /** A link begins its turn. */
  renew(): void {
    this.frames = this.mostFrames;
    this.octets = this.mostOctets;
  }

  /**
   * Counts an APDU of so many octets; returns whether another one may be taken. S frames count by their octets alone: they cause
   * no answer, and with a large window a master may rightly send very many.
   */
  spend(octets: number, isSFrame: boolean): boolean {
    this.octets -= octets;
    if (!isSFrame) this.frames--;
    return this.frames > 0 && this.octets > 0;
  }
}

/** The budget of a turn. */
export function turnBudget(): ReadBudget {
  return new ReadBudget(FRAMES_PER_TURN, OCTETS_PER_TURN);
}

/** For a reader that takes all at once. */
export const NO_BUDGET = new ReadBudget(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
