/** The rule on references itself, on made-up files: what is broken is found where it is, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { findBrokenReferences, type TextFile } from './references.js';

const PAGE = { path: 'docs/page.md', text: '# A page\n\n## 1. First\n\n### 1.2 Second, and `more`\n' };
const PATHS = ['docs/page.md', 'docs/pictures/a.svg', 'src/codec/asdu.ts', 'bench/codec.ts', 'README.md'];

const brokenIn = (file: TextFile) =>
  findBrokenReferences({ files: [PAGE, file], paths: [...PATHS, file.path] });
const source = (...lines: string[]) => ({ path: 'src/station/x.ts', text: lines.join('\n') });
const document = (...lines: string[]) => ({ path: 'docs/other.md', text: lines.join('\n') });

describe('comments', () => {
  it.each([
    ['a file by its path', '/** See `src/codec/asdu.ts`. */'],
    ['a file by its name', '// See asdu.ts.'],
    ['a file by a part of its path', '// `codec/asdu.ts` holds it'],
    ['a neighbour', '// `../codec/asdu.ts` holds it'],
    ['a folder', '/* all of `src/codec/` */'],
    ['what is built', '/** `node build/codec.js --quick` */'],
    ['a page and a paragraph', '/** `docs/page.md` §1, and `docs/page.md` §1.2. */'],
    ['file names of users', '// `d.csv`, `iec104rs.csv:20`, `log/iec104rs.log`'],
    ['patterns and words', '// src/*.ts, and/or, e.g. n/a, text/html, `x.y`'],
    ['what is no comment', "const path = 'src/gone.ts'; // `asdu.ts`"],
  ])('may name %s', (_, line) => {
    expect(brokenIn(source(line))).toEqual([]);
  });

  it.each([
    ['a file that is gone', '/** See `src/codec/gone.ts`. */', 'names src/codec/gone.ts, which is not there'],
    ['a name that no file has', '// See gone.ts.', 'names gone.ts, which is not there'],
    ['a document that is gone', '// See gone.md.', 'names gone.md, which is not there'],
    ['a folder that is gone', '/* all of src/gone/ */', 'names src/gone/, which is not there'],
    ['a program that is gone', '// node build/gone.js', 'names build/gone.js, which is not there'],
    ['a paragraph that is gone', '/** `docs/page.md` §2. */', 'cites docs/page.md §2, which is not there'],
    [
      'one of two paragraphs',
      '/** `docs/page.md` §1 and §1.3. */',
      'cites docs/page.md §1.3, which is not there',
    ],
  ])('may not name %s', (_, line, message) => {
    expect(brokenIn(source('', line))).toEqual([`src/station/x.ts:2 ${message}`]);
  });

  it('of scripts count as well', () => {
    expect(brokenIn({ path: 'scripts/x.sh', text: '# see src/gone.ts\ncat src/gone.ts\n' })).toEqual([
      'scripts/x.sh:1 names src/gone.ts, which is not there',
    ]);
  });

  it('and strings of src may not cite a paragraph that is gone', () => {
    expect(brokenIn(source("say('see docs/page.md §9');"))).toEqual([
      'src/station/x.ts:1 cites docs/page.md §9, which is not there',
    ]);
  });
});

describe('documents', () => {
  it.each([
    ['files, pictures, headings', '[a](page.md) ![b](pictures/a.svg) [c](page.md#1-first) [d](../README.md)'],
    ['headings with marks', '[a](page.md#12-second-and-more)'],
    ['headings of its own', '# Here\n[a](#here)'],
    ['other places', '[a](https://example.org/gone.md) [b](mailto:a@example.org)'],
    ['paths as code', '`src/codec/asdu.ts`, `codec/asdu.ts`, `src/codec/`, `NAME.md|x`'],
    ['anything in a block of code', '```sh\n[a](gone.md) `src/gone.ts`\n```'],
  ])('may name %s', (_, line) => {
    expect(brokenIn(document(line))).toEqual([]);
  });

  it.each([
    ['a page that is gone', '[a](gone.md)', 'links to gone.md, which is not there'],
    ['a picture that is gone', '![a](pictures/b.svg)', 'links to pictures/b.svg, which is not there'],
    [
      'a picture in HTML that is gone',
      '<img src="pictures/b.svg">',
      'links to pictures/b.svg, which is not there',
    ],
    ['a heading that is gone', '[a](page.md#gone)', 'links to page.md#gone, but there is no such heading'],
    ['a place outside', '[a](../../README.md)', 'links to ../../README.md, which is not there'],
    ['a file that is gone as code', '`src/gone.ts`', 'names src/gone.ts, which is not there'],
    ['a paragraph that is gone', 'see `docs/page.md` §3', 'cites docs/page.md §3, which is not there'],
  ])('may not name %s', (_, line, message) => {
    expect(brokenIn(document('', line))).toEqual([`docs/other.md:2 ${message}`]);
  });

  it('of changes may name files as they were', () => {
    expect(brokenIn({ path: 'CHANGELOG.md', text: '`src/gone.ts` is gone' })).toEqual([]);
  });
});
