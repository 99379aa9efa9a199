/** Random groups of gateways, and the manners of what is around them. */
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import type { Random } from '../random.js';
import type { MasterManners } from './sim-front-end.js';
import type { RtuManners } from './sim-rtu.js';

export function masterAddress(slot: number, i: number): string {
  return `10.0.${slot}.${i + 1}`;
}

export function makeGroup(random: Random, slot: number): GroupDefinition {
  const k = random.pick([1, 2, 3, 12, 12, random.int(1, 40)]);
  const t1Ms = random.int(2, 15) * 1000;
  const rtuNumber = slot + 11;
  const hosts = Array.from({ length: random.int(1, 3) }, (_, i) => ({
    host: `10.2.${slot}.${i + 1}`,
    port: 2404,
  }));
  const readers = random.chance(0.25) ? [masterAddress(slot, random.int(0, 2))] : [];
  return {
    slot,
    id: slot + 1,
    line: slot + 2,
    name: `G${slot}`,
    rtuNumber,
    connections: random.int(1, 6),
    idleMs: random.chance(0.2) ? random.int(8, 30) * 1000 : 60_000,
    t0Ms: 3000,
    t1Ms,
    t2Ms: Math.max(500, Math.floor(t1Ms * random.between(0.2, 0.6))),
    t3Ms: random.int(2, 20) * 1000,
    w: random.int(1, k),
    k,
    bufferFrames: random.chance(0.4) ? k + random.int(0, 30) : 1000,
    log: random.chance(0.7) ? 'written' : 'none',
    sameIp: random.pick(['all', 'all', 'old', 'new'] as const),
    hosts,
    ports: [3000, 3100, 3200].slice(0, random.pick([1, 1, 2, 3])).map((from) => ({
      ...{ port: from + slot, bind: '', name: '', filter: [], admitsNobody: false },
      // As in files of the older form.
      ...(random.chance(0.2) ? { masterCa: from } : {}),
    })),
    gi: random.chance(0.85) ? 'shared' : 'each',
    oa: random.pick(['map', 'map', 'map', 'keep', random.int(0, 255)] as const),
    conflict: random.pick(['refuse', 'refuse', 'queue', 'pass'] as const),
    clock: random.pick(['all', 'first', 'none'] as const),
    eoi: random.pick(['start', 'start', 'every', 'rtu', 'never'] as const),
    rights:
      readers.length === 0
        ? []
        : [
            { network: readers[0], may: 'read' },
            { network: '0.0.0.0/0', may: 'full' },
          ],
    ca: random.chance(0.8) ? 'any' : 'own',
    rtuIp: 'refuse',
    retryFirstMs: random.int(100, 1000),
    retryMostMs: random.int(1000, 4000),
    answerMs: random.int(1, 6) * 1000,
    commandHoldMs: random.int(50, 1500),
    lingerMs: random.chance(0.3) ? random.int(100, 3000) : 0,
  };
}

export function rtuManners(random: Random): RtuManners {
  return {
    oa: random.chance(0.5) ? 'echo' : 'zero',
    ends: random.chance(0.8),
    answerMs: random.chance(0.8) ? random.between(1, 200) : random.between(200, 3000),
    objects: random.int(1, 25),
    eventMs: random.between(20, 1500),
    burst: random.int(1, 40),
    initializes: random.chance(0.5),
    refuses: random.chance(0.5) ? 0 : random.between(0, 0.4),
    ignores: random.chance(0.7) ? 0 : random.between(0, 0.2),
    startMs: random.chance(0.8) ? random.between(0, 50) : random.between(0, 2500),
  };
}

export function masterManners(
  random: Random,
  { w, t1Ms }: GroupDefinition,
  { isListening, badness, breaks }: { isListening: boolean; badness: number; breaks: boolean },
): MasterManners {
  return {
    paceMs: random.between(50, 1200),
    everyFrames: random.int(1, w),
    everyMs: random.between(1, Math.min(1000, t1Ms / 3)),
    asks: isListening ? 0 : random.between(0.2, 1),
    badness,
    breaks,
  };
}
