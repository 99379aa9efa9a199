/** What must be said beside a verdict, because it is not the front-end's. */
import { pauseCaveat } from './pause-words.js';
import type { RunReport } from './run-report.js';

/** All caveats of a run in one text; `undefined`: there is none. */
export function caveatOf(report: RunReport): string | undefined {
  const caveats = [limiterCaveat(report), pauseCaveat(report)].filter((caveat) => caveat !== undefined);
  return caveats.length === 0 ? undefined : caveats.join('; ');
}

/** The tester itself was the limit: what came out says little about the front-end. */
function limiterCaveat({ limiter: { who } }: RunReport): string | undefined {
  if (who === 'simulator') return 'the simulator was the limit';
  return who === 'machine' ? "the simulator's machine was the limit" : undefined;
}
