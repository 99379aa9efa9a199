/** Figures, times and texts as people read them in a report. What was not measured (`null`, NaN) is `–`. */

/** In place of a figure that nobody measured. */
export const NOTHING = '–';

const GROUPED = Array.from(
  { length: 4 },
  (_, digits) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** Control characters, and those that turn the direction of what stands behind them: a name must not write over its neighbour. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** Whether there is a figure at all. */
export function isMeasured(value: number | null | undefined): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** `1,234.5`: thousands separated, `digits` decimals (0…3). */
export function formatNumber(value: number | null | undefined, digits = 0): string {
  if (!isMeasured(value)) return NOTHING;
  const text = GROUPED[digits].format(value);
  return text === '-0' ? '0' : text;
}

/** `1 RTU`, `12 RTUs`. */
export function countOf(value: number | null, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** ms without their unit, three digits that count: `0.125`, `2.35`, `23.5`, `1,434`. */
export function formatMs(ms: number | null | undefined): string {
  if (!isMeasured(ms)) return NOTHING;
  return formatNumber(ms, ms === 0 ? 0 : ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

/** A time with its unit: `2.35 ms`, `1.43 s`, `2 min 05 s`, `1 h 02 min 05 s`. */
export function formatDuration(ms: number | null | undefined): string {
  if (!isMeasured(ms)) return NOTHING;
  if (!Number.isFinite(ms)) return 'for ever';
  if (ms < 999.5) return `${formatMs(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, ms < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const tail = `${two(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${tail}`;
  return `${formatNumber(Math.floor(minutes / 60))} h ${two(minutes % 60)} min ${tail}`;
}

/** Share 0…1 as percent, without the sign: `78`, `4.2`, `<0.1`. */
export function formatPercent(share: number | null | undefined): string {
  if (!isMeasured(share)) return NOTHING;
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return '<0.1';
  return formatNumber(percent, percent !== 0 && percent < 9.95 ? 1 : 0);
}

/** `78 %`. */
export function formatShare(share: number | null | undefined): string {
  return isMeasured(share) ? `${formatPercent(share)} %` : NOTHING;
}

/** Local time with its distance from UTC: `2026-11-22 09:15:10.669 +01:00`. `wallMs` is ms since 1970. */
export function formatInstant(wallMs: number | null | undefined): string {
  const at = new Date(wallMs ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return NOTHING;
  const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
  const east = -at.getTimezoneOffset();
  const zone = `${east < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(east) / 60))}:${pad(Math.abs(east) % 60)}`;
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
  return `${day} ${clock} ${zone}`;
}

/** Text of one line that can't steer a terminal or turn round what stands beside it. */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** `2404`, `127.0.1.5 port 2404`, `fe80::1 port 2404`. */
export function formatPlace({ bind, port }: { readonly bind: string; readonly port: number }): string {
  return bind === '' ? String(port) : `${bind} port ${port}`;
}
