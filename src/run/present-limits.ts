/** The limits of a run that goes on: as they would be judged now. */
import type { LiveLimit } from '../live/messages.js';
import { judgeLimits, type Limit, limitShare } from '../report/limits.js';
import type { LimitVerdict, RunReport } from '../report/run-report.js';

/** Judged again after this time, ms, and so seldom that it takes at most this share of the time. */
const LEAST_MS = 2000;
const MOST_SHARE = 0.002;

/** Keeps the last judging while nobody needs a newer one. */
export class PresentLimits {
  private limits: readonly LiveLimit[] = [];
  private dueMs = Number.NEGATIVE_INFINITY;

  /** `report`: makes a report of the run up to now. */
  constructor(
    private readonly stated: readonly Limit[],
    private readonly report: () => RunReport | undefined,
    private readonly clock = (): number => performance.now(),
  ) {}

  /** The limits as they were judged last, at most some seconds ago. */
  read(): readonly LiveLimit[] {
    const fromMs = this.clock();
    if (this.stated.length === 0 || fromMs < this.dueMs) return this.limits;
    const report = this.report();
    if (report !== undefined) this.limits = limitsSoFar(this.stated, report);
    const tookMs = this.clock() - fromMs;
    this.dueMs = fromMs + Math.max(LEAST_MS, tookMs / MOST_SHARE);
    return this.limits;
  }
}

/** The limits of a report in the form of the live page. */
export function liveLimits(stated: readonly Limit[], report: RunReport): LiveLimit[] {
  return limitsIn(stated, report, report.limits);
}

/** The limits of a run that goes on, as if it ended now in order. */
function limitsSoFar(stated: readonly Limit[], report: RunReport): LiveLimit[] {
  return limitsIn(stated, report, judgeLimits(stated, report, 'running'));
}

function limitsIn(
  stated: readonly Limit[],
  report: RunReport,
  verdicts: readonly LimitVerdict[],
): LiveLimit[] {
  return verdicts.map(({ limit, text, verdict }: LimitVerdict, i) => ({
    limit,
    text,
    verdict,
    share: limitShare(stated[i], report),
  }));
}
