/** What the connection faults that are on do to a connection together. */
import type { FaultOrder } from '../../faults/fault-order.js';
import { type PathMode, PLAIN_PATH } from './fault-path.js';

/** Small segments go out no faster: each is a call of the system, which would take the shard's time from other RTUs. */
export const MOST_SEGMENTS_PER_SECOND = 2000;

/** The longest delay, the slowest line and the smallest segments count. */
export function pathModeOf(orders: Iterable<FaultOrder>): PathMode {
  let mode = PLAIN_PATH;
  for (const { word, value } of orders) {
    switch (word) {
      case 'silent':
        mode = { ...mode, isDeaf: true, isMute: true };
        break;
      case 'mute':
        mode = { ...mode, isMute: true };
        break;
      case 'deaf':
        mode = { ...mode, isDeaf: true };
        break;
      case 'half-close':
        mode = { ...mode, isHalfClosed: true };
        break;
      case 'delay':
        mode = { ...mode, delayMs: Math.max(mode.delayMs, value) };
        break;
      case 'trickle':
        mode = { ...mode, octetsPerSecond: Math.min(mode.octetsPerSecond, value) };
        break;
      case 'split':
        mode = {
          ...mode,
          segmentOctets: Math.min(mode.segmentOctets, value),
          octetsPerSecond: Math.min(mode.octetsPerSecond, value * MOST_SEGMENTS_PER_SECOND),
        };
        break;
      default:
    }
  }
  return mode;
}
