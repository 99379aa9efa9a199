/** Long work in a pipe or a file: a plain line every ten seconds. */
import { formatNumber, formatShare } from '../text/format.js';
import type { Progress, Work } from './progress.js';

/** Time between two lines about a piece of work, ms. */
export const LINE_EVERY_MS = 10_000;

/** `write` gets lines without line ends; `now` is a monotonic clock, ms. */
export function lineProgress(write: (line: string) => void, now: () => number): Progress {
  return {
    begin(what): Work {
      const fromMs = now();
      let saidMs = fromMs;
      return {
        at(share, detail = '') {
          const nowMs = now();
          if (nowMs - saidMs < LINE_EVERY_MS) return;
          saidMs = nowMs;
          const after = `after ${formatNumber((nowMs - fromMs) / 1000)} s`;
          const done = Number.isNaN(share) ? after : `${formatShare(share)} ${after}`;
          write([`${what}: ${done}`, detail].filter((part) => part !== '').join(', '));
        },
        end() {},
      };
    },
  };
}
