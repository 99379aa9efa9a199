/** Wall times (ms since 1970) as text in local time. */

/** `7` → `07`; for hours, minutes, seconds, days and months. */
export function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

/** `2026-11-22`. */
export function formatDay(wallMs: number): string {
  const at = new Date(wallMs);
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
}

/** `10:03:11`. */
export function formatTimeOfDay(wallMs: number): string {
  const at = new Date(wallMs);
  return `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}`;
}

/** `10:03:11.123`. */
export function formatClock(wallMs: number): string {
  const ms = new Date(wallMs).getMilliseconds();
  return `${formatTimeOfDay(wallMs)}.${String(ms).padStart(3, '0')}`;
}

/** `2026-11-22 10:03:11`. */
export function formatDateTime(wallMs: number): string {
  return `${formatDay(wallMs)} ${formatTimeOfDay(wallMs)}`;
}

/** Minutes east of UTC as `+01:00`. */
export function formatOffset(minutes: number): string {
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(distance / 60))}:${twoDigits(distance % 60)}`;
}
