/** Where the RTU of a group listens: `IP:PORT;IP:PORT`. Source: `docs/gateway.md` §2. */
import type { RtuHost } from '../../gateway/definition.js';
import { readDigits } from '../../text/numbers.js';
import { isPlain } from '../../text/outside-text.js';
import { isHostEntry } from '../addresses.js';

/** What an entry must be, in words. */
export const RTU_HOST_EXPECTED =
  'ADDRESS:PORT of the RTU, such as 10.1.1.5:2404, rtu7:2404 or [fe80::1]:2404';

const HOST = /^(?:\[([^[\]]+)\]|([^:[\]]+))\s*:\s*(\d+)$/;
/** A text that only an IPv4 address can be. */
const DOTTED = /^[\d.]+$/;

/** Reads one entry; `undefined`: it has no port, or is none. A port is never guessed. */
export function readRtuHost(text: string): RtuHost | undefined {
  const [, bracketed, plain, digits] = HOST.exec(text) ?? [];
  const host = (bracketed ?? plain ?? '').trim();
  const port = readDigits(digits ?? '', 1, 65535);
  if (port === undefined) return undefined;
  if (bracketed !== undefined) return isAddress(host) && host.includes(':') ? { host, port } : undefined;
  const isName = /^[^\s/]+$/.test(host) && isPlain(host) && !DOTTED.test(host);
  return isName || isAddress(host) ? { host, port } : undefined;
}

/** The entry that reads as this. */
export function writeRtuHost({ host, port }: RtuHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return !text.includes('/') && isHostEntry(text);
}
