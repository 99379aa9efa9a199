/** Copies of all histograms at one instant, so that a run can be separated from earlier times. */

import { type LatencyTable, SHARD_LATENCIES, type ShardLatency } from '../channel/latency-table.js';
import type { StatsTable } from '../channel/stats-table.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import { type LatencyNote, noteLatencies, sumOfNotes } from './latency-histogram.js';

/**
 * What of the histograms is not the run's, up to now: their counts at the start of the run, and the times since then that had begun
 * before it. `undefined`: nothing.
 */
export interface LatencyMark {
  /** Monotonic ms. */
  readonly atMs: number;
  rtu(slot: number): LatencyNote | undefined;
  shard(shard: number, what: ShardLatency): LatencyNote | undefined;
}

/** Copies every histogram that is not empty. The shards count on: what began before `atMs` and is over later is left out by the mark too. */
export function markLatencies(latencies: LatencyTable, stats: StatsTable, atMs: number): LatencyMark {
  const rtus = new Map<number, Before>();
  for (let slot = 0; slot < latencies.rtus; slot++) {
    const earlier = noteOf(latencies.earlierRtu(slot));
    if (stats.get(slot, 'ACK_COUNT') > 0)
      rtus.set(slot, { all: noteLatencies(latencies.rtu(slot)), earlier });
  }
  const shards = new Map<string, Before>();
  for (let shard = 0; shard < latencies.shards; shard++) {
    for (const what of SHARD_LATENCIES) {
      const earlier = noteOf(latencies.earlierShard(shard, what));
      shards.set(`${what} ${shard}`, { all: noteLatencies(latencies.shard(shard, what)), earlier });
    }
  }
  return {
    atMs,
    rtu: (slot) => notOfRun(rtus.get(slot), latencies.earlierRtu(slot)),
    shard: (shard, what) => notOfRun(shards.get(`${what} ${shard}`), latencies.earlierShard(shard, what)),
  };
}

/** The mark as it is now: what the shards count from now on does not change it. */
export function freezeMark(
  mark: LatencyMark,
  { rtus, shards }: Pick<LatencyTable, 'rtus' | 'shards'>,
): LatencyMark {
  const ofRtus = Array.from({ length: rtus }, (_, slot) => mark.rtu(slot));
  const ofShards = Array.from(
    { length: shards },
    (_, shard) => new Map(SHARD_LATENCIES.map((what) => [what, mark.shard(shard, what)])),
  );
  return {
    atMs: mark.atMs,
    rtu: (slot) => ofRtus[slot],
    shard: (shard, what) => ofShards[shard]?.get(what),
  };
}

/** A row and its row of earlier times at the start of the run. */
interface Before {
  readonly all: LatencyNote;
  readonly earlier: LatencyNote | undefined;
}

function noteOf(row: LatencyRow | undefined): LatencyNote | undefined {
  return row === undefined ? undefined : noteLatencies(row);
}

function notOfRun(before: Before | undefined, earlier: LatencyRow | undefined): LatencyNote | undefined {
  if (earlier === undefined) return before?.all;
  const notes: [LatencyNote, 1 | -1][] = [[noteLatencies(earlier), 1]];
  if (before !== undefined) notes.push([before.all, 1]);
  if (before?.earlier !== undefined) notes.push([before.earlier, -1]);
  return sumOfNotes(notes);
}
