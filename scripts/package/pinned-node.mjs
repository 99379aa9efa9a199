/**
 * The Node.js that the packages carry: one exact version, fetched from the npm registry as a package, checked by its integrity,
 * kept below `node_modules/.cache` and never committed. `pinned-nodes.json` names it; CONTRIBUTING.md says how to take a newer one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PINNED = JSON.parse(readFileSync(new URL('pinned-nodes.json', import.meta.url), 'utf8'));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/iec104rs/nodes/', import.meta.url));

/** The version that every package carries. */
export const PINNED_VERSION = /** @type {string} */ (PINNED.version);
/** The day on which it was released, `2026-09-23`. */
export const PINNED_RELEASED = /** @type {string} */ (PINNED.released);

/** @param {'win-x64' | 'linux-x64'} platform */
export function pinnedIntegrity(platform) {
  return /** @type {string} */ (PINNED.integrity[`node-${platform}`]);
}

/**
 * The folder of the unpacked package of a platform: `bin/node.exe` or `bin/node`, `LICENSE`. Fetches it the first time. Throws
 * when the registry's file is not the pinned one.
 * @param {'win-x64' | 'linux-x64'} platform
 */
export function pinnedNode(platform) {
  const name = `node-${platform}`;
  const folder = join(CACHE, `${name}-${PINNED_VERSION}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  // Whoever is first renames a whole folder: two builds at one time never see half of one.
  const making = mkdtempSync(join(CACHE, 'fetch-'));
  try {
    const spec = `${name}@${PINNED_VERSION}`;
    const answer = execFileSync('npm', ['pack', '--silent', '--pack-destination', making, spec], {
      encoding: 'utf8',
    });
    const tarball = join(making, /** @type {string} */ (answer.trim().split('\n').at(-1)));
    check(readFileSync(tarball), PINNED.integrity[name], spec);
    execFileSync('tar', ['-xzf', tarball, '-C', making]);
    if (!existsSync(folder)) renameSync(join(making, 'package'), folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Throws unless the octets have this integrity, as a lockfile writes it: `sha512-` and base64.
 * @param {Buffer} octets
 * @param {string} expected
 * @param {string} what
 */
export function check(octets, expected, what) {
  const found = `sha512-${createHash('sha512').update(octets).digest('base64')}`;
  if (found === expected) return;
  throw new Error(
    `${what}: the file from the registry has the integrity ${found}; scripts/package/pinned-nodes.json expects ${expected}. Do not use it: find out why it differs.`,
  );
}
