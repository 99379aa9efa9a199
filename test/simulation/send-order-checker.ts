/** The rows of index sends on one connection: in file order, after their waits, filters met in time (`docs/behaviour.md` §2 and §4). */
import type { Row } from './definitions.js';

/** A request that the RTU has read, for filters. */
export interface Telegram {
  atMs: number;
  type: number;
  ioa: number;
}

/** One send on one connection. */
export interface WatchedRun {
  id: number;
  durationMs: number;
  /** Rows that this RTU may send, in file order. */
  rows: readonly Row[];
}

/** A row as it was on the wire. */
export type SentRow = Pick<Row, 'type' | 'ioa' | 'elements'>;

/** Where a run may be. */
interface Place {
  run: WatchedRun;
  /** Row that was sent last; −1: none. */
  at: number;
  atMs: number;
}

/** Several runs may have sent a row; beyond so many possibilities nothing is judged any more. */
const MOST_POSSIBILITIES = 64;

export class SendOrderChecker {
  /** Each is one way in which what was sent can be laid to the runs. */
  private possibilities: Place[][] = [[]];
  private gaveUp = false;
  private readonly known = new Set<number>();

  /** The run has begun just now, or may have; what was assumed before is corrected where it has sent nothing yet. */
  begin(run: WatchedRun, nowMs: number): void {
    const isNew = !this.known.has(run.id);
    this.known.add(run.id);
    const place: Place = { run, at: -1, atMs: nowMs };
    for (const places of this.possibilities) {
      const i = places.findIndex((one) => one.run.id === run.id);
      if (i >= 0 && places[i].at < 0) places[i] = place;
      else if (isNew) places.push(place);
    }
  }

  /** Nothing of them goes on. */
  clear(): void {
    this.possibilities = [[]];
    this.gaveUp = false;
    this.known.clear();
  }

  /** Takes over the runs of another connection. */
  takeOver(other: SendOrderChecker): void {
    this.possibilities = other.possibilities;
    this.gaveUp = other.gaveUp;
    for (const id of other.known) this.known.add(id);
    other.clear();
  }

  /** A row was written. Returns whether any run can have sent it. */
  sent(row: SentRow, nowMs: number, telegrams: readonly Telegram[]): boolean {
    if (this.gaveUp) return true;
    const next: Place[][] = [];
    for (const places of this.possibilities) {
      for (const [i, place] of places.entries()) {
        const at = follow(place, row, nowMs, telegrams);
        if (at < 0) continue;
        const moved = [...places];
        moved[i] = { run: place.run, at, atMs: nowMs };
        next.push(moved);
      }
    }
    if (next.length === 0) return false;
    if (next.length > MOST_POSSIBILITIES) this.gaveUp = true;
    this.possibilities = next;
    return true;
  }
}

/** The row that the run sends next, if it is this one; −1: it can't be. */
function follow(
  { run, at, atMs }: Place,
  sent: SentRow,
  nowMs: number,
  telegrams: readonly Telegram[],
): number {
  const { rows, durationMs } = run;
  const waitMs = at < 0 ? 0 : rows[at].waitMs;
  if (nowMs < atMs + waitMs) return -1;
  const last = durationMs > 0 ? at + rows.length : rows.length - 1;
  for (let i = at + 1, skipped = false; i <= last; i++) {
    const row = rows[i % rows.length];
    if (row.type === sent.type && row.ioa === sent.ioa && row.elements === sent.elements) {
      if (
        row.filter === undefined ||
        isMet(row, atMs, skipped || waitMs > 0 || isOnlyFilters(run), telegrams)
      )
        return i % rows.length;
    }
    // Only a row whose filter was not met is left out.
    if (row.filter === undefined) return -1;
    skipped = true;
  }
  return -1;
}

/** Whether a run may pass its rows again and again without sending one. */
function isOnlyFilters({ rows, durationMs }: WatchedRun): boolean {
  return durationMs > 0 && rows.every(({ filter }) => filter !== undefined);
}

/** Whether the telegram came while the row waited; where the row was reached at an unknown time, whether it came at all. */
function isMet(
  { filter }: Row,
  reachedMs: number,
  isVague: boolean,
  telegrams: readonly Telegram[],
): boolean {
  if (filter === undefined) return true;
  return telegrams.some(
    ({ atMs, type, ioa }) =>
      atMs >= reachedMs &&
      (isVague || atMs < reachedMs + filter.timeoutMs) &&
      (filter.type < 0 || filter.type === type) &&
      (filter.ioa < 0 || filter.ioa === ioa),
  );
}
