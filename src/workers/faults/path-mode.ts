/** What the connection faults that are on do to a connection together. */
import type { FaultOrder } from '../../faults/fault-order.js';
import { type PathMode, PLAIN_PATH } from './fault-path.js';

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
        mode = { ...mode, segmentOctets: Math.min(mode.segmentOctets, value) };
        break;
      default:
    }
  }
  return mode;
}
