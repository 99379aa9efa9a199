/** What to type when a new folder is written. Pure. */
import { type Typist, typed } from '../typist.js';

/** Lines with the commands to start with; `pathOf` gives the whole path of a file of the new folder. */
export function nextCommands(pathOf: (name: string) => string, typist: Typist): string {
  const { program } = typist;
  const word = (name: string): string => typed(pathOf(name), typist);
  const ini = `-i ${word('iec104rs.csv')}`;
  const files = `${ini} --data ${word('data')}`;
  return [
    'Next: look whether the files can be loaded; play the RTUs; in a second terminal a master, if no front-end is at hand:',
    `  ${program} ${files} --check`,
    `  ${program} ${files}`,
    `  ${program} master ${ini} --gi --retry 60`,
  ].join('\n');
}
