/** The time of a log line: local time with microseconds, `2026-11-22 10:03:11.123456`, as time tags and as spreadsheets read it. */
import { formatDateTime } from '../text/local-time.js';

/** Octets of a stamp. */
export const STAMP_OCTETS = 26;

/** `2026-11-22 10:03:11.` of a wall time in ms since 1970. */
function formatSecond(wallMs: number): string {
  return `${formatDateTime(wallMs)}.`;
}

/** The stamp of a wall time in ms since 1970 (fractions are microseconds). */
export function formatStamp(wallMs: number): string {
  const micros = Math.floor((wallMs - Math.floor(wallMs / 1000) * 1000) * 1000);
  return formatSecond(wallMs) + String(micros).padStart(6, '0');
}

/** The latest stamp as octets; computed again once a second, except for its last six digits. */
export class TimeStamp {
  readonly octets = new Uint8Array(STAMP_OCTETS);
  private secondMs = Number.NaN;

  /** Takes a wall time in ms since 1970. */
  set(wallMs: number): void {
    const secondMs = Math.floor(wallMs / 1000) * 1000;
    if (secondMs !== this.secondMs) {
      this.secondMs = secondMs;
      const text = formatSecond(secondMs);
      for (let i = 0; i < text.length; i++) this.octets[i] = text.charCodeAt(i);
    }
    let micros = Math.floor((wallMs - secondMs) * 1000);
    for (let i = STAMP_OCTETS - 1; i >= STAMP_OCTETS - 6; i--) {
      const tenth = (micros / 10) | 0;
      this.octets[i] = 48 + micros - tenth * 10;
      micros = tenth;
    }
  }
}
