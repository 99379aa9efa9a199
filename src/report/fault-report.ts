/** The faults on purpose of a run, as data of its report. */
import type { Demand } from '../faults/fault-kind.js';

/** One row of a profile, or one fault by hand. Times in ms; `null`: it did not happen. */
export interface FaultReport {
  /** `fault 3`, or `profile row 12` with its comment. */
  readonly name: string;
  readonly word: string;
  /** `delay 600 ms for 60 s`. */
  readonly what: string;
  /** What the RTU does, and what is demanded of the master, in words; and where that is from. */
  readonly help: string;
  readonly demand: string;
  readonly source: string;
  /** How often. */
  readonly times: number;
  readonly startedAt: number;
  /** Begin and end of each repetition, ms since 1970. */
  readonly spans: readonly (readonly [number, number])[];
  /** Every RTU that it was meant for, each repetition. */
  readonly hits: readonly FaultHitReport[];
  /** Of the RTUs that no fault of the run hit; absent: there was none, or the fault was begun by hand. */
  readonly collateral?: FaultCollateral;
}

/** What came of a fault on one RTU. */
export interface FaultHitReport {
  readonly no: number;
  readonly name: string;
  readonly port: number;
  /** From the instant of the fault to its first effect; `null`: it had none, because nothing was there to act on. */
  readonly appliedMs: number | null;
  /** What the master did first, and how long after the effect. */
  readonly reaction: 'closed' | 'stopdt' | 'testfr' | 'none';
  readonly reactionMs: number | null;
  /** How the connection ended, and how long after the effect; empty: it did not. */
  readonly ending: string;
  readonly endedMs: number | null;
  readonly demand: Demand;
  readonly asDemanded: 'yes' | 'no' | 'not judged';
  /** Why, where it is not `yes`. */
  readonly why: string;
  /** After the end of the fault: connected, started, an I frame acknowledged, interrogated. */
  readonly connectedMs: number | null;
  readonly startedMs: number | null;
  readonly dataMs: number | null;
  readonly interrogatedMs: number | null;
  /** Signals without acknowledgement when it began; sent again, and lost, until data went out again. */
  readonly open: number;
  readonly resent: number;
  readonly lost: number;
}

/** Figures of RTUs that were not hit. */
export interface FaultCollateral {
  readonly rtus: number;
  /** 99 % of their I frames were acknowledged within: in the ten seconds before, and from the begin of the fault to its end. */
  readonly p99BeforeMs: number | null;
  readonly p99Ms: number | null;
  readonly reconnectsBefore: number;
  readonly reconnects: number;
}
