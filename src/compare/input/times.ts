/** Times of event lists → milliseconds of a wall clock since 1970, read as if the clock showed UTC. */

/** The order of day and month in dates with slashes, which the text alone does not show. */
export type DateOrder = 'mdy' | 'dmy';

/** What a time cell must look like, for messages. */
export const TIME_EXPECTED =
  '2026-11-22 10:04:02.118, 22.11.2026 10:04:02,118, 22-Nov-26 10:04:02.118 or seconds or milliseconds since 1970 (with slashes: --time-format mdy or dmy; in another zone: --time-zone)';

/** Names of zones that front-ends write behind a time, and their offsets from UTC. Names that several zones use are not among them. */
const ZONE_WORDS: Readonly<Record<string, string>> = {
  Z: '+00:00',
  UTC: '+00:00',
  GMT: '+00:00',
  WET: '+00:00',
  WEST: '+01:00',
  CET: '+01:00',
  MEZ: '+01:00',
  CEST: '+02:00',
  MESZ: '+02:00',
  EET: '+02:00',
  OEZ: '+02:00',
  EEST: '+03:00',
  OESZ: '+03:00',
};

/** Fractions follow the seconds, or stand in a column of their own: whole milliseconds. */
const CLOCK = new RegExp(
  String.raw`^(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d{1,9}))?(?:\s*(AM|PM))?(?:\s+(\d{1,3}))?` +
    String.raw`(?:\s*(${Object.keys(ZONE_WORDS).join('|')}|[+-]\d{2}(?::?\d{2})?))?((?:\s+(?:IV|SU|GEN|[A-Z]{2}))*)$`,
  'i',
);

/** `22.11.2026 …`, `2026-11-22T…`, `22-Nov-2026 …`, `Nov 22, 2026 …`: the day, and the clock after it. */
const DAY_AND_CLOCK =
  /^([\d./-]{6,10}|\d{1,2}[ .-]+[A-Za-zä]{3,9}[ .-]+\d{2,4}|[A-Za-zä]{3,9}\.? \d{1,2},? \d{4})(?:T|,?\s+)(.+)$/;

/** Months by the first three letters of their names, in English and German. */
const MONTHS: Readonly<Record<string, number>> = {
  ...{ jan: 1, jän: 1, feb: 2, mar: 3, mär: 3, mrz: 3, apr: 4, may: 5, mai: 5, jun: 6, jul: 7, aug: 8 },
  ...{ sep: 9, oct: 10, okt: 10, nov: 11, dec: 12, dez: 12 },
};

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
    const gap = DAY_AND_CLOCK.exec(text);
    if (gap === null) return Number.NaN;
    const clock = CLOCK.exec(gap[2]);
    if (clock === null) return Number.NaN;
    const [, hourText, minuteText, secondText, decimals, half, ms, zone, flags] = clock;
    if (decimals !== undefined && ms !== undefined) return Number.NaN;
    const fraction = decimals ?? ms?.padStart(3, '0') ?? '';
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
    const iso = /^(\d{4})([-/.])(\d{2})\2(\d{2})$/.exec(text);
    if (iso !== null) return dayMs(Number(iso[1]), Number(iso[3]), Number(iso[4]));
    const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(text);
    if (dots !== null) {
      // With dots the day stands first, unless the option says otherwise.
      const [first, second] = [Number(dots[1]), Number(dots[2])];
      const year = yearOf(dots[3]);
      return this.order === 'mdy' ? dayMs(year, first, second) : dayMs(year, second, first);
    }
    const named =
      /^(?:(\d{1,2})[ .-]+([A-Za-zä]{3,9})[ .-]+(\d{4}|\d{2})|([A-Za-zä]{3,9})\.? (\d{1,2}),? (\d{4}))$/.exec(
        text,
      );
    if (named !== null) {
      const [, day = named[5], name = named[4], year = named[6]] = named;
      return dayMs(yearOf(year), MONTHS[name.slice(0, 3).toLowerCase()] ?? Number.NaN, Number(day));
    }
    const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/.exec(text);
    if (slashes === null || this.order === undefined) return Number.NaN;
    const [first, second] = [Number(slashes[1]), Number(slashes[2])];
    const year = yearOf(slashes[3]);
    return this.order === 'mdy' ? dayMs(year, first, second) : dayMs(year, second, first);
  }
}

/** Two digits are a year of this century, as in the time tag of the protocol. */
function yearOf(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
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
  const offset = ZONE_WORDS[zone.toUpperCase()] ?? zone;
  const clock = offset.replace(/\D/g, '').padEnd(4, '0');
  const ms = (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(2))) * 60_000;
  return offset.startsWith('-') ? -ms : ms;
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

const QUARTER_MS = 900_000;

/** How far a time zone is ahead of UTC, computed once for each quarter of an hour: zones change at full quarters only. */
export class Zone {
  private readonly ahead = new Map<number, number>();

  private constructor(private readonly computeMs: (instantMs: number) => number) {}

  /** This machine's zone. */
  static local(): Zone {
    return new Zone((instantMs) => -new Date(instantMs).getTimezoneOffset() * 60_000);
  }

  /** A zone by its IANA name, as `Europe/Berlin`; `undefined` if there is none of that name. */
  static named(name: string): Zone | undefined {
    try {
      const clock = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
      return new Zone((instantMs) => {
        const part = clock.formatToParts(instantMs).find(({ type }) => type === 'timeZoneName');
        // `GMT+01:00`; `GMT` alone is UTC.
        return part === undefined || part.value === 'GMT' ? 0 : zoneMs(part.value.slice(3));
      });
    } catch {
      return undefined;
    }
  }

  /** ms ahead of UTC at an instant. */
  aheadMs(instantMs: number): number {
    const quarter = Math.floor(instantMs / QUARTER_MS);
    let ahead = this.ahead.get(quarter);
    if (ahead === undefined) {
      ahead = this.computeMs(quarter * QUARTER_MS);
      this.ahead.set(quarter, ahead);
    }
    return ahead;
  }

  /** The instant at which the zone's clock shows `wallMs`; the earlier one in the hour that comes twice. */
  instantMs(wallMs: number): number {
    const early = wallMs - this.aheadMs(wallMs - 86_400_000);
    if (early + this.aheadMs(early) === wallMs) return early;
    return wallMs - this.aheadMs(wallMs + 86_400_000);
  }

  /** The later instant at which the zone's clock shows `wallMs`, in the hour that comes twice; NaN: there is only one. */
  laterMs(wallMs: number): number {
    const late = wallMs - this.aheadMs(wallMs + 86_400_000);
    const isTwice = late > this.instantMs(wallMs) && late + this.aheadMs(late) === wallMs;
    return isTwice ? late : Number.NaN;
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
