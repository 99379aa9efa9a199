/** How a user names an NTP server: on the command line (`-s`) and in the ini file (`ntp_server`). */
import { isIPv6 } from 'node:net';

/** Port of NTP (RFC 5905 §16). */
export const NTP_PORT = 123;

/** An NTP server. */
export interface NtpServer {
  /** The entry as the user wrote it; messages name the server so. */
  readonly text: string;
  /** Host name, IPv4 or IPv6 address (without brackets). */
  readonly host: string;
  /** 1…65535. */
  readonly port: number;
}

/**
 * Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address; `undefined` for any other text.
 * `defaultPort` is used if the entry has no port.
 */
export function parseNtpServer(text: string, defaultPort = NTP_PORT): NtpServer | undefined {
  const trimmed = text.trim();
  // More than one colon without brackets: an address without a port, because the two could not be distinguished.
  if (isIPv6(trimmed)) return { text: trimmed, host: trimmed, port: defaultPort };
  const match = /^(?:\[([^\]]+)\]|([^\s/:[\]]+))(?::(\d{1,5}))?$/.exec(trimmed);
  if (match === null) return undefined;
  const [, address, name, portText] = match;
  if (address !== undefined && !isIPv6(address)) return undefined;
  const port = portText === undefined ? defaultPort : Number(portText);
  // Port 0 as a default is a mistake of the user too: a server can't be reached there.
  if (port < 1 || port > 65535) return undefined;
  return { text: trimmed, host: address ?? name, port };
}
