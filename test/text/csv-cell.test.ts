/** Cells of the CSV files that the program writes, and the way back. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { RecordSplitter } from '../../src/csv/record-splitter.js';
import { guardFormula, quoteCell, textCell, withoutGuard } from '../../src/text/csv-cell.js';
import { plainText } from '../../src/text/outside-text.js';
import { Random } from '../simulation/random.js';

it.each([
  ['', ''],
  ['BAY 1', 'BAY 1'],
  ["it's; fine\ttoo", "it's; fine\ttoo"],
  ['a,b', '"a,b"'],
  ['say "on"', '"say ""on"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\rlines', '"two\rlines"'],
  [' padded', '" padded"'],
  ['padded ', '"padded "'],
  ['-5', '-5'],
])('%j is written as %s', (text, cell) => {
  expect(quoteCell(text)).toBe(cell);
});

it('a reader that trims gets the text back', () => {
  const texts = [' a', 'b ', 'c,d', '"', 'e\nf'];
  expect(parse(texts.map(quoteCell).join(','), { trim: true, record_delimiter: '\n' })).toEqual([texts]);
});

describe('a text of others', () => {
  it.each([
    ['BAY 1', 'BAY 1'],
    ["it's", "it's"],
    ["'quoted'", "'quoted'"],
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    [' =1', "' =1"],
    ["'=1", "''=1"],
    ['＝1', "'＝1"],
    ['=a,b', '"\'=a,b"'],
    ['two\nlines', 'two\ufffdlines'],
    ['\t=1', '\ufffd=1'],
    ['a\u202eb', 'a\ufffdb'],
  ])('%j is the cell %s', (text, cell) => {
    expect(textCell(text)).toBe(cell);
  });

  it('is guarded behind a tab or a carriage return too', () => {
    for (const text of ['\tx', '\rx', '\t=1']) expect(withoutGuard(guardFormula(text))).toBe(text);
    expect(guardFormula('\tx')).toBe("'\tx");
  });
});

/** The cells of one line, as every reader of the program gets them. */
function readCells(line: string): string[] {
  const records: string[][] = [];
  const splitter = new RecordSplitter(
    { fits: () => true, sampleLines: 1, rowsBeginWithDigits: false },
    { record: (cells) => records.push(cells), unpaired: (_, text) => records.push(['unpaired', text]) },
  );
  splitter.line(line);
  splitter.end();
  return records[0];
}

it.each([1, 2, 3])('any text comes back from its cell, and no cell is a formula: seed %i', (seed) => {
  const random = new Random(seed);
  const alphabet = [
    '=',
    '+',
    '-',
    '@',
    "'",
    '"',
    ',',
    ' ',
    '\t',
    'a',
    '1',
    '\u00a0',
    '＝',
    '＠',
    'ä',
    '\u001b',
  ];
  const faults: string[] = [];
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: random.int(1, 6) }, () => random.pick(alphabet)).join('');
    const [, cell] = readCells(`x,${textCell(text)},y`);
    const [[, seen]] = parse(`x,${textCell(text)},y`) as string[][];
    const holds =
      withoutGuard(guardFormula(text)) === text &&
      // Readers trim cells.
      cell.trim() === plainText(text).trim() &&
      !/^[=+\-@＝＋－＠]/.test(seen.trimStart());
    if (!holds) faults.push(text);
  }
  expect(faults).toEqual([]);
});

it('a guarded number is read as the number', () => {
  expect(readCells("1,'-5,'+2.5,it's,''")).toEqual(['1', '-5', '+2.5', "it's", "''"]);
});
