/**
 * Numbers and durations as text: one set for logs, reports and the screen.
 * Commas separate thousands; a blank and the unit follow. A figure that was not measured (`null`, `undefined`, NaN) is `–`.
 */
import { formatClock, formatDay, formatOffset, twoDigits } from './local-time.js';

/** Shown in place of a figure that was not measured. */
const NOTHING = '–';

const FIXED = Array.from(
  { length: 4 },
  (_, decimals) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
);
const THREE_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const MOST_THREE_DECIMALS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** A figure that may be missing. */
export type Figure = number | null | undefined;

/** Whether the figure was measured. */
export function isMeasured(value: Figure): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** `1,234.5`: rounded to `decimals` decimals, 0…3; trailing zeros are kept, so that columns line up. */
export function formatNumber(value: Figure, decimals = 0): string {
  if (!isMeasured(value)) return NOTHING;
  if (decimals === 0 && Number.isFinite(value)) return formatWhole(value);
  return withoutMinusZero(FIXED[decimals].format(value));
}

/** By hand: the dashboard formats a thousand cells a frame, and this takes half the time of `Intl`. */
function formatWhole(value: number): string {
  const digits = String(Math.round(Math.abs(value)));
  const grouped = digits.length <= 3 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 && digits !== '0' ? `-${grouped}` : grouped;
}

function withoutMinusZero(text: string): string {
  return /^-0(?:\.0+)?$/.test(text) ? text.slice(1) : text;
}

/** `1 RTU`, `12 RTUs`. */
export function countOf(value: number | null, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** `4 North, 9 South and 147 more`: the names of the first `most`, and how many follow. */
export function firstNames<T>(all: readonly T[], most: number, nameOf: (one: T) => string): string {
  const shown = all.slice(0, most).map(nameOf).join(', ');
  const more = all.length - most;
  return more > 0 ? `${shown} and ${formatNumber(more)} more` : shown;
}

/** `765,000`, `52`, `5.1`, `0.85`: three significant digits, or all digits before the point. For sentences. */
export function formatFigure(value: Figure): string {
  if (!isMeasured(value)) return NOTHING;
  return Math.abs(value) >= 100 ? formatNumber(value) : THREE_DIGITS.format(value);
}

/** `1,220,000`: three significant digits, for estimates. */
export function formatRough(value: Figure): string {
  return isMeasured(value) ? THREE_DIGITS.format(value) : NOTHING;
}

/** `5.4 M`: at most 6 columns, for axes; units k, M, G. */
export function formatShort(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const [scaled, unit] =
    value < 999_500 ? [value / 1e3, 'k'] : value < 999_500_000 ? [value / 1e6, 'M'] : [value / 1e9, 'G'];
  return `${scaled < 99.95 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`;
}

/** `12.34 MB`: millions of octets. */
export function formatMegabytes(octets: Figure): string {
  return isMeasured(octets) ? `${formatNumber(octets / 1e6, 2)} MB` : NOTHING;
}

/** Milliseconds without their unit, three significant digits, for tables: `0.125`, `2.35`, `23.5`, `1,434`. */
export function formatMs(ms: Figure): string {
  if (!isMeasured(ms)) return NOTHING;
  return formatNumber(ms, ms === 0 ? 0 : ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

/** A duration for tables: `2.35 ms`, `1.43 s`, `2 min 05 s`, `1 h 02 min 05 s`; infinite: `for ever`. */
export function formatDuration(ms: Figure): string {
  if (!isMeasured(ms)) return NOTHING;
  if (!Number.isFinite(ms)) return 'for ever';
  if (ms < 999.5) return `${formatMs(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, ms < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const tail = `${twoDigits(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${tail}`;
  return `${formatNumber(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min ${tail}`;
}

/** A duration for sentences, three significant digits: `0.83 ms`, `52 ms`, `1.9 s`. */
export function formatFigureMs(ms: Figure): string {
  if (!isMeasured(ms)) return NOTHING;
  return ms < 1000 ? `${formatFigure(ms)} ms` : `${formatFigure(ms / 1000)} s`;
}

/** A duration for narrow columns, at most 7 characters below 28 hours: `3.1 ms`, `310 ms`, `12.4 s`. */
export function formatShortMs(ms: number): string {
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 9999.5) return `${Math.round(ms)} ms`;
  return ms < 999_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** A duration to the microsecond, for differences of times: `35 ms`, `0.125 ms`, `3,600 s`. */
export function formatExactMs(ms: Figure): string {
  if (!isMeasured(ms)) return NOTHING;
  return ms >= 10_000
    ? `${MOST_THREE_DECIMALS.format(Math.round(ms) / 1000)} s`
    : `${MOST_THREE_DECIMALS.format(ms)} ms`;
}

/** A duration as on a clock: `2:03`, `1:02:03`; below 0: `0:00`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const tail = `${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail.replace(/^0(\d)/, '$1');
}

/** A share of 0…1 as percent without the sign: `78`, `4.2`, `<0.1`. */
export function formatPercent(share: Figure): string {
  if (!isMeasured(share)) return NOTHING;
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return '<0.1';
  return formatNumber(percent, percent !== 0 && percent < 9.95 ? 1 : 0);
}

/** A share of 0…1 with the sign: `78 %`. */
export function formatShare(share: Figure): string {
  return isMeasured(share) ? `${formatPercent(share)} %` : NOTHING;
}

/** A wall time (ms since 1970) in local time with its distance from UTC: `2026-11-22 09:15:10.669 +01:00`. */
export function formatInstant(wallMs: Figure): string {
  const at = new Date(wallMs ?? Number.NaN);
  const ms = at.getTime();
  if (Number.isNaN(ms)) return NOTHING;
  return `${formatDay(ms)} ${formatClock(ms)} ${formatOffset(-at.getTimezoneOffset())}`;
}
