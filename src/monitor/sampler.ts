/** Rates of the last second. */
import type { CounterName, StatsTable } from '../channel/stats-table.js';
import { RateSampler } from './rate-sampler.js';

/** Columns whose rates are shown. */
const COLUMNS = ['SIGNALS_SENT', 'I_SENT', 'STALL_MS', 'STALLS', 'ACK_COUNT', 'ACKS'] as const;
/** A column whose rate is shown. */
export type RateColumn = (typeof COLUMNS)[number] & CounterName;

/** Sums of all RTUs, or of those of one shard, per second. */
export interface Rates {
  signals: number;
  frames: number;
  stalls: number;
}

/** Samples a few columns of every RTU. */
export class Sampler extends RateSampler<RateColumn> {
  constructor(stats: StatsTable) {
    // `STALL_MS` in the table lacks the wait that still runs; `stallMs` adds it.
    super(stats.rows, COLUMNS, (slot, name, nowMs) =>
      name === 'STALL_MS' ? stats.stallMs(slot, nowMs) : stats.get(slot, name),
    );
  }

  /** Sums by shard, from the RTUs of each. */
  ratesByShard(placement: readonly (readonly { slot: number }[])[]): Rates[] {
    return placement.map((rtus) => {
      const sum = (column: RateColumn): number =>
        rtus.reduce((total, { slot }) => total + this.moved(slot, column), 0);
      const perSecond = this.windowMs === 0 ? 0 : 1000 / this.windowMs;
      return {
        signals: sum('SIGNALS_SENT') * perSecond,
        frames: sum('I_SENT') * perSecond,
        stalls: sum('STALLS') * perSecond,
      };
    });
  }
}
