/** The cells of a row that say when it comes and how often. */
import { msFromSeconds, readDigits, readSeconds } from '../../text/numbers.js';

/** Longest time that a timer of Node.js can hold, seconds. */
export const MOST_SECONDS = 2147483;
const MOST_TIMES = 1_000_000;
const LEAST_EVERY = 0.001;

/** When a row comes, ms from the start of the run, and how often. */
export interface RowTimes {
  readonly startMs: number;
  /** 0: there is one repetition. */
  readonly everyMs: number;
  readonly times: number;
}

type TimeColumn = 'second' | 'every' | 'times';

/** Reads them; `undefined` if a cell is wrong. Every error is told to `fail`. */
export function readTimes(
  text: (column: TimeColumn) => string,
  fail: (column: TimeColumn, expected: string) => undefined,
): RowTimes | undefined {
  const startMs = readMs(text('second'), 0) ?? fail('second', `seconds 0…${MOST_SECONDS}`);
  const everyMs =
    text('every') === ''
      ? 0
      : (readMs(text('every'), LEAST_EVERY) ??
        fail(
          'every',
          `seconds ${LEAST_EVERY}…${MOST_SECONDS} from one repetition to the next; empty where there is one`,
        ));
  const times =
    text('times') === '' && everyMs === 0
      ? 1
      : (readDigits(text('times'), 1, MOST_TIMES) ?? fail('times', `how often, 1…${MOST_TIMES}`));
  if (times !== undefined && times > 1 && text('every') === '')
    return fail('every', `seconds between ${times} repetitions`);
  if (startMs === undefined || everyMs === undefined || times === undefined) return undefined;
  return { startMs, everyMs, times };
}

/** ms from a cell in seconds, `least` or more. */
export function readMs(text: string, least: number): number | undefined {
  const seconds = readSeconds(text, least, MOST_SECONDS);
  return seconds === undefined ? undefined : msFromSeconds(seconds);
}

/** The cells from a column on, on one line. */
export function commentOf(cells: readonly string[], from: number): string {
  return cells
    .slice(from)
    .filter((cell) => cell !== '')
    .join(' ')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}
