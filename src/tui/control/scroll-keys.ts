/** Keys that scroll a list or a log. */
import type { Key } from '../model/keys.js';

/** Screen columns that one key moves a log sideways. */
const SHIFT_COLUMNS = 20;

/** By how many lines a key scrolls where there is room for `room` lines, up when negative; `undefined`: it does not. */
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

/** The screen columns that are off at the left after a key, `shift` before it; `undefined`: it does not move sideways. */
export function shiftedColumns({ name }: Key, shift: number): number | undefined {
  if (name === 'left') return Math.max(0, shift - SHIFT_COLUMNS);
  return name === 'right' ? shift + SHIFT_COLUMNS : undefined;
}
