/** Puts a draft in the place of a file. */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberedName } from '../text/free-name.js';
import { mayBeHeld } from '../text/system-errors.js';

/** A virus scanner holds a new file for a moment. */
const TRIES = 6;
const RETRY_MS = 100;

/** The draft could not get the name that was asked for, and has another. */
export class OtherName extends Error {
  /** `path`: where it is now. */
  constructor(
    readonly path: string,
    override readonly cause: unknown,
  ) {
    super(`written as ${path}`);
  }
}

/**
 * Renames a draft to `path`, over a file of this name. While another program holds that file it is tried again for half a second; then the
 * draft gets the next free name, as `run-2.csv`, and `OtherName` is thrown. Rejects with the system's error otherwise.
 */
export async function replaceFile(
  draft: string,
  path: string,
  renameFile: (from: string, to: string) => Promise<void> = rename,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await renameFile(draft, path);
      return;
    } catch (error) {
      if (!mayBeHeld(error)) throw error;
      if (tries < TRIES) {
        await sleep(RETRY_MS);
        continue;
      }
      const other = numberedName(path, 2, existsSync);
      if (other === undefined) throw error;
      await renameFile(draft, other);
      throw new OtherName(other, error);
    }
  }
}
