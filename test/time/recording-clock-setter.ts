/** A clock setter that sets nothing. */
import type { ClockSetter } from '../../src/coordinator/time/clock-setter.js';

/** Records each wall time that it should set, ms since 1970. */
export function recordingClockSetter(
  privilege: 'privileged' | 'unprivileged' = 'privileged',
): ClockSetter & { readonly calls: readonly number[] } {
  const calls: number[] = [];
  return {
    calls,
    canSet: () => privilege === 'privileged',
    async set(wallMs) {
      calls.push(wallMs);
    },
  };
}
