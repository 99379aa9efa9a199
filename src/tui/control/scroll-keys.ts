/** Keys that scroll a list or a log. */
import type { Key } from '../model/keys.js';

/** Screen columns that one key moves a log sideways. */
const SHIFT_COLUMNS = 20;

/** How many lines a key scrolls if `room` lines fit, up if negative; `undefined`: the key does not scroll. */
export function scrolledLines({ name }: Key, room: number): number | undefined {
  const page = Math.max(1, room - 1);
  switch (name) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'pageup':
      return -page;
    case 'pagedown':
      return page;
    case 'home':
      return Number.NEGATIVE_INFINITY;
    case 'end':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

/** The screen columns hidden at the left after a key, `shift` before it; `undefined`: the key does not move sideways. */
export function shiftedColumns({ name }: Key, shift: number): number | undefined {
  if (name === 'left') return Math.max(0, shift - SHIFT_COLUMNS);
  return name === 'right' ? shift + SHIFT_COLUMNS : undefined;
}
