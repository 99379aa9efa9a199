/**
 * Reads a load profile from its CSV file: quoting, comments and the end of reading are as in the ini file.
 * Cells of a step: `second, index, duration, rate, every, times, RTU numbers, walk %, cot, comment…`; without a cause the comment
 * begins in its cell.
 */
import type { Finding } from '../../channel/definitions.js';
import { CYCLIC_EXPECTED, cyclicCauseOf } from '../../codec/causes.js';
import { type CsvRow, readCsvRows } from '../../config/csv-rows.js';
import { collectFindings, columnName, type FindingCollector, reportEnd } from '../../config/findings.js';
import { readTextFile } from '../../config/text-file.js';
import type { RowTest } from '../../csv/separators.js';
import {
  isDigits,
  isMangledNumber,
  msFromSeconds,
  readDigits,
  readSeconds,
  withDecimalPoint,
} from '../../text/numbers.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../text/octet-address.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../../text/rtu-numbers.js';
import { readFault } from './fault-row.js';
import { isExpectWord, isSetWord, isWaitWord, readExpectFrom, readPoint, readWait } from './point-row.js';
import type { PlannedFault, PlannedPoint, PlannedWait, Profile, ProfileStep } from './profile.js';

/** Seed of the value walks if the file has none. */
export const DEFAULT_SEED = 1;

const MOST_SEED = 4294967295;
/** Longest time that a timer of Node.js can hold, seconds. */
const MOST_SECONDS = 2147483;
const MOST_INDEX = 999_999_999_999;
const LEAST_RATE = 0.001;
const MOST_RATE = 1_000_000;
const MOST_TIMES = 1_000_000;
/** Shortest time between two repetitions, seconds. */
const LEAST_EVERY = 0.001;

/** Names of the columns in reports, in the order of the cells. */
export const PROFILE_COLUMNS = {
  second: columnName(1, 'second'),
  index: columnName(2, 'index'),
  duration: columnName(3, 'duration'),
  rate: columnName(4, 'rate'),
  every: columnName(5, 'every'),
  times: columnName(6, 'times'),
  rtuNumbers: columnName(7, 'RTU numbers'),
  walk: columnName(8, 'walk %'),
} as const;

/** The profile and all findings about its file; without `profile` there is no step to run. */
export interface ProfileReading {
  profile?: Profile;
  findings: Finding[];
  /** Sentences about the file for `--check`. */
  notes: string[];
}

/** Reads the file at `path`. A step with an error is left out and reported; the rest loads. Never throws. */
export function loadProfile(path: string, addresses?: AddressForm): ProfileReading {
  const reading = readTextFile(path, path);
  if ('finding' in reading) return { findings: [reading.finding], notes: [] };
  const parsed = parseProfile(reading.text, path, addresses);
  return { ...parsed, findings: [...reading.warnings, ...parsed.findings] };
}

/** `second, index`, `second, fault`, or `seed` and its number. */
const isProfileRow: RowTest = ([first, second = ''], separator) => {
  const seconds = separator === ',' ? first : withDecimalPoint(first);
  return (
    (isNumber(seconds) && (isDigits(second) || isWord(second))) ||
    (first.toLowerCase() === 'seed' && isDigits(second))
  );
};

/** Like `loadProfile`, from text. `file` is the name in findings. */
export function parseProfile(
  text: string,
  file: string,
  addresses: AddressForm = USUAL_ADDRESS_FORM,
): ProfileReading {
  const { rows, findings: csvFindings, decimalComma, notes } = readCsvRows(text, file, isProfileRow);
  if (decimalComma) for (const { cells } of rows) for (const at of DECIMAL_CELLS) pointAt(cells, at);
  const findings = collectFindings(file);
  const end = rows.find(({ cells: [first] }) => first.startsWith('!'))?.line ?? Number.POSITIVE_INFINITY;
  const reader = new ProfileReader(findings, addresses);
  for (const row of rows) if (row.line < end) reader.take(row);
  const profile = reader.profile(file);
  reportEnd(rows, end, findings, 'step');
  const before = csvFindings.filter((finding) => finding.row < end);
  if (profile === undefined) {
    findings.error(
      0,
      '',
      'no step that can be run',
      'at least one row that sends an index, sets a point or begins a fault, with a second of the run in its first cell',
    );
  }
  // Both lists ascend by row, but findings about the whole file (row 0) come anywhere. The sort is stable.
  const all = [...before, ...findings.list].sort((a, b) => a.row - b.row);
  return profile === undefined ? { findings: all, notes } : { profile, findings: all, notes };
}

