import type { BarProgress } from '../progress/bar-progress.js';
import { lineProgress } from '../progress/line-progress.js';
import type { Progress } from '../progress/progress.js';
import { UnblockedOutput } from './unread-output.js';

/** Long work of a command, on standard error: a bar on a terminal, a line every ten seconds elsewhere. */
export async function commandProgress(
  standard: NodeJS.WriteStream & { readonly fd: number },
): Promise<Progress> {
  const output = new UnblockedOutput(standard);
  return (await barOn(output)) ?? lineProgress((line) => output.writeLine(line), monotonicNow);
}

/** A bar, if the output is a terminal. The library is loaded only then. */
export async function barOn(output: UnblockedOutput): Promise<BarProgress | undefined> {
  if (!output.isTTY || process.env.TERM === 'dumb') return undefined;
  const { BarProgress } = await import('../progress/bar-progress.js');
  return new BarProgress(output, monotonicNow);
}

/** Monotonic ms. */
export function monotonicNow(): number {
  return performance.now();
}
