/** A profile as a table for people: what happens when. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { demandOf, faultKind } from '../../faults/fault-catalog.js';
import { describeFault } from '../../faults/fault-text.js';
import { demandWords } from '../../report/fault-judging.js';
import { countOf, formatNumber } from '../../text/format.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';
import { hitSlots } from './fault-targets.js';
import type { PlannedFault, PlannedPoint, PlannedWait, Profile, ProfileStep } from './profile.js';
import { type ProfileRow, rowsOf } from './schedule.js';

/** One line a row, in the order of time, for `--check`; none for a profile of sends alone. */
export function describePlan(profile: Profile, rtus: readonly RtuDefinition[]): string[] {
  const { faults, points, waits } = profile;
  if (faults.length + points.length + waits.length === 0) return [];
  const rows = [...rowsOf(profile), ...waits].sort((a, b) => a.startMs - b.startMs || a.line - b.line);
  const lines = rows.map((row) => {
    const at = `${formatNumber(row.startMs / 1000, row.startMs % 1000 === 0 ? 0 : 3)} s`.padStart(9);
    const what = describe(row, profile, rtus);
    return `${at}  ${what}${row.comment === '' ? '' : `  # ${row.comment}`}`;
  });
  return [`the plan of ${profile.file}:`, ...lines];
}

function describe(row: ProfileRow | PlannedWait, profile: Profile, rtus: readonly RtuDefinition[]): string {
  if ('word' in row) return faultLine(row, profile, rtus);
  if ('wish' in row) return pointLine(row);
  if ('index' in row) return sendLine(row);
  return `time passes for ${row.durationMs / 1000} s`;
}

/** A row that changes a point, in words. */
export function pointLine(row: PlannedPoint): string {
  const { wish, rtuNumbers } = row;
  const { ioa, type, value, quality } = wish;
  const becomes = value === undefined ? '' : ` becomes ${value}`;
  const marked = quality === undefined ? '' : `, quality ${quality === '' ? 'good' : quality}`;
  const whose = rtuNumbers.length === 0 ? 'all RTUs that have it' : `RTUs ${formatRtuNumbers(rtuNumbers)}`;
  return `point ${ioa}${type === undefined ? '' : ` type ${type}`}${becomes}${marked}${repeated(row)}, ${whose}`;
}

/** The repetitions of a row in words; empty: there are none. */
export function repeated({ times, everyMs }: Pick<ProfileStep, 'times' | 'everyMs'>): string {
  return times > 1 ? `, ${formatNumber(times)} times every ${everyMs / 1000} s` : '';
}

/** A row with a send, in words. */
export function sendLine(step: ProfileStep): string {
  const { index, durationMs, ratePerRtu, rtuNumbers } = step;
  const rate = ratePerRtu === Number.POSITIVE_INFINITY ? '' : `, ${ratePerRtu} signals/s on each RTU`;
  const lasts = durationMs > 0 ? ` for ${durationMs / 1000} s` : ' once';
  const whose = rtuNumbers.length === 0 ? 'all RTUs' : `RTUs ${formatRtuNumbers(rtuNumbers)}`;
  return `send index ${index}${lasts}${rate}${repeated(step)}, ${whose}`;
}

function faultLine(fault: PlannedFault, { seed }: Profile, rtus: readonly RtuDefinition[]): string {
  const { word, share } = fault;
  const { share: of, help } = faultKind(word);
  const slots = new Set(hitSlots(fault, rtus, seed));
  const hit = rtus.filter(({ slot }) => slots.has(slot));
  const begins = `fault ${describeFault(fault)}${repeated(fault)}`;
  if (hit.length === 0) return `${begins}: hits no RTU of the ini file`;
  const demands = new Set(hit.map(({ t1Ms, t3Ms }) => demandWords(demandOf(word, { ...fault, t1Ms, t3Ms }))));
  const points = of === 'points' && share < 100 ? ` (${share} % of their points)` : '';
  return `${begins}, ${countOf(hit.length, 'RTU')}${points}: each ${help}; demanded: ${[...demands].join('; ')}`;
}
