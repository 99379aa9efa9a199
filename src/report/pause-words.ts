/** The tester's own pauses in a report, in words. */
import { countOf, formatFigureMs } from '../text/format.js';
import { formatClock } from '../text/local-time.js';
import type { RunReport } from './run-report.js';

type WithPauses = Pick<RunReport, 'pauses'>;

/** `the tester itself paused 312 ms at 12:00:03 (shard 1)`; `undefined`: it did not. */
export function describeLongestPause({ pauses }: WithPauses): string | undefined {
  if (pauses === undefined || !(pauses.longestMs > 0)) return undefined;
  const { longestMs, longestAt, longestOf } = pauses;
  const at = longestAt === null ? '' : ` at ${formatClock(longestAt).slice(0, 8)}`;
  return `the tester itself paused ${formatFigureMs(longestMs)}${at} (${nameOf(longestOf)})`;
}

/** Every thread that paused, as sentences; none if none did. */
export function pauseSentences(report: WithPauses): string[] {
  const longest = describeLongestPause(report);
  if (longest === undefined) return [];
  const paused = (report.pauses?.threads ?? []).filter(({ count }) => count > 0);
  const each = paused.map(
    ({ thread, count, longestMs }) =>
      `${thread} ${countOf(count, 'pause')}, ${formatFigureMs(longestMs)} at most`,
  );
  return [
    `T${longest.slice(1)}, when nothing was read or sent: ${each.join('; ')}. Times and lost links of those moments are not the front-end's.`,
  ];
}

/** The caveat beside the verdict; `undefined`: there was no pause, or a limit judges it. */
export function pauseCaveat(report: RunReport): string | undefined {
  const isJudged = report.limits.some(({ limit }) => /^\s*pause\s*=/.test(limit));
  return isJudged ? undefined : describeLongestPause(report);
}

function nameOf(longestOf: string | null): string {
  return longestOf === 'program' ? 'all its threads' : (longestOf ?? '');
}
