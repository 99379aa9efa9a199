import { monotonicMs } from '../channel/clock.js';
import type { LatencyTable } from '../channel/latency-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import { type LatencyMark, markLatencies } from '../figures/latency-mark.js';

/** The mark of the run that is shown. A run that is recorded keeps its own until it is over. */
export class RunMarks {
  /** The newest mark. */
  newest: LatencyMark;
  private isRecorded = false;

  constructor(
    private readonly latencies: LatencyTable,
    private readonly stats: StatsTable,
  ) {
    this.newest = markLatencies(latencies, stats, monotonicMs());
  }

  /** Marks the start of a run now, unless one is recorded. */
  mark(): LatencyMark {
    if (this.isRecorded) return this.newest;
    const atMs = monotonicMs();
    // First: what is over between the two counts in the copies as earlier.
    this.latencies.beginRun(atMs);
    this.newest = markLatencies(this.latencies, this.stats, atMs);
    return this.newest;
  }

  /** Marks the start of a run that is recorded; its mark stays until `release`. */
  record(): LatencyMark {
    this.isRecorded = false;
    const mark = this.mark();
    this.isRecorded = true;
    return mark;
  }

  /** The recorded run is over. */
  release(): void {
    this.isRecorded = false;
  }
}
