/** How one kind of fault is described (`fault-catalog.ts`). */

/** What a fault acts on. Where several RTUs share a port, faults of `link` and `apci` act on the connection, and so on all of them. */
export type FaultGroup = 'link' | 'apci' | 'asdu' | 'data' | 'requests';

/** The unit of a fault's value. `flags`: quality flags as a sum of their bits, see `QUALITY_BITS`. */
export type FaultUnit = 's' | 'ms' | 'octets' | 'octets/s' | 'number' | 'changes/s' | 'flags';

/** The value of a fault. */
export interface FaultValue {
  readonly unit: FaultUnit;
  readonly least: number;
  readonly most: number;
  /** Taken where the file says nothing; absent: the file must say it. */
  readonly preset?: number;
  /** Decimals are allowed; else it is a whole number. */
  readonly decimals?: true;
  /** What it says, such as `time until the confirmation`. */
  readonly meaning: string;
}

/**
 * Whether a fault happens once or lasts. `once`: it has no duration; `lasting`: it needs one; `either`: without a duration it happens
 * once, else again and again until the duration is over.
 */
export type FaultSpan = 'once' | 'lasting' | 'either';

/** What the share in percent chooses; `rtus`: RTUs of those named; `points`: points of each RTU. */
export type FaultShare = 'rtus' | 'points';

/**
 * What a master must do.
 * - `returns`: the RTU ends the connection; the master connects again;
 * - `closes`: it closes the connection at once;
 * - `closes-t1`: it closes the connection when t1 (of TESTFR: t3 + t1) is over;
 * - `stays`: it must not close the connection;
 * - `free`: nothing is demanded.
 */
export type Demand = 'returns' | 'closes' | 'closes-t1' | 'stays' | 'free';

/** What decides a demand that depends on the case. Times in ms. */
export interface DemandCase {
  readonly value: number;
  /** 0: the fault happens once. */
  readonly durationMs: number;
  /** Time-outs of the RTU; the master must have the same ones. */
  readonly t1Ms: number;
  readonly t3Ms: number;
}

/** One kind of fault. */
export interface FaultKind {
  readonly group: FaultGroup;
  /** What the RTU does, as a sentence without its end: `leaves one N(S) out`. */
  readonly help: string;
  readonly span: FaultSpan;
  readonly share: FaultShare;
  readonly value?: FaultValue;
  readonly demand: Demand | ((of: DemandCase) => Demand);
  /** Where the demand is from: a section of `docs/protocol.md`, or `our reading`. */
  readonly source: string;
  /** Signals in the frames that it changes never reach the master as they were meant: they are counted as spoiled. */
  readonly spoils?: true;
}
