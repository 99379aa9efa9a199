/** What a soak samples, how fast each may grow, and the verdict. */
import { FEWEST_SAMPLES, type Slope, theilSen } from './slope.js';

/** One look at the program. Octets, counts and ms; `NaN`: this system does not tell. */
export interface Look {
  /** Since the start of the soak, s. */
  seconds: number;
  rss: number;
  heap: number;
  external: number;
  arrayBuffers: number;
  descriptors: number;
  handles: number;
  /** The longest delay of an event loop since the last look. */
  delayMs: number;
  logOctets: number;
}

/** A figure with the growth that is still taken for none. */
export interface Figure {
  name: Exclude<keyof Look, 'seconds'>;
  label: string;
  unit: string;
  /** Units of the sample in one printed unit. */
  scale: number;
  /** Printed units an hour; `undefined`: growth is what it is for. */
  bound: number | undefined;
}

const MB = 2 ** 20;

export const FIGURES: readonly Figure[] = [
  { name: 'rss', label: 'resident memory', unit: 'MB', scale: MB, bound: 24 },
  { name: 'heap', label: 'heap, all threads', unit: 'MB', scale: MB, bound: 12 },
  { name: 'external', label: 'external memory', unit: 'MB', scale: MB, bound: 6 },
  { name: 'arrayBuffers', label: 'array buffers', unit: 'MB', scale: MB, bound: 6 },
  { name: 'descriptors', label: 'open descriptors', unit: '', scale: 1, bound: 4 },
  { name: 'handles', label: 'handles', unit: '', scale: 1, bound: 4 },
  { name: 'delayMs', label: 'event-loop delay', unit: 'ms', scale: 1, bound: 20 },
  { name: 'logOctets', label: 'logs', unit: 'MB', scale: MB, bound: undefined },
];

/** The first part of a soak is warm-up: caches fill, functions are compiled. Share of the whole, and its least length, s. */
const WARM_UP_SHARE = 0.2;
const WARM_UP_S = 60;
/** A slope over less time says nothing about an hour, s. */
const LEAST_S = 600;

export interface Judged {
  figure: Figure;
  slope: Slope | undefined;
  verdict: 'PASS' | 'FAIL' | 'NOT JUDGED';
  why: string;
}

/** Looks after the warm-up. */
export function warm(looks: readonly Look[]): Look[] {
  const last = looks.at(-1)?.seconds ?? 0;
  const from = Math.max(WARM_UP_S, last * WARM_UP_SHARE);
  return looks.filter(({ seconds }) => seconds >= from);
}

/**
 * Judges each figure. It fails if it surely grows faster than its bound: the median slope and its lower confidence bound
 * are both above. Too few samples are not judged.
 */
export function judge(looks: readonly Look[]): Judged[] {
  const used = warm(looks);
  const span = used.length === 0 ? 0 : used[used.length - 1].seconds - used[0].seconds;
  return FIGURES.map((figure) => {
    const samples = used
      .map((look) => ({ hours: look.seconds / 3600, value: look[figure.name] / figure.scale }))
      .filter(({ value }) => !Number.isNaN(value));
    const slope = theilSen(samples);
    return { figure, slope, ...decide(figure, slope, samples.length, span) };
  });
}

function decide(
  { bound, unit }: Figure,
  slope: Slope | undefined,
  samples: number,
  span: number,
): Pick<Judged, 'verdict' | 'why'> {
  if (slope === undefined)
    return {
      verdict: 'NOT JUDGED',
      why: `${samples} samples after the warm-up, ${FEWEST_SAMPLES} are needed`,
    };
  if (bound === undefined) return { verdict: 'PASS', why: 'no bound' };
  if (span < LEAST_S)
    return {
      verdict: 'NOT JUDGED',
      why: `${Math.round(span)} s after the warm-up, ${LEAST_S} s are needed`,
    };
  const why = `bound ${bound}${unit === '' ? '' : ` ${unit}`}/h`;
  const grows = slope.perHour > bound && slope.atLeast > bound;
  return { verdict: grows ? 'FAIL' : 'PASS', why };
}

/** One line of the summary. */
export function judgedLine({ figure: { label, unit }, slope, verdict, why }: Judged): string {
  const text = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(2)}`;
  const per = unit === '' ? '/h' : ` ${unit}/h`;
  const growth =
    slope === undefined ? '?' : `${text(slope.perHour)}${per} (surely above ${text(slope.atLeast)}${per})`;
  return `${verdict.padEnd(10)} ${label.padEnd(18)} ${growth}; ${why}`;
}

/** Columns of the CSV file. */
export const COLUMNS: readonly (keyof Look)[] = ['seconds', ...FIGURES.map(({ name }) => name)];

export function csvLine(look: Look): string {
  return COLUMNS.map((name) => (Number.isNaN(look[name]) ? '' : look[name])).join(',');
}
