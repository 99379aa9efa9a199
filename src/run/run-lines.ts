/** The lines of a run in the logs and in the sent list: which are lost, and which wait for the disk. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../coordinator/api.js';
import { COUNTER, type CounterName } from '../station/measures/counters.js';
import type { RunBounds } from './run-instant.js';

/** Pause between two looks at how far the disk is. */
const LOOK_MS = 20;

/** Lines lost since the start of the run, up to now, and lines that wait. */
export interface RunLines {
  readonly logLinesLost: number;
  readonly sentListLost: number;
  readonly logLinesWaiting: number;
  readonly sentListWaiting: number;
}

/**
 * Waits until the disk has taken the lines that are due now, at most `mostMs` or until `hurry` aborts: a report must not say
 * that no line is lost before it is known.
 */
export async function untilWritten(
  { shardCounters }: Pick<Engine, 'shardCounters'>,
  mostMs: number,
  hurry?: AbortSignal,
): Promise<void> {
  const logLines = shardCounters.total('LOG_LINES');
  const listLines = shardCounters.total('SENT_LIST_LINES');
  for (let waitedMs = 0; waitedMs < mostMs; waitedMs += LOOK_MS) {
    const isDone =
      shardCounters.total('LOG_LINES_DONE') >= logLines &&
      shardCounters.total('SENT_LIST_LINES_DONE') >= listLines;
    if (isDone || hurry?.aborted) return;
    await sleep(LOOK_MS);
  }
}

/** How the lines of a run stand now. */
export function linesOf(
  { stats, shardCounters }: Pick<Engine, 'stats' | 'shardCounters'>,
  { start }: RunBounds,
): RunLines {
  const grew = (column: CounterName): number =>
    stats.total(column) - start.rows.reduce((sum, row) => sum + row[COUNTER[column]], 0);
  // Read first, so that a line that is written meanwhile does not make the difference negative.
  const [logDone, listDone] = [
    shardCounters.total('LOG_LINES_DONE'),
    shardCounters.total('SENT_LIST_LINES_DONE'),
  ];
  return {
    logLinesLost: grew('LOG_LOST') + shardCounters.total('LOG_LINES_GONE') - start.logLinesGone,
    sentListLost:
      grew('SENT_LIST_LOST') + shardCounters.total('SENT_LIST_LINES_GONE') - start.sentListLinesGone,
    logLinesWaiting: shardCounters.total('LOG_LINES') - logDone,
    sentListWaiting: shardCounters.total('SENT_LIST_LINES') - listDone,
  };
}
