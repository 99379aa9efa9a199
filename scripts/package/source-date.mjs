/** The one time that all files of a package bear, so that two builds of the same sources are the same octets. */
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Seconds since 1970: `SOURCE_DATE_EPOCH` if it is set, else the date of the last commit, else that of the newest version in
 * the changelog.
 * @returns {number}
 */
export function sourceDate() {
  const wanted = process.env.SOURCE_DATE_EPOCH;
  if (wanted !== undefined && wanted !== '') return epochOf(wanted);
  return commitDate() ?? changelogDate(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'));
}

/** @param {string} text @returns {number} */
export function epochOf(text) {
  // Archives know no time before 1980.
  if (!/^\d{9,11}$/.test(text) || Number(text) < 315_532_800) {
    throw new Error(
      `SOURCE_DATE_EPOCH is ${JSON.stringify(text)}: expected seconds since 1970, from 1980 on`,
    );
  }
  return Number(text);
}

/** The day of the newest version with a date, `## [1.0.0] - 2026-11-28`, at 00:00 UTC. @param {string} changelog @returns {number} */
export function changelogDate(changelog) {
  const day = /^## \[[^\]]+\] - (\d{4}-\d{2}-\d{2})/m.exec(changelog)?.[1];
  if (day === undefined) {
    throw new Error('there is no commit, and CHANGELOG.md has no version with a date: set SOURCE_DATE_EPOCH');
  }
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/** `undefined` outside of a repository, and in a copy that lies in another one. @returns {number | undefined} */
function commitDate() {
  /** @param {string[]} words */
  const git = (...words) =>
    execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    if (git('rev-parse', '--show-toplevel') !== realpathSync(ROOT)) return undefined;
    return Number(git('log', '-1', '--format=%ct'));
  } catch {
    return undefined;
  }
}
