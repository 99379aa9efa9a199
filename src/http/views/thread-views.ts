/** The threads of a program in the form of the HTTP API: of the simulator and of the gateway. */
import type { LatencyTable } from '../../channel/latency-table.js';
import type { PauseRow, PauseTable } from '../../channel/pause-table.js';
import type { ShardTable } from '../../channel/shard-table.js';
import type { Hang } from '../../coordinator/api.js';
import { LatencyHistogram } from '../../figures/latency-histogram.js';
import { PAUSE_FIGURES, SHARD_TIMES, type ShardCount } from '../../figures/shard-catalog.js';
import { known, summaryOf } from '../../figures/summary.js';
import type { AnswerDesk } from '../answer-desk.js';
import type { DoorCounts } from '../door.js';

/** The shards of a program, and what each of them has. */
export interface ThreadSource {
  readonly shards: number;
  readonly shardCounters: ShardTable;
  readonly latencies: Pick<LatencyTable, 'shard'>;
  readonly pauses: PauseTable;
  hangs(): readonly Hang[];
  /** The counts that its shards have. */
  readonly counts: readonly ShardCount[];
  /** What a shard serves, named as in JSON and metrics: `rtus`. */
  readonly owned: { readonly name: string; readonly help: string; count(shard: number): number };
}

/** The API's own counts. */
export interface ApiContext {
  readonly door: DoorCounts;
  readonly desk: Pick<AnswerDesk, 'refused'>;
}

/** What the live page counts of its own. */
export interface LiveCounts {
  /** Number of the last tick, from 1; 0: none yet. */
  readonly seq: number;
  /** Pages that are open now, and the most at a time. */
  readonly open: number;
  readonly most: number;
  /** Pages that were refused because the most were open; closed because they did not read. */
  readonly refused: number;
  readonly tooSlow: number;
}

/** An instant in ISO 8601, UTC. */
export const instant = (wallMs: number): string => new Date(wallMs).toISOString();

/** The worker threads, each since its start. */
export function viewShards(source: ThreadSource) {
  const { latencies, shardCounters, pauses, counts, owned, shards } = source;
  const timesOf = (shard: number): Record<string, number | null> =>
    Object.fromEntries(
      SHARD_TIMES.flatMap(({ name, json }) =>
        json === undefined ? [] : [[json, known(shardCounters.get(shard, name))]],
      ),
    );
  return Array.from({ length: shards }, (_, shard) => ({
    shard,
    [owned.name]: owned.count(shard),
    ...timesOf(shard),
    ...Object.fromEntries(counts.map(({ name, json }) => [json, shardCounters.get(shard, name)])),
    loopDelay: summaryOf(
      new LatencyHistogram()
        .add(latencies.shard(shard, 'loop-delay'))
        .figures(shardCounters.get(shard, 'LOOP_DELAY_MAX_MS')),
    ),
    ...viewPauses(pauses.shard(shard)),
  }));
}

/** The pauses of a thread since the program's start. */
export function viewPauses(row: PauseRow): Record<string, number> {
  return Object.fromEntries(PAUSE_FIGURES.map(({ json, read }) => [json, read(row)]));
}

/** The connections of the API. */
export function viewApi({ door, desk }: ApiContext) {
  return {
    connections: door.open,
    mostConnections: door.most,
    refused: door.refused,
    timedOut: door.timedOut,
    malformed: door.malformed,
    busy: desk.refused,
  };
}

/** The live page; `null`: there is none. */
export function viewLive(live: LiveCounts | undefined) {
  if (live === undefined) return null;
  const { seq, open, most, refused, tooSlow } = live;
  return { seq, open, most, refused, tooSlow };
}
