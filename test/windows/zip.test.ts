/** The zip for Windows as its users get it: unpacked, and started by its `.cmd` files. `npm run package -- win-zip` builds it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { Program } from '../program/program.js';
import { PROJECT, WineProgram, windowsPath } from '../support/wine.js';
import { Workspace } from '../support/workspace.js';
import { siteOf } from './windows-kit.js';

const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const NAME = `iec104rs-${version}-win-x64`;
const ZIP = join(PROJECT, 'packages', `${NAME}.zip`);

/** Unpacked once, into a folder with a blank. */
let root: string;
beforeAll(() => {
  if (!existsSync(ZIP)) throw new Error(`${ZIP} is not there: npm run package -- win-zip builds it`);
  const ends: (() => void | Promise<void>)[] = [];
  const work = new Workspace((action) => ends.push(action));
  execFileSync('7z', ['x', '-bd', `-o${work.path('my programs')}`, ZIP], { stdio: 'ignore' });
  root = work.path('my programs', NAME);
  return async () => {
    for (const action of ends) await action();
  };
});

/** Starts a `.cmd` of the zip in a folder. */
function starter(name: string, words: readonly string[], folder: string): WineProgram {
  return WineProgram.command(['cmd', '/c', windowsPath(join(root, name)), ...words], folder);
}

it('says its version and form, and loads the sample beside it', async () => {
  const { folder } = new Workspace();
  const said = await starter('iec104rs.cmd', ['--version'], folder).ended;
  expect([said.exitCode, said.output]).toEqual([0, expect.stringContaining(version)]);
  expect(said.output).toMatch(/win-zip/);
  const gateway = await starter('iec104mm2ss.cmd', ['--version'], folder).ended;
  expect([gateway.exitCode, gateway.output]).toEqual([0, expect.stringContaining(version)]);
  const check = await starter('iec104rs.cmd', ['--check'], root).ended;
  expect([check.exitCode, check.lines.at(-1)]).toEqual([
    0,
    expect.stringMatching(/^iec104rs\.csv: 153 RTUs, 3 IOA files with [\d,]+ signals; 0 errors, 0 warnings$/),
  ]);
});

it('plays an avalanche, and gives the exit code on', async () => {
  const { work } = siteOf(2, 100);
  const words = ['--no-set-clock', '--headless', '--send', '7', '--exit-after-send', '--report', 'run.html'];
  const simulator = starter('iec104rs.cmd', [...words, '--limit', 'online=3'], work.folder);
  const master = Program.start(['master', '--ack', 'w', '--t2', '1', '--retry', '60'], work.folder);
  onTestFinished(() => master.kill('SIGINT'));
  const { exitCode, output, lines } = await simulator.ended;
  expect(lines.join('\n')).toContain('offered 200, sent 200, acknowledged 200');
  expect(output).toContain('FAIL      online');
  expect(exitCode).toBe(3);
  expect(work.read('run.html')).toContain('</html>');
  const bad = await starter('iec104rs.cmd', ['--nonsense'], work.folder).ended;
  expect(bad.exitCode).toBe(2);
});
