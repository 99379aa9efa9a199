/** The form of a row of the counter catalogue. */
import type { CounterName, StateCounterName, UnsentCounterName } from '../station/measures/counters.js';

/** What a reader must know of one counter. A new one needs its column in `COUNTER` and its row here. */
export interface CounterRow {
  /**
   * `counter`: only grows. `gauge`: as it is now; adds up. `state`: as it is now; does not add up.
   * `figure`: the last or the most extreme value that was measured; a restart of the RTU keeps it.
   */
  readonly kind: 'counter' | 'gauge' | 'state' | 'figure';
  /** `ms` is a duration; `instant` is ms of the wall or the monotonic clock; `number` counts or names something. */
  readonly unit: 'number' | 'ms' | 'instant';
  /** Over all RTUs. `min` is the smallest value above 0; `none`: there is no such figure. */
  readonly total: 'sum' | 'max' | 'min' | 'none';
  /** For people, without the unit. */
  readonly help: string;
  /** What 0 means, where it is not a value. */
  readonly zero?: string;
  /** Name in JSON; absent: not among the counters of the HTTP API. */
  readonly json?: string;
  /** Name in Prometheus behind `iec104rs_rtu_` and `iec104rs_`, `ms` there in seconds; absent: there is none. */
  readonly metric?: string;
  /** Place in the report of a run; absent: the report has none, or makes its own figure of it. */
  readonly report?: ReportPlace;
  /** Words for signals that were never sent or never acknowledged. */
  readonly unsent?: UnsentWords;
}

/** Where the report of a run has a counter: how much a `counter` grew in the run, a `figure` as it is at the end. */
export interface ReportPlace {
  /** `signals`: the account of signals. `traffic`: of every RTU and of all. `rtu`: of every RTU. */
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
  /** Behind "because": `a link was lost`. */
  readonly because: string;
  /** Heading of a narrow column: `Link lost`. */
  readonly heading: string;
  readonly meaning: string;
}

/** The row of one column: a column that says what is now is a gauge or a state, a reason of unsent signals has its words. */
export type CounterRowOf<Name extends CounterName> = CounterRow & {
  readonly kind: Name extends StateCounterName ? 'gauge' | 'state' : 'counter' | 'figure';
} & (Name extends UnsentCounterName ? { readonly unsent: UnsentWords } : { readonly unsent?: never });
