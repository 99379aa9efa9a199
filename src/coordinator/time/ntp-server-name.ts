/** How a user names an NTP server: on the command line (`-s`) and in the ini file (`ntp_server`). */
import { isIPv6 } from 'node:net';

/** Port of NTP (RFC 5905 §16). */
export const NTP_PORT = 123;

/** A server to be asked. */
export interface NtpServer {
  /** The entry as the user wrote it; messages name the server so. */
  readonly text: string;
  /** Host name, IPv4 or IPv6 address (without brackets). */
  readonly host: string;
  /** 1…65535. */
  readonly port: number;
}

/**
 * Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address; `undefined`: none of these.
 * `defaultPort` holds where the entry names none.
 */
export function parseNtpServer(text: string, defaultPort = NTP_PORT): NtpServer | undefined {
  const trimmed = text.trim();
  // More than one colon without brackets: an address, and never a port, which could not be told from it.
  if (isIPv6(trimmed)) return { text: trimmed, host: trimmed, port: defaultPort };
  const match = /^(?:\[([^\]]+)\]|([^\s/:[\]]+))(?::(\d{1,5}))?$/.exec(trimmed);
  if (match === null) return undefined;
  const [, address, name, portText] = match;
  if (address !== undefined && !isIPv6(address)) return undefined;
  const port = portText === undefined ? defaultPort : Number(portText);
  // Port 0 as a default is a user's slip as well: nothing can be asked there.
  if (port < 1 || port > 65535) return undefined;
  return { text: trimmed, host: address ?? name, port };
}
