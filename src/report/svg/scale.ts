/** Scales of charts: from a value to its place on an axis, with marks at round values. */
import { formatElapsed, formatNumber } from '../../text/format.js';

/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** A scale from its low to its high end. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Ascending. */
  readonly ticks: readonly Tick[];
  /** Where a value lies, 0 (low) … 1 (high); values outside lie at the ends. */
  place(value: number): number;
}

const SIX_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
/** Larger values would have no finite differences. */
const MOST = 1e300;
const MOST_STEPS = 5;
const MOST_TIMES = 8;
/** Round times, s. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];
const DAY_S = 86_400;
/** From this time on an axis has `2:05` in place of `125`, s. */
const CLOCK_FROM_S = 120;

/** The smallest of 1, 2, 5 × a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  if (!(least > 0 && Number.isFinite(least))) return 1;
  const decade = 10 ** Math.floor(Math.log10(least));
  // A little less, because of binary fractions: 0.1 + 0.2 is not 0.3.
  const factor = [1, 2, 5, 10].find((one) => one * decade >= least * (1 - 1e-9)) ?? 10;
  return Number((factor * decade).toPrecision(6));
}

/** An even scale that has 0 and both values, up to a round one. `most`: its high end, if it is given. */
export function linearScale(low: number, high: number, most?: number): Scale {
  const from = Math.min(0, finite(low));
  const to = most ?? (Math.max(0, finite(high)) > from ? Math.max(0, finite(high)) : from + 1);
  const step = roundStep((to - from) / MOST_STEPS);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(to / step - 1e-9));
  const [start, end] = [first * step, most ?? last * step];
  const largest = Math.max(Math.abs(start), Math.abs(end));
  const values = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(10)),
  );
  return {
    low: start,
    high: end,
    ticks: values
      .filter((value) => value <= end)
      .map((value) => ({ value, text: tickText(value, step, largest) })),
    place: (value) => within((value - start) / (end - start)),
  };
}

/** All marks of a scale have one unit. */
function tickText(value: number, step: number, largest: number): string {
  const [divisor, unit] = largest >= 1e6 ? [1e6, ' M'] : largest >= 1e4 ? [1e3, ' k'] : [1, ''];
  if (value === 0) return '0';
  const decimals = Math.min(3, Math.max(0, -Math.floor(Math.log10(step / divisor) + 1e-9)));
  return `${formatNumber(value / divisor, decimals)}${unit}`;
}

/** A logarithmic scale from a round value (1, 2, 5) to another; both values are above 0. */
export function logScale(low: number, high: number): Scale {
  if (!(low > 0 && high >= low && Number.isFinite(high))) return logScale(1, 10);
  const start = roundBelow(low);
  const above = roundStep(high);
  const end = above > start ? above : start * 10;
  const decades = Math.log10(end / start);
  const factors = decades <= 2.5 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / MOST_TIMES);
  const [first, last] = [Math.floor(Math.log10(start) + 1e-9), Math.ceil(Math.log10(end) - 1e-9)];
  const ticks: Tick[] = [];
  for (let decade = first; decade <= last; decade += every) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** decade).toPrecision(6));
      if (value >= start * (1 - 1e-9) && value <= end * (1 + 1e-9)) ticks.push({ value, text: plain(value) });
    }
  }
  return {
    low: start,
    high: end,
    ticks,
    place: (value) => (value > 0 ? within(Math.log(value / start) / Math.log(end / start)) : 0),
  };
}

/** The largest of 1, 2, 5 × a power of ten that is not above `most`. */
function roundBelow(most: number): number {
  const decade = 10 ** Math.floor(Math.log10(most) + 1e-9);
  const factor = [5, 2, 1].find((one) => one * decade <= most * (1 + 1e-9)) ?? 1;
  return Number((factor * decade).toPrecision(6));
}

/** `0.01`, `2`, `10,000`. */
function plain(value: number): string {
  return SIX_DIGITS.format(value);
}

/** The time of a run from 0 to its end, with marks at round times; its unit is that of `timeUnit`. */
export function timeScale(endS: number): Scale {
  const end = finite(endS) > 0 ? endS : 1;
  const least = end / MOST_TIMES;
  const step =
    end <= MOST_TIMES
      ? roundStep(least)
      : (TIME_STEPS.find((one) => one >= least) ?? roundStep(least / DAY_S) * DAY_S);
  const count = Math.floor(end / step + 1e-9) + 1;
  return {
    low: 0,
    high: end,
    ticks: Array.from({ length: count }, (_, i) => {
      const value = Number((i * step).toPrecision(10));
      return { value, text: end < CLOCK_FROM_S ? plain(value) : formatElapsed(value * 1000) };
    }),
    place: (value) => within(value / end),
  };
}

/** The unit of the marks of a run of this length. */
export function timeUnit(endS: number): string {
  if (endS < CLOCK_FROM_S) return 's';
  return endS < 3600 ? 'min:s' : 'h:min:s';
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** 0 for what is no number, as in a report that was changed by hand. */
function finite(value: number): number {
  return Number.isFinite(value) ? Math.min(MOST, Math.max(-MOST, value)) : 0;
}
