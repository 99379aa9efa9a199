/** Whether a second build, elsewhere and in other surroundings, gives the same octets. */
import { spawnSync } from 'node:child_process';
import { cpSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run } from './build.mjs';
import { ROOT } from './root.mjs';
import { sourceDate } from './source-date.mjs';
import { packageVersion } from './stage.mjs';
import { sha256 } from './sums.mjs';

/**
 * Builds the forms again from a copy of the sources and compares them with those in `to`. Prints a line for each; the exit code.
 * @param {readonly import('./forms.mjs').PackageForm[]} forms
 * @param {string} to
 */
export function verify(forms, to) {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs verify ü '));
  try {
    const copy = join(folder, 'a copy');
    copySources(copy);
    const again = join(folder, 'packages');
    buildElsewhere(
      copy,
      forms.map(({ name }) => name),
      again,
    );
    const results = forms.map((form) => {
      const file = form.file(packageVersion());
      const same = sha256(join(to, file)) === sha256(join(again, file));
      console.log(
        `${form.name}: ${same ? 'the second build is the same' : 'THE SECOND BUILD DIFFERS'}: ${file}`,
      );
      return same;
    });
    return results.every((same) => same) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
 * Another folder, current folder, zone, language and umask than ours; the date is ours, for the copy has no commits.
 * @param {string} copy
 * @param {readonly string[]} names
 * @param {string} to
 */
function buildElsewhere(copy, names, to) {
  const words = [process.execPath, join(copy, 'scripts/package.mjs'), ...names, '--to', to];
  const { status } = spawnSync('sh', ['-c', 'umask 077; exec "$@"', basename(copy), ...words], {
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
  if (status !== 0) throw new Error(`the second build ended with exit code ${status}`);
}
