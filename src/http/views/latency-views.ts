/** Histograms as the HTTP API shows them. Shapes are described in `measure-schemas.ts`. */
import { monotonicMs } from '../../channel/clock.js';
import type { ShardLatency } from '../../channel/latency-table.js';
import type { Engine } from '../../coordinator/api.js';
import { LatencyHistogram, percentilesOf } from '../../figures/latency-histogram.js';
import { known, summaryOf } from '../../figures/summary.js';

type Measured = Pick<Engine, 'stats' | 'latencies' | 'runMark' | 'shards'>;

/** Acknowledgement latency of an RTU in the list, since the program's start. */
export function viewRtuAckBrief({ stats, latencies }: Measured, slot: number) {
  const count = stats.get(slot, 'ACK_COUNT');
  const maxMs = stats.get(slot, 'ACK_MAX_MS');
  // An RTU that was never acknowledged has a histogram whose memory is best left alone.
  if (count === 0) return { count, p50Ms: null, p99Ms: null, maxMs: null };
  const [p50Ms, p99Ms] = percentilesOf(latencies.rtu(slot), [0.5, 0.99]);
  return { count, p50Ms: known(Math.min(p50Ms, maxMs)), p99Ms: known(Math.min(p99Ms, maxMs)), maxMs };
}

/** Acknowledgement latency of an RTU since the program's start, and since the run began. */
export function viewRtuAck({ stats, latencies, runMark }: Measured, slot: number) {
  const row = latencies.rtu(slot);
  const maxMs = stats.get(slot, 'ACK_MAX_MS');
  const meanMs = stats.get(slot, 'ACK_SUM_MS') / stats.get(slot, 'ACK_COUNT');
  return {
    ackLatency: summaryOf(new LatencyHistogram().add(row).figures(maxMs), meanMs),
    runAckLatency: summaryOf(new LatencyHistogram().add(row, runMark.rtu(slot)).figures(maxMs)),
  };
}

/** Round trip of an RTU's commands; there is no histogram of it. */
export function viewRtuCommands({ stats }: Pick<Engine, 'stats'>, slot: number) {
  const count = stats.get(slot, 'COMMANDS');
  return {
    count,
    meanMs: known(stats.get(slot, 'COMMAND_SUM_MS') / count),
    maxMs: count > 0 ? stats.get(slot, 'COMMAND_MAX_MS') : null,
  };
}

/** All shards' histograms of one kind merged: since the program's start, or since the run began. */
export function mergeShards(
  { latencies, runMark, shards }: Measured,
  what: ShardLatency,
  since: 'start' | 'run',
): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (let shard = 0; shard < shards; shard++) {
    merged.add(latencies.shard(shard, what), since === 'run' ? runMark.shard(shard, what) : undefined);
  }
  return merged;
}

/** What is measured over all RTUs. `ackMaxMs` and `commandMaxMs` are the largest of all. */
export function viewTotalLatencies(engine: Measured, ackMaxMs: number, commandMaxMs: number) {
  const { stats } = engine;
  const ackMeanMs = stats.total('ACK_SUM_MS') / stats.total('ACK_COUNT');
  const commandMeanMs = stats.total('COMMAND_SUM_MS') / stats.total('COMMANDS');
  return {
    ackLatency: summaryOf(mergeShards(engine, 'acknowledgement', 'start').figures(ackMaxMs), ackMeanMs),
    runAckLatency: summaryOf(mergeShards(engine, 'acknowledgement', 'run').figures(ackMaxMs)),
    commandRoundTrip: summaryOf(mergeShards(engine, 'command', 'start').figures(commandMaxMs), commandMeanMs),
    runCommandRoundTrip: summaryOf(mergeShards(engine, 'command', 'run').figures(commandMaxMs)),
  };
}

/** The shards, each since its start. */
export function viewShards(engine: Pick<Engine, 'latencies' | 'shardCounters' | 'placement' | 'shards'>) {
  const { latencies, shardCounters, placement, shards } = engine;
  return Array.from({ length: shards }, (_, shard) => ({
    shard,
    rtus: placement[shard]?.length ?? 0,
    busyMs: known(shardCounters.get(shard, 'BUSY_MS')),
    cpuMs: known(shardCounters.get(shard, 'CPU_MS')),
    waitedMs: known(shardCounters.get(shard, 'WAITED_MS')),
    loopDelay: summaryOf(
      new LatencyHistogram()
        .add(latencies.shard(shard, 'loop-delay'))
        .figures(shardCounters.get(shard, 'LOOP_DELAY_MAX_MS')),
    ),
  }));
}

/** When the run began that is shown (ISO 8601, UTC). */
export function viewRunSince(engine: Pick<Engine, 'runMark' | 'wallNow'>): string {
  return new Date(engine.wallNow() - (monotonicMs() - engine.runMark.atMs)).toISOString();
}
