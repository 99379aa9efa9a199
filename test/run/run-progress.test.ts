/** What a headless run shows of itself while it sends. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { LOOK_EVERY_MS, showRun } from '../../src/run/run-progress.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => vi.useRealTimers());

it.each([
  ['of its duration', 20_000, 0, expect.closeTo(0.5, 1), ''],
  ['nothing for one pass, which takes as long as it takes', 0, 0, Number.NaN, ''],
  ['never more than all of it, with what waits for masters', 4000, 1500, 1, ', held 1,500'],
])('the share %s, and the counts', (_, durationMs, held, share, waiting) => {
  const told: unknown[] = [];
  const counts = vi.fn(() => ({ sent: 1234, acknowledged: 1230, held }));
  const start = { atMs: monotonicMs() - 10_000 } as Parameters<typeof showRun>[1]['start'];
  const progress = {
    begin: (what: string) => {
      told.push(what);
      return { at: (...at: unknown[]) => told.push(at), end: () => told.push('ended') };
    },
  };
  const hide = showRun(progress, { start, counts }, durationMs);
  vi.advanceTimersByTime(LOOK_EVERY_MS);
  hide();
  vi.advanceTimersByTime(10 * LOOK_EVERY_MS);
  expect(told).toEqual(['run', [share, `sent 1,234, acknowledged 1,230${waiting}`], 'ended']);
});
