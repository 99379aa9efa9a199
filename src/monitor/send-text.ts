/** Index sends in words. */
import type { SendStatus } from '../coordinator/api.js';
import { formatElapsed, formatNumber } from '../text/format.js';

/** Most RTU numbers that are named one by one. */
const MOST_NAMED = 4;

/** RTU numbers in words: those of a few, the count of many. */
export function describeNumbers(numbers: readonly number[]): string {
  if (numbers.length > MOST_NAMED) return `${formatNumber(numbers.length)} RTU numbers`;
  return `RTU number${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
}

/** One send in words: `index 0, 12 of 60 s`. */
export function describeSend(send: SendStatus, wallMs: number): string {
  const passedMs = Math.max(0, wallMs - send.startedAt);
  const whose = send.rtuNumbers === undefined ? '' : `, ${describeNumbers(send.rtuNumbers)}`;
  if (send.durationMs === 0)
    return `index ${send.index}${whose}, once, for ${formatElapsed(passedMs)} so far`;
  const passed = formatElapsed(Math.min(passedMs, send.durationMs));
  return `index ${send.index}${whose}, ${passed} of ${formatElapsed(send.durationMs)}`;
}
