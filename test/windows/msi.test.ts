/** The MSI under Wine: installed, run, replaced by a newer one, removed. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildMsi } from '../../scripts/package/form-msi.mjs';
import { stageProgram } from '../../scripts/package/stage.mjs';
import { WineProgram, windowsPath } from '../support/wine.js';
import { Workspace } from '../support/workspace.js';

/** 2026-11-28 00:00:00 UTC. */
const TIME = 1_795_824_000;
const INSTALLED = 'C:\\Program Files\\iec104rs';
const ENVIRONMENT = 'HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Environment';
const APPS = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** Windows Installer ends with 1603 when it refuses; Linux hands on the last octet of it. */
const REFUSED = 1603 & 0xff;

function build(workspace: Workspace, folder: string, version: string): string {
  const work = workspace.path(`work-${version}`);
  mkdirSync(work);
  const file = workspace.path(`${version}.msi`);
  buildMsi({ folder, work, version, time: TIME }, file);
  return file;
}

const run = (...words: string[]) => WineProgram.command(words, '/').ended;
const install = async (msi: string) => (await run('msiexec', '/i', windowsPath(msi), '/qn')).exitCode;

/** The installed versions, and whether the PATH has the folder. */
async function installed() {
  const { output } = await run('reg', 'query', APPS, '/s');
  const versions = [...output.matchAll(/^ +DisplayVersion .* (\S+)$/gm)].map(([, one]) => one);
  const path = (await run('reg', 'query', ENVIRONMENT, '/v', 'PATH')).output;
  return { versions, path: path.includes(`;${INSTALLED}\\`) };
}

/** Files of the prefix whose path has this part. Links are not followed: Wine has some into the home of whoever runs it. */
function files(part: string): string[] {
  const drive = join(inject('winePrefix'), 'drive_c');
  return readdirSync(drive, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(drive.length + 1))
    .filter((path) => path.includes(part));
}

/** Each test goes on where the one before it has ended: one machine, one program. */
describe('the MSI on Windows', () => {
  const workspace = new Workspace(afterAll);
  let old = '';
  let candidate = '';
  let real = '';

  beforeAll(() => {
    workspace.write('old/gone.js', 'the newer version does not have it');
    old = build(workspace, workspace.path('old'), '0.0.1');
    candidate = build(workspace, workspace.path('old'), '0.0.2-rc.1');
    const program = workspace.path('program');
    stageProgram(program, 'win-msi');
    real = build(workspace, program, '0.0.2');
  });

  it('installs for all users, and adds its folder to the PATH', async () => {
    expect(await install(old)).toBe(0);
    expect(await installed()).toEqual({ versions: ['0.0.1'], path: true });
    expect(files('Program Files/iec104rs/')).toEqual(['Program Files/iec104rs/gone.js']);
  });

  it('takes the place of an older version, with a start menu', async () => {
    expect(await install(real)).toBe(0);
    expect(await installed()).toEqual({ versions: ['0.0.2'], path: true });
    expect(files('Program Files/iec104rs/gone.js')).toEqual([]);
    const menu = files('Start Menu/Programs/iec104rs/').map((path) => path.replace(/^.*\//, ''));
    expect(menu.sort()).toEqual(['iec104rs command prompt.lnk', 'iec104rs demo.lnk', 'iec104rs manual.lnk']);
  });

  it('takes the place of a version before it with the same three numbers', async () => {
    expect(await install(candidate)).toBe(0);
    expect((await installed()).versions).toEqual(['0.0.2']);
    expect(await install(real)).toBe(0);
    expect((await installed()).versions).toEqual(['0.0.2']);
    expect(files('Program Files/iec104rs/gone.js')).toEqual([]);
  });

  it('runs from its folder', async () => {
    const folder = join(inject('winePrefix'), 'drive_c/Program Files/iec104rs');
    const { exitCode, lines } = await WineProgram.command(['cmd', '/c', 'iec104rs.cmd', '--check'], folder)
      .ended;
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toContain('153 RTUs, 3 IOA files with 2,247 signals; 0 errors, 0 warnings');
  });

  it('is not replaced by an older version', async () => {
    expect(await install(old)).toBe(REFUSED);
    expect((await installed()).versions).toEqual(['0.0.2']);
    expect(files('Program Files/iec104rs/bin/node.exe')).toHaveLength(1);
  });

  it("leaves nothing when it is removed but the user's own files", async () => {
    workspace.write('mine.csv', 'a file of the user');
    const own = join(inject('winePrefix'), 'drive_c/Program Files/iec104rs/mine.csv');
    copyFileSync(workspace.path('mine.csv'), own);
    expect((await run('msiexec', '/x', windowsPath(real), '/qn')).exitCode).toBe(0);
    expect(await installed()).toEqual({ versions: [], path: false });
    expect(files('Program Files/iec104rs/')).toEqual(['Program Files/iec104rs/mine.csv']);
    expect(files('Start Menu/Programs/iec104rs')).toEqual([]);
    expect((await run('reg', 'query', 'HKLM\\Software\\iec104rs')).exitCode).toBe(1);
  });
});
