/** Importing a module runs nothing: no output, no handle, no listener of the process, no exit code. */
import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../support/workspace.js';

const url = (path: string): URL => new URL(`../../${path}`, import.meta.url);

const PROGRAMS = ['main.ts', 'mm2ss.ts'];

/** The modules as built, those of the programs themselves and of the page in the browser excepted. Their names come from `src`: `dist` may hold files of before. */
function builtModules(): string[] {
  return readdirSync(url('src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .filter((path) => !PROGRAMS.includes(path) && !path.startsWith('web/'))
    .sort()
    .map((path) => url(`dist/${path.replace(/\.ts$/, '.js')}`).href);
}

/** What importing these modules prints; the process must end by itself with exit code 0. */
async function importAll(modules: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const program = fileURLToPath(url('test/architecture/import-modules.mjs'));
  return promisify(execFile)(process.execPath, [program, ...modules]);
}

describe('importing a module', () => {
  it('runs nothing', async () => {
    const modules = builtModules();
    expect(modules.length).toBeGreaterThan(200);
    expect(await importAll(modules)).toEqual({ stdout: '', stderr: '' });
  });

  it.each([
    ['a timer', 'setInterval(() => {}, 1000).hasRef(); setTimeout(() => process.exit(0), 100);', /Timeout/],
    ['a listener', "process.on('SIGUSR2', () => {}); setTimeout(() => process.exit(0), 100);", /SIGUSR2/],
    ['an exit code', 'process.exitCode = 0;', /"exitCode":0/],
    ['a line', "console.log('here');", /^here\n/],
  ])('that leaves %s is found', async (_, text, sign) => {
    const { folder } = new Workspace();
    const module = `${folder}/module.mjs`;
    writeFileSync(module, text);
    const { stdout } = await importAll([new URL(`file://${module}`).href]);
    expect(stdout).toMatch(sign);
  });
});
