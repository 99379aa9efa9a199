/** Definitions of groups of the gateway for tests, with the defaults of an ini file. */
import type { GroupDefinition } from '../../src/gateway/definition.js';

/** Group `slot + 1`, whose RTU has the same number; `changes`: what is not a default. */
export function groupDefinition(slot: number, changes: Partial<GroupDefinition> = {}): GroupDefinition {
  return {
    slot,
    id: slot + 1,
    line: slot + 2,
    name: `System ${slot + 1}`,
    rtuNumber: slot + 1,
    connections: 5,
    idleMs: 60_000,
    t0Ms: 3000,
    t1Ms: 15_000,
    t2Ms: 10_000,
    t3Ms: 20_000,
    w: 8,
    k: 12,
    bufferFrames: 1000,
    log: 'none',
    sameIp: 'all',
    hosts: [{ host: '127.0.0.1', port: 2404 }],
    ports: [{ port: 0, bind: '127.0.0.1', name: '', filter: [], admitsNobody: false }],
    gi: 'shared',
    oa: 'map',
    conflict: 'refuse',
    clock: 'all',
    eoi: 'start',
    rights: [],
    ca: 'any',
    rtuIp: 'refuse',
    retryFirstMs: 1000,
    retryMostMs: 10_000,
    answerMs: 30_000,
    commandHoldMs: 1000,
    lingerMs: 0,
    ...changes,
  };
}
