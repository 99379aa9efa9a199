/** The rows of index sends on one connection: in file order, after their waits, filters met in time (`docs/behaviour.md` §2 and §4). */
import type { Row } from './definitions.js';
import { type LatestOf, meets, nextDue, type Place, type Telegram, type WatchedRun } from './due-times.js';
import { isWalking, walkedValue } from './walk-rules.js';

/** A row as it was on the wire. */
export type SentRow = Pick<Row, 'type' | 'ioa' | 'elements'>;

/** Several runs may have sent a row; beyond so many possibilities nothing is judged any more. */
const MOST_POSSIBILITIES = 64;
/** A millionth of a signal may be rounded off a rate, which is at least one signal a second here. */
const ROUNDED_OFF_MS = 0.001;

export class SendOrderChecker {
  /** Each is one way in which what was sent can be laid to the runs. */
  private possibilities: Place[][] = [[]];
  private gaveUp = false;
  private readonly known = new Set<number>();

  /** The run has begun just now, or may have; what was assumed before is corrected where it has sent nothing yet. */
  begin(run: WatchedRun, nowMs: number): void {
    const isNew = !this.known.has(run.id);
    this.known.add(run.id);
    const place: Place = { run, at: -1, atMs: nowMs, sent: 0, walked: new Map() };
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

  /** Whether a run should have written a row, where it could since `openMs`, however what was sent is laid to the runs. */
  isLate(
    { nowMs, openMs, stopped }: { nowMs: number; openMs: number; stopped: ReadonlySet<number> },
    telegrams: readonly Telegram[],
    latestOf: LatestOf,
  ): boolean {
    if (this.gaveUp) return false;
    const isLate = (place: Place): boolean => {
      if (stopped.has(place.run.id)) return false;
      const { startMs, durationMs } = place.run;
      const latestMs = latestOf(Math.max(nextDue(place, telegrams, latestOf), openMs));
      return nowMs > latestMs && (durationMs === 0 || latestMs < startMs + durationMs);
    };
    return this.possibilities.every((places) => places.some(isLate));
  }

  /** A row was written. Returns whether any run can have sent it. */
  sent(row: SentRow, nowMs: number, telegrams: readonly Telegram[]): boolean {
    if (this.gaveUp) return true;
    const next: Place[][] = [];
    for (const places of this.possibilities) {
      for (const [i, place] of places.entries()) {
        const after = follow(place, row, nowMs, telegrams);
        if (after === undefined) continue;
        const moved = [...places];
        moved[i] = after;
        next.push(moved);
      }
    }
    if (next.length === 0) return false;
    if (next.length > MOST_POSSIBILITIES) this.gaveUp = true;
    this.possibilities = next;
    return true;
  }
}

/** Where the run is when it has sent this row; `undefined`: it can't have. */
function follow(
  place: Place,
  sent: SentRow,
  nowMs: number,
  telegrams: readonly Telegram[],
): Place | undefined {
  const { run, at, atMs } = place;
  const { rows, startMs, durationMs, perMs } = run;
  const waitMs = at < 0 ? 0 : rows[at].waitMs;
  if (nowMs < atMs + waitMs || nowMs < startMs + place.sent / perMs - ROUNDED_OFF_MS) return undefined;
  const last = durationMs > 0 ? at + rows.length : rows.length - 1;
  for (let i = at + 1, skipped = false; i <= last; i++) {
    const row = rows[i % rows.length];
    const walked = matches(place, row, sent);
    if (walked !== undefined) {
      const isVague = skipped || waitMs > 0 || isOnlyFilters(run);
      if (row.filter === undefined || isMet(row, atMs, isVague, telegrams))
        return { run, at: i % rows.length, atMs: nowMs, sent: place.sent + 1, walked };
    }
    // Only a row whose filter was not met is left out.
    if (row.filter === undefined) return undefined;
    skipped = true;
  }
  return undefined;
}

/** The values that have walked, where what was sent can be this row; else `undefined`. */
function matches({ run, walked }: Place, row: Row, sent: SentRow): ReadonlyMap<Row, number> | undefined {
  if (row.type !== sent.type || row.ioa !== sent.ioa) return undefined;
  if (run.walk === undefined || !isWalking(row.plain))
    return row.elements === sent.elements ? walked : undefined;
  const value = walkedValue(row, sent.elements, walked.get(row), run.walk);
  return value === undefined ? undefined : new Map(walked).set(row, value);
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
    (one) =>
      one.atMs >= reachedMs && (isVague || one.atMs < reachedMs + filter.timeoutMs) && meets(one, filter),
  );
}
