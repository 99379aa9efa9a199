/** A copy of the project's tree in which a mutant is built and tested, so that the tree itself does not change. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, STATE } from './paths.mjs';

/** Unused code must not fail the build: a mutant may make code unused. */
const BUILD = [
  join(ROOT, 'node_modules/typescript/bin/tsc'),
  ...['-p', 'tsconfig.json', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
];

/** Tests of whole programs have a configuration of their own. */
const PROGRAM = ['test/program', 'vitest.program.config.ts'];

/** The process groups of the tests that run now. @type {Set<number>} */
const running = new Set();

// Tests run in process groups of their own, which an interrupt from the keyboard doesn't reach.
process.once('SIGINT', () => {
  for (const group of running) endGroup(group);
  process.exit(130);
});
process.once('SIGTERM', () => {
  for (const group of running) endGroup(group);
  process.exit(143);
});

/** @param {number} group */
function endGroup(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

/** One of several copies, which are numbered. */
export class Copy {
  /** Makes a new copy of all files that git tracks or would add, and builds it. Throws if it doesn't build. @param {number} number */
  constructor(number) {
    /** @private */
    this.folder = join(STATE, `copy-${number}`);
    rmSync(this.folder, { recursive: true, force: true });
    const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const path of listed.stdout.split('\0').filter((name) => name !== '')) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      cpSync(join(ROOT, path), join(this.folder, path));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    if (spawnSync(process.execPath, BUILD, { cwd: this.folder }).status !== 0) {
      throw new Error('the copy of the tree does not build');
    }
  }

  /** Writes a source file of the copy. @param {string} path @param {string} text */
  write(path, text) {
    writeFileSync(join(this.folder, path), text);
  }

  /** Rebuilds the changed files of the copy; false if the compiler refuses them. @returns {Promise<boolean>} */
  build() {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, BUILD, { cwd: this.folder, stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code === 0));
    });
  }

  /**
   * Runs tests of the copy up to the first failure; all their processes are ended at the time limit.
   * @param {readonly string[]} paths Test files or folders; of `test/program` only, or of others only.
   * @param {number} limitMs
   * @returns {Promise<'passed' | 'failed' | 'timeout'>}
   */
  runTests(paths, limitMs) {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const [folder, config] = PROGRAM;
    const args = [vitest, 'run', '--bail=1', '--maxWorkers=1', '--reporter=dot', ...paths];
    if (paths.every((path) => path.startsWith(folder))) args.push('--config', config);
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { cwd: this.folder, stdio: 'ignore', detached: true });
      const group = child.pid ?? 0;
      if (group > 0) running.add(group);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        endGroup(group);
      }, limitMs);
      child.once('error', reject);
      child.once('exit', (code) => {
        clearTimeout(timer);
        // A mutant may leave a child process of the tests running.
        endGroup(group);
        running.delete(group);
        resolve(late ? 'timeout' : code === 0 ? 'passed' : 'failed');
      });
    });
  }
}
