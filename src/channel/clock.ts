/**
 * The monotonic clock that all threads share, and its offset to wall time.
 * Source: `docs/architecture.md`, hot path: timers are monotonic; wall time = that + an offset.
 */
import { performance } from 'node:perf_hooks';

/** `performance.now()` counts from the start of each thread; CLOCK_MONOTONIC is the same for all. */
const threadOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** The time on the monotonic clock that all threads and processes of this machine share, ms. */
export function monotonicMs(): number {
  return performance.now() + threadOffsetMs;
}

/** Machine's wall time − `monotonicMs`; wall times are ms since 1970. */
export function machineWallOffsetMs(): number {
  // `performance.timeOrigin` is wrong after the clock was set. `Date.now` is right but cut to whole ms:
  // the largest difference seen within 2 ms is the closest.
  let offset = Number.NEGATIVE_INFINITY;
  const untilMs = performance.now() + 2;
  while (performance.now() < untilMs) offset = Math.max(offset, Date.now() - monotonicMs());
  return offset;
}
