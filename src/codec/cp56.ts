/**
 * Binary times: CP56Time2a (7 octets) and CP16Time2a (2 octets).
 * Source: `docs/protocol.md` §4, IEC 60870-5-101 clause 7.2.6.18 and 7.2.6.20.
 */

/** Octets of a CP56Time2a. */
export const CP56_OCTETS = 7;

/** A CP56Time2a as on the wire. Decoding never refuses: impossible dates are kept unchanged. */
export interface Cp56 {
  /** Milliseconds in the minute, 0…65535 on the wire, 0…59999 valid. */
  ms: number;
  /** 0…59 (6 bits on the wire). */
  minute: number;
  /** 0…23 (5 bits on the wire). */
  hour: number;
  /** 1…31 (5 bits on the wire; 0 occurs in unset clocks). */
  day: number;
  /** 1 Monday … 7 Sunday, 0 not used. */
  dayOfWeek: number;
  /** 1…12 (4 bits on the wire). */
  month: number;
  /** Year in the century, 0…99 (7 bits on the wire). */
  year: number;
  /** IV: the time is not valid. */
  invalid: boolean;
  /** SU: summer time. */
  summer: boolean;
  /** GEN (RES1): the time was substituted on the way. */
  substituted: boolean;
}

/**
 * How a wall time becomes a time tag: in the machine's zone (with SU in summer), or by its UTC fields, with SU 0 (`utc`) or SU 1
 * (`summer`: the clock of a master that says summer time; its wall time already holds the hour).
 */
export type TimeZoneRule = 'local' | 'utc' | 'summer';

/** Reads the 7 octets at `at`. Reserved bits are ignored. */
export function readCp56(octets: Uint8Array, at: number): Cp56 {
  const minute = octets[at + 2];
  const hour = octets[at + 3];
  const day = octets[at + 4];
  return {
    ms: octets[at] | (octets[at + 1] << 8),
    minute: minute & 0x3f,
    hour: hour & 0x1f,
    day: day & 0x1f,
    dayOfWeek: day >> 5,
    month: octets[at + 5] & 0x0f,
    year: octets[at + 6] & 0x7f,
    invalid: (minute & 0x80) !== 0,
    summer: (hour & 0x80) !== 0,
    substituted: (minute & 0x40) !== 0,
  };
}

/** Writes 7 octets at `at`; every field is masked to its bits, reserved bits are 0. */
export function writeCp56(octets: Uint8Array, at: number, time: Cp56): void {
  octets[at] = time.ms & 0xff;
  octets[at + 1] = (time.ms >> 8) & 0xff;
  octets[at + 2] = (time.minute & 0x3f) | (time.invalid ? 0x80 : 0) | (time.substituted ? 0x40 : 0);
  octets[at + 3] = (time.hour & 0x1f) | (time.summer ? 0x80 : 0);
  octets[at + 4] = (time.day & 0x1f) | ((time.dayOfWeek & 7) << 5);
  octets[at + 5] = time.month & 0x0f;
  octets[at + 6] = time.year & 0x7f;
}

/** The CP56Time2a of a wall time in milliseconds since 1970 (UTC); fractions of a millisecond are cut off. */
export function cp56FromWallMs(wallMs: number, zone: TimeZoneRule): Cp56 {
  const date = new Date(wallMs);
  if (zone !== 'local') {
    return {
      ms: date.getUTCSeconds() * 1000 + date.getUTCMilliseconds(),
      minute: date.getUTCMinutes(),
      hour: date.getUTCHours(),
      day: date.getUTCDate(),
      dayOfWeek: date.getUTCDay() || 7,
      month: date.getUTCMonth() + 1,
      year: date.getUTCFullYear() % 100,
      invalid: false,
      summer: zone === 'summer',
      substituted: false,
    };
  }
  return {
    ms: date.getSeconds() * 1000 + date.getMilliseconds(),
    minute: date.getMinutes(),
    hour: date.getHours(),
    day: date.getDate(),
    dayOfWeek: date.getDay() || 7,
    month: date.getMonth() + 1,
    year: date.getFullYear() % 100,
    invalid: false,
    summer: isSummerTime(date),
    substituted: false,
  };
}

