/**
 * What a shard leaves behind when it dies. Its counters stay, because they are in shared memory; what it had not settled is
 * settled here, by the coordinator, so that every signal, link and line is accounted for (`docs/behaviour.md` §9).
 */
import { COUNTER } from '../station/measures/counters.js';
import { SHARD_COUNTER, type ShardTable } from './shard-table.js';
import { beginState, openSignals, type StatsTable } from './stats-table.js';

/** What went with a shard. */
export interface ShardLosses {
  /** Cut connections, by slot. */
  readonly links: readonly { readonly slot: number; readonly count: number }[];
  /** Signals that were under way. */
  readonly signals: number;
  /** Lines for the logs and for the sent list that the writer had not got. */
  readonly logLines: number;
  readonly sentListLines: number;
}

const LINES = {
  log: {
    lines: SHARD_COUNTER.LOG_LINES,
    handed: SHARD_COUNTER.LOG_LINES_HANDED,
    done: SHARD_COUNTER.LOG_LINES_DONE,
    gone: SHARD_COUNTER.LOG_LINES_GONE,
  },
  sentList: {
    lines: SHARD_COUNTER.SENT_LIST_LINES,
    handed: SHARD_COUNTER.SENT_LIST_LINES_HANDED,
    done: SHARD_COUNTER.SENT_LIST_LINES_DONE,
    gone: SHARD_COUNTER.SENT_LIST_LINES_GONE,
  },
} as const;

/** Settles what a dead shard left, and says how much it was. `slots`: its RTUs. No thread may write these rows any more. */
export function settleDeadShard(
  { stats, shardCounters }: { stats: StatsTable; shardCounters: ShardTable },
  shard: number,
  slots: readonly number[],
  nowMs: number,
): ShardLosses {
  let signals = 0;
  const links: { slot: number; count: number }[] = [];
  for (const slot of slots) {
    const row = stats.row(slot);
    const count = row[COUNTER.CONNECTIONS];
    if (count > 0) links.push({ slot, count });
    signals += settleRow(row, nowMs);
  }
  const cells = shardCounters.row(shard);
  return {
    links,
    signals,
    logLines: settleLines(cells, LINES.log),
    sentListLines: settleLines(cells, LINES.sentList),
  };
}

/** Settles the lines for the logs that a dead shard left; returns how many went with it. */
export function settleLogLines(shardCounters: ShardTable, shard: number): number {
  return settleLines(shardCounters.row(shard), LINES.log);
}

/**
 * Lines that were not handed over are gone; returns how many. Those that the writer has count as done: it writes them, and tells at the
 * program's end of those that it could not write.
 */
function settleLines(cells: Float64Array, at: (typeof LINES)[keyof typeof LINES]): number {
  const gone = cells[at.lines] - cells[at.handed];
  cells[at.handed] = cells[at.lines];
  cells[at.done] = cells[at.lines];
  cells[at.gone] += gone;
  return gone;
}

/**
 * Settles the row of an RTU whose links are gone without having said so, and begins its state anew: links count as ended, open
 * signals as unsent (link), waits that ran are added up. Returns the open signals. Does nothing to a row that is settled.
 */
export function settleRow(row: Float64Array, nowMs: number): number {
  const open = openSignals((column) => row[COUNTER[column]]);
  row[COUNTER.UNSENT_LINK] += open;
  row[COUNTER.DISCONNECTS] += row[COUNTER.CONNECTIONS];
  const stalledSinceMs = row[COUNTER.STALLED_SINCE_MS];
  if (stalledSinceMs > 0) row[COUNTER.STALL_MS] += Math.max(0, nowMs - stalledSinceMs);
  const oldestMs = row[COUNTER.OLDEST_SENT_AT_MS];
  if (oldestMs > 0) row[COUNTER.UNACKED_MAX_MS] = Math.max(row[COUNTER.UNACKED_MAX_MS], nowMs - oldestMs);
  beginState(row);
  return open;
}
