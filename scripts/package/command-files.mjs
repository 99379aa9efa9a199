/**
 * The files that packages make from the table of commands: scripts of completion, and the pages that `man` shows.
 *
 *     node scripts/package/command-files.mjs FOLDER
 *
 * writes those of the built program in a folder beside its code: `completions/` and `man/`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from './root.mjs';
import { sourceDate } from './source-date.mjs';

/** The name of each script; bash looks for one of each program. zsh looks for `_iec104rs`: the Debian package renames it. */
const SCRIPTS = /** @type {const} */ ([
  ['bash', 'iec104rs.bash'],
  ['bash', 'iec104mm2ss.bash'],
  ['zsh', 'iec104rs.zsh'],
  ['powershell', 'iec104rs.ps1'],
]);

/** @param {string} program folder of the built program @param {string} path */
const built = (program, path) => import(pathToFileURL(join(program, 'dist/app', path)).href);

/**
 * Writes the scripts into a folder, which is made if it is not there. Returns their names.
 * @param {string} folder
 * @param {string} program folder of the built program
 */
export async function writeCompletions(folder, program = ROOT) {
  /** @type {typeof import('../../dist/app/commands.js')} */
  const { COMMANDS } = await built(program, 'commands.js');
  /** @type {typeof import('../../dist/app/completion/completion.js')} */
  const { completionScript } = await built(program, 'completion/completion.js');
  mkdirSync(folder, { recursive: true });
  for (const [shell, name] of SCRIPTS) {
    writeFileSync(join(folder, name), await completionScript(shell, COMMANDS));
  }
  return SCRIPTS.map(([, name]) => name);
}

/**
 * Writes `iec104rs.1`, `iec104rs-gateway.1` and so on into a folder, which is made if it is not there. Returns their names.
 * @param {string} folder
 * @param {string} program folder of the built program
 */
export async function writeManPages(folder, program = ROOT) {
  /** @type {typeof import('../../dist/app/commands.js')} */
  const { COMMANDS } = await built(program, 'commands.js');
  /** @type {typeof import('../../dist/app/man/man-pages.js')} */
  const { manPages } = await built(program, 'man/man-pages.js');
  const { version } = JSON.parse(readFileSync(join(program, 'package.json'), 'utf8'));
  const date = new Date(sourceDate() * 1000).toISOString().slice(0, 10);
  const pages = await manPages(COMMANDS, { version, date });
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of pages) writeFileSync(join(folder, file), text);
  return pages.map(({ file }) => file);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , program] = process.argv;
  if (program === undefined) throw new Error('expected the folder of a built program');
  await writeCompletions(join(program, 'completions'), resolve(program));
  await writeManPages(join(program, 'man'), resolve(program));
}
