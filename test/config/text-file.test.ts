/** Configuration files as text: how they are decoded, and which are refused with a finding. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile } from '../../src/config/text-file.js';

describe('a file as text', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'text-file-'));
    mkdirSync(join(dir, 'folder.csv'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  function read(name: string, content?: Buffer | string) {
    if (content !== undefined) writeFileSync(join(dir, name), content);
    return readTextFile(join(dir, name), `in/${name}`);
  }
  const utf8 = 'UTF-8 (in Excel: save as "CSV UTF-8")';

  it('is its UTF-8 text', () => {
    expect(read('good.csv', '1,Müller\n')).toEqual({ text: '1,Müller\n' });
  });

  it.each<[string, Buffer | string | undefined, number, string, string]>([
    ['missing.csv', undefined, 0, 'no such file', 'a readable CSV file'],
    ['folder.csv', undefined, 0, 'a folder', 'a CSV file'],
    ['empty.csv', '', 0, 'an empty file', 'a CSV file with rows'],
    ['ansi.csv', Buffer.from('1,a\n2,M\xfcller\n', 'latin1'), 2, '2,Müller', utf8],
    ['utf16le.csv', Buffer.from('\ufeff1,a\n', 'utf16le'), 0, 'UTF-16', utf8],
    ['utf16-no-bom.csv', Buffer.from('1,a\n2,b\n', 'utf16le'), 0, 'UTF-16', utf8],
    ['cut.csv', Buffer.from('1,M\u00fc').subarray(0, 4), 1, '1,MÃ', utf8],
  ])('%s is a finding', (name, content, row, found, expected) => {
    expect(read(name, content)).toEqual({
      finding: { severity: 'error', file: `in/${name}`, row, column: '', found, expected },
    });
  });

  it('is a finding for an impossible file name', () => {
    expect(readTextFile('a\0b', 'a')).toMatchObject({ finding: { row: 0, expected: 'a readable CSV file' } });
  });
});
