/** Checks the rows of index sends on one connection: file order, waits and filters (`docs/behaviour.md` §2 and §4). */
import { causeOf, type Row } from './definitions.js';
import { type LatestOf, meets, nextDue, type Place, type Telegram, type WatchedRun } from './due-times.js';
import { isWalking, walkedValue } from './walk-rules.js';

/** A row as written by the RTU. */
export type SentRow = Pick<Row, 'type' | 'ioa' | 'elements' | 'cot'>;

/** Several runs may have sent a row. If there are more possibilities than this, nothing more is checked. */
const MOST_POSSIBILITIES = 64;
/** A rate may be rounded by a millionth of a signal; rates here are at least one signal a second. */
const ROUNDED_OFF_MS = 0.001;

export class SendOrderChecker {
  /** Each entry is one way to assign the sent rows to the runs. */
  private possibilities: Place[][] = [[]];
  private gaveUp = false;
  private readonly known = new Set<number>();

  /** The run has begun now, or may have. If it has sent nothing yet, this replaces an earlier assumed start. */
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

  /** Runs went on without a connection: what they have next is not known here. */
  lose(): void {
    this.gaveUp = true;
  }

  /** Forgets all runs. */
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

  /** Whether, in every possibility, a run should have written a row by now; it could since `openMs`. */
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

  /** The RTU has written a row. Returns whether any run can have sent it. */
  sent(row: SentRow, nowMs: number, telegrams: readonly Telegram[]): boolean {
    if (this.gaveUp) return true;
    const next: Place[][] = [];
    for (const places of this.possibilities) {
      for (const [i, place] of places.entries()) {
        for (const after of follow(place, row, nowMs, telegrams)) {
          const moved = [...places];
          moved[i] = after;
          next.push(moved);
        }
      }
    }
    if (next.length === 0) return false;
    if (next.length > MOST_POSSIBILITIES) this.gaveUp = true;
    this.possibilities = next;
    return true;
  }
}

/** Possible states of the run after it sent this row; none: it can't have sent it. */
function follow(place: Place, sent: SentRow, nowMs: number, telegrams: readonly Telegram[]): Place[] {
  const { run, at, atMs } = place;
  const { rows, startMs, durationMs, perMs } = run;
  const waitMs = at < 0 ? 0 : rows[at].waitMs;
  if (nowMs < atMs + waitMs || nowMs < startMs + place.sent / perMs - ROUNDED_OFF_MS) return [];
  const possible: Place[] = [];
  const last = durationMs > 0 ? at + rows.length : rows.length - 1;
  for (let i = at + 1, skipped = false; i <= last; i++) {
    const row = rows[i % rows.length];
    const walked = matches(place, row, sent);
    if (walked !== undefined) {
      const isVague = skipped || waitMs > 0 || isOnlyFilters(run);
      if (row.filter === undefined || isMet(row, atMs, isVague, telegrams))
        possible.push({ run, at: i % rows.length, atMs: nowMs, sent: place.sent + 1, walked });
    }
    // A run skips only rows whose filters were not met. Values that walk may make two neighbours look alike.
    if (row.filter === undefined) break;
    skipped = true;
  }
  return possible;
}

/** The values sent last, including this one; `undefined` if what was sent can't be this row. */
function matches({ run, walked }: Place, row: Row, sent: SentRow): ReadonlyMap<Row, number> | undefined {
  const cot = run.cot === undefined ? row.cot : causeOf(row.type, run.cot);
  if (row.type !== sent.type || row.ioa !== sent.ioa || cot !== sent.cot) return undefined;
  if (run.walk === undefined || !isWalking(row.plain))
    return row.elements === sent.elements ? walked : undefined;
  const value = walkedValue(row, sent.elements, walked.get(row), run.walk);
  return value === undefined ? undefined : new Map(walked).set(row, value);
}

/** Whether a run may go through all its rows again and again without sending one. */
function isOnlyFilters({ rows, durationMs }: WatchedRun): boolean {
  return durationMs > 0 && rows.every(({ filter }) => filter !== undefined);
}

/** Whether the telegram came while the row waited. If `isVague`, the end of the wait is unknown and not checked. */
function isMet(
  { filter }: Row,
  reachedMs: number,
  isVague: boolean,
  telegrams: readonly Telegram[],
): boolean {
  if (filter === undefined) return true;
  return telegrams.some(
    (one) =>
      one.atMs >= reachedMs &&
      (isVague || one.arrivedMs < reachedMs + filter.timeoutMs) &&
      meets(one, filter),
  );
}
