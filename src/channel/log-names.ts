/** Names of the RTUs' log files (`spec.md` §8): written by the shards, opened by whoever shows them. */
import type { LogKind } from '../station/journal.js';

/** `NAME-RTUNO-PORT-STAMP` with what no file system takes replaced by `_`. */
export function logFileName(
  name: string,
  rtuNumber: number,
  port: number,
  stamp: string,
  kind: LogKind,
): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to go
  const safe = name.replace(/[\x00-\x1f<>:"/\\|?*]/g, '_').replace(/^\.+/, '_');
  return `${safe}-${rtuNumber}-${port}-${stamp}${kind === 'interrogation' ? '-gi' : ''}.csv`;
}
