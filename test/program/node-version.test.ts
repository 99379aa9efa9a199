/** On a Node.js that is too old the program says so in one sentence, before it loads anything else. */
import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Workspace } from '../support/workspace.js';
import { MAIN } from './program.js';

/** Runs a copy of `main.js` that has nothing beside it, on a Node.js that says it has this version. */
function runAlone(version: string): Promise<{ exitCode: number | string | null | undefined; said: string }> {
  const workspace = new Workspace();
  const main = workspace.path('main.mjs');
  copyFileSync(MAIN, main);
  const pretend = workspace.path('pretend.cjs');
  const versions = JSON.stringify({ node: version });
  writeFileSync(pretend, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
  return new Promise((resolve) => {
    execFile(process.execPath, ['--require', pretend, main, '--help'], (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : error.code, said: stdout + stderr });
    });
  });
}

it.each(['18.19.1', '12.22.9'])('%s', async (version) => {
  expect(await runAlone(version)).toEqual({
    exitCode: 1,
    said: `iec104rs needs Node.js 20 or newer, and this is Node.js ${version}: install a newer one from https://nodejs.org\n`,
  });
});

it.each(['20.0.0', '104.1.0'])('%s is new enough: the rest is loaded', async (version) => {
  const { said } = await runAlone(version);
  expect(said).toContain('run-command.js');
  expect(said).not.toContain('or newer');
});
