/** What had to happen in a run, as data of its report. */

/** One row of a file of expectations. */
export interface ExpectationReport {
  readonly name: string;
  /** What the row demands, in words. */
  readonly demanded: string;
  readonly isMet: boolean;
  /** What happened, in words: `once, 2.05 s after the begin`. */
  readonly found: string;
  /** When it happened first, ms from the begin of the run; `null`: never, or a state at the end. */
  readonly firstMs: number | null;
  readonly comment: string;
  /** Where it stands. */
  readonly file: string;
  readonly row: number;
}
