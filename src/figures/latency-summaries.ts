/** Acknowledgement latencies and command round trips of an RTU, and of all RTUs, from the shared tables. */
import type { LatencyTable, ShardLatency } from '../channel/latency-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import { COUNTER_CATALOG } from './counter-catalog.js';
import { totalOf } from './counter-rules.js';
import { LatencyHistogram, percentilesOf } from './latency-histogram.js';
import type { LatencyMark } from './latency-mark.js';
import { known, type LatencySummary, summaryOf } from './summary.js';

/** The shared tables, and the histograms at the start of the run. The engine has all of them. */
export interface MeasuredTables {
  readonly stats: StatsTable;
  readonly latencies: LatencyTable;
  readonly runMark: LatencyMark;
  readonly shards: number;
}

/** Acknowledgement latency of an RTU since the program's start, in the few figures for lists of thousands. `null`: none yet. */
export interface AckBrief {
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** Command round trips; there is no histogram of a single RTU. `null`: none yet. */
export interface RoundTrips {
  readonly count: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** Latencies of one RTU: since the program's start, and since the run began. */
export interface RtuLatencies {
  readonly ackLatency: LatencySummary;
  readonly runAckLatency: LatencySummary;
  readonly commandRoundTrip: RoundTrips;
}

/** Latencies over all RTUs: since the program's start, and since the run began. */
export interface TotalLatencies {
  readonly ackLatency: LatencySummary;
  readonly runAckLatency: LatencySummary;
  readonly commandRoundTrip: LatencySummary;
  readonly runCommandRoundTrip: LatencySummary;
}

/** The brief figures of one RTU. */
export function summarizeRtuAcks({ stats, latencies }: MeasuredTables, slot: number): AckBrief {
  const count = stats.get(slot, 'ACK_COUNT') - stats.get(slot, 'ACKS_PAUSED');
  const maxMs = stats.get(slot, 'ACK_MAX_MS');
  // An empty histogram is not read, because reading would make the system allocate its memory.
  if (count === 0) return { count, p50Ms: null, p99Ms: null, maxMs: null };
  const [p50Ms, p99Ms] = percentilesOf(latencies.rtu(slot), [0.5, 0.99]);
  return { count, p50Ms: known(Math.min(p50Ms, maxMs)), p99Ms: known(Math.min(p99Ms, maxMs)), maxMs };
}

/** All latencies of one RTU. */
export function summarizeRtu({ stats, latencies, runMark }: MeasuredTables, slot: number): RtuLatencies {
  const row = latencies.rtu(slot);
  const maxMs = stats.get(slot, 'ACK_MAX_MS');
  const meanMs =
    stats.get(slot, 'ACK_SUM_MS') / (stats.get(slot, 'ACK_COUNT') - stats.get(slot, 'ACKS_PAUSED'));
  const commands = stats.get(slot, 'COMMANDS') - stats.get(slot, 'COMMANDS_PAUSED');
  return {
    ackLatency: summaryOf(new LatencyHistogram().add(row).figures(maxMs), meanMs),
    runAckLatency: summaryOf(new LatencyHistogram().add(row, runMark.rtu(slot)).figures(maxMs)),
    commandRoundTrip: {
      count: commands,
      meanMs: known(stats.get(slot, 'COMMAND_SUM_MS') / commands),
      maxMs: commands > 0 ? stats.get(slot, 'COMMAND_MAX_MS') : null,
    },
  };
}

/** All latencies over all RTUs. */
export function summarizeAll(tables: MeasuredTables): TotalLatencies {
  const { stats } = tables;
  const ackMaxMs = totalOf(stats, { name: 'ACK_MAX_MS', ...COUNTER_CATALOG.ACK_MAX_MS });
  const commandMaxMs = totalOf(stats, { name: 'COMMAND_MAX_MS', ...COUNTER_CATALOG.COMMAND_MAX_MS });
  const ackMeanMs = stats.total('ACK_SUM_MS') / (stats.total('ACK_COUNT') - stats.total('ACKS_PAUSED'));
  const commandMeanMs =
    stats.total('COMMAND_SUM_MS') / (stats.total('COMMANDS') - stats.total('COMMANDS_PAUSED'));
  return {
    ackLatency: summaryOf(mergeShards(tables, 'acknowledgement', 'start').figures(ackMaxMs), ackMeanMs),
    runAckLatency: summaryOf(mergeShards(tables, 'acknowledgement', 'run').figures(ackMaxMs)),
    commandRoundTrip: summaryOf(mergeShards(tables, 'command', 'start').figures(commandMaxMs), commandMeanMs),
    runCommandRoundTrip: summaryOf(mergeShards(tables, 'command', 'run').figures(commandMaxMs)),
  };
}

/** The histograms of all shards merged: since the program's start, or since the run began. */
export function mergeShards(
  { latencies, runMark, shards }: Omit<MeasuredTables, 'stats'>,
  what: ShardLatency,
  since: 'start' | 'run',
): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (let shard = 0; shard < shards; shard++) {
    merged.add(latencies.shard(shard, what), since === 'run' ? runMark.shard(shard, what) : undefined);
  }
  return merged;
}
