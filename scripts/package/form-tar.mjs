/** The archive for Linux: the program in one top folder, with its own Node.js. */
import { renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from './build.mjs';

/** @param {import('./forms.mjs').Staged} staged @param {string} file */
export function buildTar({ folder, work, time }, file) {
  const tar = join(work, 'all.tar');
  const same = [
    '--format=gnu',
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    `--mtime=@${time}`,
  ];
  run('tar', [...same, '-C', dirname(folder), '-cf', tar, basename(folder)]);
  run('gzip', ['-n', '-9', tar]);
  renameOver(`${tar}.gz`, file);
}

/** @param {string} from @param {string} to */
function renameOver(from, to) {
  try {
    renameSync(from, to);
  } catch {
    run('cp', [from, to]);
  }
}
