/** Reads the rows of a file of expectations: quoting, separators and the end of reading are as in the ini file. */
import type { Finding } from '../../channel/definitions.js';
import type { RowTest } from '../../csv/separators.js';
import { msFromSeconds, readDigits, readSeconds, withDecimalPoint } from '../../text/numbers.js';
import type { AddressForm } from '../../text/octet-address.js';
import { plainText } from '../../text/outside-text.js';
import { type CsvRow, readCsvRows } from '../csv-rows.js';
import { collectFindings, columnName, type FindingCollector, reportEnd } from '../findings.js';
import {
  CONDITION_EXPECTED,
  type NamedCondition,
  type NamedOccurrence,
  OCCURRENCE_EXPECTED,
  readConditions,
  readOccurrences,
  type Spelling,
} from './phrases.js';

/** Columns in the order of the cells; the comment follows. */
const LABELS = ['expectation', 'what', 'how often', 'before', 'within'] as const;
export type ExpectationColumn = (typeof LABELS)[number];

const AT_THE_END = 'at the end';
const OFTEN_EXPECTED = `never, once, 3 times, at least 3 times, or ${AT_THE_END} (then what must be so); empty: at least once`;
const MOST_TIMES = 1_000_000;
const MOST_SECONDS = 2147483;
const NAME_LENGTH = 60;
const HEADER_WORDS: ReadonlySet<string> = new Set(['expectation', '#expectation']);

/** How often something must come. */
interface Often {
  readonly least: number;
  readonly most: number;
}

/** What a row demands, its phrases read. */
export type NamedDemand =
  | {
      readonly kind: 'happens';
      readonly what: readonly NamedOccurrence[];
      readonly often: Often;
      readonly before: readonly NamedOccurrence[];
      readonly withinMs: number;
    }
  | { readonly kind: 'ends'; readonly conditions: readonly NamedCondition[] };

/** A row as it stands there. */
export interface NamedExpectation {
  readonly line: number;
  readonly name: string;
  readonly demanded: NamedDemand;
  readonly words: string;
  readonly comment: string;
  /** Text of a cell, for findings. */
  text(column: ExpectationColumn): string;
}

/** The rows of a file without those that are wrong, and its findings. */
export interface ExpectationRowsReading {
  readonly rows: NamedExpectation[];
  readonly findings: Finding[];
  readonly notes: string[];
}

/** The column of a cell as findings name it: `2 (what)`. */
export function expectationColumn(column: ExpectationColumn): string {
  return columnName(LABELS.indexOf(column) + 1, column);
}

const isExpectationRow: RowTest = ([name = '', what = '']) =>
  name !== '' &&
  /^(command|point|ioa)?\s*\d.*\b(is|becomes|changes|rises|falls|command)\b|^command/i.test(what);

/** Reads the text of a file; an error of a row is reported. `file`: its name in findings. */
export function readExpectationRows(
  text: string,
  file: string,
  addresses: AddressForm,
): ExpectationRowsReading {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, file, isExpectationRow);
  const findings = collectFindings(file);
  const spelling = { addresses, decimalComma };
  const read: NamedExpectation[] = [];
  let stop = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const [first] = row.cells;
    if (first.startsWith('!')) {
      stop = row.line;
      break;
    }
    if (first.startsWith('#') || HEADER_WORDS.has(first.toLowerCase())) continue;
    const one = readRow(row, spelling, findings);
    if (one !== undefined) read.push(one);
  }
  reportEnd(rows, stop, findings, 'expectation', (cells) => isExpectationRow([...cells], ','));
  if (read.length === 0 && findings.errors === 0)
    findings.error(0, '', 'no expectation', `rows with the cells ${LABELS.join(', ')}`);
  const before = csvFindings.filter((finding) => finding.row < stop);
  return { rows: read, findings: [...before, ...findings.list].sort((a, b) => a.row - b.row), notes };
}

