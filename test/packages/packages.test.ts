/** Packages as their users get them: built by the command, unpacked, started. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStaged } from '../../scripts/package/check-staged.mjs';
import { FORMS } from '../../scripts/package/forms.mjs';
import { packageVersion } from '../../scripts/package/stage.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
/** Windows shows it as 32.0 MB. */
const ZIP_LIMIT = 32 * 1024 * 1024;
/** It ends what hangs, ms. */
const HANG_MS = 600_000;
const version = packageVersion();
const BUILT = ['win-zip', 'tar', 'npm'];

// A blank and an umlaut on every path.
const folder = mkdtempSync(join(tmpdir(), 'iec104rs packages ü '));
/** Packages that were built and verified already, as `.ci/run` does it; else the suite builds its own. */
const given = process.env.IEC104RS_PACKAGES;
const packages = given === undefined ? join(folder, 'packages') : resolve(given);
const fileOf = (name: string): string =>
  join(packages, FORMS.find((form) => form.name === name)?.file(version) ?? 'no such form');

/** What a command prints, both streams; it must succeed. */
function output(
  command: string,
  words: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const { status, stdout, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    timeout: HANG_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  expect(status, `${command}: ${stderr}`).toBe(0);
  return stdout + stderr;
}

/** Files below a folder that match. */
function files(below: string, pattern: RegExp): string[] {
  const all = readdirSync(below, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => pattern.test(path) && statSync(join(below, path)).isFile());
}

beforeAll(() => {
  if (given === undefined) {
    const words = [join(ROOT, 'scripts/package.mjs'), ...BUILT, '--to', packages];
    output(process.execPath, [...words, '--verify']);
  }
  for (const name of ['tar', 'zip', 'npm', 'empty']) mkdirSync(join(folder, name));
  mkdirSync(tools);
  for (const tool of ['sh', 'readlink', 'dirname']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
  output('tar', ['-xzf', fileOf('tar'), '-C', join(folder, 'tar')]);
  output('tar', ['-xzf', fileOf('npm'), '-C', join(folder, 'npm')]);
  output('7z', ['x', '-bd', `-o${join(folder, 'zip')}`, fileOf('win-zip')]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tar = join(folder, 'tar', `iec104rs-${version}-linux-x64`);
const zip = join(folder, 'zip', `iec104rs-${version}-win-x64`);
const npm = join(folder, 'npm', 'package');
/** A path with what the starter needs, and no Node.js. */
const tools = join(folder, 'tools');
const ALONE = { PATH: tools, HOME: folder };

// That a second build in other surroundings gives the same octets is held by --verify: its exit code is 0 then.
it('SHA256SUMS has all packages, and sha256sum accepts it', () => {
  const said = output('sha256sum', ['-c', 'SHA256SUMS'], { cwd: packages });
  const lines = said.trim().split('\n');
  expect(lines).toEqual(expect.arrayContaining(BUILT.map((name) => `${basename(fileOf(name))}: OK`)));
  expect(lines.filter((line) => !line.endsWith(': OK'))).toEqual([]);
});

it('the archive for Windows has at most 32 MB', () => {
  expect(statSync(fileOf('win-zip')).size).toBeLessThanOrEqual(ZIP_LIMIT);
});

describe.each([
  ['tar', tar],
  ['win-zip', zip],
  ['npm', npm],
])('%s', (form, at) => {
  it('has no maps and types, and no path of the machine that built it', () => {
    expect(files(at, /\.map$|\.d\.[cm]?ts$|tsbuildinfo$/)).toEqual([]);
    const texts = files(at, /\.(?:js|cjs|mjs|json|txt|html|css|csv|md|cmd|ps1|1)$/);
    expect(texts.length).toBeGreaterThan(500);
    const guilty = texts.filter((path) => readFileSync(join(at, path), 'utf8').includes(ROOT));
    expect(guilty).toEqual([]);
  });

  it('says what it is, and has the licences', () => {
    expect(readFileSync(join(at, 'package-form.txt'), 'utf8')).toBe(`${form}\n`);
    expect(readFileSync(join(at, 'licenses.txt'), 'utf8')).toMatch(/^uplot [\d.]+\nLicence: MIT\n/m);
    expect(readdirSync(at)).toEqual(expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'data', 'profiles']));
  });

  it('runs: files, sends, API, reports', async () => {
    const own = join(tar, 'bin/node');
    await checkStaged(at, form === 'npm' ? process.execPath : own);
  });
});

describe('the archive for Linux', () => {
  it('starts through a link, from any folder, with no other Node.js', () => {
    symlinkSync(join(tar, 'iec104rs'), join(folder, 'a link'));
    const said = output(join(folder, 'a link'), ['--version'], { cwd: '/', env: ALONE });
    expect(said).toContain(version);
    expect(output(join(tar, 'iec104mm2ss'), ['--help'], { cwd: '/', env: ALONE })).toContain('iec104mm2ss');
  });

  it('passes words on as they are', () => {
    const words = ['--check', '-i', 'a "b" $c.csv'];
    const { stderr, stdout } = spawnSync(join(tar, 'iec104rs'), words, {
      cwd: folder,
      env: ALONE,
      encoding: 'utf8',
    });
    expect(stdout + stderr).toContain('a "b" $c.csv');
  });

  it('plays the samples of its own, and leaves them as they are', () => {
    const empty = join(folder, 'empty');
    const said = output(join(tar, 'iec104rs'), ['demo', '--check'], { cwd: empty, env: ALONE });
    expect(said).toContain('153 RTUs');
    expect(readdirSync(empty)).toEqual([]);
  });
});

it('npx runs the demo from the package, without a network and with nothing else in the cache', () => {
  const own = join(folder, 'npx');
  mkdirSync(own);
  writeFileSync(join(own, `iec104rs-${version}.tgz`), readFileSync(fileOf('npm')));
  const env = {
    ...process.env,
    npm_config_cache: join(folder, 'cache'),
    npm_config_update_notifier: 'false',
  };
  const words = ['--yes', '--offline', `./iec104rs-${version}.tgz`];
  expect(output('npx', [...words, '--version'], { cwd: own, env })).toContain(version);
  expect(output('npx', [...words, 'demo', '--check'], { cwd: own, env })).toContain('153 RTUs');
});
