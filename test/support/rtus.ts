/** Parameters and definitions of RTUs; the defaults of `docs/behaviour.md` §1, copied by hand. */
import type { RtuDefinition } from '../../src/channel/definitions.js';
import type { RtuParameters } from '../../src/station/parameters.js';

/** Parameters of a row of an ini file that sets only CA 1. */
export const DEFAULT_PARAMETERS: RtuParameters = {
  rtuNumber: 1,
  k: 12,
  w: 8,
  t1Ms: 15_000,
  t2Ms: 10_000,
  t3Ms: 20_000,
  testfr: 'passive',
  idleMs: 60_000,
  objects: 'max',
  sq: '0',
  packing: 'type',
  connections: 4,
  group: 'one',
  events: 'drop',
  eventBuffer: 10_000,
  select: 'optional',
  selectTimeoutMs: 10_000,
  reset: 'refuse',
  commandAgeMs: 0,
  filter: 'executed',
  clock: 'report',
  time: 'local',
  timeValid: 'always',
  timeHoldMs: 0,
  eoi: 'start',
};

/** An RTU of the ini file: No. `no`, CA 100 + no, port 2403 + no. */
export function rtuDefinition(no: number, more: Partial<RtuDefinition> = {}): RtuDefinition {
  return {
    ...DEFAULT_PARAMETERS,
    slot: no - 1,
    no,
    name: `System ${no}`,
    rtuNumber: 100 + no,
    port: 2403 + no,
    bind: '',
    hosts: [],
    admitsNobody: false,
    ioFile: 'io.csv',
    line: no,
    ...more,
  };
}
