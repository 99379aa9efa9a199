/** Descriptors of the process (sockets and files), which all threads share. */
import { readFileSync } from 'node:fs';

/** How many the process may have (`ulimit -n`); Infinity where the system does not say. */
export function descriptorLimit(): number {
  try {
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    // Not Linux.
    return Number.POSITIVE_INFINITY;
  }
}
