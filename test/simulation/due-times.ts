/** When the next row of a send must have been written at the latest (`docs/behaviour.md` §2 and §4). */
import type { WalkPlan } from '../../src/station/sends/send-order.js';
import type { Row, RowFilter } from './definitions.js';

/** A request that the RTU has read, for filters. */
export interface Telegram {
  atMs: number;
  type: number;
  ioa: number;
}

/** One send on one connection. */
export interface WatchedRun {
  id: number;
  startMs: number;
  durationMs: number;
  /** Signals per ms; Infinity: as fast as the window lets. */
  perMs: number;
  /** Rows that this RTU may send, in file order. */
  rows: readonly Row[];
  /** How the values of measurands walk; absent: they are those of the rows. */
  walk: WalkPlan | undefined;
}

/** Where a run may be. */
export interface Place {
  run: WatchedRun;
  /** Row that was sent last; −1: none. */
  at: number;
  atMs: number;
  /** How many signals it has sent. */
  sent: number;
  /** Values of rows that walk, as they were sent last. */
  walked: ReadonlyMap<Row, number>;
}

/** The latest instant for what is due by one timer; several follow each other. */
export type LatestOf = (dueMs: number) => number;

const NEVER = Number.POSITIVE_INFINITY;

/** The latest instant at which the run's next row is due; Infinity: it may be over, or send nothing more. */
export function nextDue(place: Place, telegrams: readonly Telegram[], latestOf: LatestOf): number {
  const { run, sent } = place;
  const { startMs, durationMs, perMs } = run;
  const reachedMs = rowReached(place, telegrams, latestOf);
  const paceMs = perMs === Number.POSITIVE_INFINITY ? startMs : startMs + sent / perMs;
  const dueMs = paceMs <= reachedMs ? reachedMs : latestOf(paceMs);
  // A run whose time is over has perhaps ended.
  return durationMs > 0 && latestOf(dueMs) >= startMs + durationMs ? NEVER : dueMs;
}

/** When the next row without a filter, or with one that is met, is reached at the latest. */
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
    (one) => one.atMs > reachedMs && one.atMs < reachedMs + timeoutMs && meets(one, filter),
  )?.atMs;
}

/** Whether a telegram meets all conditions of a filter. */
export function meets({ type, ioa }: Telegram, filter: RowFilter): boolean {
  return (filter.type < 0 || filter.type === type) && (filter.ioa < 0 || filter.ioa === ioa);
}
