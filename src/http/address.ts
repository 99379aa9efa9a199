/** The address of the HTTP API, and whether only this machine can reach it. Every start of the program loads this file. */
import { BlockList, isIP } from 'node:net';

/** A listening address. */
export interface ApiAddress {
  /** An IPv4 or IPv6 address (no brackets) or a name. */
  host: string;
  /** 0…65535; 0 lets the system choose. */
  port: number;
}

const NAME = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*\.?$/i;

/** Reads `HOST:PORT`, with an IPv6 address in brackets; `undefined`: the text is not an address. */
export function parseApiAddress(text: string): ApiAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, bracketed, plain = '', digits] = match;
  const port = Number(digits);
  if (port > 65535) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  // A text of digits and points only is an address or wrong, never a name.
  const known = /^[\d.]+$/.test(plain) ? isIP(plain) === 4 : NAME.test(plain);
  return known ? { host: plain, port } : undefined;
}

/** The address in the form of a URL. */
export function formatApiAddress({ host, port }: ApiAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach the address. Of names, only `localhost` counts. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^localhost\.?$/i.test(host);
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  return list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
