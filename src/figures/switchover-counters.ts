/** The rows of the catalogue for switchovers (`docs/behaviour.md` §9). The report derives its figures of a run from them. */

const LAST = { kind: 'figure', unit: 'ms', total: 'max', zero: 'none' } as const;

export const SWITCHOVER_COUNTERS = {
  SWITCHOVERS: {
    kind: 'counter',
    unit: 'number',
    total: 'sum',
    help: 'switchovers: a started connection was lost, and an I frame was acknowledged on the next one',
    json: 'switchovers',
    metric: 'switchovers_total',
  },
  SWITCHOVER_MS: {
    ...LAST,
    help: 'last switchover: from the loss of the connection to the first acknowledged I frame on the next one',
    json: 'switchoverMs',
    metric: 'switchover_seconds',
  },
  SWITCHOVER_START_MS: {
    ...LAST,
    help: 'last switchover: from the loss of the connection to STARTDT on the next one',
    json: 'switchoverStartMs',
    metric: 'switchover_start_seconds',
  },
  SWITCHOVER_GI_MS: {
    ...LAST,
    help: 'last switchover: from the loss of the connection to the end of the interrogation on the next one',
    json: 'switchoverGiMs',
    metric: 'switchover_gi_seconds',
  },
  SWITCHOVER_GAP_MS: {
    ...LAST,
    help: 'last switchover: from the last acknowledged I frame before the loss to the first one after it',
    json: 'switchoverGapMs',
    metric: 'switchover_gap_seconds',
  },
  SWITCHOVER_MAX_MS: {
    ...LAST,
    help: 'longest switchover since the newest run began, or since the start of the program',
    json: 'switchoverMaxMs',
    metric: 'switchover_max_seconds',
  },
} as const;
