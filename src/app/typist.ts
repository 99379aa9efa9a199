/** Where people type the commands that the program tells them. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainText } from '../text/outside-text.js';
import { shellWord } from '../text/shell-word.js';
import { type PackageForm, packageForm } from './program-version.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Typist {
  readonly shell: 'posix' | 'windows';
  /** How the program is called: `iec104rs`, the path of its starter, or `npm start --` in its own folder. */
  readonly program: string;
}

/** A shell of this system; in the program's own folder npm has started it. */
export function typist(): Typist {
  const shell = process.platform === 'win32' ? 'windows' : 'posix';
  if (process.env.npm_lifecycle_event === 'start') return { shell, program: 'npm start --' };
  return { shell, program: starter(packageForm(), shell, ROOT, process.env.PATH ?? '') };
}

/**
 * How the shell finds the program: by its name, where it is installed or a folder of `path` has it; from a folder that was only unpacked by
 * its whole path. A path that cmd and PowerShell want written in two ways is not told.
 */
export function starter(form: PackageForm, shell: Typist['shell'], root: string, path: string): string {
  const name = 'iec104rs';
  if (form !== 'tar' && form !== 'win-zip') return name;
  const file = shell === 'windows' ? `${name}.cmd` : name;
  if (path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, file)))) return name;
  const word = shellWord(plainText(join(root, name)), shell);
  return shell === 'windows' && word.startsWith('"') ? name : word;
}

/** A path as one word of a command. */
export function typed(path: string, { shell }: Typist): string {
  return shellWord(plainText(path), shell);
}
