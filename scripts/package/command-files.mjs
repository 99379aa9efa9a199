/** The files that packages make from the table of commands: scripts of completion, and the pages that `man` shows. Reads `dist`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../dist/app/commands.js';
import { completionScript } from '../../dist/app/completion/completion.js';
import { manPages } from '../../dist/app/man/man-pages.js';
import { ROOT } from './root.mjs';
import { sourceDate } from './source-date.mjs';

/** Under which name each shell looks for its script. */
const SCRIPTS = /** @type {const} */ ([
  ['bash', 'iec104rs.bash'],
  ['zsh', '_iec104rs'],
  ['powershell', 'iec104rs.ps1'],
]);

/**
 * Writes `iec104rs.bash`, `_iec104rs` (zsh) and `iec104rs.ps1` into a folder, which is made if it is not there. Returns the names.
 * @param {string} folder
 */
export async function writeCompletions(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [shell, name] of SCRIPTS) {
    writeFileSync(join(folder, name), await completionScript(shell, COMMANDS));
  }
  return SCRIPTS.map(([, name]) => name);
}

/**
 * Writes `iec104rs.1`, `iec104rs-gateway.1` and so on into a folder, which is made if it is not there. Returns the names.
 * @param {string} folder
 */
export async function writeManPages(folder) {
  mkdirSync(folder, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const date = new Date(sourceDate() * 1000).toISOString().slice(0, 10);
  const pages = await manPages(COMMANDS, { version, date });
  for (const { file, text } of pages) writeFileSync(join(folder, file), text);
  return pages.map(({ file }) => file);
}
