/** Which points a fault hits that is about a share of them. */
import type { FaultOrder } from '../../faults/fault-order.js';

/** Whether the point with this IOA is among them: the same for the same seed, whatever the file. */
export function isHit({ share, seed }: Pick<FaultOrder, 'share' | 'seed'>, ioa: number): boolean {
  if (share >= 100) return true;
  let mixed = (seed ^ Math.imul(ioa + 1, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32 < share / 100;
}
