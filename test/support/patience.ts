/** Waits in tests for a condition, never for a fixed time. */
import { vi } from 'vitest';

/**
 * A wait is given up after this time, ms. It only ends tests that hang and judges nothing: busy machines take seconds
 * for what takes milliseconds elsewhere.
 */
export const HANG_MS = 120_000;

/** Calls `check` every 5 ms until it does not throw; resolves with its result. */
export function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: HANG_MS, interval: 5 });
}
