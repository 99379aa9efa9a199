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

/** Something that is due, and after how many timers, each of which may be late. */
export interface DueTime {
  dueMs: number;
  timers: number;
}

/** What the program may be late by. */
export interface Punctuality {
  /** The latest instant for what is due. */
  latestMs(due: DueTime): number;
}

const NEVER: DueTime = { dueMs: Number.POSITIVE_INFINITY, timers: 0 };

/** When the run's next row is due; never: it may be over, or send nothing more. */
export function nextDue(place: Place, telegrams: readonly Telegram[], punctuality: Punctuality): DueTime {
  const { run, sent } = place;
  const { startMs, durationMs, perMs } = run;
  const reached = rowReached(place, telegrams);
  const paceMs = perMs === Number.POSITIVE_INFINITY ? startMs : startMs + sent / perMs;
  const due = paceMs <= reached.dueMs ? reached : { dueMs: paceMs, timers: reached.timers + 1 };
  // A run whose time is over has perhaps ended.
  const isOver = durationMs > 0 && punctuality.latestMs(due) >= startMs + durationMs;
  return isOver ? NEVER : due;
}

/** When the next row without a filter, or with one that is met, is reached at the latest. */
function rowReached({ run, at, atMs }: Place, telegrams: readonly Telegram[]): DueTime {
  const { rows, durationMs } = run;
  const waitMs = at < 0 ? 0 : rows[at].waitMs;
  let dueMs = atMs + waitMs;
  let timers = waitMs > 0 ? 1 : 0;
  for (let i = at + 1; i <= at + rows.length; i++) {
    if (durationMs === 0 && i >= rows.length) return NEVER;
    const { filter } = rows[i % rows.length];
    if (filter === undefined) return { dueMs, timers };
    const met = timers === 0 ? metAt(filter, dueMs, telegrams) : undefined;
    if (met !== undefined) return { dueMs: met, timers };
    dueMs += filter.timeoutMs;
    timers++;
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
