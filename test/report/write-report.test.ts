/** Files: what is asked before the run, and that a report is there whole or not at all. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { csvPieces, csvReport } from '../../src/report/csv-report.js';
import { htmlPieces, htmlReport } from '../../src/report/html-report.js';
import { jsonPieces, jsonReport } from '../../src/report/json-report.js';
import { checkReportPath, reportFormat } from '../../src/report/report-path.js';
import { writeReport } from '../../src/report/write-report.js';
import { bigReport, report } from './report-kit.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['a.json', 'json'],
  ['out/b.HTML', 'html'],
  ['c.d.csv', 'csv'],
  ['d.htm', undefined],
  ['html', undefined],
  ['.json', undefined],
  ['json.', undefined],
  ['a.constructor', undefined],
])('the ending says the format: %s', (path, format) => expect(reportFormat(path)).toBe(format));

it('tells how much of a report is written', async () => {
  const path = join(folder, 'big.json');
  const told: number[] = [];
  await writeReport(bigReport(2000, 10), path, { tell: (octets) => told.push(octets) });
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(readFileSync(path).length);
});

it('writes a CSV report as a German spreadsheet reads it', async () => {
  const path = join(folder, 'r.csv');
  await writeReport(report({}), path, { form: { separator: ';', decimal: ',' } });
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^\ufeffNo\.;Name;CA;Port;/);
  const [head, row] = text
    .slice(1)
    .split('\r\n')
    .map((line) => line.split(';'));
  const [plainHead, plainRow] = csvReport(report({}))
    .split('\r\n')
    .map((line) => line.split(','));
  expect(head).toEqual(plainHead);
  expect(row.map((cell) => cell.replace(/^(-?\d+),(\d+)$/, '$1.$2'))).toEqual(plainRow);
  expect(row.filter((cell) => /^\d+,\d+$/.test(cell)).length).toBeGreaterThan(2);
});

describe('before a run', () => {
  it('accepts a usable path, and leaves no file there', () => {
    expect(checkReportPath(join(folder, 'a.html'))).toBeUndefined();
    writeFileSync(join(folder, 'b.json'), 'old');
    expect(checkReportPath(join(folder, 'b.json'))).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['b.json']);
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('old');
  });

  it('refuses an unusable path, with the reason', () => {
    const path = (name: string) => join(folder, name);
    const words = (name: string) => checkReportPath(path(name))?.replace(path(name), 'NAME');
    mkdirSync(path('folder.csv'));
    writeFileSync(path('file'), '');
    expect(words('a.doc')).toBe('report NAME: expected a name that ends with .html, .pdf, .json or .csv');
    expect(words('none/a.json')).toBe('report NAME: the folder is not there');
    expect(words('file/a.json')).toBe('report NAME: a part of its path is a file');
    expect(words('folder.csv')).toBe('report NAME: a folder has its name');
    expect(words(`${'n'.repeat(300)}.csv`)).toBe('report NAME: the name is too long');
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder.csv']);
    // Nobody may make a file there, root included.
    if (process.platform === 'linux')
      expect(checkReportPath('/proc/a.json')).toMatch(/^report \/proc\/a\.json: /);
  });
});

describe('before a run on Windows', () => {
  it('refuses names that Windows does not take, and leaves the file of before as it is', () => {
    const words = (name: string) =>
      checkReportPath(join(folder, name), 'win32')?.replace(join(folder, name), 'NAME');
    expect(words('run 12:30.html')).toBe('report NAME: a name on Windows has none of < > : " | ? *');
    expect(words('nul.csv')).toBe('report NAME: Windows has a device of this name');
    writeFileSync(join(folder, 'b.json'), 'old');
    expect(words('b.json')).toBeUndefined();
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['b.json']);
  });
});

describe('after a run', () => {
  it.each([
    ['json', /^\{\n"program"/],
    ['html', /^<!DOCTYPE html>[\s\S]*<svg [\s\S]*<\/html>\n$/],
    ['csv', /^No\.,Name/],
  ])('the file holds the report: %s', async (format, start) => {
    const path = join(folder, `run.${format}`);
    writeFileSync(path, 'old');
    await writeReport(report(), path);
    expect(readFileSync(path, 'utf8')).toMatch(start);
    expect(readdirSync(folder)).toEqual([`run.${format}`]);
  });

  it('a report that can not be written leaves the old file', async () => {
    mkdirSync(join(folder, 'run.csv'));
    await expect(writeReport(report(), join(folder, 'run.csv'))).rejects.toThrow(
      /^report .*run\.csv: a folder has its name$/,
    );
    await expect(writeReport(report(), join(folder, 'none', 'run.csv'))).rejects.toThrow(
      /: the folder is not there$/,
    );
    await expect(writeReport(report(), join(folder, 'run.txt'))).rejects.toThrow(
      /expected a name that ends with/,
    );
    expect(readdirSync(folder)).toEqual(['run.csv']);
  });

  it('a report that fails while it is made leaves the old file', async () => {
    const path = join(folder, 'run.json');
    writeFileSync(path, 'old');
    const broken = {
      ...report(),
      get links(): never {
        throw new Error('gone');
      },
    };
    await expect(writeReport(broken, path)).rejects.toThrow('gone');
    expect(readdirSync(folder)).toEqual(['run.json']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('a report of thousands of RTUs is made in short pieces, whose sum is the report', async () => {
    const big = bigReport(3000, 3);
    for (const [pieces, whole] of [
      [csvPieces(big), csvReport(big)],
      [jsonPieces(big), jsonReport(big)],
      [htmlPieces(big), htmlReport(big)],
    ] as const) {
      const lengths: number[] = [];
      let text = '';
      for (const piece of pieces) {
        lengths.push(piece.length);
        text += piece;
      }
      expect(text === whole).toBe(true);
      expect(lengths.length).toBeGreaterThan(3000);
      // The longest is the head of the page, with its style.
      expect(Math.max(...lengths)).toBeLessThan(100_000);
    }
  });

  // Writes to this device fail as on a full disk, but only once something is written.
  it.runIf(process.platform === 'linux')('a disk that is full leaves no draft', async () => {
    vi.resetModules();
    vi.doMock('node:fs/promises', async (original) => {
      const fs = await original<typeof import('node:fs/promises')>();
      const open = async (path: string, flags: string): Promise<object> => {
        const file = await fs.open(path, flags);
        return { appendFile: () => fs.writeFile('/dev/full', 'x'), close: () => file.close() };
      };
      return { ...fs, open };
    });
    const { writeReport: write } = await import('../../src/report/write-report.js');
    vi.doUnmock('node:fs/promises');
    await expect(write(report(), join(folder, 'run.csv'))).rejects.toThrow(/: the disk is full$/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
