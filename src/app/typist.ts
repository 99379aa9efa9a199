/** Where people type the commands that the program tells them. */
import { plainText } from '../text/outside-text.js';
import { shellWord } from '../text/shell-word.js';

export interface Typist {
  readonly shell: 'posix' | 'windows';
  /** How the program is called: `iec104rs`, or `npm start --` in its own folder. */
  readonly program: string;
}

/** A shell of this system; in the program's own folder npm has started it. */
export function typist(): Typist {
  return {
    shell: process.platform === 'win32' ? 'windows' : 'posix',
    program: process.env.npm_lifecycle_event === 'start' ? 'npm start --' : 'iec104rs',
  };
}

/** A path as one word of a command. */
export function typed(path: string, { shell }: Typist): string {
  return shellWord(plainText(path), shell);
}
