/** The rows of the catalogue for faults on purpose (`docs/behaviour.md` §9). */

export const FAULT_COUNTERS = {
  SPOILED: {
    kind: 'counter',
    unit: 'number',
    total: 'sum',
    help: 'signals in frames that a fault on purpose has spoiled: the master never got them as they were meant',
    json: 'spoiled',
    metric: 'spoiled_total',
    report: { part: 'signals', field: 'spoiled', column: 'Spoiled' },
  },
  FAULTS: {
    kind: 'gauge',
    unit: 'number',
    total: 'sum',
    help: 'faults on purpose that are on',
    json: 'faults',
    metric: 'faults',
  },
} as const;
