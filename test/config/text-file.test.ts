/** Configuration files as text: how they are decoded, and which are refused with a finding. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFolderFault, readTextFile } from '../../src/config/text-file.js';

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
    expect(read('good.csv', '1,Müller\n')).toEqual({ text: '1,Müller', warnings: [] });
    expect(read('bom.csv', '\ufeff1,a\r\n2,b\r\n')).toEqual({ text: '1,a\n2,b', warnings: [] });
  });

  it.each<[string, Buffer, number, string, string]>([
    [
      'ansi.csv',
      Buffer.from('1,a\n2,M\xfcller\n3,\x80', 'latin1'),
      2,
      '2,Müller',
      `${utf8}; lines that are no UTF-8 are read as Windows-1252`,
    ],
    [
      'utf16le.csv',
      Buffer.from('\ufeff1,a\n2,Müller\n3,€', 'utf16le'),
      0,
      'UTF-16',
      `${utf8}; it is read as UTF-16`,
    ],
    [
      'utf16be.csv',
      Buffer.from('\ufeff1,a\n2,Müller\n3,€', 'utf16le').swap16(),
      0,
      'UTF-16',
      `${utf8}; it is read as UTF-16`,
    ],
    [
      'utf16-no-bom.csv',
      Buffer.from('1,a\n2,Müller\n3,€', 'utf16le'),
      0,
      'UTF-16',
      `${utf8}; it is read as UTF-16`,
    ],
    [
      'cr.csv',
      Buffer.from('1,a\r2,Müller\r3,€'),
      0,
      'lines that end with CR',
      'LF or CRLF at line ends; it is read',
    ],
  ])('%s is read, with one warning that says how', (name, content, row, found, expected) => {
    expect(read(name, content)).toEqual({
      text: '1,a\n2,Müller\n3,€',
      warnings: [{ severity: 'warning', file: `in/${name}`, row, column: '', found, expected }],
    });
  });

  it('cut in the middle of a character is read as far as it goes', () => {
    // The first octet of ü is Ã in Windows-1252.
    expect(read('cut.csv', Buffer.from('1,M\u00fc').subarray(0, 4))).toMatchObject({ text: '1,MÃ' });
  });

  it.each<[string, Buffer | string | undefined, number, string, string]>([
    ['missing.csv', undefined, 0, 'no such file', 'a readable CSV file'],
    ['folder.csv', undefined, 0, 'a folder', 'a CSV file'],
    ['empty.csv', '', 0, 'an empty file', 'a CSV file with rows'],
  ])('%s is a finding', (name, content, row, found, expected) => {
    expect(read(name, content)).toEqual({
      finding: { severity: 'error', file: `in/${name}`, row, column: '', found, expected },
    });
  });

  it('is no device, which might never end', () => {
    expect(readTextFile('/dev/null', 'x.csv')).toMatchObject({
      finding: { row: 0, found: 'no regular file', expected: 'a CSV file' },
    });
  });

  it('is a finding for an impossible file name', () => {
    expect(readTextFile('a\0b', 'a')).toMatchObject({ finding: { row: 0, expected: 'a readable CSV file' } });
  });
});

describe('the folder of the IOA files', () => {
  const expected = 'the folder of the IOA files (--data names another)';

  it('is a folder that is there', () => {
    expect(findFolderFault(tmpdir())).toBeUndefined();
    expect(findFolderFault('/dev/null')).toMatchObject({ file: '/dev/null', found: 'no folder', expected });
    const missing = join(tmpdir(), 'not', 'there');
    expect(findFolderFault(missing)).toMatchObject({
      file: missing,
      found: 'the folder is not there',
      expected,
    });
  });
});
