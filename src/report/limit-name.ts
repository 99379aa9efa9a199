/** What a limit is: its name, its unit, and how its figure is measured. */
import type { UnjudgedReport } from './report-checks.js';

/** The form of a value: see `UNITS` in `limits.ts`. */
export type LimitUnit =
  | 'time'
  | 'share'
  | 'frames'
  | 'signals'
  | 'rate'
  | 'RTUs'
  | 'times'
  | 'lines'
  | 'misses'
  | 'expectations';

/** The measured figure with a note, or the reason why there is none that can be judged. */
export type Measured = { readonly value: number; readonly note?: string } | { readonly fault: string };

/** A name that `--limit` accepts. */
export interface LimitName {
  readonly name: string;
  readonly unit: LimitUnit;
  /** `most`: the figure must not be above the value; `least`: not below. */
  readonly sense: 'most' | 'least';
  /** Text after the name in the help. */
  readonly help: string;
  readonly example: string;
  /** Depends on counts of signals: not judged if these contradict each other. */
  readonly counts?: true;
  /**
   * What a pause of the tester itself does to the figure. `worse`: it can only make it worse, so a limit that was kept is kept,
   * and one that was missed is not judged. `either`: what lies in a pause is not in the figure, so nothing is judged. Absent: nothing.
   */
  readonly ownPause?: 'worse' | 'either';
  measure(report: UnjudgedReport): Measured;
}
