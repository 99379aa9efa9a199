/** Where the HTTP API listens, and whether only this machine can reach it. Imports nothing heavy: every start reads it. */
import { BlockList, isIP } from 'node:net';

/** A listening address. */
export interface ApiAddress {
  /** An IPv4 or IPv6 address (no brackets) or a name. */
  host: string;
  /** 0…65535; 0 lets the system choose. */
  port: number;
}

const NAME = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*\.?$/i;

/** `HOST:PORT`, an IPv6 address in brackets; `undefined` when it is anything else. */
export function parseApiAddress(text: string): ApiAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, bracketed, plain = '', digits] = match;
  const port = Number(digits);
  if (port > 65535) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  // Digits and points alone are meant as an address, right or wrong.
  const known = /^[\d.]+$/.test(plain) ? isIP(plain) === 4 : NAME.test(plain);
  return known ? { host: plain, port } : undefined;
}

/** As it stands in a URL. */
export function formatApiAddress({ host, port }: ApiAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether what listens there is out of reach for other machines. Names other than `localhost` may mean anything. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /^localhost\.?$/i.test(host);
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  return list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
