/** Waiting in tests: for a condition, never for a time. */
import { vi } from 'vitest';

/**
 * After this long a wait is given up: it only ends tests that hang, and judges nothing. Busy machines take seconds
 * for what takes milliseconds elsewhere.
 */
export const HANG_MS = 120_000;

/** Resolves as soon as `check` does not throw, with what it returns. It is tried every 5 ms. */
export function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: HANG_MS, interval: 5 });
}
