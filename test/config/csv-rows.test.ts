/** CSV text split into rows: line numbers, quotation marks in and out of pairs, separators. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, readCsvRows } from '../../src/config/csv-rows.js';
import type { RowTest } from '../../src/csv/separators.js';
import { tuples } from './support.js';

/** Rows of the tests: digits, then another cell. */
const fits: RowTest = ([first, second]) => /^\d+$/.test(first) && second !== undefined;

const QUOTES = 'quotation marks in pairs; the row is left out';

function rows(text: string): [number, ...string[]][] {
  const reading = readCsvRows(text, 'f.csv', fits);
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
    ['BOM before a quoted cell of two lines', '\ufeff"1\nx",y\n', [[1, '1\nx', 'y']]],
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
    const reading = readCsvRows('1,a\n2,"b\n3,c\n4,d\n', 'f.csv', fits);
    expect(plain(reading.rows)).toEqual([
      [1, '1', 'a'],
      [3, '3', 'c'],
      [4, '4', 'd'],
    ]);
    expect(tuples(reading.findings)).toEqual([['error', 2, '', '2,"b', QUOTES]]);
  });

  it('reports a quote that closes rows later, and keeps the rows between', () => {
    const reading = readCsvRows('1,a\n2,"b,x\n3,c,y\n4,"d"\n', 'f.csv', fits);
    expect(plain(reading.rows)).toEqual([
      [1, '1', 'a'],
      [3, '3', 'c', 'y'],
      [4, '4', 'd'],
    ]);
    expect(tuples(reading.findings)).toEqual([['error', 2, '', '2,"b,x', QUOTES]]);
  });

  it('reports every broken row, and reads every row between them', () => {
    const reading = readCsvRows('1,"a\n2,b,c\n'.repeat(50), 'f.csv', fits);
    expect(reading.rows.map(({ line }) => line)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i + 2));
    expect(reading.findings.map(({ row }) => row)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i + 1));
    expect(new Set(reading.findings.map(({ expected }) => expected))).toEqual(new Set([QUOTES]));
  });

  it.each([
    [
      'semicolon',
      '# id;name, in words\n1;A,B;32;2,5\n2;"x;y";7\n',
      ['1', 'A,B', '32', '2,5'],
      ['2', 'x;y', '7'],
    ],
    ['tab', '1\tA, B\t3\n2\t\t5;6\n', ['1', 'A, B', '3'], ['2', '', '5;6']],
    ['vertical bar', '1|A, B|3\n2||5;6\n', ['1', 'A, B', '3'], ['2', '', '5;6']],
  ])('finds the %s as separator, and says so', (name, text, first, second) => {
    const reading = readCsvRows(text, 'f.csv', fits);
    expect(reading.findings).toEqual([]);
    expect(reading.rows.slice(-2).map(({ cells }) => cells)).toEqual([first, second]);
    expect(reading.decimalComma).toBe(true);
    expect(reading.notes).toEqual([
      `f.csv: cells are separated by a ${name}; the decimal sign is the comma or the point`,
    ]);
  });

  it('is not misled by separators inside the cells of a file with commas', () => {
    const text = '1,"a",10.0.0.1;10.0.0.2;10.0.0.3;10.0.0.4|x\n2,b;c;d;e;f,g\n';
    const reading = readCsvRows(text, 'f.csv', fits);
    expect(reading).toMatchObject({ findings: [], notes: [], decimalComma: false });
    expect(reading.rows.map(({ cells }) => cells.length)).toEqual([3, 3]);
  });

  it("takes Excel's own line for the separator", () => {
    const reading = readCsvRows('sep=;\n1;2\n', 'f.csv', fits);
    expect(plain(reading.rows)).toEqual([[2, '1', '2']]);
  });

  it('has no separator in a text without rows', () => {
    for (const text of ['', '\n \n']) {
      expect(readCsvRows(text, 'f.csv', fits)).toEqual({
        rows: [],
        findings: [],
        decimalComma: false,
        notes: [],
      });
    }
  });

  it('reports faults in the order of rows, whatever they are', () => {
    const reading = readCsvRows('1,a\n2,"b\n3,c,x\n4;d;e\n5,"f\n6;g;h\n7,i\n', 'f.csv', fits);
    expect(reading.findings.map(({ row }) => row)).toEqual([2, 4, 5, 6]);
  });

  it('reports a row with another separator than its file', () => {
    const reading = readCsvRows('1,a\n2,b\n3;c;d\n# x;y\n', 'f.csv', fits);
    expect(tuples(reading.findings)).toEqual([
      [
        'error',
        3,
        '',
        '3;c;d',
        'cells separated by a comma as in the rest of the file, not by a semicolon; the row is not read',
      ],
    ]);
  });

  it('never throws, and numbers rows in the order of lines', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '1', 'a', '!', ';'),
      maxLength: 80,
    });
    fc.assert(
      fc.property(text, (input) => {
        const { rows: list } = readCsvRows(input, 'f.csv', fits);
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
        const quoted = plain(readCsvRows(`${text}"end"\n`, 'f.csv', fits).rows);
        expect(quoted.slice(0, -1)).toEqual(plain(readCsvRows(text, 'f.csv', fits).rows));
      }),
    );
  });
});
