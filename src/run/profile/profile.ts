/** A load profile: index sends over time, with rates, repetitions and value walks; faults on purpose; points that change. */

import type { CyclicCause } from '../../codec/causes.js';
import type { PointWish } from '../../coordinator/point-order.js';
import type { FaultWord } from '../../faults/fault-catalog.js';
import type { RowTimes } from './row-times.js';

/** A row of the file with a send. */
export interface ProfileStep {
  /** Line of the file, from 1. */
  readonly line: number;
  /** From the start of the run to the first repetition, ms. */
  readonly startMs: number;
  /** Index number; 0: every row of the database. */
  readonly index: number;
  /** For how long after its start a repetition sends the rows again and again, ms; 0: one pass. */
  readonly durationMs: number;
  /** Signals per second and RTU; Infinity: as fast as the window lets. */
  readonly ratePerRtu: number;
  /** Repetitions, 1 or more, and the time from the start of one to the start of the next, ms. */
  readonly times: number;
  readonly everyMs: number;
  /** RTUs of these numbers only; empty: all. Ascending, each once. */
  readonly rtuNumbers: readonly number[];
  /** Largest step of a random value walk of measurands, percent of the value's span; 0: values as in the file. */
  readonly walkPercent: number;
  /** Cause of the signals whose type may have it; `undefined`: causes as in the file. */
  readonly cot: CyclicCause | undefined;
  readonly comment: string;
}

/** RTUs by their numbers, and single ports of them; both empty: all. */
export interface FaultTargets {
  readonly rtuNumbers: readonly number[];
  readonly ports: readonly { readonly rtuNumber: number; readonly port: number }[];
}

/** A row of the file with a fault on purpose. */
export interface PlannedFault {
  readonly line: number;
  readonly word: FaultWord;
  /** From the start of the run to the first repetition, ms. */
  readonly startMs: number;
  /** ms; 0: it happens once. */
  readonly durationMs: number;
  /** In the unit of its kind; 0 if it has none. */
  readonly value: number;
  readonly everyMs: number;
  readonly times: number;
  readonly targets: FaultTargets;
  /** Percent, above 0: of the RTUs, or of the points of each, as the kind says. */
  readonly share: number;
  readonly comment: string;
}

/** A row that changes a point, as by hand. */
export interface PlannedPoint extends RowTimes {
  readonly line: number;
  /** It is set at once. */
  readonly durationMs: 0;
  readonly wish: PointWish;
  /** RTUs of these numbers only; empty: all that have the point. Ascending, each once. */
  readonly rtuNumbers: readonly number[];
  readonly comment: string;
}

/** A row that only lets time pass: the run lasts at least until its end. */
export interface PlannedWait extends RowTimes {
  readonly line: number;
  readonly durationMs: number;
  readonly comment: string;
}

/** A load profile as read. */
export interface Profile {
  /** Path as the user gave it. */
  readonly file: string;
  /** Seed of the value walks, 0…4294967295. */
  readonly seed: number;
  /** In the order of the file. */
  readonly steps: readonly ProfileStep[];
  readonly faults: readonly PlannedFault[];
  readonly points: readonly PlannedPoint[];
  readonly waits: readonly PlannedWait[];
  /** From when on expectations count, ms from the start of the run. */
  readonly expectFromMs: number;
}
