/** Makes long texts (answers, reports) in slices, so that index sends, stops and requests run in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Most time, ms, and most characters of one slice: each slice must still be encoded and written. */
const SLICE_MS = 5;
const SLICE_LENGTH = 1 << 20;

/** Joins the pieces of a text into slices; after each slice other work of the event loop runs first. */
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
