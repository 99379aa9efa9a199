/** Which RTUs a fault hits. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { faultKind } from '../../faults/fault-catalog.js';
import type { FaultTargets, PlannedFault } from './profile.js';

type Named = Pick<RtuDefinition, 'slot' | 'rtuNumber' | 'port'>;

/** The RTUs that are named, in the order of their slots. */
export function namedRtus<T extends Named>({ rtuNumbers, ports }: FaultTargets, rtus: readonly T[]): T[] {
  if (rtuNumbers.length === 0 && ports.length === 0) return [...rtus];
  const numbers = new Set(rtuNumbers);
  return rtus.filter(
    (rtu) =>
      numbers.has(rtu.rtuNumber) ||
      ports.some(({ rtuNumber, port }) => rtu.rtuNumber === rtuNumber && rtu.port === port),
  );
}

/**
 * Slots that one repetition hits. A share of the RTUs is drawn with the seed; at least one is hit. Each repetition hits the
 * same ones.
 */
export function hitSlots(fault: PlannedFault, rtus: readonly Named[], seed: number): number[] {
  const named = namedRtus(fault.targets, rtus).map(({ slot }) => slot);
  if (faultKind(fault.word).share !== 'rtus' || fault.share >= 100) return named;
  const count = Math.max(1, Math.round((named.length * fault.share) / 100));
  return named
    .map((slot) => ({ slot, rank: mixed(seed + fault.line, slot) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ slot }) => slot)
    .sort((a, b) => a - b);
}

/** An even whole number of 32 bits from two. */
function mixed(seed: number, slot: number): number {
  let value = (seed ^ Math.imul(slot + 1, 0x9e3779b1)) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
