/** What to type when a new folder is written. Pure. */
import { plainText } from '../../text/outside-text.js';
import { shellWord } from '../../text/shell-word.js';

/** Where the commands are typed. */
export interface Typist {
  readonly shell: 'posix' | 'windows';
  /** How the program is called: `iec104rs`, or `npm start --` in its own folder. */
  readonly program: string;
}

/** Lines with the commands to start with; `pathOf` gives the whole path of a file of the new folder. */
export function nextCommands(pathOf: (name: string) => string, { shell, program }: Typist): string {
  const word = (name: string): string => shellWord(plainText(pathOf(name)), shell);
  const ini = `-i ${word('iec104rs.csv')}`;
  const files = `${ini} --data ${word('data')}`;
  return [
    'Next: look whether the files can be loaded; play the RTUs; in a second terminal a master, if no front-end is at hand:',
    `  ${program} ${files} --check`,
    `  ${program} ${files}`,
    `  ${program} master ${ini} --gi --retry 60`,
  ].join('\n');
}
