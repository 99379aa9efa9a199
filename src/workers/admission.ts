/** Which peers an RTU admits, and which redundancy group they are of (`docs/behaviour.md` §1, hosts and group). */
import { BlockList, isIP } from 'node:net';
import type { GroupMode } from '../station/parameters.js';

/** The number of the redundancy group of an address. */
export type Grouping = (address: string) => number;

/** Answers whether an address may connect. */
export type Admission = (address: string) => boolean;

/** An IPv4 address that came in on a dual-stack listener, without its IPv6 prefix. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/** Admission by addresses and `address/prefix` networks; an empty list admits everybody unless `admitsNobody`. */
export function createAdmission(hosts: readonly string[], admitsNobody: boolean): Admission {
  if (admitsNobody) return () => false;
  if (hosts.length === 0) return () => true;
  return contains(hosts);
}

/** Groups by addresses: the first that holds an address, else the one behind the last; 0 where the RTU has no groups by address. */
export function createGrouping(group: GroupMode): Grouping {
  if (typeof group === 'string') return () => 0;
  const groups = group.map(contains);
  return (address) => {
    const found = groups.findIndex((holds) => holds(address));
    return found < 0 ? groups.length : found;
  };
}

function contains(hosts: readonly string[]): Admission {
  const list = new BlockList();
  for (const host of hosts) {
    const [address, prefix] = host.split('/') as [string, string | undefined];
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
