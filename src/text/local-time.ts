/** Wall times (ms since 1970) in local time, as people read them. */

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-22`. */
export function formatDay(wallMs: number): string {
  const at = new Date(wallMs);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `10:03:11`. */
export function formatTimeOfDay(wallMs: number): string {
  const at = new Date(wallMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `10:03:11.123`. */
export function formatClock(wallMs: number): string {
  const ms = new Date(wallMs).getMilliseconds();
  return `${formatTimeOfDay(wallMs)}.${String(ms).padStart(3, '0')}`;
}
