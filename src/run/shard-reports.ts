/** The part of a run's report about the shards. */

import { shardShares } from '../channel/shard-table.js';
import type { Engine } from '../coordinator/api.js';
import type { LatencyFigures, LatencyHistogram } from '../figures/latency-histogram.js';
import { known, summaryOf } from '../figures/summary.js';
import type { ShardReport } from '../report/run-report.js';
import { type RunBounds, shardLatenciesOf } from './run-instant.js';

/** Every shard of a run; `busiest` has the busy share of each shard's busiest second. */
export function reportShards(engine: Engine, bounds: RunBounds, busiest: readonly number[]): ShardReport[] {
  const { start, end } = bounds;
  return engine.placement.map((rtus, shard) => {
    const { busy, cpu, waited } = shardShares(start.shards[shard], end.shards[shard]);
    return {
      shard,
      rtus: rtus.length,
      busy: known(busy),
      busiest: known(busiest[shard]),
      cpu: known(cpu),
      waited: known(waited),
      loopDelay: summaryOf(shardLatenciesOf(bounds, [shard], 'loop-delay').figures()),
    };
  });
}

/** Figures of a histogram whose largest time is the largest of `mostMs`, if one of them is above 0. */
export function figuresWithMost(histogram: LatencyHistogram, mostMs: readonly number[]): LatencyFigures {
  const most = Math.max(0, ...mostMs);
  return histogram.figures(most > 0 ? most : Number.POSITIVE_INFINITY);
}
