/** Builds one package: the program staged in a temporary folder, checked, made into its form. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { checkStaged } from './check-staged.mjs';
import { sourceDate } from './source-date.mjs';
import { packageVersion, stageProgram } from './stage.mjs';

/** @typedef {import('./forms.mjs').PackageForm} PackageForm */

/** What archives and tools take from their surroundings, held the same everywhere. */
const SAME = { TZ: 'UTC', LC_ALL: 'C.UTF-8' };

/**
 * Runs a tool that must succeed. Throws with what it said.
 * @param {string} command
 * @param {readonly string[]} words
 * @param {{ cwd?: string, input?: string, env?: Record<string, string> }} [options]
 */
export function run(command, words, { cwd, input, env = {} } = {}) {
  try {
    return execFileSync(command, words, {
      cwd,
      input,
      env: { ...process.env, ...SAME, SOURCE_DATE_EPOCH: String(sourceDate()), ...env },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    const {
      stderr = '',
      stdout = '',
      message,
    } = /** @type {{ stderr?: string, stdout?: string, message: string }} */ (error);
    throw new Error(`${command}: ${stderr.trim() || stdout.trim() || message}`);
  }
}

/**
 * A sentence that names the tools which are not there, and how to get them.
 * @param {readonly PackageForm[]} forms
 * @returns {string | undefined}
 */
export function missingTools(forms) {
  const missing = forms.flatMap(({ name, tools }) =>
    tools.filter(({ command }) => !isThere(command)).map((tool) => ({ ...tool, name })),
  );
  if (missing.length === 0) return undefined;
  const sentences = missing.map(({ name, command }) => `${name} needs the program ${command}`);
  const packages = [...new Set(missing.map(({ debian }) => debian))].join(' ');
  return `Not built: ${sentences.join(', ')}. On Debian: apt install ${packages}`;
}

/** @param {string} command */
function isThere(command) {
  return spawnSync('sh', ['-c', 'command -v "$1" >/dev/null', 'sh', command]).status === 0;
}

/**
 * Copies a file and renames the copy: under its name there is a whole file or none, also when the disk is full or the build is ended.
 * @param {string} from
 * @param {string} to
 */
export function putInPlace(from, to) {
  // Of a name that SHA256SUMS leaves out.
  const beside = join(dirname(to), `.${basename(to)}.part`);
  try {
    copyFileSync(from, beside);
    renameSync(beside, to);
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * Builds a package into a folder.
 * @param {PackageForm} form
 * @param {string} to an absolute path
 */
export async function buildForm(form, to) {
  const version = packageVersion();
  const work = mkdtempSync(join(tmpdir(), 'iec104rs-package-'));
  const file = join(to, form.file(version));
  try {
    console.log(`${form.name}: staging the program`);
    const folder = join(work, 'staged', form.folder(version));
    stageProgram(folder, form.name);
    console.log(`${form.name}: starting it`);
    await checkStaged(folder, process.execPath);
    const between = join(work, 'work');
    mkdirSync(between);
    console.log(`${form.name}: packing`);
    const built = join(work, 'built', form.file(version));
    mkdirSync(dirname(built));
    form.build({ folder, work: between, version, time: sourceDate() }, built);
    putInPlace(built, file);
    console.log(`${form.name}: ${file}, ${statSync(file).size.toLocaleString('en')} octets`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
