/** Names of the RTUs' log files (`docs/behaviour.md` §8): written by the shards, opened by whoever shows them. */

import type { LogKind } from '../station/journal.js';
import { formatDay, formatTimeOfDay } from '../text/local-time.js';

/**
 * `NAME-RTUNO-PORT-STAMP`, with an own address behind the port (RTUs may share all the rest),
 * and with what no file system takes replaced by `_`.
 */
export function logFileName(
  name: string,
  rtuNumber: number,
  port: number,
  bind: string,
  stamp: string,
  kind: LogKind,
): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to go
  const safe = (text: string) => text.replace(/[\x00-\x1f<>:"/\\|?*]/g, '_');
  const address = bind === '' ? '' : `-${safe(bind)}`;
  return `${safe(name).replace(/^\.+/, '_')}-${rtuNumber}-${port}${address}-${stamp}${kind === 'interrogation' ? '-gi' : ''}.csv`;
}

/** `YYYYMMDDTHHMMSS`, local time. */
export function formatFileStamp(wallMs: number): string {
  return `${formatDay(wallMs)}T${formatTimeOfDay(wallMs)}`.replace(/[-:]/g, '');
}
