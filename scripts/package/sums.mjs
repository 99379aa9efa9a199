/** `SHA256SUMS` over everything that lies in a folder of packages, as `sha256sum -c` reads it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'SHA256SUMS';

/** @param {string} path */
export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** @param {string} folder */
export function writeSums(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== NAME && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  writeFileSync(join(folder, NAME), names.map((name) => `${sha256(join(folder, name))}  ${name}\n`).join(''));
}
