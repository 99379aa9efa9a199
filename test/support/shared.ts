/** Tests on real input that is not part of the project; the folder beside the project may be missing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Path of a file or folder of the shared input, whether or not it is there. */
export function sharedPath(...parts: string[]): string {
  return join(ROOT, ...parts);
}

/**
 * `describe` if the shared input holds all of `needed`, else skipped.
 * With CI set and the shared folder present, missing input fails instead, because a skipped test would go unnoticed.
 */
export function describeWithShared(name: string, needed: readonly string[], tests: () => void): void {
  const missing = needed.filter((path) => !existsSync(sharedPath(path)));
  if (missing.length === 0) {
    describe(name, tests);
  } else if (process.env.CI && existsSync(ROOT)) {
    describe(name, () => {
      it('finds its input', () => expect(missing).toEqual([]));
    });
  } else {
    describe.skip(name, tests);
  }
}
