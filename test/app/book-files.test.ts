/** The files of a book's report. */
import { expect, it } from 'vitest';
import { writeBook } from '../../src/app/book/book-files.js';
import { Workspace } from '../support/workspace.js';

const BOOK = {
  program: { name: 'iec104rs', version: '1' },
  startedAt: 0,
  endedAt: 1,
  configuration: [],
  chapters: [
    {
      name: 'avalanche',
      title: 'Avalanche',
      words: [],
      verdict: 'FAIL',
      why: 'lost; unsent',
      caveats: ['short form'],
      run: undefined,
    },
  ],
  missing: ['e2e'],
  skipped: ['flisr'],
} as const;

it.each([
  [
    undefined,
    'Test,Verdict,Why,Caveats\navalanche,FAIL,lost; unsent,short form\ne2e,not played,the book was interrupted,\nflisr,left out,on purpose (--skip),\n',
  ],
  [
    { separator: ';', decimal: ',' } as const,
    '\ufeffTest;Verdict;Why;Caveats\navalanche;FAIL;"lost; unsent";short form\ne2e;not played;the book was interrupted;\nflisr;left out;on purpose (--skip);\n',
  ],
])('CSV has a row for each test, in the form %j', (form, text) => {
  const workspace = new Workspace();
  expect(writeBook(BOOK, [workspace.path('b.csv')], form)).toEqual([]);
  expect(workspace.read('b.csv')).toBe(text);
});

it('says which file could not be written, and writes the others', () => {
  const workspace = new Workspace();
  const [none, other] = [workspace.path('none/b.csv'), workspace.path('b.json')];
  expect(writeBook(BOOK, [none, other])).toEqual([`report ${none}: the folder is not there`]);
  expect(JSON.parse(workspace.read('b.json'))).toMatchObject({ verdict: 'FAIL', missing: ['e2e'] });
  expect(workspace.list('.')).toEqual(['b.json']);
});
