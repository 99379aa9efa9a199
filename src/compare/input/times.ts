/** Times of event lists → milliseconds of a wall clock since 1970, read as if the clock showed UTC. */

/** The order of day and month in dates with slashes, which the text alone does not show. */
export type DateOrder = 'mdy' | 'dmy';

/** What a time cell must look like, for messages. */
export const TIME_EXPECTED =
  '2026-11-22 10:04:02.118, 22.11.2026 10:04:02,118 or seconds or milliseconds since 1970 (with slashes: --time-format mdy or dmy)';

const CLOCK =
  /^(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d{1,9}))?(?:\s*(AM|PM))?(?:\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?))?((?:\s+[A-Z]{2,3})*)$/i;

/** Reads times. Keeps the last day, because millions of rows have only a few days. */
export class TimeReader {
  /** Whether the last time is an instant (UTC): it had `Z` or an offset, or was counted since 1970. Else it is a wall time. */
  instant = false;
  /** Whether the last time was followed by IV. */
  invalid = false;
  private dayText = '';
  private dayMs = Number.NaN;

  constructor(private readonly order?: DateOrder) {}

  /** Milliseconds since 1970 with fractions; NaN if the text is not a time. */
  read(text: string): number {
    this.instant = false;
    this.invalid = false;
    const quick = this.readIso(text);
    return Number.isNaN(quick) ? this.readAny(text) : quick;
  }

  /** `2026-11-22 10:04:02.118`, with `T`, microseconds or SU: the form of nearly all rows, so without a regular expression. */
  private readIso(text: string): number {
    const length = text.endsWith(' SU') ? text.length - 3 : text.length;
    if ((length !== 23 && length !== 26) || (text[10] !== ' ' && text[10] !== 'T')) return Number.NaN;
    if (text[13] !== ':' || text[16] !== ':' || (text[19] !== '.' && text[19] !== ',')) return Number.NaN;
    const hour = digits(text, 11, 2);
    const minute = digits(text, 14, 2);
    const second = digits(text, 17, 2);
    const ms = digits(text, 20, length - 20) / (length === 23 ? 1 : 1000);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    return this.day(text.slice(0, 10)) + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  }

  private readAny(text: string): number {
    const epoch = /^\d{10}(?:[.,]\d+)?$|^\d{13}(?:[.,]\d+)?$|^\d{16}$/.test(text);
    if (epoch) return this.readEpoch(text.replace(',', '.'));
    const gap = /^([\d./-]{8,10})(?:[T ]\s*)(.+)$/.exec(text);
    if (gap === null) return Number.NaN;
    const clock = CLOCK.exec(gap[2]);
    if (clock === null) return Number.NaN;
    const [, hourText, minuteText, secondText, fraction = '', half, zone, flags] = clock;
    const hour = hourOf(Number(hourText), half);
    const minute = Number(minuteText);
    const second = Number(secondText);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    const day = this.day(gap[1]);
    this.invalid = /\bIV\b/i.test(flags);
    const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
    const wall = day + ((hour * 60 + minute) * 60 + second) * 1000 + micros / 1000;
    if (zone === undefined) return wall;
    this.instant = true;
    return wall - zoneMs(zone);
  }

  /** Seconds, milliseconds or microseconds since 1970; the number of digits shows which, for the years 2001 to 2286. */
  private readEpoch(text: string): number {
    this.instant = true;
    const { length } = text.split('.')[0];
    if (length === 10) return Math.round(Number(text) * 1e6) / 1000;
    return length === 13 ? Number(text) : Number(text) / 1000;
  }

  private day(text: string): number {
    if (text !== this.dayText) {
      this.dayText = text;
      this.dayMs = this.readDay(text);
    }
    return this.dayMs;
  }

  private readDay(text: string): number {
    const iso = /^(\d{4})([-/])(\d{2})\2(\d{2})$/.exec(text);
    if (iso !== null) return dayMs(Number(iso[1]), Number(iso[3]), Number(iso[4]));
    const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
    if (dots !== null) return dayMs(Number(dots[3]), Number(dots[2]), Number(dots[1]));
    const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
    if (slashes === null || this.order === undefined) return Number.NaN;
    const [first, second, year] = slashes.slice(1).map(Number);
    return this.order === 'mdy' ? dayMs(year, first, second) : dayMs(year, second, first);
  }
}

/** The number of `length` digits from `at` on; NaN if one of them is not a digit. */
function digits(text: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

/** Midnight of a day, ms since 1970; NaN for a day that does not exist. */
function dayMs(year: number, month: number, day: number): number {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : Number.NaN;
}

/** `+01:00` → 3600000. */
function zoneMs(zone: string): number {
  if (/^(Z|UTC)$/i.test(zone)) return 0;
  const clock = zone.replace(/\D/g, '').padEnd(4, '0');
  const ms = (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(2))) * 60_000;
  return zone.startsWith('-') ? -ms : ms;
}

/** `-3600000` or `±HH:MM` → ms; NaN if it is neither. */
export function readOffset(text: string): number {
  if (/^[+-]?\d{1,2}:\d{2}$/.test(text)) {
    const [hours, minutes] = text.replace(/^[+-]/, '').split(':').map(Number);
    const ms = (hours * 60 + minutes) * 60_000;
    return text.startsWith('-') ? -ms : ms;
  }
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** How far this machine's time zone is ahead of UTC, computed once for each quarter of an hour. */
export class LocalZone {
  private readonly ahead = new Map<number, number>();

  /** ms ahead of UTC at an instant. Zones change at full quarters of an hour only. */
  aheadMs(instantMs: number): number {
    const quarter = Math.floor(instantMs / 900_000);
    let ahead = this.ahead.get(quarter);
    if (ahead === undefined) {
      ahead = -new Date(quarter * 900_000).getTimezoneOffset() * 60_000;
      this.ahead.set(quarter, ahead);
    }
    return ahead;
  }
}

/** `2026-11-22 10:04:02.118` of a wall time; empty for NaN. */
export function formatTime(ms: number): string {
  if (Number.isNaN(ms)) return '';
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  const text = new Date(whole).toISOString().slice(0, 23).replace('T', ' ');
  return micros === 0 ? text : text + String(micros).padStart(3, '0');
}
