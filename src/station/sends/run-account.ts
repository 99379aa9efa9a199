/** The counts of an index send on one connection. */
import { COUNTER } from '../measures/counters.js';

/**
 * Signals of a run, by outcome. offered = acknowledged + open + held + unsent… + spoiled; open: sent, but neither acknowledged, nor held, nor lost;
 * held: they wait for a connection, sent before or not.
 */
export interface RunCounts {
  offered: number;
  sent: number;
  acknowledged: number;
  unsentLink: number;
  unsentEnded: number;
  unsentFilter: number;
  unsentBuffer: number;
  held: number;
  spoiled: number;
}

/** The counts of a run that has offered nothing yet. */
export function noCounts(): RunCounts {
  return {
    offered: 0,
    sent: 0,
    acknowledged: 0,
    unsentLink: 0,
    unsentEnded: 0,
    unsentFilter: 0,
    unsentBuffer: 0,
    held: 0,
    spoiled: 0,
  };
}

/** The counts of a send in memory: one cell each, in this order. */
export const RUN_CELLS = {
  offered: 0,
  sent: 1,
  acknowledged: 2,
  unsentLink: 3,
  unsentEnded: 4,
  unsentFilter: 5,
  unsentBuffer: 6,
  held: 7,
  spoiled: 8,
} as const satisfies Record<keyof RunCounts, number>;

/** Cells for the counts of a send. */
export function newRunCells(): Float64Array {
  return new Float64Array(Object.keys(RUN_CELLS).length);
}

/** Why signals that were offered were not sent. */
export type Unsent = 'unsentLink' | 'unsentEnded' | 'unsentFilter' | 'unsentBuffer';

/** Whether held signals were sent before, on a connection that was lost, or arose while there was none. */
export type HeldOrigin = 'sent' | 'arisen';

const UNSENT_COLUMN = {
  unsentLink: COUNTER.UNSENT_LINK,
  unsentEnded: COUNTER.UNSENT_ENDED,
  unsentFilter: COUNTER.UNSENT_FILTER,
  unsentBuffer: COUNTER.UNSENT_BUFFER,
} as const;

/** The counts of a run; each of them is also added to the counters of its RTU, then to those of its send: a send never has more than the RTUs. */
export class RunAccount {
  readonly counts = noCounts();
  private lostAfterSending = 0;
  private publishedSent = 0;
  /** Held signals that were never sent. */
  private arisen = 0;
  /** Signals that arose without a connection and are given up. */
  private goneUnsent = 0;

  constructor(
    /** Row of the stats table, see `COUNTER`. */
    private readonly counters: Float64Array,
    /** Cells of the send, see `RUN_CELLS`. */
    private readonly send: Float64Array,
  ) {}

  /** Signals sent or held, neither acknowledged nor given up. */
  get open(): number {
    return this.counts.sent - this.counts.acknowledged - this.lostAfterSending + this.arisen;
  }

  /** Signals that the run has passed: sent, or arisen without a connection. */
  get passed(): number {
    return this.counts.sent + this.arisen + this.goneUnsent;
  }

  /** Signals were sent. `publishSent` counts them as offered, and in the RTU: once for all frames of a pass. */
  sent(signals: number): void {
    this.counts.sent += signals;
  }

  /** Counts the signals sent since the last call; returns how many. */
  publishSent(): number {
    const { counts, counters } = this;
    const signals = counts.sent - this.publishedSent;
    this.publishedSent = counts.sent;
    counts.offered += signals;
    counters[COUNTER.SIGNALS_OFFERED] += signals;
    counters[COUNTER.SIGNALS_SENT] += signals;
    this.send[RUN_CELLS.offered] += signals;
    this.send[RUN_CELLS.sent] += signals;
    return signals;
  }

  /** Signals that another connection had sent were sent again. */
  sentAgain(signals: number): void {
    this.counters[COUNTER.SIGNALS_RESENT] += signals;
  }

  /** Sent signals were acknowledged. */
  acknowledged(signals: number): void {
    this.counts.acknowledged += signals;
    this.counters[COUNTER.SIGNALS_ACKNOWLEDGED] += signals;
    this.send[RUN_CELLS.acknowledged] += signals;
  }

  /** Sent signals will never be acknowledged. */
  lost(signals: number): void {
    this.giveUp('unsentLink', signals, 'sent');
  }

  /** Sent signals were in frames that a fault on purpose has spoiled. */
  spoiled(signals: number): void {
    this.counts.spoiled += signals;
    this.counters[COUNTER.SPOILED] += signals;
    this.send[RUN_CELLS.spoiled] += signals;
    this.lostAfterSending += signals;
  }

  /** Signals were offered and will not be sent. */
  unsent(reason: Unsent, signals: number): void {
    const { counts, counters } = this;
    counts.offered += signals;
    counts[reason] += signals;
    counters[COUNTER.SIGNALS_OFFERED] += signals;
    counters[UNSENT_COLUMN[reason]] += signals;
    this.send[RUN_CELLS.offered] += signals;
    this.send[RUN_CELLS[reason]] += signals;
  }

  /** Signals arose without a connection, and wait for one. `hold` counts them as held. */
  arise(signals: number): void {
    this.counts.offered += signals;
    this.counters[COUNTER.SIGNALS_OFFERED] += signals;
    this.send[RUN_CELLS.offered] += signals;
    this.arisen += signals;
  }

  /** Signals arose without a connection, and are not kept. */
  ariseInVain(signals: number): void {
    this.unsent('unsentLink', signals);
    this.goneUnsent += signals;
  }

  /** Signals wait for a connection from now on; a negative number: they do no longer. */
  hold(signals: number): void {
    this.counts.held += signals;
    this.send[RUN_CELLS.held] += signals;
  }

  /** Signals that had arisen without a connection were sent for the first time. */
  sentArisen(signals: number): void {
    this.arisen -= signals;
    this.counts.sent += signals;
    this.publishedSent += signals;
    this.counters[COUNTER.SIGNALS_SENT] += signals;
    this.send[RUN_CELLS.sent] += signals;
  }

  /** Signals that were held, or sent on a connection that was lost, will never be acknowledged. */
  giveUp(reason: 'unsentLink' | 'unsentBuffer', signals: number, origin: HeldOrigin): void {
    this.counts[reason] += signals;
    this.counters[UNSENT_COLUMN[reason]] += signals;
    this.send[RUN_CELLS[reason]] += signals;
    if (origin === 'sent') this.lostAfterSending += signals;
    else {
      this.arisen -= signals;
      this.goneUnsent += signals;
    }
  }
}