/**
 * Whether the fields are a time that exists (IV is ignored).
 * Day of week is not checked: 0 means not used, and stacks differ.
 */
export function isPossibleTime(time: Cp56): boolean {
  if (time.ms > 59999 || time.minute > 59 || time.hour > 23 || time.year > 99) return false;
  if (time.month < 1 || time.month > 12 || time.day < 1) return false;
  return time.day <= new Date(Date.UTC(2000 + time.year, time.month, 0)).getUTCDate();
}

/**
 * Wall time in milliseconds since 1970 of a CP56Time2a, century 2000, or NaN when the date is impossible.
 * With zone `local` the machine's zone rules decide; SU picks the summer reading of the doubled hour.
 */
export function wallMsFromCp56(time: Cp56, zone: 'local' | 'utc'): number {
  if (zone === 'utc') return fieldsMs(time);
  if (!isPossibleTime(time)) return Number.NaN;
  const year = 2000 + time.year;
  const seconds = Math.floor(time.ms / 1000);
  const ms = time.ms % 1000;
  const date = new Date(year, time.month - 1, time.day, time.hour, time.minute, seconds, ms);
  // In the hour that occurs twice, JavaScript takes the first (summer) reading.
  const later = new Date(date.getTime() + daylightSavingMs(date));
  const occursTwice = later.getMinutes() === date.getMinutes() && later.getHours() === date.getHours();
  return !time.summer && occursTwice ? later.getTime() : date.getTime();
}

/** The fields read as UTC, ms since 1970, century 2000, whatever SU says; NaN when the date is impossible. */
export function fieldsMs(time: Cp56): number {
  if (!isPossibleTime(time)) return Number.NaN;
  const { ms, minute, hour, day, month, year } = time;
  return Date.UTC(2000 + year, month - 1, day, hour, minute, 0, ms);
}

/**
 * How far `time` is ahead of `other`, ms; NaN when a date is impossible. A time with SU 1 is an hour (in some zones half an hour)
 * before one with the same fields and SU 0.
 */
export function cp56DifferenceMs(time: Cp56, other: Cp56): number {
  const differenceMs = fieldsMs(time) - fieldsMs(other);
  if (time.summer === other.summer) return differenceMs;
  return time.summer ? differenceMs - summerShiftMs(time.year) : differenceMs + summerShiftMs(time.year);
}

/** What daylight saving adds in the machine's zone in this year of the century; an hour if the zone has none. */
function summerShiftMs(year: number): number {
  const january = new Date(2000 + year, 0, 1).getTimezoneOffset();
  const july = new Date(2000 + year, 6, 1).getTimezoneOffset();
  return (Math.abs(january - july) || 60) * 60_000;
}

/** `2027-12-31 23:59:45.678`, followed by ` SU`, ` GEN` and ` IV` if they are set. */
export function formatCp56(time: Cp56): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = two(Math.floor(time.ms / 1000));
  const clock = `${two(time.hour)}:${two(time.minute)}:${seconds}.${String(time.ms % 1000).padStart(3, '0')}`;
  const flags = (time.summer ? ' SU' : '') + (time.substituted ? ' GEN' : '') + (time.invalid ? ' IV' : '');
  return `20${two(time.year)}-${two(time.month)}-${two(time.day)} ${clock}${flags}`;
}

/** Whether the machine's zone has daylight saving in force at `date`. */
export function isSummerTime(date: Date): boolean {
  return daylightSavingMs(date) > 0;
}

/** How far the machine's zone is ahead of its standard time at `date`; half an hour in some zones. */
function daylightSavingMs(date: Date): number {
  const year = date.getFullYear();
  const winter = Math.max(new Date(year, 0, 1).getTimezoneOffset(), new Date(year, 6, 1).getTimezoneOffset());
  return (winter - date.getTimezoneOffset()) * 60_000;
}
