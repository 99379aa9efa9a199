/** The limits of a run: read from `NAME=VALUE`, and judged by the measured figures. A limit without a figure is a FAIL; one that the tester's own pause spoilt is not judged. */

import { formatNumber, isMeasured } from '../text/format.js';
import { nearestName } from '../text/nearest-name.js';
import { msFromSeconds } from '../text/numbers.js';
import type { LimitName, LimitUnit } from './limit-name.js';
import { LIMIT_NAMES, PAUSE_LIMIT } from './limit-names.js';
import { describeLongestPause } from './pause-words.js';
import { findMismatches, type UnjudgedReport, whyUntrusted } from './report-checks.js';
import type { LimitVerdict, RunReport } from './run-report.js';

/** One `--limit`. */
export interface Limit {
  /** As given. */
  readonly text: string;
  readonly name: string;
  /** ms, a share 0…1, or a number, by the unit of the name. */
  readonly value: number;
}

/** The largest value that is accepted; a larger one is a typing error. */
const MOST = 1e15;

const FORM = /^\s*([^=\s]+)\s*=\s*(\S.*?)\s*$/;
const QUANTITY = /^(\d+\.?\d*|\.\d+)\s*(\D*)$/;

/** By unit: suffixes with their factors, whether values are whole, the expectation for messages, and the word after a value. */
const UNITS: Readonly<
  Record<
    LimitUnit,
    {
      readonly factors: Readonly<Record<string, number>>;
      readonly whole: boolean;
      readonly expected: string;
      readonly word: string;
    }
  >
> = {
  time: { factors: { ms: 1, s: 1000 }, whole: false, expected: 'a time in ms or s above 0', word: '' },
  share: { factors: { '%': 0.01 }, whole: false, expected: 'a percentage from 0% to below 100%', word: '' },
  frames: { factors: { '': 1 }, whole: false, expected: 'a number of I frames from 1', word: 'I frames' },
  rate: {
    factors: { '': 1, k: 1e3, M: 1e6, '/s': 1, 'k/s': 1e3, 'M/s': 1e6 },
    whole: false,
    expected: 'signals a second above 0, k and M allowed',
    word: 'signals/s',
  },
  RTUs: { factors: { '': 1, k: 1e3 }, whole: true, expected: 'a number of RTUs from 1', word: 'RTUs' },
  signals: counted('signals'),
  times: counted('connections'),
  lines: counted('lines'),
  misses: {
    factors: { '': 1 },
    whole: true,
    expected: '"all", or how many RTUs may do something else',
    word: 'not as demanded',
  },
  expectations: {
    factors: { '': 1 },
    whole: true,
    expected: '"all", or how many may be missed',
    word: 'not met',
  },
};

function counted(word: string) {
  return {
    factors: { '': 1, k: 1e3, M: 1e6 },
    whole: true,
    expected: `a whole number of ${word}, k and M allowed`,
    word,
  };
}

