import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { authorsOf, licenceOf, licencePage, moduleWork } from '../../scripts/package/licences.mjs';

const ROOT = mkdtempSync(join(tmpdir(), 'iec104rs-licences-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

/** An installed module with these files. */
function module(name: string, files: Record<string, string>) {
  const path = `node_modules/${name}`;
  mkdirSync(join(ROOT, path), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(ROOT, path, file), text);
  return { path, name, version: '1.2.3' };
}

describe('the licence of a module', () => {
  it("is the one of its package.json, in today's form and in older ones", () => {
    expect(licenceOf({ license: 'MIT' }, 'a')).toBe('MIT');
    expect(licenceOf({ license: { type: 'ISC' } }, 'a')).toBe('ISC');
    expect(licenceOf({ licenses: [{ type: 'BSD-3-Clause' }] }, 'a')).toBe('BSD-3-Clause');
  });

  it.each(['GPL-3.0', 'UNLICENSED', 'MIT OR GPL-2.0'])(
    '%s ends the build with the name of the module',
    (license) => {
      expect(() => licenceOf({ license }, 'bad 1.0.0')).toThrow(`bad 1.0.0: its licence is "${license}"`);
    },
  );

  it('that is not named ends the build too', () => {
    expect(() => licenceOf({}, 'bad 1.0.0')).toThrow('bad 1.0.0: its licence is not named');
  });

  it('comes with its text and its authors', () => {
    const about = {
      license: 'MIT',
      author: 'A B <a@b.example> (http://b.example)',
      contributors: [{ name: 'C' }],
    };
    const good = module('good', {
      'package.json': JSON.stringify(about),
      'LICENSE.md': 'Text A\r\n',
      NOTICE: 'Text B  \n',
      'README.md': 'no licence',
    });
    expect(moduleWork(good, ROOT)).toEqual({
      name: 'good',
      version: '1.2.3',
      licence: 'MIT',
      authors: 'A B, C',
      text: 'Text A\n\nText B',
    });
  });

  it('without a text ends the build with the name of the module', () => {
    const bad = module('@x/bad', { 'package.json': '{"license":"MIT"}', 'README.md': 'MIT' });
    expect(() => moduleWork(bad, ROOT)).toThrow(
      /^@x\/bad 1\.2\.3: it has no licence text: .*@x-bad-1\.2\.3\.txt$/,
    );
  });
});

it('authors are named once', () => {
  expect(authorsOf({ author: { name: 'A' }, contributors: ['A <a@a.example>', 'B'] })).toBe('A, B');
  expect(authorsOf({})).toBe('');
});

it('the page has a list, and a chapter for each module once', () => {
  const work = { name: 'a', version: '1.0.0', licence: 'MIT', authors: 'A', text: 'the text' };
  const page = licencePage([work, work, { ...work, version: '2.0.0', authors: '' }]);
  expect(page.match(/^ {2}a .*$/gm)).toEqual([
    `  ${'a 1.0.0'.padEnd(44)} MIT`,
    `  ${'a 2.0.0'.padEnd(44)} MIT`,
  ]);
  expect(page).toContain('a 1.0.0\nLicence: MIT\nAuthors: A\n\nthe text\n');
  expect(page).toContain('a 2.0.0\nLicence: MIT\n\nthe text\n');
});
