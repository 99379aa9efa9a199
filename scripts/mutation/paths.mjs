/** Files of mutation testing: all below `.mutation/`, which git ignores. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Everything that mutation testing writes: the tool, the results, copies of the tree. */
export const STATE = join(ROOT, '.mutation');

/**
 * Every `.ts` file below a folder of the project, as paths from the project's folder with `/`, sorted.
 * @param {string} folder
 */
export function sourceFiles(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

/**
 * One hash over the contents of files: it changes when a file is changed, added, removed or renamed.
 * @param {readonly string[]} paths From the project's folder.
 */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  return hash.digest('hex');
}
