/** The package for npm: the program with its modules; Node.js is the user's. */
import { dirname } from 'node:path';
import { run } from './build.mjs';

/** @param {import('./forms.mjs').Staged} staged @param {string} file */
export function buildNpm({ folder }, file) {
  // npm gives every file the same time and mode by itself.
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', dirname(file)], { cwd: folder });
}
