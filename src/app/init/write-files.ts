/** New files on the disk: all of them, or none. */
import { existsSync, lstatSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InitPlan, PathKind } from './init-plan.js';

/** A file or folder that the disk refused, and what it said. */
export class WriteRefused extends Error {
  constructor(
    readonly path: string,
    readonly what: 'write' | 'folder',
    override readonly cause: unknown,
  ) {
    super(`cannot write ${path}`);
  }
}

/** What a path is; a link counts as a file unless it leads to a folder. Throws `WriteRefused` if that cannot be found out. */
export function pathKind(path: string): PathKind {
  try {
    const entry = lstatSync(path);
    const target = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
    return target?.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new WriteRefused(path, 'folder', error);
  }
}

/**
 * Writes the files of a plan into `folder`, which is made with its parents. Never overwrites: a file that came meanwhile is a
 * refusal. If the disk refuses one, all that was made is taken away again, and `WriteRefused` is thrown.
 */
export function writeFiles(folder: string, { folders, files }: Omit<InitPlan, 'conflicts'>): void {
  const undo: (() => void)[] = [];
  const attempt = (path: string, what: 'write' | 'folder', make: () => void, unmake: () => void): void => {
    try {
      make();
      undo.unshift(unmake);
    } catch (error) {
      // A file that was begun is ours; one that was there before is not.
      if (what === 'write' && (error as NodeJS.ErrnoException).code !== 'EEXIST') undo.unshift(unmake);
      for (const step of undo) withoutError(step);
      throw new WriteRefused(path, what, error);
    }
  };
  const wanted = [folder, ...folders.map((name) => join(folder, name))];
  for (const path of wanted.flatMap(missingFolders)) {
    if (existsSync(path)) continue;
    attempt(
      path,
      'folder',
      () => mkdirSync(path),
      () => rmdirSync(path),
    );
  }
  for (const { path: name, content } of files) {
    const path = join(folder, name);
    attempt(
      path,
      'write',
      () => writeFileSync(path, content, { flag: 'wx' }),
      () => rmSync(path, { force: true }),
    );
  }
}

/** The folder and its parents that are not there, outer ones first. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  return missing;
}

function withoutError(action: () => void): void {
  try {
    action();
  } catch {
    // What can't be taken away stays; the reason that is told is the first one.
  }
}
