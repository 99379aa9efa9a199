/**
 * A load profile from its CSV file: quoting, comments and the end of reading are those of the ini file.
 * Cells of a step: `second, index, duration, rate, every, times, RTU numbers, walk %, comment…`.
 */
import type { Finding } from '../../channel/definitions.js';
import { type CsvRow, readCsvRows, readTextFile } from '../../config/csv-rows.js';
import { collectFindings, columnName, type FindingCollector } from '../../config/findings.js';
import { isMangledNumber, msFromSeconds, readDigits, readSeconds } from '../../text/numbers.js';
import type { Profile, ProfileStep } from './profile.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from './rtu-numbers.js';

/** Seed of the value walks where the file names none. */
export const DEFAULT_SEED = 1;

const MOST_SEED = 4294967295;
/** Longest time that a timer of the machine can hold, seconds. */
const MOST_SECONDS = 2147483;
const MOST_INDEX = 999_999_999_999;
const LEAST_RATE = 0.001;
const MOST_RATE = 1_000_000;
const MOST_TIMES = 1_000_000;
/** A repetition can't be due more often than clocks are read, seconds. */
const LEAST_EVERY = 0.001;

/** Columns as reports name them, in the order of the cells. */
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

/** A profile and everything that is wrong with its file; without `profile` there is no step to run. */
export interface ProfileReading {
  profile?: Profile;
  findings: Finding[];
}

/** Reads the file at `path`. A step with an error is left out and reported; the rest loads. Never throws. */
export function loadProfile(path: string): ProfileReading {
  const reading = readTextFile(path, path);
  return 'finding' in reading ? { findings: [reading.finding] } : parseProfile(reading.text, path);
}

/** The same from text; `file` is what findings name. */
export function parseProfile(text: string, file: string): ProfileReading {
  const { rows, findings: csvFindings } = readCsvRows(text, file);
  const findings = collectFindings(file);
  const steps: ProfileStep[] = [];
  let seed: number | undefined;
  let stop = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const [first, second = ''] = row.cells;
    if (first.startsWith('!')) {
      stop = row.line;
      break;
    }
    if (isNumber(first)) {
      const step = readStep(row, findings);
      if (step !== undefined) steps.push(step);
    } else if (first.toLowerCase() === 'seed') {
      const value = readDigits(second, 0, MOST_SEED);
      const column = columnName(2, 'seed');
      if (value === undefined) findings.error(row.line, column, second, `a whole number 0…${MOST_SEED}`);
      else if (seed !== undefined)
        findings.warning(row.line, column, second, 'one seed; the last one counts');
      seed = value ?? seed;
    } else if (isMangledNumber(first) || /^\d+,\d+$/.test(first)) {
      const expected = 'digits, with a decimal point where wanted; the row is taken for a comment';
      findings.warning(row.line, PROFILE_COLUMNS.second, first, expected);
    }
  }
  const before = csvFindings.filter((finding) => finding.row < stop);
  if (steps.length === 0) {
    findings.error(0, '', 'no step that can be run', 'rows whose first cell is a second of the run');
  }
  // Both lists ascend by row but for what is about the whole file; the sort is stable.
  const all = [...before, ...findings.list].sort((a, b) => a.row - b.row);
  return steps.length === 0
    ? { findings: all }
    : { profile: { file, seed: seed ?? DEFAULT_SEED, steps }, findings: all };
}

/** Digits with decimals where wanted, without sign and exponent. */
function isNumber(text: string): boolean {
  return readSeconds(text, 0, Number.POSITIVE_INFINITY) !== undefined;
}

/** Every cell is read, so that every error of a row is told. */
function readStep({ line, cells }: CsvRow, findings: FindingCollector): ProfileStep | undefined {
  const errorsBefore = findings.errors;
  const cell = (number: number): string => cells[number - 1] ?? '';
  const read = <T>(
    number: number,
    column: string,
    expected: string,
    reader: (text: string) => T | undefined,
  ) => {
    const value = reader(cell(number));
    if (value === undefined) findings.error(line, column, cell(number), expected);
    return value;
  };
  const seconds = (number: number, column: string, low: number, expected: string): number | undefined =>
    read(number, column, expected, (text) => {
      if (text === '') return 0;
      const value = readSeconds(text, low, MOST_SECONDS);
      return value === undefined ? undefined : msFromSeconds(value);
    });
  const columns = PROFILE_COLUMNS;
  const startMs = seconds(1, columns.second, 0, `seconds 0…${MOST_SECONDS}`);
  const index = read(2, columns.index, 'an index number of at most 12 digits; 0 for every row', (text) =>
    readDigits(text, 0, MOST_INDEX),
  );
  const durationMs = seconds(3, columns.duration, 0, `seconds 0…${MOST_SECONDS}; empty or 0 for one pass`);
  const ratePerRtu = read(
    4,
    columns.rate,
    `signals per second and RTU, ${LEAST_RATE}…${MOST_RATE}; empty or max: as fast as the window lets`,
    (text) =>
      text === '' || text.toLowerCase() === 'max'
        ? Number.POSITIVE_INFINITY
        : readSeconds(text, LEAST_RATE, MOST_RATE),
  );
  const everyMs = seconds(
    5,
    columns.every,
    LEAST_EVERY,
    `seconds ${LEAST_EVERY}…${MOST_SECONDS} from the start of one repetition to the next; empty where there is one`,
  );
  const times = read(6, columns.times, `how often, 1…${MOST_TIMES}`, (text) =>
    text === '' && cell(5) === '' ? 1 : readDigits(text, 1, MOST_TIMES),
  );
  const rtuNumbers = read(7, columns.rtuNumbers, `${RTU_NUMBERS_EXPECTED}; empty for all`, readRtuNumbers);
  const walkPercent = read(8, columns.walk, 'percent 0…100; empty or 0: values as in the IOA file', (text) =>
    text === '' ? 0 : readSeconds(text.replace(/\s*%$/, ''), 0, 100),
  );
  if (times !== undefined && times > 1 && cell(5) === '') {
    findings.error(line, columns.every, '', `seconds between ${times} repetitions`);
  }
  if (
    findings.errors > errorsBefore ||
    startMs === undefined ||
    index === undefined ||
    durationMs === undefined ||
    ratePerRtu === undefined ||
    everyMs === undefined ||
    times === undefined ||
    rtuNumbers === undefined ||
    walkPercent === undefined
  ) {
    return undefined;
  }
  if (times > 1 && durationMs > everyMs) {
    const expected = `at most the time from one repetition to the next (${everyMs / 1000} s); they overlap`;
    findings.warning(line, columns.duration, cell(3), expected);
  }
  const comment = cells
    .slice(8)
    .filter((text) => text !== '')
    .join(' ')
    .replace(/\s*[\r\n]+\s*/g, ' ');
  return {
    line,
    startMs,
    index,
    durationMs,
    ratePerRtu,
    everyMs,
    times,
    rtuNumbers,
    walkPercent,
    comment,
  };
}
