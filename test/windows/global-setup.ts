/** Before the suite: Wine, the Node.js that the packages carry, one prefix for all tests. After it the prefix is gone, and all that ran in it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { pinnedNode } from '../../scripts/package/pinned-node.mjs';
import { makePrefix, removePrefix } from '../support/wine.js';

let prefix: string | undefined;

export function setup(project: TestProject): void {
  requireWine();
  const nodeExe = join(pinnedNode('win-x64'), 'bin/node.exe');
  prefix = makePrefix(nodeExe);
  project.provide('winePrefix', prefix);
  project.provide('nodeExe', nodeExe);
}

export function teardown(): void {
  if (prefix !== undefined) removePrefix(prefix);
}

/** Throws with what to install: a suite that left itself out would look like one that passed. */
function requireWine(): void {
  try {
    execFileSync('wine', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error(
      'The tests on Windows need Wine, which is not installed. On Debian: apt-get install --no-install-recommends wine wine64',
    );
  }
}
