/** Which tests of a book are done, so that an interrupted one goes on: a file in the folder of its chapters. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test that is done. */
export interface DoneTest {
  readonly name: string;
  /** Whether there is a record of its run, `NAME.json`, or a sheet. */
  readonly hasResult: boolean;
  /** Why there is none. */
  readonly why: string;
}

/** The state of a book under way. */
export interface BookState {
  /** Of the files and options that the tests were played with. */
  readonly fingerprint: string;
  readonly startedAt: number;
  readonly done: readonly DoneTest[];
  /** The test under way: a walk that was cut off goes on with its sheet. `undefined`: none was begun. */
  readonly begun?: string | undefined;
}

const FILE = 'book.state.json';

/** The state in a folder; `undefined`: there is none that can be read. */
export function readState(folder: string): BookState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as BookState;
    return Array.isArray(state.done) && typeof state.startedAt === 'number' ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the state, whole or not at all. */
export function writeState(folder: string, state: BookState): void {
  const draft = join(folder, `${FILE}.tmp`);
  writeFileSync(draft, `${JSON.stringify(state)}\n`);
  renameSync(draft, join(folder, FILE));
}

/** The book is whole: the next one begins anew. */
export function removeState(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/** One text for these files and words: it differs if one of them does. A file that can't be read counts as empty. */
export function fingerprintOf(files: readonly string[], words: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const file of files) hash.update(`\0${file}\0`).update(octetsOf(file));
  return hash.digest('hex');
}

function octetsOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
