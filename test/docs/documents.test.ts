/** What documents and comments of the repository name is there, and the start page stays short. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findBrokenReferences } from './references.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** A start page is read in one go. */
const MOST_LINES = 150;
/** Octets: pages with pictures load over a slow line. */
const LARGEST_PICTURE = 300_000;

/** What git keeps, or would keep: what is built or logged here is no part of it. */
const paths = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(`${root}${path}`));

const files = paths
  .filter(
    (path) => path.endsWith('.md') || /^(?:src|test|bench|scripts)\/.*\.(?:ts|mts|mjs|js|sh)$/.test(path),
  )
  .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));

it('documents and comments name only what is there', () => {
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/protocol.md', 'src/codec/asdu.ts']),
  );
  expect(findBrokenReferences({ files, paths })).toEqual([]);
});

it('every row of a table has the cells of its head', () => {
  const faults: string[] = [];
  for (const { path, text } of files.filter((file) => file.path.endsWith('.md'))) {
    let head: number | undefined;
    const prose = text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ''));
    for (const [at, line] of prose.split('\n').entries()) {
      const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/).length - 2 : undefined;
      if (cells !== undefined && head !== undefined && cells !== head)
        faults.push(`${path}:${at + 1} ${line}`);
      head = cells === undefined ? undefined : (head ?? cells);
    }
  }
  expect(faults).toEqual([]);
});

it('every test that docs/coverage-of-rules.md names is there', () => {
  const page = readFileSync(`${root}docs/coverage-of-rules.md`, 'utf8');
  const tests = files.filter(({ path }) => path.startsWith('test/')).map(({ text }) => text);
  const names = [...page.matchAll(/"([^"\n]+)"/g)].map((match) => match[1].replace(/…$/, ''));
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !tests.some((text) => text.includes(name)))).toEqual([]);
});

it(`README.md has at most ${MOST_LINES} lines`, () => {
  expect(readFileSync(`${root}README.md`, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(
    MOST_LINES,
  );
});

it('every picture of the documents is small, and shown by one of them', () => {
  const pictures = paths.filter((path) => path.startsWith('docs/pictures/'));
  const documents = files.filter(({ path }) => path.endsWith('.md')).map(({ text }) => text);
  for (const path of pictures) {
    expect(statSync(`${root}${path}`).size, path).toBeLessThanOrEqual(LARGEST_PICTURE);
    const name = path.slice(path.lastIndexOf('/') + 1);
    expect(
      documents.some((text) => text.includes(`/${name})`)),
      `${path} is shown`,
    ).toBe(true);
  }
});
