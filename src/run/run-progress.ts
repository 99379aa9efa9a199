/** How far a run is, for who waits for it. */
import { monotonicMs } from '../channel/clock.js';
import type { Progress } from '../progress/progress.js';
import { formatNumber } from '../text/format.js';
import type { RunRecorder } from './run-recorder.js';

/** Time between two looks at the counts, ms. */
export const LOOK_EVERY_MS = 1000;

/** Shows a run until the function that it returns is called. `durationMs`: what its sends take; 0: one pass, which takes as long as it takes. */
export function showRun(
  progress: Progress,
  { start, counts }: Pick<RunRecorder, 'start'> & { counts: RunRecorder['counts'] },
  durationMs: number,
): () => void {
  const work = progress.begin('run');
  const timer = setInterval(() => {
    const share = durationMs > 0 ? Math.min(1, (monotonicMs() - start.atMs) / durationMs) : Number.NaN;
    const { sent, acknowledged, held } = counts();
    const waiting = held > 0 ? `, held ${formatNumber(held)}` : '';
    work.at(share, `sent ${formatNumber(sent)}, acknowledged ${formatNumber(acknowledged)}${waiting}`);
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    work.end();
  };
}
