/** Long answers are made in slices: index sends, stops and other requests get their turn in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one slice may take, ms, and how long it may be, characters: it has yet to become octets and be written. */
const SLICE_MS = 5;
const SLICE_LENGTH = 1 << 20;

/** The pieces of a text one behind the other; whenever a slice is over, others run first. */
export async function* inSlices(pieces: Iterable<string>): AsyncGenerator<string> {
  let fromMs = performance.now();
  let slice = '';
  for (const piece of pieces) {
    slice += piece;
    if (slice.length < SLICE_LENGTH && performance.now() - fromMs < SLICE_MS) continue;
    yield slice;
    await nextTurn();
    slice = '';
    fromMs = performance.now();
  }
  if (slice !== '') yield slice;
}
