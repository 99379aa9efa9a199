import type { BookTest } from '../../book/book-tests.js';
import { type Typist, typed } from '../typist.js';

/** What the words of a test's master have in the place of its folder. */
const PLACE = 'FOLDER';

/** The command of a master that plays a good front-end of a test's example. The program's folder may have blanks in its path. */
export function exampleMaster(
  { folder, master }: Pick<BookTest, 'folder' | 'master'>,
  ini: string,
  typist: Typist,
): string {
  const words = master
    .split(' ')
    .map((word) => (word.includes(PLACE) ? typed(word.replaceAll(PLACE, folder), typist) : word));
  return ['iec104rs master -i', typed(ini, typist), '--retry 60', ...words].join(' ');
}
