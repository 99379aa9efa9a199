/** The command line of `iec104rs init`. */
import type { CommandSpecification } from '../../command-line/command-specification.js';

/** Its one argument. */
export const INIT: CommandSpecification = {
  name: 'iec104rs init',
  description:
    "Starts a folder of your own with the program's sample files: RTUs, their signals, load profiles, reactions, roles for the test book, and a page that says what each file is. It never overwrites a file.",
  arguments: [
    { name: 'dir', text: 'the folder; it is made with its parents if it is not there, such as my-rtus' },
  ],
  strayHint: (word) => `the folder is one word; a name with blanks needs quotation marks, as in "… ${word}"`,
  options: [],
  notes:
    'The RTUs of the new folder keep their events while no master is there (events,keep).\nExit codes: 0 the files are written; 1 one of them is there already, or the folder cannot be written: then nothing is; 2 usage.',
};
