/** The points of one RTU in tab 1: what is shown of them, and reading it from the RTU's shard. */
import type { EnginePort, ShownPoint } from './engine-port.js';
import { newInput, type TextInput } from './text-input.js';

/** Shortest time between two readings of the same rows, ms: the shard serves its links meanwhile. */
const READ_MS = 400;

/** The field at the lower edge, if one is open. */
export type PointField = 'find' | 'value' | 'quality';

/** The state of the list of points. */
export interface PointsUi {
  readonly slot: number;
  /** The chosen point and the first on the screen, in the order of the file, from 0. */
  chosen: number;
  top: number;
  /** Rows that fitted on the screen when it was last drawn. */
  room: number;
  /** Points of the RTU; NaN: not known yet. */
  total: number;
  /** What was read last: points from `from` on. */
  page: { from: number; points: readonly ShownPoint[] };
  /** Why nothing can be read now. */
  trouble: string;
  field: PointField | undefined;
  /** The point that the field is for: a file that is edited meanwhile puts no other one in its place. */
  target: ShownPoint | undefined;
  /** What was typed: a text to find, a value, quality words. */
  readonly find: TextInput;
  readonly input: TextInput;
  /** Whether an answer of the shard is being waited for. */
  reading: boolean;
  /** When it was last asked, monotonic ms. */
  readAtMs: number;
}

/** Why the points can't be read now. */
const WHY_OLD = {
  silent: 'The shard of this RTU does not answer, it hangs.',
  gone: 'The shard of this RTU is not running now.',
} as const;

/** The list when it opens. */
export function newPoints(slot: number): PointsUi {
  return {
    slot,
    chosen: 0,
    top: 0,
    room: 1,
    total: Number.NaN,
    page: { from: 0, points: [] },
    trouble: '',
    field: undefined,
    target: undefined,
    find: newInput('', 40, 'any'),
    input: newInput('', 64, 'any'),
    reading: false,
    readAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** A point that was read; `undefined`: it is not on the page. */
export function pointAt({ page }: PointsUi, row: number): ShownPoint | undefined {
  return page.points[row - page.from];
}

/** Moves the choice, and the screen with it. */
export function choosePoint(points: PointsUi, row: number): void {
  const last = Number.isNaN(points.total) ? 0 : Math.max(0, points.total - 1);
  points.chosen = Math.max(0, Math.min(row, last));
  if (points.chosen < points.top) points.top = points.chosen;
  if (points.chosen >= points.top + points.room) points.top = points.chosen - points.room + 1;
}

/** Reads the rows on the screen, a few times a second at most; at once where others are on it now. True: something was read. */
export async function readPoints(points: PointsUi, engine: EnginePort, nowMs: number): Promise<boolean> {
  const { from, points: read } = points.page;
  const isShort = read.length < points.room && from + read.length !== points.total;
  const moved = points.top !== from || isShort;
  const isDue = nowMs - points.readAtMs >= READ_MS;
  if (points.reading || !(isDue || (moved && points.trouble === ''))) return false;
  points.reading = true;
  points.readAtMs = nowMs;
  const { top, room } = points;
  try {
    const answer = await engine.points.read(points.slot, top, room);
    if (typeof answer === 'string') {
      const isRemoved = engine.rtus[points.slot]?.removed === true;
      points.trouble = `${isRemoved ? 'This RTU was removed.' : WHY_OLD[answer]} What is shown is old.`;
    } else {
      points.trouble = '';
      points.total = answer.total;
      points.page = { from: top, points: answer.points };
      // An edited file may have fewer points.
      if (points.chosen >= answer.total) choosePoint(points, answer.total - 1);
      points.top = Math.max(0, Math.min(points.top, answer.total - points.room));
    }
  } catch (error) {
    points.trouble = error instanceof Error ? error.message : String(error);
  } finally {
    points.reading = false;
  }
  return true;
}