function readRow(
  { line, cells }: CsvRow,
  spelling: Spelling,
  findings: FindingCollector,
): NamedExpectation | undefined {
  const text = (column: ExpectationColumn): string => cells[LABELS.indexOf(column)] ?? '';
  let isSound = true;
  const read = <T>(
    column: ExpectationColumn,
    expected: string,
    parse: (cell: string) => T | undefined,
  ): T | undefined => {
    const value = parse(text(column));
    if (value === undefined) {
      isSound = false;
      findings.error(line, expectationColumn(column), text(column), expected);
    }
    return value;
  };
  const name = read('expectation', `a name of at most ${NAME_LENGTH} characters`, (cell) => {
    const plain = plainText(cell);
    return plain !== '' && [...plain].length <= NAME_LENGTH ? plain : undefined;
  });
  const often = read('how often', OFTEN_EXPECTED, readOften);
  const demanded =
    often === undefined
      ? undefined
      : often === AT_THE_END
        ? readEnd(read, spelling)
        : readHappens(often, read, spelling);
  if (!isSound || name === undefined || demanded === undefined) return undefined;
  const comment = plainText(
    cells
      .slice(LABELS.length)
      .filter((cell) => cell !== '')
      .join(' '),
  );
  return { line, name, demanded, words: inWords(text), comment, text };
}

type Read = <T>(
  column: ExpectationColumn,
  expected: string,
  parse: (cell: string) => T | undefined,
) => T | undefined;

function readEnd(read: Read, spelling: Spelling): NamedDemand | undefined {
  const conditions = read('what', `${CONDITION_EXPECTED}; so at the end`, (cell) => {
    const list = readConditions(cell, spelling);
    return list !== undefined && list.length > 0 ? list : undefined;
  });
  for (const column of ['before', 'within'] as const)
    read(column, `nothing: the row says what is so ${AT_THE_END}`, emptyOnly);
  return conditions === undefined ? undefined : { kind: 'ends', conditions };
}

function readHappens(often: Often, read: Read, spelling: Spelling): NamedDemand | undefined {
  const what = read('what', OCCURRENCE_EXPECTED, (cell) => {
    const list = readOccurrences(cell, spelling);
    return list !== undefined && list.length > 0 ? list : undefined;
  });
  if (often.most === 0) {
    for (const column of ['before', 'within'] as const)
      read(column, 'nothing: the row says what never happens', emptyOnly);
  }
  const before = read('before', OCCURRENCE_EXPECTED, (cell) => readOccurrences(cell, spelling));
  const withinMs = read('within', `seconds 0.001…${MOST_SECONDS} from the begin of the run`, (cell) => {
    if (cell === '') return Number.POSITIVE_INFINITY;
    const seconds = readSeconds(spelling.decimalComma ? withDecimalPoint(cell) : cell, 0.001, MOST_SECONDS);
    return seconds === undefined ? undefined : msFromSeconds(seconds);
  });
  if (what === undefined || before === undefined || withinMs === undefined) return undefined;
  return { kind: 'happens', what, often, before, withinMs };
}

function emptyOnly(cell: string): true | undefined {
  return cell === '' ? true : undefined;
}

function readOften(cell: string): Often | typeof AT_THE_END | undefined {
  const word = cell.toLowerCase().replace(/\s+/g, ' ');
  if (word === AT_THE_END) return AT_THE_END;
  if (word === '' || word === 'at least once') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (word === 'never') return { least: 0, most: 0 };
  if (word === 'once') return { least: 1, most: 1 };
  const [, atLeast, digits] = /^(at least )?(\d+) times$/.exec(word) ?? [];
  const times = digits === undefined ? undefined : readDigits(digits, 1, MOST_TIMES);
  if (times === undefined) return undefined;
  return { least: times, most: atLeast === undefined ? times : Number.POSITIVE_INFINITY };
}

/** The row as one sentence: `1001 of RTU 31 becomes off once, before 1001 of RTU 32 becomes on, within 10 s`. */
function inWords(text: (column: ExpectationColumn) => string): string {
  const often = text('how often') === '' ? 'at least once' : text('how often').toLowerCase();
  const before = text('before') === '' ? '' : `, before ${text('before')}`;
  const within = text('within') === '' ? '' : `, within ${text('within')} s`;
  const what =
    often === AT_THE_END ? `${AT_THE_END} ${text('what')}` : `${text('what')}: ${often}${before}${within}`;
  return plainText(what.replace(/\s+/g, ' '));
}
