/** Faults as people write them, in profiles, the API and the dashboard: words, durations and values, and what is expected of each. */
import { nearestName } from '../text/nearest-name.js';
import { msFromSeconds, readSeconds } from '../text/numbers.js';
import { FAULT_WORDS, type FaultWord } from './fault-catalog.js';
import type { FaultKind, FaultValue } from './fault-kind.js';
import { readFlags } from './fault-text.js';

/** The longest that a timer of Node.js can wait, seconds. */
const MOST_SECONDS = 2147483;

/** What stands for the word of a fault that there is not. */
export function expectedWord(word: string): string {
  if (word.startsWith('tls-')) return 'a fault; those of TLS are not built yet';
  const near = nearestName(word, FAULT_WORDS);
  const list = 'an index number, or the word of a fault (docs/manual/fault-words.md lists them)';
  return near === undefined ? list : `${near}? Or ${list}`;
}

/** What the duration of a fault must be. */
export function durationExpected(word: FaultWord, { span }: FaultKind): string {
  if (span === 'once') return `empty: ${word} happens once`;
  const seconds = `seconds 0.001…${MOST_SECONDS}`;
  return span === 'lasting' ? `${seconds}: ${word} lasts` : `${seconds}; empty: ${word} happens once`;
}

/** What the value of a fault must be. */
export function valueExpected(word: FaultWord, value: FaultValue | undefined): string {
  if (value === undefined) return `empty: ${word} has no value`;
  const { unit, least, most, preset, decimals, meaning } = value;
  if (unit === 'flags') return `${meaning}, as in IV NT`;
  const range = `${decimals ? 'a number' : 'a whole number'} ${least}…${most}`;
  const unitWord = unit === 'number' ? '' : ` (${unit})`;
  return `${meaning}: ${range}${unitWord}${preset === undefined ? '' : `; empty: ${preset}`}`;
}

/** The value of a text; `undefined`: it is none. A kind without a value has 0, of an empty text. */
export function readValue(text: string, value: FaultValue | undefined): number | undefined {
  if (value === undefined) return text === '' ? 0 : undefined;
  if (text === '') return value.preset;
  if (value.unit === 'flags') return readFlags(text);
  const hex = value.unit === 'number' && /^0x[0-9a-f]+$/i.test(text);
  if (!hex && !/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  if (!value.decimals && !Number.isInteger(number)) return undefined;
  return number >= value.least && number <= value.most ? number : undefined;
}

/** The duration of a text, ms; `undefined`: the kind does not allow it. */
export function readDuration(text: string, { span }: FaultKind): number | undefined {
  if (text === '') return span === 'lasting' ? undefined : 0;
  if (span === 'once') return undefined;
  const seconds = readSeconds(text, 0.001, MOST_SECONDS);
  return seconds === undefined ? undefined : msFromSeconds(seconds);
}
