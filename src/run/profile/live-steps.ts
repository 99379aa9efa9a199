/** The rows of a load profile for the live page. */
import { describeFault } from '../../faults/fault-text.js';
import type { LiveStep } from '../../live/messages.js';
import { plainText } from '../../text/outside-text.js';
import { pointLine, repeated, sendLine } from './describe-plan.js';
import type { PlannedWait, Profile } from './profile.js';
import { type ProfileRow, rowsOf } from './schedule.js';

/** Most rows that a page gets. */
const MOST_STEPS = 300;

/** The rows in the order of time; of a long profile the first, and a line that says how many more there are. */
export function liveSteps(profile: Profile): LiveStep[] {
  const rows = [...rowsOf(profile), ...profile.waits].sort(
    (a, b) => a.startMs - b.startMs || a.line - b.line,
  );
  const steps = rows.slice(0, MOST_STEPS).map((row) => ({
    atMs: row.startMs,
    durationMs: (row.times - 1) * row.everyMs + row.durationMs,
    text: plainText(`${wordsOf(row)}${row.comment === '' ? '' : ` (${row.comment})`}`),
  }));
  const left = rows.slice(MOST_STEPS);
  if (left.length === 0) return steps;
  return [...steps, { atMs: left[0].startMs, durationMs: 0, text: `and ${left.length} more rows` }];
}

function wordsOf(row: ProfileRow | PlannedWait): string {
  if ('word' in row) return `fault ${describeFault(row)}${repeated(row)}`;
  if ('wish' in row) return pointLine(row);
  if ('index' in row) return sendLine(row);
  return `time passes for ${row.durationMs / 1000} s`;
}
