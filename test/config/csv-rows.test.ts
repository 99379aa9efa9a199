/** CSV text split into rows: line numbers, quotation marks in and out of pairs, separators. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, readCsvRows } from '../../src/config/csv-rows.js';
import { tuples } from './support.js';

const QUOTES = 'quotation marks in pairs; the row is left out';

function rows(text: string): [number, ...string[]][] {
  const reading = readCsvRows(text, 'f.csv');
  expect(reading.findings).toEqual([]);
  return plain(reading.rows);
}

function plain(list: readonly CsvRow[]): [number, ...string[]][] {
  return list.map(({ line, cells }) => [line, ...cells]);
}

describe('rows of a CSV text', () => {
  it.each<[string, string, [number, ...string[]][]]>([
    [
      'LF',
      'a,b\nc,d\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'lone CR',
      'a,b\rc,d',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'no end of line at the end',
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['BOM', '\ufeff1,x\n', [[1, '1', 'x']]],
    [
      'trailing empty cells, blank ones too',
      'a,b,,, ,\nc,,d,,,,,,\n',
      [
        [1, 'a', 'b'],
        [2, 'c', '', 'd'],
      ],
    ],
    [
      'rows of uneven length',
      'a\nb,c,d\ne,f\n',
      [
        [1, 'a'],
        [2, 'b', 'c', 'd'],
        [3, 'e', 'f'],
      ],
    ],
    ['cells trimmed', ' a ,\tb \n', [[1, 'a', 'b']]],
    ['blank rows keep the count', '\n\n,,,\na\n', [[4, 'a']]],
    ['blank rows keep the count, with quotes', '\n\n,,,\n"a"\n', [[4, 'a']]],
    ['quoted comma and doubled quote', '"a,b","say ""x"""\n', [[1, 'a,b', 'say "x"']]],
    ['blanks around quotes', '1 , "a,b" ,3\n', [[1, '1', 'a,b', '3']]],
    ['quotes inside a plain cell', 'a,b "q" c,d\n', [[1, 'a', 'b "q" c', 'd']]],
    [
      'bare quotes in a quoted cell stay',
      '"a"b",c\nd,"e"\n',
      [
        [1, '"a"b"', 'c'],
        [2, 'd', 'e'],
      ],
    ],
    [
      'a cell that goes on after its quote',
      'a,"b c" d,e\nf,"g"\n',
      [
        [1, 'a', '"b c" d', 'e'],
        [2, 'f', 'g'],
      ],
    ],
    [
      'a line end inside quotes',
      'a,"x\ny\nz",b\nc\n',
      [
        [1, 'a', 'x\ny\nz', 'b'],
        [4, 'c'],
      ],
    ],
    [
      'a CRLF inside quotes',
      'a,"x\r\ny",b\r\nc\r\n',
      [
        [1, 'a', 'x\ny', 'b'],
        [3, 'c'],
      ],
    ],
    [
      'the head of the sample file',
      '"#"" IOA data file. in folder """"data"""" under main",,,\n',
      [[1, '#" IOA data file. in folder ""data"" under main']],
    ],
    ['empty text', '', []],
  ])('%s', (_, text, expected) => {
    expect(rows(text)).toEqual(expected);
  });

  it('reports a quote that never closes and reads on at the next line', () => {
    const reading = readCsvRows('1,a\n2,"b\n3,c\n4,d\n', 'f.csv');
    expect(plain(reading.rows)).toEqual([
      [1, '1', 'a'],
      [3, '3', 'c'],
      [4, '4', 'd'],
    ]);
    expect(tuples(reading.findings)).toEqual([['error', 2, '', '2,"b', QUOTES]]);
  });

  it('reports a quote that closes rows later, and keeps the rows between', () => {
    const reading = readCsvRows('1,a\n2,"b,x\n3,c,y\n4,"d"\n', 'f.csv');
    expect(plain(reading.rows)).toEqual([
      [1, '1', 'a'],
      [3, '3', 'c', 'y'],
      [4, '4', 'd'],
    ]);
    expect(tuples(reading.findings)).toEqual([['error', 2, '', '2,"b,x', QUOTES]]);
  });

  it('gives up after many broken rows and says so', () => {
    const reading = readCsvRows('1,"a\n2,b,c\n'.repeat(50), 'f.csv');
    expect(reading.rows).toHaveLength(20);
    expect(reading.findings).toHaveLength(21);
    expect(reading.findings[19]).toMatchObject({ row: 39, expected: QUOTES });
    expect(reading.findings[20]).toMatchObject({
      row: 41,
      expected: 'a CSV file; too many broken quotation marks, reading stops here',
    });
  });

  it('names a separator other than the comma', () => {
    const reading = readCsvRows('# id;name\n1;ABB;32;2404\n', 'f.csv');
    expect(tuples(reading.findings)).toEqual([
      ['error', 2, '', '1;ABB;32;2404', 'cells separated by commas'],
    ]);
  });

  it('never throws, and numbers rows in the order of lines', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '1', 'a', '!', ';'),
      maxLength: 80,
    });
    fc.assert(
      fc.property(text, (input) => {
        const { rows: list } = readCsvRows(input, 'f.csv');
        const count = input.split(/\r\n?|\n/).length;
        for (const [i, row] of list.entries()) {
          expect(row.line).toBeGreaterThan(i === 0 ? 0 : list[i - 1].line);
          expect(row.line).toBeLessThanOrEqual(count);
          expect(row.cells.at(-1)).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads plain rows the same with and without a quote elsewhere', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', '.', '#'), maxLength: 4 });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, (cells) => {
        const text = cells.map((row) => `${row.join(',')}\n`).join('');
        const quoted = plain(readCsvRows(`${text}"end"\n`, 'f.csv').rows);
        expect(quoted.slice(0, -1)).toEqual(plain(readCsvRows(text, 'f.csv').rows));
      }),
    );
  });
});
