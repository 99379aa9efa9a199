/** Whether a second build, elsewhere and in other surroundings, gives the same octets. */
import { spawn } from 'node:child_process';
import { cpSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run } from './build.mjs';
import { ROOT } from './root.mjs';
import { sourceDate } from './source-date.mjs';
import { packageVersion } from './stage.mjs';
import { sha256 } from './sums.mjs';

/**
 * Begins to build the forms again from a copy of the sources, beside the first build: each uses one processor. What it returns
 * waits for it and compares its packages with those in `to`: a line for each; resolves with the exit code.
 * @param {readonly import('./forms.mjs').PackageForm[]} forms
 * @returns {(to: string) => Promise<number>}
 */
export function buildAgain(forms) {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs verify ü '));
  const copy = join(folder, 'a copy');
  const again = join(folder, 'packages');
  const away = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', away);
  copySources(copy);
  const built = buildElsewhere(
    copy,
    forms.map(({ name }) => name),
    again,
  );
  return async (to) => {
    const code = await built;
    if (code !== 0) throw new Error(`the second build ended with exit code ${code}`);
    const results = forms.map((form) => {
      const file = form.file(packageVersion());
      const same = sha256(join(to, file)) === sha256(join(again, file));
      console.log(
        `${form.name}: ${same ? 'the second build is the same' : 'THE SECOND BUILD DIFFERS'}: ${file}`,
      );
      return same;
    });
    return results.every((same) => same) ? 0 : 1;
  };
}

/** All files that git tracks or would add, with other times; the modules are the same, and so are the pressed parts. @param {string} copy */
export function copySources(copy) {
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const path of listed.split('\0').filter((name) => name !== '' && name !== 'node_modules')) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    try {
      cpSync(join(ROOT, path), file);
    } catch (error) {
      // Removed, and not yet committed.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
  }
  for (const entry of readdirSync(copy, { recursive: true, encoding: 'utf8' }))
    lutimesSync(join(copy, entry), 1e9, 1e9);
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
}

/**
 * Another folder, current folder, zone, language and umask than ours; the date is ours, for the copy has no commits. Resolves with
 * the exit code.
 * @param {string} copy
 * @param {readonly string[]} names
 * @param {string} to
 * @returns {Promise<number | null>}
 */
function buildElsewhere(copy, names, to) {
  const words = [process.execPath, join(copy, 'scripts/package.mjs'), ...names, '--to', to];
  const child = spawn('sh', ['-c', 'umask 077; exec "$@"', basename(copy), ...words], {
    cwd: '/',
    env: {
      ...process.env,
      TZ: 'Pacific/Kiritimati',
      LC_ALL: 'C',
      LANG: 'de_DE.UTF-8',
      SOURCE_DATE_EPOCH: String(sourceDate()),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
