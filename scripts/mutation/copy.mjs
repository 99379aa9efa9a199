/** A copy of the project's tree in which a mutant is built and tested, so that the tree itself does not change. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, STATE } from './paths.mjs';

const COPY = join(STATE, 'copy');

/** Unused code must not fail the build: a mutant may make code unused. */
const BUILD = [
  join(ROOT, 'node_modules/typescript/bin/tsc'),
  ...['-p', 'tsconfig.json', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
];

/** Makes a new copy of all files that git tracks or would add, and builds it. Throws if it doesn't build. */
export function makeCopy() {
  rmSync(COPY, { recursive: true, force: true });
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const path of listed.stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(COPY, path)), { recursive: true });
    cpSync(join(ROOT, path), join(COPY, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(COPY, 'node_modules'));
  if (!build()) throw new Error('the copy of the tree does not build');
}

/** Writes a source file of the copy. @param {string} path @param {string} text */
export function writeInCopy(path, text) {
  writeFileSync(join(COPY, path), text);
}

/** Rebuilds the changed files of the copy; false if the compiler refuses them. */
export function build() {
  return spawnSync(process.execPath, BUILD, { cwd: COPY, stdio: 'ignore' }).status === 0;
}

/** The process group of the tests that run now. @type {number | undefined} */
let running;

// Tests run in a process group of their own, which an interrupt from the keyboard doesn't reach.
process.once('SIGINT', () => {
  endGroup();
  process.exit(130);
});
process.once('SIGTERM', () => {
  endGroup();
  process.exit(143);
});

function endGroup() {
  if (running === undefined) return;
  try {
    process.kill(-running, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/**
 * Runs tests of the copy up to the first failure; all their processes are ended at the time limit.
 * @param {readonly string[]} paths Test files or folders.
 * @param {number} limitMs
 * @returns {Promise<'passed' | 'failed' | 'timeout'>}
 */
export function runTests(paths, limitMs) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail=1', '--maxWorkers=1', '--reporter=dot', ...paths];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: COPY, stdio: 'ignore', detached: true });
    running = child.pid;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup();
    }, limitMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      // A mutant may leave a child process of the tests running.
      endGroup();
      running = undefined;
      resolve(late ? 'timeout' : code === 0 ? 'passed' : 'failed');
    });
  });
}
