/**
 * The monotonic clock that all threads share, in ms, and its place in wall time.
 * Source: `docs/architecture.md`, hot path: timers are monotonic; wall time = that + an offset.
 */
import { performance } from 'node:perf_hooks';

/** `performance.now()` counts from the start of each thread; CLOCK_MONOTONIC is the same for all. */
const threadOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Now on the clock that every thread and process of this machine shares, ms. */
export function monotonicMs(): number {
  return performance.now() + threadOffsetMs;
}

/** What to add to `monotonicMs` for the machine's wall time, ms since 1970. */
export function machineWallOffsetMs(): number {
  // `performance.timeOrigin` may be stale after the clock was set; Date is not, but counts whole ms:
  // the largest of a few differences is the closest to the truth.
  let offset = Number.NEGATIVE_INFINITY;
  const untilMs = performance.now() + 2;
  while (performance.now() < untilMs) offset = Math.max(offset, Date.now() - monotonicMs());
  return offset;
}