/** Takes the rows of a profile by what their first two cells say. */
class ProfileReader {
  private readonly steps: ProfileStep[] = [];
  private readonly faults: PlannedFault[] = [];
  private readonly points: PlannedPoint[] = [];
  private readonly waits: PlannedWait[] = [];
  private expectFromMs: number | undefined;
  private seed: number | undefined;

  constructor(
    private readonly findings: FindingCollector,
    private readonly addresses: AddressForm,
  ) {}

  take(row: CsvRow): void {
    const [first, second = ''] = row.cells;
    if (isNumber(first)) this.takeTimed(row, second);
    else if (first.toLowerCase() === 'seed') this.takeSeed(row.line, second);
    else if (isMangledNumber(first) || /^\d+,\d+$/.test(first)) {
      const expected = 'digits, with a decimal point where wanted; the row is taken for a comment';
      this.findings.warning(row.line, PROFILE_COLUMNS.second, first, expected);
    }
  }

  /** The profile; `undefined`: it has nothing that can be run. */
  profile(file: string): Profile | undefined {
    const { seed = DEFAULT_SEED, steps, faults, points, waits, expectFromMs = 0 } = this;
    if (steps.length + faults.length + points.length === 0) return undefined;
    return { file, seed, steps, faults, points, waits, expectFromMs };
  }

  private takeTimed(row: CsvRow, word: string): void {
    const { findings } = this;
    if (isSetWord(word)) add(this.points, readPoint(row, findings, this.addresses));
    else if (isWaitWord(word)) add(this.waits, readWait(row, findings));
    else if (isExpectWord(word)) this.takeExpectation(row, word);
    else if (isWord(word)) add(this.faults, readFault(row, findings));
    else add(this.steps, readStep(row, findings));
  }

  private takeExpectation(row: CsvRow, word: string): void {
    if (this.expectFromMs !== undefined)
      this.findings.warning(row.line, columnName(2, 'expect'), word, 'one row expect; the last one counts');
    this.expectFromMs = readExpectFrom(row, this.findings) ?? this.expectFromMs;
  }

  private takeSeed(line: number, text: string): void {
    const value = readDigits(text, 0, MOST_SEED);
    const column = columnName(2, 'seed');
    if (value === undefined) this.findings.error(line, column, text, `a whole number 0…${MOST_SEED}`);
    else if (this.seed !== undefined)
      this.findings.warning(line, column, text, 'one seed; the last one counts');
    this.seed = value ?? this.seed;
  }
}

function add<T>(list: T[], row: T | undefined): void {
  if (row !== undefined) list.push(row);
}

/** Cells of a step that may have decimals, from 0. */
const DECIMAL_CELLS = [0, 2, 3, 4, 7];

function pointAt(cells: string[], at: number): void {
  if (cells[at] !== undefined) cells[at] = withDecimalPoint(cells[at]);
}

/** Whether a text is digits with or without decimals, without sign and exponent. */
function isNumber(text: string): boolean {
  return readSeconds(text, 0, Number.POSITIVE_INFINITY) !== undefined;
}

/** Whether the second cell of a row is meant as the word of a fault. */
function isWord(text: string): boolean {
  return /^[a-z]/i.test(text);
}

/** The values of the cells of a step, without line and comment. */
type StepCells = Omit<ProfileStep, 'line' | 'cot' | 'comment'>;

/** Cells as read; `undefined`: the cell is wrong and has been reported. */
type ReadCells = { readonly [Name in keyof StepCells]: StepCells[Name] | undefined };

type ColumnName = keyof typeof PROFILE_COLUMNS;

/** Reads cells of one row by their columns. */
interface CellReader {
  /** The cell as it is; empty if the row is shorter. */
  text(column: ColumnName): string;
  /** The result of `parse`; if it is `undefined`, the cell is reported with what was `expected`. */
  read<T>(column: ColumnName, expected: string, parse: (text: string) => T | undefined): T | undefined;
  /** ms from a cell in seconds, `least` or more; an empty cell is 0. */
  readMs(column: ColumnName, least: number, expected: string): number | undefined;
}

const COLUMN_NAMES = Object.keys(PROFILE_COLUMNS) as ColumnName[];

