/** What a run says about itself, for tests that build its report. */
import type { RunFacts } from '../../src/run/build-report.js';
import { describeMachine } from '../../src/run/environment.js';

export function runFacts(more: Partial<RunFacts> = {}): RunFacts {
  return {
    program: { name: 'iec104rs', version: '1.2.3' },
    machine: describeMachine(),
    configuration: {
      hash: '',
      files: [{ path: 'a.csv', octets: 12, sha256: '' }],
      arguments: [],
      rtus: 1,
      rows: 1,
      shards: 2,
      signalLog: 'all',
      errors: 0,
      warnings: 0,
    },
    ending: 'complete',
    steps: new Map(),
    possible: [],
    limits: [{ text: 'lost=0', name: 'lost', value: 0 }],
    sentList: 'none',
    ...more,
  };
}
