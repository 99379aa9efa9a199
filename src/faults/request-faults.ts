/** Faults in answers to the master: interrogations, commands, clock syncs. A master must tell the operator of them, and go on. */
import type { FaultKind } from './fault-kind.js';

const REQUEST = {
  group: 'requests',
  share: 'rtus',
  span: 'lasting',
  demand: 'stays',
  source: 'docs/protocol.md §5',
} as const;

const LATE = {
  unit: 's',
  least: 0.001,
  most: 3600,
  decimals: true,
  meaning: 'time until the answer',
} as const;

export const REQUEST_FAULTS = {
  'gi-none': { ...REQUEST, help: 'does not answer interrogations' },
  'gi-late': { ...REQUEST, help: 'answers interrogations late', value: LATE },
  'gi-negative': { ...REQUEST, help: 'refuses interrogations' },
  'gi-no-end': { ...REQUEST, help: 'does not end interrogations' },
  'gi-partial': { ...REQUEST, help: 'answers interrogations with a part of its points', share: 'points' },
  'command-none': { ...REQUEST, help: 'does not answer commands' },
  'command-late': { ...REQUEST, help: 'answers commands late', value: LATE },
  'command-negative': { ...REQUEST, help: 'refuses commands' },
  'command-no-end': { ...REQUEST, help: 'does not end commands' },
  'command-no-status': { ...REQUEST, help: 'confirms commands, but its points do not change' },
  'command-opposite': { ...REQUEST, help: 'confirms commands, and its points change to the opposite' },
  'clock-none': { ...REQUEST, help: 'does not answer clock syncs' },
} as const satisfies Readonly<Record<string, FaultKind>>;
