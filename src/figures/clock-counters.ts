/** The rows of the catalogue for clock syncs and the time tags of commands (`docs/behaviour.md` §9). The report derives its figures of a run from them. */

const MS = { kind: 'figure', unit: 'ms', total: 'none' } as const;
const SUM = { kind: 'figure', unit: 'number', total: 'none' } as const;

export const CLOCK_COUNTERS = {
  CLOCK_SYNCS: {
    kind: 'counter',
    unit: 'number',
    total: 'sum',
    help: 'clock syncs with a valid time',
    json: 'clockSyncs',
    metric: 'clock_syncs_total',
  },
  CLOCK_SYNC_AT_MS: {
    kind: 'figure',
    unit: 'instant',
    total: 'none',
    help: 'monotonic time of the last clock sync',
    zero: 'none came',
  },
  CLOCK_ERROR_MS: {
    ...MS,
    help: 'last clock sync: time received minus own time',
    json: 'clockErrorMs',
    metric: 'clock_error_seconds',
  },
  CLOCK_BOUND_MS: {
    ...MS,
    help: 'last clock sync: a round trip of its connection, the part of the difference that may be the network',
    zero: 'not known',
    json: 'clockBoundMs',
    metric: 'clock_bound_seconds',
  },
  CLOCK_RUN_SYNCS: { ...SUM, help: 'clock syncs since the newest run began' },
  CLOCK_RUN_FIRST_MS: {
    kind: 'figure',
    unit: 'instant',
    total: 'none',
    help: 'monotonic time of the first of these clock syncs',
  },
  CLOCK_ERROR_LOW_MS: { ...MS, help: 'lowest difference of these clock syncs' },
  CLOCK_ERROR_HIGH_MS: { ...MS, help: 'highest difference of these clock syncs' },
  CLOCK_INTERVAL_MAX_MS: { ...MS, help: 'longest time to one of these clock syncs' },
  CLOCK_SUM_E: { ...SUM, help: 'sum of the differences of these clock syncs' },
  CLOCK_SUM_T: { ...SUM, help: 'sum of their times since the first' },
  CLOCK_SUM_TT: { ...SUM, help: 'sum of the squares of these times' },
  CLOCK_SUM_TE: { ...SUM, help: 'sum of these times, each by its difference' },
  COMMAND_TAGS: {
    kind: 'counter',
    unit: 'number',
    total: 'sum',
    help: 'commands with a valid time tag',
    json: 'commandTags',
    metric: 'command_time_tags_total',
  },
  COMMAND_TAG_AT_MS: {
    kind: 'figure',
    unit: 'instant',
    total: 'none',
    help: 'monotonic time of the last command with a valid time tag',
    zero: 'none came',
  },
  COMMAND_TAG_ERROR_MS: {
    ...MS,
    help: 'last command with a time tag: that time minus own time',
    json: 'commandTagErrorMs',
    metric: 'command_time_tag_error_seconds',
  },
  COMMAND_TAG_RUN: { ...SUM, help: 'commands with a valid time tag since the newest run began' },
  COMMAND_TAG_LOW_MS: { ...MS, help: 'lowest difference of these commands' },
  COMMAND_TAG_HIGH_MS: { ...MS, help: 'highest difference of these commands' },
  COMMAND_TAG_SUM_MS: { ...SUM, help: 'sum of the differences of these commands' },
} as const;
