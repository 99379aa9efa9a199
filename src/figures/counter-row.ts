/** The form of a row of the counter catalogue. */
import type { CounterName, StateCounterName, UnsentCounterName } from '../station/measures/counters.js';

/** Description of one counter. A new counter needs a column in `COUNTER` and a row here. */
export interface CounterRow {
  /**
   * `counter`: only grows. `gauge`: the present value; adds up. `state`: the present value; does not add up.
   * `figure`: the last or the most extreme measured value; a restart of the RTU keeps it.
   */
  readonly kind: 'counter' | 'gauge' | 'state' | 'figure';
  /** `ms` is a duration; `instant` is ms of the wall or the monotonic clock; `number` counts or names something. */
  readonly unit: 'number' | 'ms' | 'instant';
  /** How it adds up over all RTUs. `min` is the smallest value above 0; `none`: there is no total. */
  readonly total: 'sum' | 'max' | 'min' | 'none';
  /** Meaning for people, without the unit. */
  readonly help: string;
  /** What 0 means, if it is not a value. */
  readonly zero?: string;
  /** Name in JSON; absent: not among the counters of the HTTP API. */
  readonly json?: string;
  /** Name in Prometheus after `iec104rs_rtu_` and `iec104rs_`, `ms` there in seconds; absent: none. */
  readonly metric?: string;
  /** Place in the report of a run; absent: none, or the report derives a figure of its own from it. */
  readonly report?: ReportPlace;
  /** Words for signals that were never sent or never acknowledged. */
  readonly unsent?: UnsentWords;
}

/** Where the report of a run has a counter: the growth of a `counter` during the run, the value of a `figure` at its end. */
export interface ReportPlace {
  /** `signals`: the account of signals. `traffic`: for every RTU and for all. `rtu`: for every RTU. */
  readonly part: 'signals' | 'traffic' | 'rtu';
  readonly field: string;
  /** Heading in the CSV report. */
  readonly column: string;
}

/** Why signals were not sent or not acknowledged. */
export interface UnsentWords {
  /** In one word: `link`. */
  readonly word: string;
  /** `link lost`. */
  readonly short: string;
  /** After "because": `a link was lost`. */
  readonly because: string;
  /** Heading of a narrow column: `Link lost`. */
  readonly heading: string;
  readonly meaning: string;
}

/** The row of one column: a state column is a gauge or a state, a reason of unsent signals has its words. */
export type CounterRowOf<Name extends CounterName> = CounterRow & {
  readonly kind: Name extends StateCounterName ? 'gauge' | 'state' : 'counter' | 'figure';
} & (Name extends UnsentCounterName ? { readonly unsent: UnsentWords } : { readonly unsent?: never });
