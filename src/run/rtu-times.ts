/** Switchovers, clock syncs and command time tags of one RTU in a run (`docs/behaviour.md` §9). */
import type { RtuDefinition } from '../channel/definitions.js';
import type { RunClock, RunCommandTags, RunSwitchovers } from '../report/run-report.js';
import type { CounterName } from '../station/measures/counters.js';
import type { Delta } from './run-instant.js';

/** `null` for 0, which means that nothing was measured. */
export const unlessZero = (value: number): number | null => (value > 0 ? value : null);

/** The columns of the run begin anew with its first sync. */
export function clockOf({ grew, now }: Delta, mode: RtuDefinition['clock'], nowMs: number): RunClock {
  const syncs = grew('CLOCK_SYNCS');
  const inRun = (name: CounterName): number | null => (syncs > 0 ? now(name) : null);
  return {
    syncs,
    lowMs: inRun('CLOCK_ERROR_LOW_MS'),
    meanMs: syncs > 0 ? now('CLOCK_SUM_E') / now('CLOCK_RUN_SYNCS') : null,
    highMs: inRun('CLOCK_ERROR_HIGH_MS'),
    lastMs: inRun('CLOCK_ERROR_MS'),
    boundMs: syncs > 0 ? unlessZero(now('CLOCK_BOUND_MS')) : null,
    longestIntervalMs:
      syncs > 0 ? Math.max(now('CLOCK_INTERVAL_MAX_MS'), nowMs - now('CLOCK_SYNC_AT_MS')) : null,
    driftPpm: mode === 'follow' ? null : driftPpmOf(now),
  };
}

/** The columns of the run begin anew with its first command that has a time tag. */
export function commandTagsOf({ grew, now }: Delta): RunCommandTags {
  const commands = grew('COMMAND_TAGS');
  const inRun = (name: CounterName): number | null => (commands > 0 ? now(name) : null);
  return {
    commands,
    lowMs: inRun('COMMAND_TAG_LOW_MS'),
    meanMs: commands > 0 ? now('COMMAND_TAG_SUM_MS') / now('COMMAND_TAG_RUN') : null,
    highMs: inRun('COMMAND_TAG_HIGH_MS'),
    lastMs: inRun('COMMAND_TAG_ERROR_MS'),
  };
}

/** Slope of the differences over time, by least squares; `null` for fewer than three syncs. */
function driftPpmOf(now: Delta['now']): number | null {
  const n = now('CLOCK_RUN_SYNCS');
  const spread = n * now('CLOCK_SUM_TT') - now('CLOCK_SUM_T') ** 2;
  if (n < 3 || spread <= 0) return null;
  return (1e6 * (n * now('CLOCK_SUM_TE') - now('CLOCK_SUM_T') * now('CLOCK_SUM_E'))) / spread;
}

/** Without a switchover in the run the columns are from before it; `SWITCHOVER_MAX_MS` begins anew with the first of a run. */
export function switchoversOf({ grew, now }: Delta): RunSwitchovers {
  const times = grew('SWITCHOVERS');
  const last = (name: CounterName): number | null => (times > 0 ? unlessZero(now(name)) : null);
  return {
    times,
    longestMs: last('SWITCHOVER_MAX_MS'),
    lastMs: last('SWITCHOVER_MS'),
    startMs: last('SWITCHOVER_START_MS'),
    interrogatedMs: last('SWITCHOVER_GI_MS'),
    gapMs: last('SWITCHOVER_GAP_MS'),
  };
}
