/** Latest times at which the next row of a send must be written (`docs/behaviour.md` §2 and §4). */
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import type { Row, RowFilter } from './definitions.js';

/** A request that the RTU has read; filters wait for these. */
export interface Telegram {
  atMs: number;
  /** When it may have come at the earliest: before the thread was held up. */
  arrivedMs: number;
  type: number;
  ioa: number;
  /** It meets filters; if false, it may, for it is not known here whether it was carried out. */
  isCertain: boolean;
}

/** One send on one connection. */
export interface WatchedRun {
  id: number;
  startMs: number;
  durationMs: number;
  /** Signals per ms; Infinity: as fast as the window allows. */
  perMs: number;
  /** Rows that this RTU may send, in file order. */
  rows: readonly Row[];
  /** Cause of the rows whose type may have it; `undefined`: their own. */
  cot: number | undefined;
  /** How the values of measurands walk; absent: they do not. */
  walk: WalkPlan | undefined;
}

/** A possible state of a run. */
export interface Place {
  run: WatchedRun;
  /** Position of the row that was sent last; −1: none. */
  at: number;
  atMs: number;
  /** Number of signals sent. */
  sent: number;
  /** Values sent last, of rows that walk. */
  walked: ReadonlyMap<Row, number>;
}

/** The latest time of something due by one timer; applied once for each timer in a row. */
export type LatestOf = (dueMs: number) => number;

const NEVER = Number.POSITIVE_INFINITY;

/** The latest time for the run's next row; Infinity: the run may have ended, or sends nothing more. */
export function nextDue(place: Place, telegrams: readonly Telegram[], latestOf: LatestOf): number {
  const { run, sent } = place;
  const { startMs, durationMs, perMs } = run;
  const reachedMs = rowReached(place, telegrams, latestOf);
  const paceMs = perMs === Number.POSITIVE_INFINITY ? startMs : startMs + sent / perMs;
  const dueMs = paceMs <= reachedMs ? reachedMs : latestOf(paceMs);
  // A run whose duration is over may have ended.
  return durationMs > 0 && latestOf(dueMs) >= startMs + durationMs ? NEVER : dueMs;
}

/** The latest time at which the run reaches its next row without a filter, or with one that is met. */
function rowReached({ run, at, atMs }: Place, telegrams: readonly Telegram[], latestOf: LatestOf): number {
  const { rows, durationMs } = run;
  const waitMs = at < 0 ? 0 : rows[at].waitMs;
  let dueMs = waitMs > 0 ? latestOf(atMs + waitMs) : atMs;
  let isExact = waitMs === 0;
  for (let i = at + 1; i <= at + rows.length; i++) {
    if (durationMs === 0 && i >= rows.length) return NEVER;
    const { filter } = rows[i % rows.length];
    if (filter === undefined) return dueMs;
    const metMs = isExact ? metAt(filter, dueMs, telegrams) : undefined;
    if (metMs !== undefined) return metMs;
    dueMs = latestOf(dueMs + filter.timeoutMs);
    isExact = false;
  }
  return NEVER;
}

/** When a telegram met the filter of a row that was reached at `reachedMs`. */
function metAt(filter: RowFilter, reachedMs: number, telegrams: readonly Telegram[]): number | undefined {
  const { timeoutMs } = filter;
  return telegrams.find(
    (one) => one.isCertain && one.atMs > reachedMs && one.atMs < reachedMs + timeoutMs && meets(one, filter),
  )?.atMs;
}

/** Whether a telegram meets all conditions of a filter. */
export function meets({ type, ioa }: Telegram, filter: RowFilter): boolean {
  return (filter.type < 0 || filter.type === type) && (filter.ioa < 0 || filter.ioa === ioa);
}
