/**
 * Stryker, installed into a folder of its own. It isn't a dependency of the project, because only this script needs its
 * 167 packages. `package-lock.json` beside this file pins every one of them.
 * Version 9 is the last one that runs on Node.js 20.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, STATE } from './paths.mjs';

const TOOL = join(STATE, 'tool');
const MANIFESTS = ['package.json', 'package-lock.json'];

/** Folder of a package of the tool. @param {string} name */
const packageFolder = (name) => join(TOOL, 'node_modules', name);

/** Stryker's command line program. */
export const STRYKER = join(packageFolder('@stryker-mutator/core'), 'bin/stryker.js');

/** Whether the installed versions are those of the lockfile beside this file. */
function isInstalled() {
  const ours = join(ROOT, 'scripts/mutation/package-lock.json');
  const theirs = join(TOOL, 'package-lock.json');
  return (
    existsSync(STRYKER) && existsSync(theirs) && readFileSync(ours, 'utf8') === readFileSync(theirs, 'utf8')
  );
}

/**
 * Installs the tool if it is missing. Its peer `vitest` is the project's own: Node.js finds it in a parent folder.
 * No install script of a package is run.
 */
export function installTool() {
  if (isInstalled()) return;
  mkdirSync(TOOL, { recursive: true });
  for (const name of MANIFESTS) copyFileSync(join(ROOT, 'scripts/mutation', name), join(TOOL, name));
  console.log('installing Stryker into .mutation/tool');
  const args = ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: TOOL, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci of the mutation tool ended with exit code ${status}`);
}

/** Imports a package of the tool. @param {string} path Of the module, from `node_modules`. */
export function importFromTool(path) {
  return import(packageFolder(path));
}
