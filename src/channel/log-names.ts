/** Names of the log files (`docs/behaviour.md` §8), for the shards that write and the views that read them. */
import type { GroupDefinition } from '../gateway/definition.js';
import type { LogKind } from '../station/journal.js';
import { formatDay, formatTimeOfDay } from '../text/local-time.js';
import { plainText } from '../text/outside-text.js';
import { isDeviceName } from '../text/windows-names.js';

/** The program's own log, in the same folder. */
export const PROGRAM_LOG = 'iec104rs.log';
/** That of the gateway: both may have one log folder. */
export const GATEWAY_LOG = 'iec104mm2ss.log';

/**
 * `NAME-RTUNO-PORT-STAMP.csv`; with `-BIND` after the port if the RTU has an address of its own, since two RTUs may differ in
 * the address only. Characters that a file system refuses, or that deceive, become `_`; a name that Windows takes for a device begins with it, as `_com1.x`. `-gi` marks the interrogation log.
 */
export function logFileName(
  name: string,
  rtuNumber: number,
  port: number,
  bind: string,
  stamp: string,
  kind: LogKind,
): string {
  const safe = (text: string) => plainText(text).replace(/[\ufffd<>:"/\\|?*]/g, '_');
  const address = bind === '' ? '' : `-${safe(bind)}`;
  const ending = kind === 'interrogation' ? '-gi' : '';
  const file = `${safe(name).replace(/^\.+/, '_')}-${rtuNumber}-${port}${address}-${stamp}${ending}.csv`;
  return isDeviceName(file) ? `_${file}` : file;
}

/** Name of the log of a group: as an RTU's, with the port of its masters, the first where it has several. */
export function groupLogName(
  { name, rtuNumber, ports }: Pick<GroupDefinition, 'name' | 'rtuNumber' | 'ports'>,
  stamp: string,
): string {
  const [{ port, bind }] = ports;
  return logFileName(name, rtuNumber, port, bind, stamp, 'main');
}

/** `YYYYMMDDTHHMMSS`, local time. */
export function formatFileStamp(wallMs: number): string {
  return `${formatDay(wallMs)}T${formatTimeOfDay(wallMs)}`.replace(/[-:]/g, '');
}
