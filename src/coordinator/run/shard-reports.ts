/** What the shards tell of themselves through a run. */
import type { LatencyFigures, LatencyHistogram } from '../../channel/latency-histogram.js';
import { SHARD_COUNTER, type ShardCounterName } from '../../channel/shard-table.js';
import type { Engine } from '../interface.js';
import type { ShardReport } from '../report/run-report.js';
import { summaryOf } from './rtu-reports.js';
import { type RunBounds, shardLatenciesOf } from './run-instant.js';
import { measured } from './run-series.js';

/** Every shard; `busiest` is the share of its busiest second. */
export function reportShards(engine: Engine, bounds: RunBounds, busiest: readonly number[]): ShardReport[] {
  const { start, end } = bounds;
  return engine.placement.map((rtus, shard) => {
    const grew = (column: ShardCounterName): number =>
      end.shards[shard][SHARD_COUNTER[column]] - start.shards[shard][SHARD_COUNTER[column]];
    const spanMs = grew('AT_MS');
    const share = (column: ShardCounterName): number | null =>
      spanMs > 0 ? measured(Math.min(1, Math.max(0, grew(column) / spanMs))) : null;
    return {
      shard,
      rtus: rtus.length,
      busy: share('BUSY_MS'),
      busiest: measured(busiest[shard]),
      cpu: share('CPU_MS'),
      waited: share('WAITED_MS'),
      loopDelay: summaryOf(shardLatenciesOf(bounds, [shard], 'loop-delay').figures()),
    };
  });
}

/** Figures of a histogram whose largest time is one of these counts, ms; 0: none. */
export function figuresWithMost(histogram: LatencyHistogram, mostMs: readonly number[]): LatencyFigures {
  const most = Math.max(0, ...mostMs);
  return histogram.figures(most > 0 ? most : Number.POSITIVE_INFINITY);
}