function cellReader({ line, cells }: CsvRow, findings: FindingCollector): CellReader {
  const text = (column: ColumnName): string => cells[COLUMN_NAMES.indexOf(column)] ?? '';
  const read: CellReader['read'] = (column, expected, parse) => {
    const value = parse(text(column));
    if (value === undefined) findings.error(line, PROFILE_COLUMNS[column], text(column), expected);
    return value;
  };
  return {
    text,
    read,
    readMs: (column, least, expected) =>
      read(column, expected, (cell) => {
        if (cell === '') return 0;
        const seconds = readSeconds(cell, least, MOST_SECONDS);
        return seconds === undefined ? undefined : msFromSeconds(seconds);
      }),
  };
}

/** Reads every cell, so that every error of the row is reported. */
function readCells({ text, read, readMs }: CellReader): ReadCells {
  return {
    startMs: readMs('second', 0, `seconds 0…${MOST_SECONDS}`),
    index: read('index', 'an index number of at most 12 digits; 0 for every row', (cell) =>
      readDigits(cell, 0, MOST_INDEX),
    ),
    durationMs: readMs('duration', 0, `seconds 0…${MOST_SECONDS}; empty or 0 for one pass`),
    ratePerRtu: read(
      'rate',
      `signals per second and RTU, ${LEAST_RATE}…${MOST_RATE}; empty or max: as fast as the window lets`,
      (cell) =>
        cell === '' || cell.toLowerCase() === 'max'
          ? Number.POSITIVE_INFINITY
          : readSeconds(cell, LEAST_RATE, MOST_RATE),
    ),
    everyMs: readMs(
      'every',
      LEAST_EVERY,
      `seconds ${LEAST_EVERY}…${MOST_SECONDS} from the start of one repetition to the next; empty where there is one`,
    ),
    times: read('times', `how often, 1…${MOST_TIMES}`, (cell) =>
      cell === '' && text('every') === '' ? 1 : readDigits(cell, 1, MOST_TIMES),
    ),
    rtuNumbers: read('rtuNumbers', `${RTU_NUMBERS_EXPECTED}; empty for all`, readRtuNumbers),
    walkPercent: read('walk', 'percent 0…100; empty or 0: values as in the IOA file', (cell) =>
      cell === '' ? 0 : readSeconds(cell.replace(/\s*%$/, ''), 0, 100),
    ),
  };
}

function isWhole(cells: ReadCells): cells is StepCells {
  return Object.values(cells).every((value) => value !== undefined);
}

/** The step of a row; `undefined` if a cell is wrong. */
function readStep(row: CsvRow, findings: FindingCollector): ProfileStep | undefined {
  const { line } = row;
  const reader = cellReader(row, findings);
  const cells = readCells(reader);
  const needsEvery = cells.times !== undefined && cells.times > 1 && reader.text('every') === '';
  if (needsEvery) {
    findings.error(line, PROFILE_COLUMNS.every, '', `seconds between ${cells.times} repetitions`);
  }
  if (needsEvery || !isWhole(cells)) return undefined;
  const { times, durationMs, everyMs } = cells;
  if (times > 1 && durationMs > everyMs) {
    const expected = `at most the time from one repetition to the next (${everyMs / 1000} s); they overlap`;
    findings.warning(line, PROFILE_COLUMNS.duration, reader.text('duration'), expected);
  }
  return { line, ...cells, ...readCauseAndComment(row, findings) };
}

/** Words that are meant as a cause. */
const MEANT_AS_CAUSE = /^(?:cot\b.*|perio\w*|cycl\w*|backgr\w*)$/i;

/** The cause, if the first cell after the columns is one, and the cells after it as one line of comment. */
function readCauseAndComment({ line, cells }: CsvRow, findings: FindingCollector) {
  const behind = cells.slice(COLUMN_NAMES.length);
  const [word = ''] = behind;
  const cot = cyclicCauseOf(word.replace(/^cot\s*=\s*/i, ''));
  if (cot === undefined && MEANT_AS_CAUSE.test(word)) {
    const column = columnName(COLUMN_NAMES.length + 1, 'cot');
    findings.warning(line, column, word, `${CYCLIC_EXPECTED}; it is taken for a comment`);
  }
  return { cot, comment: joinCells(cot === undefined ? behind : behind.slice(1)) };
}

/** Cells on one line. */
function joinCells(cells: readonly string[]): string {
  return cells
    .filter((text) => text !== '')
    .join(' ')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}
