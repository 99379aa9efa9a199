/** The rows of a profile in the order of time. */
import type { PlannedFault, PlannedPoint, PlannedWait, Profile, ProfileStep } from './profile.js';

/** A row of a profile that does something. */
export type ProfileRow = ProfileStep | PlannedFault | PlannedPoint;

/** One repetition of a row: one index send, one fault, or one change of a point. */
export interface ScheduledRow {
  readonly step: ProfileRow;
  /** From 0. */
  readonly repetition: number;
  /** From the start of the run, ms. */
  readonly startMs: number;
}

/**
 * Every repetition of every step, ascending by start; at one instant in the order of the file.
 * Generated one by one, so that a profile with thousands of repetitions takes only one entry per step in memory.
 */
export function* expandProfile(profile: Profile): Generator<ScheduledRow, void, undefined> {
  const rows = rowsOf(profile).sort((a, b) => a.line - b.line);
  const heap: ScheduledRow[] = rows.map((step) => ({ step, repetition: 0, startMs: step.startMs }));
  const rank = new Map(rows.map((step, i) => [step, i]));
  const isBefore = (a: ScheduledRow, b: ScheduledRow): boolean =>
    a.startMs === b.startMs ? (rank.get(a.step) ?? 0) < (rank.get(b.step) ?? 0) : a.startMs < b.startMs;
  // In ascending order an array is a heap.
  heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  while (heap.length > 0) {
    const first = heap[0];
    yield first;
    const { step } = first;
    const repetition = first.repetition + 1;
    const last = heap[heap.length - 1];
    if (repetition < step.times) {
      // Computed from the first start, because a sum of intervals would drift by rounding.
      heap[0] = { step, repetition, startMs: step.startMs + repetition * step.everyMs };
    } else {
      heap[0] = last;
      heap.pop();
    }
    sink(heap, isBefore);
  }
}

/** Restores the order of a heap whose first entry has grown. */
function sink<T>(heap: T[], isBefore: (a: T, b: T) => boolean): void {
  for (let at = 0; ; ) {
    let least = at;
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) {
      if (isBefore(heap[child], heap[least])) least = child;
    }
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least], heap[at]];
    at = least;
  }
}

/** Every row that does something, in no order. */
export function rowsOf({ steps, faults, points }: Profile): ProfileRow[] {
  return [...steps, ...faults, ...points];
}

/** Number of faults of the profile, each repetition one. */
export function countFaults(profile: Profile): number {
  return profile.faults.reduce((sum, { times }) => sum + times, 0);
}

/** Number of changes of points of the profile, each repetition one. */
export function countPoints(profile: Profile): number {
  return profile.points.reduce((sum, { times }) => sum + times, 0);
}

/** Number of sends of the profile. */
export function countSends(profile: Profile): number {
  return profile.steps.reduce((sum, { times }) => sum + times, 0);
}

/** From the start of the run to the end of the last duration, ms. A single pass counts as 0 ms, because its time is unknown. */
export function profileDurationMs(profile: Profile): number {
  const rows: readonly (ProfileRow | PlannedWait)[] = [...rowsOf(profile), ...profile.waits];
  return rows.reduce(
    (longest, { startMs, times, everyMs, durationMs }) =>
      Math.max(longest, startMs + (times - 1) * everyMs + durationMs),
    0,
  );
}
