/** When an RTU that was away comes back. */
import type { FaultOrder } from '../../faults/fault-order.js';

/** ms after the end of the fault, evenly spread over its value; the same for the same seed and slot. */
export function comesBackMs({ seed, value }: Pick<FaultOrder, 'seed' | 'value'>, slot: number): number {
  return Math.floor(share(seed, slot) * value * 1000);
}

/** An even number from 0 to below 1 from two whole numbers (a mixing of 32 bits with odd factors and shifts). */
function share(seed: number, slot: number): number {
  let mixed = (seed ^ Math.imul(slot + 1, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
