/** The program as a package carries it, in a folder: what `npm run package` makes archives of. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { licencesText } from './licences.mjs';
import { writeManual } from './manual.mjs';
import { copyModules, lockedModules } from './modules.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { ROOT } from './root.mjs';
import { sourceDate } from './source-date.mjs';

/** @typedef {'win-zip' | 'win-msi' | 'deb' | 'tar' | 'npm'} Form */

/** What people read and write: the same in every form. */
const SAMPLES = ['data', 'profiles', 'samples', 'tests-for-scada', 'iec104rs.csv', 'iec104mm2ss.csv'];
const TEXTS = ['LICENSE', 'CHANGELOG.md'];

/** What a form has besides. @type {Record<Form, { node?: 'win-x64' | 'linux-x64', starters?: string }>} */
const EXTRAS = {
  'win-zip': { node: 'win-x64', starters: 'packaging/windows' },
  'win-msi': { node: 'win-x64', starters: 'packaging/windows' },
  deb: { node: 'linux-x64', starters: 'packaging/linux' },
  tar: { node: 'linux-x64', starters: 'packaging/linux' },
  npm: { starters: 'packaging/npm' },
};

/** The manual has the pages of the test book. @param {string} path */
const isSample = (path) => basename(path) !== 'README.md';

/** The version that every package bears. */
export function packageVersion() {
  return /** @type {string} */ (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
}

/**
 * Writes the whole program into a folder, which is emptied first. Modes and times do not depend on who builds it, where and when.
 * @param {string} folder
 * @param {Form} form
 */
export function stageProgram(folder, form) {
  const { node, starters } = EXTRAS[form];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  compile(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), packageText(form));
  writeFileSync(join(folder, 'package-form.txt'), `${form}\n`);
  for (const name of [...SAMPLES, ...TEXTS])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: isSample });
  const modules = lockedModules();
  copyModules(folder, modules);
  writeFileSync(join(folder, 'licenses.txt'), licencesText(modules));
  if (form !== 'npm') {
    writeManual(join(folder, 'manual'));
    // Of the code that was just compiled, in a process of its own.
    execFileSync(process.execPath, [join(ROOT, 'scripts/package/command-files.mjs'), folder]);
    if (form.startsWith('win-')) leaveOutOtherShells(folder);
  }
  if (node !== undefined) copyNode(folder, node);
  if (starters !== undefined) cpSync(join(ROOT, starters), folder, { recursive: true });
  if (form === 'tar') copyServices(join(folder, 'services'));
  settle(folder);
}

/** Windows has one of the shells with completions, and no `man`. @param {string} folder */
function leaveOutOtherShells(folder) {
  rmSync(join(folder, 'man'), { recursive: true });
  for (const name of readdirSync(join(folder, 'completions'))) {
    if (!name.endsWith('.ps1')) rmSync(join(folder, 'completions', name));
  }
}

/** The units of systemd: the Debian package puts them into their place, here people do. @param {string} to */
function copyServices(to) {
  for (const name of ['iec104rs.service', 'iec104mm2ss.service'])
    cpSync(join(ROOT, 'packaging', name), join(to, name));
}

/** The program's code without comments, maps and types. Compiled anew: `dist` may hold what has no source any more. @param {string} to */
function compile(to) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const without = ['--declaration', '--sourceMap', '--incremental'].flatMap((name) => [name, 'false']);
  // The program, and the page that runs in a browser.
  for (const [project, folder] of [
    ['tsconfig.json', to],
    ['src/web/tsconfig.json', join(to, 'web')],
  ]) {
    const words = ['-p', join(ROOT, project), '--outDir', folder, '--removeComments', ...without];
    execFileSync(process.execPath, [tsc, ...words, '--tsBuildInfoFile', 'null'], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  }
  // Types alone: nobody loads them.
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.js') && readFileSync(join(to, path), 'utf8').trim() === 'export {};')
      rmSync(join(to, path));
  }
}

/**
 * What Node.js and npm need of `package.json`; scripts and tools stay at home. The package for npm has its modules inside: whoever
 * installs it has those that were tested, also without a network.
 * @param {Form} form
 */
function packageText(form) {
  const { name, version, description, license, type, engines, bin, dependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  const bundled = form === 'npm' ? { bundleDependencies: Object.keys(dependencies) } : {};
  const all = { name, version, description, license, type, engines, bin, dependencies, ...bundled };
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** @param {string} folder @param {'win-x64' | 'linux-x64'} platform */
function copyNode(folder, platform) {
  const from = pinnedNode(platform);
  const name = platform === 'win-x64' ? 'bin/node.exe' : 'bin/node';
  // In a folder of its own: that of the starters may be on the PATH, and a Node.js there would come before another one.
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(from, name), join(folder, name));
}

/** These are started: by name below the program's folder. */
const STARTED = new Set([
  'bin/node',
  'bin/node.exe',
  'iec104rs',
  'iec104mm2ss',
  'dist/main.js',
  'dist/mm2ss.js',
]);

/**
 * Gives every file and folder its mode and the one time.
 * @param {string} folder
 * @param {ReadonlySet<string>} started files that are started, by their path below the folder
 */
export function settle(folder, started = STARTED) {
  const time = sourceDate();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    const full = join(path.parentPath, path.name);
    const below = full.slice(folder.length + 1).replaceAll('\\', '/');
    if (path.isDirectory()) chmodSync(full, 0o755);
    else if (path.isFile()) chmodSync(full, started.has(below) ? 0o755 : 0o644);
    lutimesSync(full, time, time);
  }
  chmodSync(folder, 0o755);
  lutimesSync(folder, time, time);
}