/** Reads `NAME=VALUE[unit]`. A returned string is a message for people: what is wrong and what was expected. */
export function parseLimit(text: string): Limit | string {
  const form = FORM.exec(text);
  if (form === null) return `limit "${text}": expected NAME=VALUE, such as ack-p99=200ms`;
  const found = LIMIT_NAMES.find(({ name }) => name === form[1]);
  if (found === undefined) {
    const names = LIMIT_NAMES.map(({ name }) => name);
    const near = nearestName(form[1], names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    return `limit "${text}": there is no "${form[1]}"${hint}; the names are ${names.join(', ')}`;
  }
  const value = readQuantity(form[2], found);
  if (value !== undefined) return { text, name: found.name, value };
  return `limit "${text}": expected ${UNITS[found.unit].expected}, such as ${found.example}`;
}

/**
 * Judges every limit, in the order given. `state`: a run that goes on is judged as if it ended now in order; its counts are not
 * of one instant, so that they may contradict each other. Throws `RangeError` for a `Limit` with an unknown name.
 */
export function judgeLimits(
  limits: readonly Limit[],
  report: UnjudgedReport,
  state: 'over' | 'running' = 'over',
): LimitVerdict[] {
  const isOver = state === 'over';
  const untrusted = isOver ? whyUntrusted(report) : undefined;
  const mismatch =
    isOver && findMismatches(report).length > 0 ? 'the counts of the run contradict each other' : undefined;
  const pause = whyPaused(limits, report);
  return limits.map((limit) => {
    const name = LIMIT_NAMES.find((known) => known.name === limit.name);
    if (name === undefined) throw new RangeError(`no limit ${limit.name}`);
    if (report.notBegun !== undefined) return { ...unjudged(limit, name), verdict: 'NOT JUDGED' };
    const doubt = untrusted ?? (name.counts ? mismatch : undefined);
    const verdict = judge(limit, name, report, doubt);
    return doubt === undefined ? excuse(verdict, name, pause) : verdict;
  });
}

/** What was measured as a share of a limit: 1 is the limit itself; `null`: nothing was measured, or the limit is 0. */
export function limitShare(limit: Limit, report: UnjudgedReport): number | null {
  const measured = LIMIT_NAMES.find(({ name }) => name === limit.name)?.measure(report);
  if (measured === undefined || 'fault' in measured || !isMeasured(measured.value)) return null;
  return limit.value > 0 ? measured.value / limit.value : null;
}

/** Why limits that a pause of the tester can have changed are not judged; `undefined`: no limit of pauses was stated, or it was kept. */
function whyPaused(limits: readonly Limit[], report: UnjudgedReport): string | undefined {
  const stated = limits.filter(({ name }) => name === PAUSE_LIMIT);
  const mostMs = Math.min(...stated.map(({ value }) => value));
  const longestMs = report.pauses?.longestMs ?? 0;
  if (stated.length === 0 || longestMs <= mostMs) return undefined;
  return `${describeLongestPause(report)}, more than the ${formatFigure(mostMs, 'time')} allowed`;
}

/** Takes back a verdict that the tester's own pause may have caused. */
function excuse(verdict: LimitVerdict, name: LimitName, pause: string | undefined): LimitVerdict {
  if (pause === undefined) return verdict;
  const missed = verdict.verdict === 'FAIL';
  if (name.name === PAUSE_LIMIT) return missed ? { ...verdict, verdict: 'NOT JUDGED' } : verdict;
  const spoilt = name.ownPause === 'either' || (name.ownPause === 'worse' && missed);
  return spoilt
    ? { ...verdict, text: `${verdict.text}; not judged: ${pause}`, verdict: 'NOT JUDGED' }
    : verdict;
}

/** A limit of a run in which nothing was sent. */
function unjudged(limit: Limit, name: LimitName): Omit<LimitVerdict, 'verdict'> {
  return { limit: limit.text, text: `${askedOf(limit, name)}: nothing was sent` };
}

/** The verdict of a run, from those of its limits. */
export function verdictOf(
  verdicts: readonly LimitVerdict[],
  { notBegun }: Pick<RunReport, 'notBegun'> = {},
): RunReport['verdict'] {
  if (notBegun !== undefined) return 'NOT JUDGED';
  if (verdicts.length === 0) return 'NONE';
  if (verdicts.some(({ verdict }) => verdict === 'FAIL')) return 'FAIL';
  return verdicts.some(({ verdict }) => verdict === 'NOT JUDGED') ? 'NOT JUDGED' : 'PASS';
}

/** Every name with its meaning, one line each, for `--help`. */
export function limitHelp(): string {
  const width = Math.max(...LIMIT_NAMES.map(({ example }) => example.length));
  const lines = LIMIT_NAMES.map(({ example, sense, help }) => {
    return `  ${example.padEnd(width)}  at ${sense.padEnd(5)}  ${help}`;
  });
  return [
    'Limits, NAME=VALUE; a figure equal to its limit passes, one that was not measured fails:',
    ...lines,
  ].join('\n');
}

function judge(
  limit: Limit,
  name: LimitName,
  report: UnjudgedReport,
  doubt: string | undefined,
): LimitVerdict {
  const asked = askedOf(limit, name);
  const fail = (words: string): LimitVerdict => ({
    limit: limit.text,
    text: `${asked}: ${words}`,
    verdict: 'FAIL',
  });
  const measured = name.measure(report);
  const because = doubt === undefined ? '' : `; ${doubt}`;
  if ('fault' in measured) return fail(`${measured.fault}${because}`);
  const { value, note } = measured;
  if (!isMeasured(value) || !Number.isFinite(value)) return fail(`not measured${because}`);
  const words = `${formatFigure(value, name.unit, limit.value)}${note === undefined ? '' : ` (${note})`}`;
  if (doubt !== undefined) return fail(`${words}, which can't be trusted: ${doubt}`);
  const kept = name.sense === 'most' ? value <= limit.value : value >= limit.value;
  return kept ? { ...fail(words), verdict: 'PASS' } : fail(words);
}

/** `ack-p99 at most 200 ms`. */
function askedOf(limit: Limit, { sense, unit }: LimitName): string {
  return `${limit.name} at ${sense} ${formatFigure(limit.value, unit)}`;
}

function readQuantity(text: string, { unit, sense }: LimitName): number | undefined {
  if ((unit === 'misses' || unit === 'expectations') && text === 'all') return 0;
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const { factors, whole } = UNITS[unit];
  if (!Object.hasOwn(factors, match[2])) return undefined;
  const number = Number(match[1]);
  const value =
    unit === 'time' && match[2] === 's' ? msFromSeconds(number) : scaled(number, factors[match[2]]);
  if (!(value <= MOST) || (whole && !Number.isInteger(value))) return undefined;
  // A limit that would always or never be kept is refused.
  if (unit === 'share') return value < 1 ? value : undefined;
  if (unit === 'frames') return value >= 1 ? value : undefined;
  return value > 0 || (sense === 'most' && unit !== 'time') ? value : undefined;
}

/** The number times the factor, without errors of binary fractions: 7 % gives 0.07, and 1.1 k gives 1,100. */
function scaled(number: number, factor: number): number {
  return factor < 1 ? number / (1 / factor) : Math.round(number * factor * 1e6) / 1e6;
}

/** A figure in the unit of its limit, with enough decimals to be on the right side of `beside`. */
function formatFigure(value: number, unit: LimitUnit, beside = value): string {
  const { word } = UNITS[unit];
  const seconds = unit === 'time' && Math.abs(value) >= 1000;
  const scale = unit === 'share' ? 100 : seconds ? 0.001 : 1;
  const behind = unit === 'share' ? '%' : unit === 'time' ? (seconds ? 's' : 'ms') : word;
  const text = decimals(value * scale, beside * scale);
  const single = text === '1' && unit !== 'rate' && word !== '';
  return `${text} ${single ? word.replace(/s$/, '') : behind}`;
}

function decimals(value: number, beside: number): string {
  // The limit itself is printed as it was stated, without errors of binary fractions.
  if (value === beside) return trimmed(value.toFixed(9));
  const least = Math.abs(value) < 10 ? 3 : Math.abs(value) < 1000 ? 1 : 0;
  for (let digits = least; digits <= 12; digits++) {
    const text = value.toFixed(digits);
    if (Math.sign(Number(text) - beside) === Math.sign(value - beside)) return trimmed(text);
  }
  return String(value);
}

function trimmed(text: string): string {
  const [whole, fraction = ''] = text.split('.');
  const rest = fraction.replace(/0+$/, '');
  return `${formatNumber(Number(whole))}${rest === '' ? '' : `.${rest}`}`;
}
