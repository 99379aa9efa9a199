/** RTU numbers as text: `101;105-120`. */
import { readDigits } from './numbers.js';

/** Highest RTU number. */
const MOST = 65535;

/** What such a cell must be, for messages. */
export const RTU_NUMBERS_EXPECTED = `RTU numbers 1…${MOST} and ranges of them, separated by ; as in 101;105-120`;

/** The numbers, ascending, each once; an empty text has none. `undefined` if a part is neither a number nor an ascending range. */
export function readRtuNumbers(text: string): number[] | undefined {
  const numbers = new Set<number>();
  if (text === '') return [];
  for (const part of text.split(';')) {
    const ends = part.split('-').map((end) => readDigits(end.trim(), 1, MOST));
    const low = ends[0];
    const high = ends[ends.length - 1];
    if (low === undefined || high === undefined || high < low || ends.length > 2) return undefined;
    for (let number = low; number <= high; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

/** The text for ascending numbers: `101;105-107`. */
export function formatRtuNumbers(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([low, high]) => (low === high ? String(low) : `${low}-${high}`)).join(';');
}
