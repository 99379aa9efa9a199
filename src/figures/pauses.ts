/** The pauses of this program's threads in a span of time. */
import { PAUSE_MS, type PauseRow, type PauseTable } from '../channel/pause-table.js';

/** The rows of all threads: the shards by number, then the coordinator. */
export function pauseRows(table: PauseTable): PauseRow[] {
  return [...Array.from({ length: table.shards }, (_, shard) => table.shard(shard)), table.coordinator];
}

/** Since when a thread stands still that has not come round yet, monotonic ms; `undefined`: it comes round, or is not watched. */
export function stillSince({ beatMs, silentFromMs }: PauseRow, nowMs: number): number | undefined {
  return beatMs > 0 && nowMs - silentFromMs >= PAUSE_MS ? silentFromMs : undefined;
}

/**
 * The longest pause of any thread that had a moment in common with `fromMs`…`nowMs` (monotonic), ms, also one that lasts; 0:
 * there was none. Of pauses that ended long ago only the latest of each thread are known.
 */
export function longestPauseMs(table: PauseTable, fromMs: number, nowMs: number): number {
  let longest = 0;
  for (const row of pauseRows(table)) {
    const since = stillSince(row, nowMs);
    if (since !== undefined) longest = Math.max(longest, nowMs - since);
    if (!row.overlaps(fromMs, nowMs)) continue;
    for (const pause of row.since(0)) {
      if (pause.toMs > fromMs && pause.fromMs < nowMs) longest = Math.max(longest, pause.toMs - pause.fromMs);
    }
  }
  return longest;
}
