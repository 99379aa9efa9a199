/** Ranks of the groups by the lag of their masters. */
import { LatencyHistogram } from '../../../figures/latency-histogram.js';
import type { GatewayPort } from './gateway-port.js';

/** Groups that are ranked between two readings of the clock. */
const SLOTS_AT_ONCE = 16;

/**
 * The 50th and 99th percentile of the time from an RTU's frame to its write to a master, over all places of a group since the start, ms.
 * Those of all groups are computed some at a time, and only again after frames were written.
 */
export class GroupLags {
  private readonly histogram = new LatencyHistogram();
  private readonly p50: Float64Array;
  private readonly p99: Float64Array;
  private readonly counts: Float64Array;
  private next = 0;

  constructor(
    private readonly gateway: Pick<GatewayPort, 'table' | 'lags'>,
    private readonly clock = (): number => performance.now(),
  ) {
    const { groups } = gateway.table;
    this.p50 = new Float64Array(groups).fill(Number.NaN);
    this.p99 = new Float64Array(groups).fill(Number.NaN);
    this.counts = new Float64Array(groups).fill(-1);
  }

  /** Both as they are now; NaN: nothing was written to a master. */
  read(slot: number): { p50Ms: number; p99Ms: number } {
    const { table } = this.gateway;
    this.histogram.clear();
    for (let place = 0; place < table.placesOf(slot); place++) this.add(slot, place);
    return this.figures();
  }

  /** Those of one place. */
  readPlace(slot: number, place: number): { p50Ms: number; p99Ms: number } {
    this.histogram.clear();
    this.add(slot, place);
    return this.figures();
  }

  /** A percentile of the last computation, ms; NaN: none, or not computed yet. */
  rank(slot: number, which: 'p50' | 'p99'): number {
    return this[which][slot];
  }

  /** Computes those of all groups, or of as many as `budgetMs` allows; the next call continues there. */
  note(budgetMs: number): void {
    const untilMs = this.clock() + budgetMs;
    const { length } = this.counts;
    for (let done = 0; done < length; done++) {
      if (done % SLOTS_AT_ONCE === 0 && this.clock() > untilMs) return;
      this.noteOne(this.next);
      this.next = (this.next + 1) % length;
    }
  }

  private noteOne(slot: number): void {
    const count = this.gateway.table.get(slot, 'TO_MASTERS');
    if (this.counts[slot] === count) return;
    this.counts[slot] = count;
    const { p50Ms, p99Ms } = this.read(slot);
    this.p50[slot] = p50Ms;
    this.p99[slot] = p99Ms;
  }

  private add(slot: number, place: number): void {
    const { table, lags } = this.gateway;
    this.histogram.add(lags.rtu(table.masterRow(slot, place)));
  }

  private figures(): { p50Ms: number; p99Ms: number } {
    return { p50Ms: this.histogram.percentile(0.5), p99Ms: this.histogram.percentile(0.99) };
  }
}
